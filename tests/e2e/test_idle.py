#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An idle library window, also with a guest running, does not wake up: neither Frond nor its helper."""

import os

from frond_e2e.case import FrondTestCase, main
from frond_e2e.desktop import PATIENCE
from frond_e2e.waiting import holds_for, wait_for
from frond_e2e.wakeups import WakeUps

SECONDS = float(os.environ.get("FROND_IDLE_SECONDS", "12"))


class Idle(FrondTestCase):
    def watch(self, name, pid):
        watcher = WakeUps(pid, self.session.results / f"{self._testMethodName}-{name}.strace", self.session.environment)
        self.addCleanup(watcher.close)
        return watcher

    def expect_idle(self):
        watchers = {"frond": self.watch("frond", self.session.app.pid),
                    "frond-vmm-helper": self.watch("helper", self.helper.pid())}
        self.assertTrue(watchers["frond-vmm-helper"].libvirt, "the helper is not connected to libvirt")
        # Threads that GLib keeps for more work end 15 seconds after the last, and strace's coming wakes all: so this
        # looks for a time without a wake-up, long enough for every timer that ticks.
        def quiet():
            before = {name: len(watcher.all()) for name, watcher in watchers.items()}

            def sleeps():
                return not any(watcher.ours(before[name]) for name, watcher in watchers.items())

            if not holds_for(sleeps, SECONDS):
                return None
            return {name: len(watcher.all()) - before[name] for name, watcher in watchers.items()}

        try:
            counts = wait_for(quiet, 180, f"{SECONDS:g} s without a wake-up")
        finally:
            for name, watcher in watchers.items():
                print(f"{name}: the latest wake-ups of ours", *watcher.ours(0)[-5:], sep="\n  ")
        print(f"wake-ups in {SECONDS:g} s, all of them libvirt's questions: {counts}")
        self.assertEqual(counts["frond"], 0)
        self.assertGreater(counts["frond-vmm-helper"], 0, "the watch has not even seen libvirt's questions")

    def test_library(self):
        self.launch()
        wait_for(self.helper.pid, PATIENCE, "the helper")
        wait_for(lambda: self.helper.capabilities()["backend"], PATIENCE, "the helper to reach libvirt")
        self.expect_idle()

    def test_guest_runs_with_its_window_closed(self):
        self.create_and_boot()
        self.desktop.press("^Close$", root=self.desktop.find("^Debian 12", "frame"))
        wait_for(lambda: not self.desktop.windows("^Debian 12"), PATIENCE, "the guest's window to close")
        self.expect_idle()


if __name__ == "__main__":
    main()
