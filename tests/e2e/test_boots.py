#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A guest without KVM boots to its first frame every time, with one monitor and with four, while its window watches.

A virtio GPU that is a VGA card as well locks QEMU 10.0 up now and then (vmm-domain-devices.c): this counts how often."""

import os
import statistics
import sys

from gi.repository import GLib

from frond_e2e.case import BOOTED, FrondTestCase, main
from frond_e2e.desktop import PATIENCE
from frond_e2e.helper import RUNNING, STOPPED, new_request

BOOTS = int(os.environ.get("FROND_BOOTS", "60"))
# An idle machine boots in 6 to 10 seconds.
STILL_SECONDS = float(os.environ.get("FROND_BOOT_SECONDS", "90"))


class Boots(FrondTestCase):
    def give_heads(self, heads):
        path, _, generation = self.helper.machines()[0][:3]
        delta = {"heads": GLib.Variant("u", heads)}
        self.helper.call(path, "Machine", "Reconfigure",
                         GLib.Variant("(sta{sv})", (new_request(), generation, delta)))

    def stop(self, path):
        self.helper.wait_job(self.helper.stop(path, new_request()))
        self.helper.wait_state(path, STOPPED, PATIENCE)

    def seconds_to_boot(self, path, medium):
        """None where the guest stands still."""
        started = GLib.get_monotonic_time() / 1e6
        self.helper.wait_job(self.helper.start(path, new_request(), medium))
        self.helper.wait_state(path, RUNNING, PATIENCE)
        console = self.open_console(path)
        try:
            return console.wait_line(BOOTED, STILL_SECONDS)[0] - started
        except TimeoutError:
            return None
        finally:
            console.close()
            self.stop(path)

    def test_boots(self):
        path, console, _ = self.create_and_boot()
        console.close()
        self.stop(path)
        still = 0
        with open(self.guest_file("kms.iso"), "rb") as medium:
            for heads in (1, 4):
                self.give_heads(heads)
                took = [self.seconds_to_boot(path, medium.fileno()) for _ in range(BOOTS)]
                booted = [seconds for seconds in took if seconds is not None]
                still += len(took) - len(booted)
                print(f"heads {heads}: {len(took) - len(booted)} of {len(took)} boots stood still; the others took "
                      f"{statistics.median(booted or [0]):.1f} s (median), {max(booted or [0]):.1f} s at most",
                      file=sys.stderr, flush=True)
        self.assertEqual(still, 0)


if __name__ == "__main__":
    main()
