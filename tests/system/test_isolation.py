#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A computer without SELinux and AppArmor, on which all monitors are one user: one user's machines, or an administrator
who has said that several may have some (C28)."""

import pathlib
import sys
import unittest

from frond_system.case import SystemTestCase, main
from frond_e2e.helper import INTERFACE, ROOT, RUNNING, error_name, new_request
from frond_e2e.waiting import wait_for
from gi.repository import GLib

PATIENCE = 90
CONFIG = pathlib.Path("/etc/frond/helper.conf.d/99-isolation.conf")


class Isolation(SystemTestCase):
    def tearDown(self):
        CONFIG.unlink(missing_ok=True)
        super().tearDown()

    def allow(self, answer):
        CONFIG.write_text(f"[isolation]\nallow-shared-dac={answer}\n")
        self.world.kill("helper")
        self.world.start_helper()
        wait_for(lambda: self.world.helper("alice").capabilities()["backend"], PATIENCE, "libvirt")

    def make(self, user):
        helper = self.world.helper(user)
        return helper.wait_job(helper.create(new_request(), "Router"), PATIENCE)["machine"]

    def test_model_is_told(self):
        self.allow("no")
        value = self.world.connect("alice").call_sync(
            self.world.name, ROOT, "org.freedesktop.DBus.Properties", "Get",
            GLib.Variant("(ss)", (f"{INTERFACE}.Manager", "SecurityModel")), None, 0, 10000, None).unpack()[0]
        self.assertEqual(value, "dac")
        self.assertEqual(self.world.helper("alice").capabilities()["security-model"], "dac")

    def test_second_owner(self):
        """Neither made nor started, and nobody is asked for what will not be; the first goes on."""
        self.allow("no")
        path = self.make("alice")
        self.world.asked()
        with self.assertRaises(GLib.Error) as raised:
            self.world.helper("bob").create(new_request(), "Mine")
        self.assertTrue(error_name(raised.exception).endswith(".HostPolicy"), raised.exception)
        self.assertEqual(self.world.asked(), [])
        alice = self.world.helper("alice")
        self.make("alice")
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        self.assertEqual(alice.state(path), RUNNING)

    def test_allowed(self):
        """Two users' guests run beside each other; where that is taken back, neither starts another."""
        self.allow("yes")
        paths = {user: self.make(user) for user in ("alice", "bob")}
        for user, path in paths.items():
            helper = self.world.helper(user)
            helper.wait_job(helper.start(path, new_request()), PATIENCE)
            self.assertEqual(helper.state(path), RUNNING)
            helper.wait_job(helper.stop(path, new_request()), PATIENCE)
        self.allow("no")
        for user, path in paths.items():
            with self.assertRaises(GLib.Error) as raised:
                self.world.helper(user).start(path, new_request())
            self.assertTrue(error_name(raised.exception).endswith(".HostPolicy"), raised.exception)


if __name__ == "__main__":
    sys.exit(main())
