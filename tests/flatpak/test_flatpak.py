#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user's life with Frond from a Flatpak: installed from the .flatpakref, a machine from an image that the document portal
hands over, closed, updated, removed and installed again, the machine there each time. test.sh has made what is installed."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

from flatpak_session import APP, FlatpakSession
from frond_e2e.case import BOOT_SECONDS, LIBRARY_TITLE, FrondTestCase, main
from frond_e2e.desktop import PATIENCE, Desktop
from frond_e2e.helper import RUNNING, STOPPED, Helper, new_request
from frond_e2e.waiting import wait_for

DISTRIBUTED = pathlib.Path(os.environ["FROND_FLATPAK_DIST"])
GUESTS = pathlib.Path("/srv/guests")
HOME = pathlib.Path(os.environ["HOME"])
DATA = HOME / ".var/app" / APP / "data/frond"
CHOOSER = "^Choose a Disc Image$"


def flatpak(*arguments):
    return subprocess.run(["flatpak", *arguments], check=True, text=True, stdout=subprocess.PIPE, timeout=600).stdout


def inside(*command):
    """What a command in Frond's sandbox says."""
    return flatpak("run", f"--command={command[0]}", APP, *command[1:])


@contextlib.contextmanager
def stage(name):
    began = time.monotonic()
    yield
    print(f"flatpak: {time.monotonic() - began:6.1f} s  {name}", flush=True)


