#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installations without questions: what Frond answers, and that the machine starts from its disk afterwards."""

import hashlib
import os
import pathlib
import re
import signal
import subprocess

from frond_e2e.case import BOOT_SECONDS, FrondTestCase, main
from frond_e2e.desktop import Atspi
from frond_e2e.helper import RUNNING, HelperGone
from frond_e2e.server import Server
from frond_e2e.waiting import wait_for

REASON_NONE, REASON_INSTALLING = 0, 7


class Install(FrondTestCase):
    def machine(self):
        """State and reason of the only machine; None while no helper answers."""
        try:
            found = self.helper.machines()
        except HelperGone:
            return None
        return tuple(found[0][3:5]) if found else None

    def folder(self):
        return next(pathlib.Path(self.session.environment["XDG_DATA_HOME"]).glob("*/machines/[0-9a-f]*-*"))

    def type_user(self, name):
        """Where the keyboard is."""
        self.desktop.find("^User Name$", ("text", "entry"), root=self.sheet(), states=(Atspi.StateType.FOCUSED,))
        self.desktop.key("ctrl+a")
        self.desktop.type(name)

    def switch_on(self):
        self.desktop.press("^Install for Me$", ("check box", "switch"), root=self.sheet())

    def test_debian(self):
        """The installer is a fake; its medium, kernel, initrd and answers are Debian's."""
        self.launch(self.guest_file("kms.iso"))
        self.desktop.find("Debian 12", root=self.sheet())
        self.switch_on()
        self.desktop.click(self.desktop.find("^User Name$", ("text", "entry"), root=self.sheet()))
        self.type_user("elise")
        self.picture("sheet")
        self.press_start()
        path = self.the_machine()
        wait_for(lambda: self.machine() == (RUNNING, REASON_INSTALLING), BOOT_SECONDS, "the installation")
        console = self.open_console(path)
        console.wait_line(re.compile(r"INSTALL user elise"), BOOT_SECONDS)
        self.picture("installing")
        self.assertTrue((self.folder() / "install-kernel").exists())

        # Nobody is needed for the rest: neither this helper nor the application.
        os.kill(self.helper.pid(), signal.SIGKILL)
        console.wait_line(re.compile(r"INSTALL done"), BOOT_SECONDS)
        wait_for(lambda: self.machine() == (RUNNING, REASON_NONE), BOOT_SECONDS, "the machine to start from its disk")
        console.close()
        console = self.open_console(path)
        console.wait_line(re.compile(r"FROND INSTALLED"), BOOT_SECONDS)
        self.picture("installed")
        self.assertEqual([name for name in os.listdir(self.folder()) if name.startswith(("install-", "seed"))], [])

    def offer_drivers(self, server):
        """A disc of drivers at that server, as its publisher has it; the bytes of one of the drivers."""
        folder = pathlib.Path(self.session.environment["HOME"]) / "virtio-win"
        driver = folder / "viostor/w11/amd64/viostor.inf"
        driver.parent.mkdir(parents=True, exist_ok=True)
        driver.write_bytes(os.urandom(1000))
        disc = folder.with_suffix(".iso")
        subprocess.run(["xorriso", "-as", "mkisofs", "-quiet", "-J", "-r", "-o", disc, folder], check=True)
        server.files["/virtio-win.iso"] = disc.read_bytes()
        for name in ("frond", "frond-devel"):
            path = pathlib.Path(self.session.environment["XDG_CONFIG_HOME"]) / name / "drivers.ini"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"[virtio-win]\nversion=1\nurl={server.url('/virtio-win.iso')}\nsize={disc.stat().st_size}\n"
                            f"digest=sha256:{hashlib.sha256(disc.read_bytes()).hexdigest()}\n", encoding="utf-8")
        return driver.read_bytes()

    def test_clicks_of_windows(self):
        """Three clicks and a name; the drivers come by themselves."""
        server = Server()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        driver = self.offer_drivers(server)
        disc = pathlib.Path(self.session.environment["HOME"]) / "disc.iso"
        disc.unlink(missing_ok=True)
        disc.symlink_to(self.guest_file("fixtures/windows11.iso"))
        self.launch()
        self.desktop.clicks = 0
        self.desktop.press("^Open File…$")
        chooser = self.desktop.window("^Choose a Disc Image$")
        self.desktop.activate(chooser)
        dialog = self.desktop.find("^Choose a Disc Image$", ("dialog", "frame", "window"))
        self.desktop.key("alt+Home")
        self.desktop.click(self.desktop.find(r"^disc\.iso$", root=dialog))
        self.desktop.key("Return")
        self.desktop.find("Windows 11", root=self.sheet())
        self.type_user("elise")
        self.picture("sheet")
        self.press_start()
        self.the_machine()
        wait_for(lambda: self.machine() == (RUNNING, REASON_INSTALLING), BOOT_SECONDS, "the installation")
        self.assertEqual(self.desktop.clicks, 3)
        self.picture("started")

        seed = (self.folder() / "seed.img").read_bytes()
        for text in (b"<Name>elise</Name>", b"<HideOnlineAccountScreens>true<", b"BypassNRO", b"\\drivers", driver):
            self.assertIn(text, seed)
        self.assertFalse((self.folder() / "install-kernel").exists())


if __name__ == "__main__":
    main()
