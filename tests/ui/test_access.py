#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine's window without eyes and without a mouse: what a screen reader is told, and where the keyboard gets."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from frond_e2e.desktop import MENU_ITEMS, Atspi, Desktop, GLib  # noqa: E402
from frond_e2e.session import Session  # noqa: E402
from frond_e2e.waiting import wait_for  # noqa: E402

PROGRAM = os.environ["FROND_ACCESS_WINDOW"]
NAME = pathlib.Path(PROGRAM).name
SECONDS = 60
SCREEN = "Screen of Debian 13"
FOCUSED = Atspi.StateType.FOCUSED


class Access(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.session = Session("access")
        cls.desktop = Desktop(cls.session)
        cls.announced = []
        cls.listener = Atspi.EventListener.new(lambda event: cls.announced.append(event.any_data))
        cls.listener.register("object:announcement")

    def setUp(self):
        self.process = subprocess.Popen([PROGRAM], env=self.session.environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self.session.log("access-window"), text=True)
        self.addCleanup(self.stop)
        self.assertEqual(self.process.stdout.readline().strip(), "ready")
        self.desktop.activate(self.desktop.window("^Debian 13$"))
        self.focused(SCREEN)

    def stop(self):
        if sys.exc_info()[0] is not None:
            self.session.picture("failed")
        self.process.stdin.close()
        self.process.wait(SECONDS)

    def focus(self):
        """What a screen reader would read now."""
        while GLib.MainContext.default().iteration(False):
            pass
        node = self.desktop.search(application=NAME, states=(FOCUSED, Atspi.StateType.SHOWING))
        return self.desktop.name(node) if node is not None else None

    def focused(self, name):
        wait_for(lambda: self.focus() == name, SECONDS, f"the focus on {name!r}, which is on {self.focus()!r}")

    def screen(self):
        return self.desktop.find(f"^{SCREEN}$", application=NAME)

    def described(self, words):
        wait_for(lambda: words in self.screen().get_description(), SECONDS, f"a description with {words!r}")

    def release(self):
        self.desktop.xdotool("keydown", "ctrl", "keydown", "alt", "keyup", "alt", "keyup", "ctrl")
        self.focused("Machine menu")

    def hear(self, words):
        wait_for(lambda: self.focus() and any(words in str(text) for text in self.announced), SECONDS,
                 f"{words!r} among what was said: {self.announced}")

    def test_walk(self):
        self.described("press Ctrl+Alt to leave its screen")
        # Its keys are the guest's, also the one that moves the focus elsewhere.
        self.desktop.key("Tab")
        self.focused(SCREEN)
        self.release()

        # Around the window by Tab, which ends on the screen: there it is the guest's again.
        seen = [self.focus()]
        for _ in range(20):
            before = self.focus()
            self.desktop.key("Tab")
            wait_for(lambda: self.focus() not in (None, before), SECONDS, f"the focus to leave {before!r}")
            seen.append(self.focus())
            if seen[-1] == SCREEN:
                break
        self.assertEqual(seen[-1], SCREEN, f"the screen cannot be reached by keyboard: {seen}")
        self.release()
        for _ in range(20):
            before = self.focus()
            self.desktop.key("shift+Tab")
            wait_for(lambda: self.focus() not in (None, before), SECONDS, f"the focus to leave {before!r}")
            seen.append(self.focus())
            if seen[-1] == SCREEN:
                break
        for name in ("Pause", "Full Screen", "Machine menu"):
            self.assertIn(name, seen)
        self.assertNotIn("", seen)

    def test_menu(self):
        self.release()
        self.desktop.key("space")
        for name in ("Send Keys", "Capture Keyboard", "Scale to Window", "Actual Size", "Sharp Pixels", "Full Screen",
                     "Properties", "Preferences", "Keyboard Shortcuts"):
            self.desktop.find(f"^{name}$", MENU_ITEMS, application=NAME)
        self.desktop.key("Escape")
        self.desktop.gone("^Sharp Pixels$", MENU_ITEMS, application=NAME)

    def test_full_screen(self):
        self.desktop.key("F11")
        self.described("Press Ctrl+Alt to release keyboard and pointer")
        self.focused(SCREEN)
        self.hear("Debian 13 has keyboard and pointer. Press Ctrl+Alt to release them")
        self.release()
        self.desktop.find("^Leave Full Screen$", application=NAME)
        self.hear("Keyboard and pointer released")
        self.described("press Ctrl+Alt to leave its screen")
        self.desktop.key("F11")
        self.desktop.find("^Full Screen$", application=NAME)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
