#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine from the command line, through the chooser and by a drop; the clicks are counted."""

import pathlib
import sys

from frond_e2e.case import BOOT_SECONDS, TESTS, FrondTestCase, main
from frond_e2e.helper import RUNNING
from frond_e2e.installer import INSTALLER_SECONDS, InstallerPage
from frond_e2e.waiting import wait_for


class Create(FrondTestCase):
    def expect_booting(self, name):
        """The machine runs, and its own window shows what it draws."""
        path = self.the_machine()
        self.helper.wait_state(path, RUNNING, BOOT_SECONDS)
        self.booted(path, self.open_console(path))
        self.expect_picture(name, 2)

    def test_command_line(self):
        """Without a mouse."""
        self.launch(self.guest_file("kms.iso"))
        self.desktop.find("Debian 12", root=self.sheet())
        self.picture("sheet")
        self.desktop.clicks = 0
        self.desktop.tab_to("^Start$")
        self.desktop.key("Return")
        self.expect_booting("Debian 12")
        self.assertEqual(self.desktop.clicks, 0)

    def test_chooser(self):
        """GTK's own chooser: the button Open File, the file, the button Start. The folder and the end of the choice come
        from the keyboard: the chooser begins with the recent files, and its button would be one click more."""
        disc = pathlib.Path(self.session.environment["HOME"]) / "disc.iso"
        disc.symlink_to(self.guest_file("kms.iso"))
        self.launch()
        self.desktop.clicks = 0
        self.desktop.press("^Open File…$")
        chooser = self.desktop.window("^Choose a Disc Image$")
        self.desktop.activate(chooser)
        dialog = self.desktop.find("^Choose a Disc Image$", ("dialog", "frame", "window"))
        self.desktop.key("alt+Home")
        self.desktop.click(self.desktop.find(r"^disc\.iso$", root=dialog))
        self.picture("chooser")
        self.desktop.key("Return")
        self.desktop.find("Debian 12", root=self.sheet())
        self.press_start()
        self.expect_booting("Debian 12")
        self.assertEqual(self.desktop.clicks, 3)

    def test_drop(self):
        window = self.launch()
        self.drag_files([self.guest_file("kms.iso")], window, "^Drop to Create a Machine$")
        self.desktop.find("Debian 12", root=self.sheet())
        self.press_start()
        self.expect_booting("Debian 12")
        self.assertEqual(self.desktop.clicks, 1)

    def test_installer_screen(self):
        """A real installer: the graphical one of Debian 13 asks its first question."""
        self.launch(self.guest_file("debian13-gtk.iso"))
        self.desktop.find("Debian 13", root=self.sheet())
        self.press_start()
        path = self.the_machine()
        self.helper.wait_state(path, RUNNING, BOOT_SECONDS)
        page = InstallerPage(self.desktop, "^Debian 13")
        wait_for(page.is_there, INSTALLER_SECONDS, "the installer's first page")
        self.picture("installer")


if __name__ == "__main__":
    main()
