#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Typed keys arrive in the guest: all, in order, none stuck."""

import random

from frond_e2e.case import KEY, STATUS, FrondTestCase, main
from frond_e2e.desktop import PATIENCE
from frond_e2e.waiting import wait_for

KEYS = 1000
# As many as a guest's kernel keeps for a program that a busy machine does not let read: 64 events, two and their ends
# for each key.
BURST = 10
LEFT_SHIFT = 42
LETTER_A = 30

# Names of X keys, by the key codes of Linux that the guest must see. The keys that Frond or the window manager may
# take for themselves are left out.
CODES = {name: 16 + index for index, name in enumerate("qwertyuiop")}
CODES |= {name: 30 + index for index, name in enumerate("asdfghjkl")}
CODES |= {name: 44 + index for index, name in enumerate("zxcvbnm")}
CODES |= {str((number + 1) % 10): 2 + number for number in range(10)}
CODES |= {"space": 57, "Return": 28, "BackSpace": 14, "Tab": 15, "comma": 51, "period": 52, "Left": 105, "Up": 103,
          "Right": 106, "Down": 108, "Home": 102, "End": 107}


class Keys(FrondTestCase):
    keeps_guest = True

    def setUp(self):
        self.path, self.console, screen = self.create_and_boot()
        self.window = self.focus_screen(screen)

    def events(self, since):
        return [tuple(map(int, match.groups())) for _, match in self.console.matching(KEY, since)
                if int(match[1]) < 256]

    def first_difference(self, got, expected, since):
        """What was lost first, and what the guest said at that time."""
        index = next((i for i, pair in enumerate(zip(got, expected)) if pair[0] != pair[1]), len(got))
        said = [n for n, (_, line) in enumerate(self.console.lines[since:], since) if KEY.search(line)]
        around = said[min(index, len(said) - 1)] if said else since
        lines = "\n".join(line for _, line in self.console.lines[max(since, around - 5):around + 6])
        return f"the guest got {len(got)} events; of the keys, {expected[index:index + 1]} is the first that is not there:\n{lines}"

    def expect_none_held(self):
        """The guest's kernel itself says so, in a status line that came later than now."""
        _, match = self.console.wait_line(STATUS, PATIENCE, len(self.console.lines))
        self.assertEqual(match[1], "0", "the guest holds keys for down")

    def test_thousand_keys(self):
        names = random.Random(1).choices(sorted(CODES), k=KEYS)
        expected = [(CODES[name], down) for name in names for down in (1, 0)]
        since = len(self.console.lines)
        try:
            for end in range(BURST, KEYS + 1, BURST):
                self.desktop.key(*names[end - BURST:end], delay=10)
                wait_for(lambda: len(self.events(since)) >= 2 * end, PATIENCE, f"{end} keys")
        except TimeoutError:
            self.picture("lost")
        got = self.events(since)
        dropped = [line for _, line in self.console.lines[since:] if "DROPPED" in line]
        self.assertEqual(dropped, [], "the guest itself lost events")
        self.assertEqual(len(got), len(expected), self.first_difference(got, expected, since))
        # Down events are in order. xdotool lets a key go before it presses the next.
        self.assertEqual(got, expected)
        self.expect_none_held()
        self.picture("typed")

    def test_focus_lost_with_shift_down(self):
        since = len(self.console.lines)
        self.desktop.xdotool("keydown", "Shift_L")
        try:
            wait_for(lambda: (LEFT_SHIFT, 1) in self.events(since), PATIENCE, "Shift to be down in the guest")
            library = self.desktop.window("^Frond$")
            self.desktop.activate(library)
            wait_for(lambda: (LEFT_SHIFT, 0) in self.events(since), PATIENCE, "Shift to be let go in the guest")
        finally:
            self.desktop.xdotool("keyup", "Shift_L")
        self.expect_none_held()

        self.desktop.activate(self.window)
        since = len(self.console.lines)
        self.desktop.key("a")
        wait_for(lambda: len(self.events(since)) >= 2, PATIENCE, "the letter")
        self.assertEqual(self.events(since), [(LETTER_A, 1), (LETTER_A, 0)])
        self.expect_none_held()


if __name__ == "__main__":
    main()
