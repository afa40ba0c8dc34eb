#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The serial console: what is typed in its page arrives in a real guest, and the guest's answer is shown there."""

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

from frond_e2e.case import FrondTestCase, main  # noqa: E402
from frond_e2e.desktop import BUTTONS, PATIENCE  # noqa: E402
from frond_e2e.waiting import wait_for  # noqa: E402


class Console(FrondTestCase):
    def setUp(self):
        self.path, self.console, self.screen = self.create_and_boot()

    def terminal(self):
        return self.desktop.find("^Console of ", "terminal")

    def text(self):
        text = self.terminal().get_text_iface()
        return Atspi.Text.get_text(text, 0, -1) if text else ""

    def test_typing(self):
        # The test's own console has the port first.
        self.menu("^Serial Console$", root=self.desktop.find("^Debian 12", "frame"))
        self.desktop.find("The console is in use elsewhere")
        self.picture("busy")
        self.console.close()
        self.desktop.press("^Try Again$")
        self.desktop.click(self.terminal())
        self.desktop.type("hello frond")
        self.desktop.key("Return")
        wait_for(lambda: "TYPED hello frond" in self.text(), PATIENCE, "the guest's answer")
        self.picture("answered")

        # The window's shortcuts are the guest's: a word less, and the window stays.
        self.desktop.type("one two")
        self.desktop.key("ctrl+w", "Return")
        wait_for(lambda: "TYPED one \n" in self.text() or "TYPED one\n" in self.text(), PATIENCE, "the shorter line")

        # Out by the keyboard, and back to the screen.
        self.desktop.key("ctrl+shift+s")
        self.desktop.find("^Screen of ")
        self.desktop.press("^Console$", (*BUTTONS, "radio button"))
        self.assertIn("TYPED hello frond", self.text())

        # Closed, the port is free for others.
        self.desktop.press("^Close [Cc]onsole$")
        self.desktop.gone("^Console of ", "terminal")
        self.open_console(self.path)


if __name__ == "__main__":
    main()
