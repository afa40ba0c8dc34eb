# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests with a computer of several users: a new helper with nothing on disk for each, polkit and libvirt shared."""

import os
import pathlib
import shutil
import signal
import sys
import unittest

from .world import STATE, World

SKIPPED = 77


class SystemTestCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.world.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.world.close()

    def setUp(self):
        self.world.answer("yes")
        self.world.asked()

    def tearDown(self):
        """Whatever the test left: gone, with the helper that knew of it."""
        world = self.world
        if "polkit" in world.processes:
            world.send_signal("polkit", signal.SIGCONT)
        if "helper" in world.processes:
            world.kill("helper", signal.SIGTERM)
        world.end_guests()
        for child in STATE.iterdir():
            if child.is_dir():
                shutil.rmtree(child)
            else:
                child.unlink()
        if "polkit" not in world.processes:
            world.start_polkit()
        if "libvirt" not in world.processes:
            world.start_libvirt()
        world.start_helper()
        failed = [error for test, error in self._outcome.result.failures + self._outcome.result.errors
                  if getattr(test, "test_case", test) is self]
        if failed:
            print(f"--- helper\n{world.log('helper')[-6000:]}\n--- libvirt\n{world.log('libvirt')[-500:]}\n"
                  + "".join(path.read_text()[-1500:] for path in pathlib.Path("/var/log/libvirt/qemu").glob("*.log")),
                  file=sys.stderr)


def main():
    if os.geteuid() != 0 or not os.path.isdir("/home"):
        print("these tests need root in a copy of the system: ./dev test system", file=sys.stderr)
        return SKIPPED
    unittest.main(verbosity=2, module="__main__")
    return 0
