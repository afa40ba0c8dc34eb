#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A guest that is saved goes on where it was: with libvirt and QEMU, also when its helper is killed on the way."""
import signal
import unittest

from gi.repository import GLib

import power
from power import PATIENCE, SAVED
from frond_e2e.helper import JobError, RUNNING, STOPPED, new_request
from frond_e2e.waiting import wait_for


class Save(power.PowerTest):
    def test_goes_on(self):
        path = self.create()
        self.boot(path)
        before = self.count(path)
        self.assertEqual(self.save(path), {"ejected": False})
        self.assertEqual(self.state(path), (STOPPED, SAVED))
        self.assertEqual(self.guests(), [])
        self.assertTrue((self.folder(path) / "state").exists())
        self.save(path)  # is so already

        # The next helper knows it, and what was saved keeps its hardware.
        self.restart_helper()
        self.assertEqual(self.state(path), (STOPPED, SAVED))
        with self.assertRaisesRegex(GLib.Error, "state: "):
            self.configure(path, {"memory": GLib.Variant("t", 128 << 20)})
        self.configure(path, {"name": GLib.Variant("s", "Renamed")})

        self.boot(path)
        self.assertEqual(self.state(path), (RUNNING, 0))
        self.assertFalse((self.folder(path) / "state").exists())
        after = self.count(path)
        self.assertGreater(after, before)
        # One that had begun anew would have had no time for that.
        self.assertLess(after, before + 18 * 60)

        # Saved while it is paused, it runs when it is started.
        self.change(path, "Pause")
        self.save(path)
        self.boot(path)
        self.assertEqual(self.state(path), (RUNNING, 0))
        self.assertGreater(self.count(path), after)

    def configure(self, path, delta):
        self.proxy.call(path, "Machine", "Reconfigure", GLib.Variant("(sta{sv})", (new_request(), 0, delta)))

    def test_discard(self):
        path = self.create()
        self.boot(path)
        wait_for(lambda: self.count(path) > 60, PATIENCE, "the guest to count")
        self.save(path)
        self.change(path, "DiscardState")
        self.assertEqual(self.state(path), (STOPPED, 0))
        self.assertFalse((self.folder(path) / "state").exists())
        self.change(path, "DiscardState")
        self.boot(path)
        self.assertLess(self.count(path), 60)
        with self.assertRaises(GLib.Error):
            self.change(path, "DiscardState")

    def test_damaged(self):
        path = self.create()
        self.boot(path)
        self.count(path)
        self.save(path)
        state = self.folder(path) / "state"
        good = state.read_bytes()
        state.write_bytes(good[:4096])
        with self.assertRaises(JobError) as caught:
            self.boot(path)
        self.assertIn("state: ", str(caught.exception))
        self.assertEqual(self.state(path), (STOPPED, SAVED))
        state.write_bytes(good)
        self.boot(path)
        self.assertEqual(self.state(path), (RUNNING, 0))


class Killed(power.PowerTest):
    """Whoever dies: the guest runs, or is saved."""

    def restarted(self, path):
        """Running or saved, and never neither."""
        self.start_helper()

        def counts():
            if self.state(path) == (STOPPED, SAVED):
                self.boot(path)
            if self.state(path) != (RUNNING, 0):
                return None
            try:
                return self.count(path)
            except GLib.Error:
                # libvirt was still at it, and the guest has just ended.
                self.assertNotEqual(self.state(path), (RUNNING, 0))
                return None

        return wait_for(counts, PATIENCE, "the guest to go on")

    def test_while_saving(self):
        path = self.create()
        self.boot(path)
        before = self.count(path)
        part = self.folder(path) / "state.part"
        for moment in (lambda: True, part.exists, lambda: part.exists() and part.stat().st_size > 1 << 20):
            self.change(path, "Save")
            wait_for(lambda: moment() or self.state(path) == (STOPPED, SAVED), PATIENCE, "the moment")
            self.end_helper(signal.SIGKILL)
            after = self.restarted(path)
            self.assertGreater(after, before)
            before = after

    def test_before_it_is_let_go(self):
        """libvirt has restored the guest, and the helper died before it told it to run."""
        path = self.create()
        self.boot(path)
        before = self.count(path)
        self.save(path)
        self.end_helper(signal.SIGKILL)
        self.virsh("restore", "--paused", str(self.folder(path) / "state"))
        self.start_helper()
        self.wait_for_state(path, STOPPED, SAVED)
        wait_for(lambda: not self.guests(), PATIENCE, "the end of the guest")
        self.boot(path)
        self.assertGreater(self.count(path), before)

    def test_unseen_end(self):
        """libvirt has saved the guest to its end, while there was no helper."""
        path = self.create()
        self.boot(path)
        before = self.count(path)
        self.end_helper(signal.SIGKILL)
        self.virsh("save", self.domain(path), str(self.folder(path) / "state.part"))
        self.start_helper()
        self.wait_for_state(path, STOPPED, SAVED)
        self.boot(path)
        self.assertGreater(self.count(path), before)

    def test_outlived(self):
        """The disk has moved on since: what was saved does not come to it."""
        path = self.create()
        self.boot(path)
        self.count(path)
        self.end_helper(signal.SIGKILL)
        part = self.folder(path) / "state.part"
        self.virsh("save", self.domain(path), str(part))
        next(self.folder(path).glob("disk0.*")).touch()
        self.start_helper()
        wait_for(lambda: not part.exists(), PATIENCE, "the end of what was saved")
        self.wait_for_state(path, STOPPED, 0)

    def domain(self, path):
        return "frond-" + self.folder(path).name

    def virsh(self, *arguments):
        power.run("virsh", "-q", "-c", "qemu:///session", *arguments, env=self.environment())


if __name__ == "__main__":
    unittest.main()
