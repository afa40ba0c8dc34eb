#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""USB redirection into a real guest: the device is a disc image that plays a USB drive, since few test machines have
something to plug in. The guest's kernel finds it, reads its disc, and loses it again."""

import pathlib
import re

from frond_e2e.case import FrondTestCase, main
from frond_e2e.desktop import BUTTONS
from frond_e2e.helper import new_request

ADDED = re.compile(r"USB add 2b23:cdcd")
REMOVED = re.compile(r"USB remove 2b23:cdcd")
DISC = re.compile(r"DISC (.*)")
GUEST_SECONDS = 120


class Usb(FrondTestCase):
    def setUp(self):
        self.path, self.console, self.screen = self.create_and_boot()

    def choose_disc(self):
        """The disc of the guest itself, under a name of its own."""
        disc = pathlib.Path(self.session.environment["HOME"]) / "tools.iso"
        if not disc.is_symlink():
            disc.symlink_to(self.guest_file("kms.iso"))
        self.desktop.press("^Share a Disc Image as USB Drive…$", (*BUTTONS, "list item"))
        chooser = self.desktop.window("^Choose a Disc Image$")
        self.desktop.activate(chooser)
        dialog = self.desktop.find("^Choose a Disc Image$", ("dialog", "frame", "window"))
        self.desktop.key("alt+Home")
        self.desktop.click(self.desktop.find(r"^tools\.iso$", root=dialog))
        self.desktop.key("Return")

    def test_disc(self):
        self.menu("^USB Devices…$", root=self.desktop.find("^Debian 12", "frame"))
        self.desktop.find("^No USB Devices$")
        self.picture("empty")
        since = len(self.console.lines)
        self.choose_disc()
        self.console.wait_line(ADDED, GUEST_SECONDS, since)
        _, disc = self.console.wait_line(DISC, GUEST_SECONDS, since)
        self.assertEqual(disc[1].strip(), "Debian 12.11.0 amd64 n")
        self.desktop.find("^Connected to the machine$")
        self.picture("connected")

        since = len(self.console.lines)
        self.desktop.press(r"tools\.iso", ("switch", "check box"))
        self.console.wait_line(REMOVED, GUEST_SECONDS, since)
        # A disc that nobody has is gone, and its place is free again.
        self.desktop.find("^No USB Devices$")
        self.choose_disc()
        self.console.wait_line(ADDED, GUEST_SECONDS, since)
        self.desktop.find("^Connected to the machine$")

        # The machine goes with the device in it.
        self.helper.wait_job(self.helper.stop(self.path, new_request()))
        self.desktop.find("^The Machine Is Off$")
        self.picture("off")
        self.assertIsNone(self.session.app.poll(), "Frond is gone, too")


if __name__ == "__main__":
    main()
