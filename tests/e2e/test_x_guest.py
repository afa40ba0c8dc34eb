#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop with the real SPICE agent: its screen follows the window."""

from frond_e2e.case import FrondTestCase, main
from frond_e2e.desktop import PATIENCE
from frond_e2e.waiting import wait_for
from frond_e2e.xguest import X_MODE

# Widths are rounded down to a multiple of 8.
ROUNDING = 16


class XGuestTest(FrondTestCase):
    keeps_guest = True

    def setUp(self):
        self.path, self.guest_x, self.screen = self.boot_x_guest()

    def fits(self, since):
        """The newest mode that the guest's X server has taken, if it is that of the place on the screen."""
        lines = self.guest_x.console.matching(X_MODE, since)
        room = self.desktop.size(self.screen)
        mode = tuple(map(int, lines[-1][1].groups()[:2])) if lines else (0, 0)
        return mode if all(abs(have - wanted) <= ROUNDING for have, wanted in zip(mode, room)) else None

    def test_agent_and_resize(self):
        self.assertTrue(self.guest_x.has_agent())
        window = self.focus_screen(self.screen)
        for size in ((900, 700), (1100, 640), (760, 560)):
            since = len(self.guest_x.console.lines)
            self.desktop.xdotool("windowsize", window, *size)
            mode = wait_for(lambda: self.fits(since), PATIENCE, f"the mode of a window of {size}")
            # What the X server says itself, not only what it was told.
            self.assertIn(f"current {mode[0]} x {mode[1]}", self.guest_x.text("xrandr --query"))
        self.picture("resized")


if __name__ == "__main__":
    main()
