#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines that start with the computer."""

import pathlib
import signal
import sys

from frond_system.case import SystemTestCase, main
from frond_system.world import STATE
from frond_e2e.helper import RUNNING, STOPPED, JobError, error_name, new_request
from frond_e2e.waiting import holds_for, wait_for
from gi.repository import GLib

PATIENCE = 90
MARK = STATE / "autostart.boot"
CONFIG = pathlib.Path("/etc/frond/helper.conf.d/99-autostart.conf")


class Autostart(SystemTestCase):
    def tearDown(self):
        CONFIG.unlink(missing_ok=True)
        self.world.answer(None, "autostart")
        super().tearDown()

    def make(self, user, autostart=True):
        helper = self.world.helper(user)
        path = helper.wait_job(helper.create(new_request(), "Router"), PATIENCE)["machine"]
        if autostart:
            self.set(user, path, True)
        return path

    def set(self, user, path, value):
        self.world.helper(user).call(path, "Machine", "Reconfigure",
                                     GLib.Variant("(sta{sv})", (new_request(), 0,
                                                                {"autostart": GLib.Variant("b", value)})))

    def restart(self, boot):
        """The helper starts again; with BOOT the computer did before it."""
        self.world.kill("helper", signal.SIGKILL)
        self.assertTrue(MARK.exists())
        if boot:
            MARK.unlink()
        self.world.start_helper()

    def state(self, user, path):
        return self.world.helper(user).state(path)

    def test_boot(self):
        """Once for each boot, each owner's, and only those that are to."""
        alices, bobs, other = self.make("alice"), self.make("bob"), self.make("alice", autostart=False)
        self.restart(boot=False)
        self.assertTrue(holds_for(lambda: self.state("alice", alices) == STOPPED, 1))
        self.restart(boot=True)
        wait_for(lambda: self.state("alice", alices) == RUNNING and self.state("bob", bobs) == RUNNING, PATIENCE,
                 "both machines")
        self.assertEqual(self.state("alice", other), STOPPED)
        alice = self.world.helper("alice")
        alice.wait_job(alice.stop(alices, new_request()), PATIENCE)
        self.restart(boot=False)
        self.assertTrue(holds_for(lambda: self.state("alice", alices) == STOPPED, 1))
        self.assertEqual(self.state("bob", bobs), RUNNING)

    def test_kept_off(self):
        """One that a move has marked does not start with the computer, nor for anybody."""
        marked, other = self.make("alice"), self.make("alice")
        alice = self.world.helper("alice")
        alice.call(marked, "Machine", "Reconfigure",
                   GLib.Variant("(sta{sv})", (new_request(), 0, {"keep-off": GLib.Variant("b", True)})))
        self.restart(boot=True)
        wait_for(lambda: self.state("alice", other) == RUNNING, PATIENCE, "the other machine")
        self.assertEqual(self.state("alice", marked), STOPPED)
        alice = self.world.helper("alice")
        with self.assertRaisesRegex(JobError, "Conflict: keep-off: "):
            alice.wait_job(alice.start(marked, new_request()), PATIENCE)

    def test_asked(self):
        """To switch it on is asked of an administrator; to switch it off, or leave it, is not."""
        path = self.make("alice", autostart=False)
        self.world.answer("no", "autostart")
        with self.assertRaises(GLib.Error) as raised:
            self.set("alice", path, True)
        self.assertTrue(error_name(raised.exception).endswith(".NotAuthorized"), raised.exception)
        self.assertFalse(self.world.helper("alice").call(path, "Machine", "GetConfig")[0][1]["autostart"])
        self.world.answer("yes", "autostart")
        self.world.asked()
        self.set("alice", path, True)
        self.assertEqual(set(self.world.asked()), {("use", "alice"), ("autostart", "alice")})
        self.assertTrue(self.world.helper("alice").call(path, "Machine", "GetConfig")[0][1]["autostart"])
        self.set("alice", path, True)
        self.set("alice", path, False)
        self.assertEqual(set(self.world.asked()), {("use", "alice")})

    def test_limits(self):
        """What is beyond its owner's limits by now does not start, and keeps nobody else's from it."""
        alices, bobs = self.make("alice"), self.make("bob")
        CONFIG.parent.mkdir(exist_ok=True)
        CONFIG.write_text(f"[limits {self.uid('alice')}]\nmemory=128M\n")
        self.restart(boot=True)
        wait_for(lambda: self.state("bob", bobs) == RUNNING, PATIENCE, "bob's machine")
        self.assertEqual(self.state("alice", alices), STOPPED)

    @staticmethod
    def uid(user):
        return {"alice": 1001, "bob": 1002}[user]


if __name__ == "__main__":
    sys.exit(main())
