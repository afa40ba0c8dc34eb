#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two monitors of one guest in two windows: each followed by its own resolution, keys and pointer where they belong."""

import re
import statistics

from gi.repository import GLib

from frond_e2e.case import BOOT_SECONDS, KEY, MODE, STATUS, FrondTestCase, main
from frond_e2e.desktop import MENU_ITEMS, PATIENCE
from frond_e2e.helper import RUNNING, STOPPED, new_request
from frond_e2e.waiting import wait_for

HEAD = re.compile(r"HEAD 2 (\d+)x(\d+)")
AGENT = re.compile(r"AGENT up")
HEAD_OFF = re.compile(r"HEAD 2 off")
POINTER = re.compile(r"AGENT pointer (\d+) (\d+) buttons (\d+) display (\d+)")
SECONDS = 1.0
# The guest's mode may be a little smaller than the place for it: widths are rounded down to a multiple of 8.
ROUNDING = 16
LEFT_SHIFT = 42
LETTER_A = 30
SECOND = r"Screen 2$"


class Screens(FrondTestCase):
    keeps_guest = True

    def setUp(self):
        is_new = self.guest is None
        self.path, self.console, self.screen = self.create_and_boot()
        title = wait_for(lambda: self.desktop.search("^Screen of ", None), PATIENCE, "the screen")
        self.name = self.desktop.name(title).removeprefix("Screen of ")
        self.window = self.desktop.window(f"^{re.escape(self.name)}$")
        if is_new:
            self.give_screens()

    def frame(self):
        return self.desktop.find(f"^{re.escape(self.name)}$", "frame")

    def give_screens(self):
        """A machine has one screen; the person is told so, and gives it more, from its next start on."""
        self.toggle_second()
        self.desktop.press("^Add Screens$", root=self.frame())
        wait_for(lambda: self.helper.machines()[0][-1]["heads"] == 4, PATIENCE, "the machine to have four heads")
        self.desktop.find("after its next start", root=self.frame())
        self.helper.wait_job(self.helper.stop(self.path, new_request()))
        self.helper.wait_state(self.path, STOPPED, PATIENCE)
        self.console.close()
        self.desktop.press("^Start From Disc$|^Start$", ("button", "push button"), root=self.frame())
        self.helper.wait_state(self.path, RUNNING, BOOT_SECONDS)
        self.console = self.open_console(self.path)
        type(self).guest = self.path, self.console, None
        self.wait_booted()
        self.screen = self.desktop.find("^Screen of ")
        type(self).guest = self.path, self.console, self.screen

    def newest(self, pattern, since=0):
        lines = self.console.matching(pattern, since)
        return (lines[-1][0], *map(int, lines[-1][1].groups())) if lines else None

    def fits(self, pattern, screen, since=0):
        """The newest mode of a monitor, if it is that of the place on its window."""
        newest = self.newest(pattern, since)
        room = self.desktop.size(screen)
        near = newest and all(abs(have - wanted) <= ROUNDING for have, wanted in zip(newest[1:], room))
        return newest if near else None

    def toggle_second(self):
        self.desktop.activate(self.window)
        self.menu("^Screens$", root=self.frame())
        self.desktop.find("^Screen 2$", MENU_ITEMS)
        self.picture("menu")
        self.desktop.press("^Screen 2$", MENU_ITEMS)

    def second(self):
        """(X window, screen) of the second monitor, which is turned on if it is not."""
        since = 0
        if not self.desktop.windows(SECOND):
            since = len(self.console.lines)
            wait_for(lambda: self.fits(MODE, self.screen), PATIENCE, "the first mode to fit")
            # The mode may be right from the start; without its agent the guest cannot be told of a second monitor.
            wait_for(lambda: self.console.matching(AGENT), PATIENCE, "the agent")
            self.toggle_second()
        window = self.desktop.window(SECOND)
        screen = self.desktop.find("^Screen 2 of ")
        wait_for(lambda: self.fits(HEAD, screen, since), PATIENCE, "the second mode to fit")
        return window, screen

    def seconds_until_fit(self, window, pattern, screen, size):
        since = len(self.console.lines)
        started = GLib.get_monotonic_time() / 1e6
        self.desktop.xdotool("windowsize", window, *size)
        when, width, height = wait_for(lambda: self.fits(pattern, screen, since), PATIENCE, "the mode to follow")
        print(f"{pattern.pattern.split()[0]} {width}x{height} after {when - started:.2f} s")
        return when - started

    def test_each_follows_its_window(self):
        window, screen = self.second()
        self.picture("two")
        took = []
        for size in ((700, 500), (900, 620), (640, 420)):
            since = len(self.console.lines)
            took.append(self.seconds_until_fit(window, HEAD, screen, size))
            self.assertIsNone(self.newest(MODE, since), "the first monitor changed with the second")
            since = len(self.console.lines)
            took.append(self.seconds_until_fit(self.window, MODE, self.screen, (size[0] + 100, size[1] + 60)))
            self.assertIsNone(self.newest(HEAD, since), "the second monitor changed with the first")
        self.assertLessEqual(statistics.median(took), SECONDS)
        self.picture("resized")

    def test_pointer_goes_to_its_monitor(self):
        window, screen = self.second()
        for display, shown, x_window in ((1, screen, window), (0, self.screen, self.window)):
            self.desktop.activate(x_window)
            width, height = self.desktop.size(shown)
            left, top, outer_width, outer_height = self.desktop.geometry(x_window)
            for part_x, part_y in ((0.25, 0.25), (0.75, 0.6)):
                # The screen is the lower part of its window, whose border is the same on both sides.
                border = (outer_width - width) // 2
                x = left + border + int(width * part_x)
                y = top + outer_height - border - height + int(height * part_y)
                since = len(self.console.lines)
                self.desktop.xdotool("mousemove", x, y)

                def arrived():
                    for _, match in self.console.matching(POINTER, since):
                        got = tuple(map(int, match.groups()))
                        if (got[3] == display and abs(got[0] - int(width * part_x)) <= ROUNDING
                                and abs(got[1] - int(height * part_y)) <= ROUNDING):
                            return got
                    return None

                print("pointer", wait_for(arrived, PATIENCE, f"the pointer on monitor {display}"))

    def test_keys_between_windows(self):
        window, _ = self.second()
        self.desktop.activate(self.window)
        for target, back in ((window, self.window), (self.window, window)):
            since = len(self.console.lines)

            def events(since=since):
                return [tuple(map(int, match.groups())) for _, match in self.console.matching(KEY, since)
                        if int(match[1]) < 256]

            self.desktop.activate(back)
            self.desktop.xdotool("keydown", "Shift_L")
            try:
                wait_for(lambda: (LEFT_SHIFT, 1) in events(), PATIENCE, "Shift to be down in the guest")
                self.desktop.activate(target)
                wait_for(lambda: (LEFT_SHIFT, 0) in events(), PATIENCE, "Shift to be let go in the guest")
            finally:
                self.desktop.xdotool("keyup", "Shift_L")
            self.desktop.key("a")
            wait_for(lambda: (LETTER_A, 0) in events(), PATIENCE, "the letter")
        _, match = self.console.wait_line(STATUS, PATIENCE, len(self.console.lines))
        self.assertEqual(match[1], "0", "the guest holds keys for down")

    def test_turned_off_and_remembered(self):
        window, screen = self.second()
        since = len(self.console.lines)
        self.desktop.activate(window)
        self.desktop.press("^Close$", root=self.desktop.find(SECOND, "frame"))
        self.console.wait_line(HEAD_OFF, PATIENCE, since)
        wait_for(lambda: not self.desktop.windows(SECOND), PATIENCE, "the window to go")

        window, screen = self.second()
        self.seconds_until_fit(window, HEAD, screen, (720, 480))
        size = self.desktop.geometry(window)[2:]
        self.session.stop_app()
        self.session.start_app()
        window = self.desktop.window(SECOND)
        wait_for(lambda: self.desktop.geometry(window)[2:] == size, PATIENCE, "the size of before")
        wait_for(lambda: self.desktop.search("^Screen 2 of "), PATIENCE, "the screen of before")
        self.picture("remembered")


if __name__ == "__main__":
    main()