class Life(FrondTestCase):
    @classmethod
    def setUpClass(cls):
        FrondTestCase.session = FlatpakSession("flatpak")
        FrondTestCase.desktop = Desktop(FrondTestCase.session)
        FrondTestCase.helper = Helper(FrondTestCase.session.helper_name)

    @classmethod
    def clear(cls):
        cls.session.stop_app()
        subprocess.run(["flatpak", "kill", APP], check=False)

    def test_life(self):
        with stage("install from the .flatpakref, as an ordinary user"):
            flatpak("install", "--user", "--noninteractive", "--from", str(DISTRIBUTED / f"{APP}.flatpakref"))
        with stage("look at the sandbox"):
            self.look_at_sandbox()
        with stage("a machine from an image through the document portal, to its picture"):
            path = self.create_through_portal()
        with stage("close Frond, and kill its helper: the machine goes on"):
            self.survive(path)
        with stage("update the application"):
            self.update()
        with stage("start the machine again after the update"):
            self.start_again()
        with stage("uninstall: the machine's files stay"):
            self.uninstall()
        with stage("install from the single file: the machine is there"):
            self.install_again()

    def look_at_sandbox(self):
        """Nothing of the user's can be seen, and no more was asked for than README.md gives reasons for."""
        (HOME / "Documents").mkdir(exist_ok=True)
        (HOME / "Documents/secret.txt").write_text("not for sandboxes\n")
        self.assertEqual(inside("sh", "-c", "ls -A ~").split(), [".local", ".var"] if (HOME / ".local").exists() else [])
        permissions = flatpak("info", "--show-permissions", APP)
        self.assertNotIn("filesystems", permissions)
        self.assertIn("\ndevices=dri;kvm;\n", permissions)
        self.assertNotIn("org.freedesktop.Flatpak", permissions)

    def create_through_portal(self):
        shutil.copy(GUESTS / "kms.iso", HOME / "Documents/disc.iso")
        self.launch()
        self.desktop.press("^Open File…$")
        chooser = self.desktop.window(CHOOSER)
        self.desktop.activate(chooser)
        self.picture("portal")
        # The portal's own chooser, a program outside of the sandbox: a slash begins a path there.
        self.desktop.type("/")
        self.desktop.find(None, ("text", "entry"), application="portal")
        self.desktop.type(str(HOME / "Documents/disc.iso").removeprefix("/"))
        self.desktop.key("Return")
        self.desktop.find("Debian 12", root=self.sheet())
        self.press_start()
        path = self.the_machine()
        self.helper.wait_state(path, RUNNING, BOOT_SECONDS)
        console = self.open_console(path)
        self.booted(path, console)
        console.close()
        self.expect_picture("Debian 12", 2)
        self.look_at_monitor()
        return path

    def look_at_monitor(self):
        """QEMU runs in the sandbox, on what libslirp gives, and has the image from the portal."""
        monitors = [pid for pid in os.listdir("/proc") if pid.isdigit() and self.program(pid).startswith("qemu-system")]
        self.assertEqual(len(monitors), 1)
        process = pathlib.Path("/proc", monitors[0])
        self.assertIn(f"name={APP}", (process / "root/.flatpak-info").read_text())
        command = (process / "cmdline").read_bytes().decode().replace("\0", " ")
        self.assertRegex(command, r'-netdev \{?"?(type":"user"|user)')
        opened = [os.readlink(link) for link in (process / "fd").iterdir()]
        self.assertTrue([name for name in opened if re.search(r"/doc/[0-9a-f]+/disc\.iso\b", name)], opened)

    @staticmethod
    def program(pid):
        try:
            return pathlib.Path("/proc", pid, "cmdline").read_bytes().split(b"\0")[0].decode().rsplit("/", 1)[-1]
        except OSError:
            return ""

    def survive(self, path):
        self.session.stop_app()
        self.assertEqual(self.helper.state(path), RUNNING)
        for pid in [pid for pid in os.listdir("/proc") if self.program(pid) == "frond-vmm-helper"]:
            os.kill(int(pid), signal.SIGKILL)
        wait_for(lambda: self.helper.pid() is None, PATIENCE, "the helper to be gone")
        # The next one is a sandbox of its own, and still finds libvirt and the guest of the last one.
        self.assertEqual([machine[0] for machine in self.helper.machines()], [path])
        self.helper.wait_state(path, RUNNING, PATIENCE)

    def update(self):
        """With the machine running. What is new is a file, so that it can be told."""
        before = flatpak("info", "--show-commit", APP)
        subprocess.run([os.environ["FROND_FLATPAK_NEXT"]], check=True, stdout=subprocess.DEVNULL)
        flatpak("update", "--user", "--noninteractive", APP)
        self.assertNotEqual(flatpak("info", "--show-commit", APP), before)
        self.assertEqual(inside("cat", "/app/share/frond/next"), "next\n")
        path, *_ = self.helper.machines()[0]
        self.assertEqual(self.helper.state(path), RUNNING)
        self.helper.wait_job(self.helper.stop(path, new_request()))
        flatpak("kill", APP)
        wait_for(lambda: self.helper.pid() is None, PATIENCE, "the old helper to be gone")

    def start_again(self):
        self.launch()
        tile = self.desktop.find("Debian 12")
        self.picture("updated")
        path, *_ = self.helper.machines()[0]
        self.assertEqual(self.helper.state(path), STOPPED)
        self.desktop.click(tile)
        self.helper.wait_state(path, RUNNING, BOOT_SECONDS)
        self.helper.wait_job(self.helper.stop(path, new_request()))
        self.session.stop_app()
        flatpak("kill", APP)

    def uninstall(self):
        before = self.files()
        flatpak("uninstall", "--user", "--noninteractive", APP)
        self.assertEqual(self.files(), before)
        self.assertTrue(any(name.endswith("machine.json") for name in before), before)
        self.assertIn("frond.db", before)

    @staticmethod
    def files():
        return sorted(str(path.relative_to(DATA)) for path in DATA.rglob("*") if path.is_file())

    def install_again(self):
        flatpak("install", "--user", "--noninteractive", "--bundle", str(DISTRIBUTED / f"{APP}.flatpak"))
        self.launch()
        self.desktop.find("Debian 12")
        self.picture("again")
        self.assertEqual(len(self.helper.machines()), 1)


if __name__ == "__main__":
    main()
