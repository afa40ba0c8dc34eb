#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An idle library window, with a guest running, does not wake up: neither Frond nor its helper."""

import os
import pathlib

from frond_e2e.case import FrondTestCase, main
from frond_e2e.waiting import holds_for, wait_for

SECONDS = float(os.environ.get("FROND_IDLE_SECONDS", "10"))


def wake_ups(pid):
    """How often the threads of a process gave up the processor of their own will, which is once a wake-up."""
    total = 0
    for status in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
        try:
            text = status.read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += int(text.split("voluntary_ctxt_switches:")[1].split()[0])
    return total


class Idle(FrondTestCase):
    def settle(self, pid):
        """Until a second goes by without a wake-up, or its patience ends."""
        def quiet():
            before = wake_ups(pid)
            return holds_for(lambda: wake_ups(pid) == before, 1)

        try:
            wait_for(quiet, 30, f"process {pid} to settle")
        except TimeoutError:
            pass

    def expect_idle(self):
        pids = {"frond": self.session.app.pid, "frond-vmm-helper": self.helper.pid()}
        counts = {}
        for pid in pids.values():
            self.settle(pid)
        before = {name: wake_ups(pid) for name, pid in pids.items()}
        holds_for(lambda: True, SECONDS)
        counts = {name: wake_ups(pid) - before[name] for name, pid in pids.items()}
        print(f"wake-ups in {SECONDS:g} s: {counts}")
        self.assertEqual(counts, {name: 0 for name in pids})

    def test_library(self):
        self.launch()
        wait_for(self.helper.pid, 20, "the helper")
        self.expect_idle()

    def test_guest_runs_with_its_window_closed(self):
        self.create_and_boot()
        guest = self.desktop.window("^Debian 12")
        self.desktop.xdotool("windowclose", guest)
        wait_for(lambda: not self.desktop.windows("^Debian 12"), 10, "the guest's window to close")
        self.expect_idle()


if __name__ == "__main__":
    main()
