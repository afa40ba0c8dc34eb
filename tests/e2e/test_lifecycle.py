#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pause, resume, shut down, force off, delete and undo, as a person does it."""

import re

from frond_e2e import processes
from frond_e2e.case import FrondTestCase, main
from frond_e2e.desktop import PATIENCE
from frond_e2e.helper import PAUSED, RUNNING, STOPPED
from frond_e2e.waiting import holds_for, wait_for

FRAMES = re.compile(r"STATUS .* frames (\d+)")

# VMM_IPC_REASON_SHUTDOWN
SHUT_DOWN = 1


class Lifecycle(FrondTestCase):
    def setUp(self):
        self.path, self.console, self.screen = self.create_and_boot()

    def guest_window(self):
        return self.desktop.find("^Debian 12", "frame")

    def choose(self, item):
        """In the menu of the guest's window."""
        self.menu(item, root=self.guest_window())

    def force_off(self):
        self.choose("^Force Off")
        self.desktop.press("^Force Off$")
        self.expect_off()

    def expect_off(self):
        self.helper.wait_state(self.path, STOPPED, PATIENCE)
        wait_for(lambda: not processes.named("qemu-system-x86_64"), PATIENCE, "QEMU to end")

    def test_pause_resume_and_shut_down(self):
        self.desktop.press("^Pause$", root=self.guest_window())
        self.helper.wait_state(self.path, PAUSED, PATIENCE)
        # What was on its way when it was paused comes first. A guest that runs says something every five seconds.
        holds_for(lambda: True, 1)
        lines = len(self.console.lines)
        self.assertTrue(holds_for(lambda: len(self.console.lines) == lines, 6), "a paused guest must be silent")
        self.picture("paused")
        self.desktop.press("^Resume$", root=self.guest_window())
        self.helper.wait_state(self.path, RUNNING, PATIENCE)
        self.console.wait_line(FRAMES, PATIENCE, lines)

        self.choose("^Shut Down$")
        self.expect_off()
        self.assertEqual(self.helper.call(self.path, "Machine", "GetState")[0][1], SHUT_DOWN,
                         "the guest did not switch itself off")
        self.picture("off")

    def test_force_off_delete_and_undo(self):
        self.force_off()
        library = self.desktop.window("^Frond$")
        self.desktop.activate(library)
        # Without a mouse.
        clicks = self.desktop.clicks
        self.desktop.tab_to("^Debian 12", "table cell")
        self.desktop.key("Delete")
        wait_for(lambda: not self.helper.machines(), PATIENCE, "the machine to be gone")
        self.picture("deleted")
        self.desktop.tab_to("^Undo$")
        self.desktop.key("Return")
        self.assertEqual(self.desktop.clicks, clicks)
        self.assertEqual(self.the_machine(), self.path)
        self.desktop.find("^Debian 12")
        self.assertEqual(self.helper.trash(), [])
        self.picture("restored")


if __name__ == "__main__":
    main()
