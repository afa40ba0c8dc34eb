#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A ready-made system sets itself up: cloud-init finds Frond's seed and does what it says. Minutes under emulation."""

import os
import pathlib
import re
import time
import unittest

from gi.repository import GLib

from frond_e2e.case import FrondTestCase, main
from frond_e2e.helper import ROOT, STOPPED, new_request
from frond_e2e.waiting import wait_for

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmZ person@host"
PATIENCE = 900  # for a guest without KVM on a machine with other things to do
STAGES = (("firmware", r"BdsDxe: starting"),
          ("systemd", r"systemd\[1\]|OK  .*\] (Started|Reached)"),
          ("cloud-init done", r"Cloud-init v\. \S+ finished"))


@unittest.skipUnless(os.environ.get("FROND_DEEP"), "takes minutes")
class Cloud(FrondTestCase):
    def make_seed(self, *desktop):
        path = self.session.results / "seed.iso"
        program = pathlib.Path(os.environ["FROND_BUILD_DIR"]) / "tests/media/make-seed"
        self.assertEqual(self.session.start([program, path, "elise", "my-cloud", KEY, *desktop], "make-seed").wait(60), 0)
        return path

    def create(self, *desktop):
        """A machine of the image and the seed; its path and the seconds that it took."""
        files = [self.guest_file("cloud.qcow2"), self.make_seed(*desktop)]
        fds = [os.open(file, os.O_RDONLY | os.O_CLOEXEC) for file in files]
        spec = {"name": GLib.Variant("s", "Cloud"), "os-id": GLib.Variant("s", "http://debian.org/debian/13"),
                "memory": GLib.Variant("t", 2 << 30), "vcpus": GLib.Variant("u", 2), "tpm": GLib.Variant("b", False),
                "firmware": GLib.Variant("s", "uefi"),
                "nics": GLib.Variant("aa{sv}", [{"class": GLib.Variant("s", "user")}]),
                "disks": GLib.Variant("aa{sv}", [{"size": GLib.Variant("t", 0), "source-shared": GLib.Variant("b", True),
                                                  "source-format": GLib.Variant("s", "qcow2")}])}
        media = [("disk0", 0), ("seed", 1)]
        began = time.monotonic()
        job = self.helper.call(ROOT, "Manager", "CreateMachine",
                               GLib.Variant("(sa{sv}a(sh))", (new_request(), spec, media)), fds)[0][0]
        result = self.helper.wait_job(job)
        for fd in fds:
            os.close(fd)
        return result["machine"], time.monotonic() - began

    def ask(self, command):
        """What the shell on the serial port answers, up to a line that says so. What is typed before it reads is lost:
        it is typed again."""
        seen, done, typed = len(self.console.lines), re.compile(r"^(\x1b\S*)?DONE"), [0.0]

        def answered():
            if time.monotonic() - typed[0] > 10:
                typed[0] = time.monotonic()
                os.write(self.console.fd, f"{command}; echo; echo DO''NE\r".encode())
            return self.console.matching(done, seen)

        wait_for(answered, PATIENCE, f"an answer to {command}")
        return "\n".join(line for _, line in self.console.lines[seen:])

    def test_sets_itself_up(self):
        self.helper.capabilities()
        self.create()  # the image is a base of the helper's from here on
        path, created = self.create()
        began = time.monotonic()
        self.helper.wait_job(self.helper.start(path, new_request()))
        started = time.monotonic() - began
        self.console = self.open_console(path)
        stages = [("create", created), ("domain start", started)]
        for name, pattern in STAGES:
            when, _ = self.console.wait_line(re.compile(pattern), PATIENCE)
            stages.append((name, when - began))
        when, _ = self.console.wait_line(re.compile(r"elise \(automatic login\)"), PATIENCE)
        stages.append(("login", when - began))
        self.ask("stty -echo")
        print("seconds, the guest's since its start: " + ", ".join(f"{name} {value:.2f}" for name, value in stages))

        self.assertIn("my-cloud", self.ask("hostname"))
        self.assertIn("Müller", self.ask("getent passwd elise"))
        self.assertIn(KEY, self.ask("cat ~/.ssh/authorized_keys"))
        self.assertIn("LANG=fr_CH.UTF-8", self.ask("cat /etc/default/locale"))
        self.assertRegex(self.ask("cat /etc/default/keyboard"), "XKBLAYOUT=\"ch\"(?s:.*)XKBVARIANT=\"fr\"")
        self.assertIn("Europe/Zurich", self.ask("readlink /etc/localtime; cat /etc/timezone"))
        self.assertRegex(self.ask("sudo -n id -u"), r"(?m)\$ 0$")
        self.assertIn("elise L", self.ask("sudo -n passwd -S elise"))

        # Set up by the time it is switched off: the seed goes.
        folder = next(pathlib.Path(self.session.environment["XDG_DATA_HOME"]).glob(f"*/machines/*{path[-12:]}"))
        self.assertTrue((folder / "seed.img").exists())
        os.write(self.console.fd, b"sudo systemctl poweroff\n")
        self.helper.wait_state(path, STOPPED, PATIENCE)
        wait_for(lambda: not (folder / "seed.img").exists(), 30, "the seed to go")

    def test_desktop_without_network(self):
        """The packages are not to be had here: the machine is one with a console that says so, and nothing that was there
        for the installation is left."""
        self.helper.capabilities()
        path, _ = self.create("Xfce")
        self.helper.wait_job(self.helper.start(path, new_request()))
        self.console = self.open_console(path)
        self.console.wait_line(re.compile(STAGES[-1][1]), PATIENCE)
        self.console.wait_line(re.compile(r"elise \(automatic login\)"), PATIENCE)
        self.ask("stty -echo")
        self.assertIn("could not be installed", self.ask("cat /etc/issue.d/frond.issue"))
        self.assertIn("No such file", self.ask("ls /usr/sbin/policy-rc.d"))
        self.assertNotIn("graphical", self.ask("readlink /etc/systemd/system/default.target"))


if __name__ == "__main__":
    main()
