#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The serial console: what is typed in its page arrives in a real guest, and the guest's answer is shown there."""

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from frond_e2e.case import FrondTestCase, main  # noqa: E402
from frond_e2e.desktop import BUTTONS, PATIENCE  # noqa: E402
from frond_e2e.waiting import holds_for, wait_for  # noqa: E402


class Console(FrondTestCase):
    def setUp(self):
        self.path, self.console, self.screen = self.create_and_boot()

    def text(self):
        """Empty while there is no terminal, or a new one takes its place."""
        terminal = self.desktop.search("^Console of ", "terminal")
        try:
            text = terminal and terminal.get_text_iface()
            return Atspi.Text.get_text(text, 0, -1) if text else ""
        except GLib.Error:
            return ""

    def shows(self, *lines):
        wait_for(lambda: any(line in self.text() for line in lines), PATIENCE, f"{lines[0]!r} in the terminal")

    def try_again(self):
        """Until the port is free: the helper hears of its end a moment after it."""
        def opened():
            button = self.desktop.search("^Try Again$", BUTTONS)
            if button is not None:
                self.desktop.press("^Try Again$")
            return holds_for(lambda: self.desktop.search("in use elsewhere") is None, 1)

        wait_for(opened, PATIENCE, "the serial port")

    def test_typing(self):
        # The test's own console has the port first.
        self.menu("^Serial Console$", root=self.desktop.find("^Debian 12", "frame"))
        self.desktop.find("The console is in use elsewhere")
        self.picture("busy")
        self.console.close()
        self.try_again()
        self.desktop.focus(self.desktop.find("^Console of ", "terminal"))
        self.desktop.type("hello frond")
        self.desktop.key("Return")
        self.shows("TYPED hello frond")
        self.picture("answered")

        # The window's shortcuts are the guest's: a word less, and the window stays.
        self.desktop.type("one two")
        self.desktop.key("ctrl+w", "Return")
        self.shows("TYPED one \n", "TYPED one\n")

        # Out by the keyboard, and back to the screen.
        self.desktop.key("ctrl+shift+s")
        self.desktop.find("^Screen of ")
        self.desktop.press("^Console$", (*BUTTONS, "radio button"))
        self.shows("TYPED hello frond")

        # Closed, the port is free for others.
        self.desktop.press("^Close [Cc]onsole$")
        self.desktop.gone("^Console of ", "terminal")
        self.open_console(self.path)


if __name__ == "__main__":
    main()
