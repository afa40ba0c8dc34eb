#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guest's screen follows the window, and full screen."""

import statistics

from gi.repository import GLib

from frond_e2e.case import MODE, FrondTestCase, main
from frond_e2e.desktop import PATIENCE
from frond_e2e.waiting import wait_for

SECONDS = 1.0
# The guest's mode may be a little smaller than the place for it: widths are rounded down to a multiple of 8.
ROUNDING = 16


class Resize(FrondTestCase):
    keeps_guest = True

    def setUp(self):
        self.path, self.console, self.screen = self.create_and_boot()
        self.window = self.focus_screen(self.screen)

    def mode(self, since=0):
        """(time, width, height) of the guest's newest mode."""
        lines = self.console.matching(MODE, since)
        return (lines[-1][0], *map(int, lines[-1][1].groups())) if lines else None

    def fits(self, since=0):
        """The newest mode, if it is that of the place on the screen."""
        newest = self.mode(since)
        room = self.desktop.size(self.screen)
        near = newest and all(abs(have - wanted) <= ROUNDING for have, wanted in zip(newest[1:], room))
        return newest if near else None

    def seconds_until_fit(self, change):
        """Carries out the change of the window; how long the guest's mode took to follow."""
        wait_for(self.fits, PATIENCE, "the mode to follow the first size")
        since = len(self.console.lines)
        started = GLib.get_monotonic_time() / 1e6
        change()
        when, width, height = wait_for(lambda: self.fits(since), PATIENCE, "the mode to follow")
        print(f"mode {width}x{height} after {when - started:.2f} s")
        return when - started

    def test_window(self):
        sizes = ((900, 700), (1100, 640), (700, 500), (1000, 760), (840, 560))
        took = [self.seconds_until_fit(lambda: self.desktop.xdotool("windowsize", self.window, *size))
                for size in sizes]
        # Of a busy machine a single one tells nothing.
        self.assertLessEqual(statistics.median(took), SECONDS)
        self.picture("small")

    def test_full_screen(self):
        before = self.desktop.size(self.screen)
        self.seconds_until_fit(lambda: self.desktop.press("^Full Screen$"))
        wait_for(lambda: self.desktop.size(self.screen) == self.desktop.geometry("root")[2:], PATIENCE, "the full screen")
        self.picture("full")
        self.desktop.key("Control_L+Alt_L")
        self.seconds_until_fit(lambda: self.desktop.key("F11"))
        wait_for(lambda: self.desktop.size(self.screen) == before, PATIENCE, "the size of before")


if __name__ == "__main__":
    main()
