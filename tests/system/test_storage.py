#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who owns and reads what a machine is stored in, on a libvirt whose monitors are another user."""

import contextlib
import os
import pathlib
import pwd
import signal
import stat
import subprocess
import sys
import unittest

from frond_system.case import SystemTestCase, main
from frond_system.world import STATE, become
from frond_e2e.helper import RUNNING, STOPPED, new_request
from frond_e2e.waiting import wait_for

PATIENCE = 90
HELPER = pwd.getpwnam("frond-vmm").pw_uid
QEMU = "libvirt-qemu"


def readable(path, user):
    return subprocess.run(["cat", path], capture_output=True, preexec_fn=become(user)).returncode == 0


class Storage(SystemTestCase):
    def make(self):
        alice = self.world.helper("alice")
        path = alice.wait_job(alice.create(new_request(), "Router"), PATIENCE)["machine"]
        disk, = STATE.glob("users/*/machines/*/disk0.raw")
        return alice, path, disk

    def check_disk(self, disk, by_monitor):
        """The helper's at all times; the monitors' while one runs; nobody else's ever."""
        status = os.stat(disk)
        self.assertEqual(status.st_uid, HELPER)
        self.assertEqual(stat.S_IMODE(status.st_mode) & 0o007, 0)
        self.assertTrue(readable(disk, "frond-vmm"))
        self.assertEqual(readable(disk, QEMU), by_monitor)
        for user in ("alice", "bob", "nobody"):
            self.assertFalse(readable(disk, user), user)

    def test_disk_stays_the_helpers(self):
        alice, path, disk = self.make()
        self.check_disk(disk, False)
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        self.check_disk(disk, True)
        alice.wait_job(alice.stop(path, new_request()), PATIENCE)
        self.assertEqual(os.stat(disk).st_uid, HELPER)

    def test_power_loss(self):
        """Monitor, libvirt and helper die at once, and nothing of /run is left: the disk is the helper's, and starts."""
        alice, path, disk = self.make()
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        self.world.kill("helper")
        self.world.kill("libvirt")
        for pid in pathlib.Path("/run/libvirt/qemu").glob("*.pid"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid.read_text()), signal.SIGKILL)
        subprocess.run("rm -rf /run/libvirt/*", shell=True, check=True)
        self.check_disk(disk, True)
        self.world.start_libvirt()
        self.world.start_helper()
        alice = self.world.helper("alice")
        wait_for(lambda: alice.state(path) == STOPPED, PATIENCE, "the machine to be off")
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        self.assertEqual(alice.state(path), RUNNING)
        alice.wait_job(alice.stop(path, new_request()), PATIENCE)
        self.assertEqual(os.stat(disk).st_uid, HELPER)


if __name__ == "__main__":
    sys.exit(main())
