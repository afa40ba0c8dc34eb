#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much each user may have, who may change it, and what an administrator sees and does of others."""

import pathlib
import pwd
import sys

from frond_system.case import SystemTestCase, main
from frond_system import calls
from frond_system.agent import Agent
from frond_system.world import STATE
from frond_e2e.helper import ROOT, RUNNING, STOPPED, error_name, new_request
from frond_e2e.waiting import wait_for
from gi.repository import GLib

PATIENCE = 90
CONFIG = pathlib.Path("/etc/frond/helper.conf.d/99-owners.conf")


class Owners(SystemTestCase):
    def tearDown(self):
        CONFIG.unlink(missing_ok=True)
        self.world.answer(None, "exceed-limits")
        self.world.answer(None, "manage-others")
        self.world.answer(None, "set-limits")
        super().tearDown()

    def make(self, user="alice", name="Router", **options):
        helper = self.world.helper(user)
        return helper.wait_job(helper.create(new_request(), name, **options), PATIENCE)["machine"]

    def manager(self, user, method, parameters=None):
        return self.world.helper(user).call(ROOT, "Manager", method, parameters)[0]

    def limits(self, user):
        return self.manager(user, "GetLimits")[0]

    def uid(self, user):
        return pwd.getpwnam(user).pw_uid

    def set_limits(self, user, **limits):
        values = {key.replace("_", "-"): GLib.Variant("t" if isinstance(value, int) else "s", value)
                  for key, value in limits.items()}
        self.manager("root", "SetOwnerLimits", GLib.Variant("(ua{sv})", (self.uid(user), values)))

    def assert_refused(self, error, function, *arguments, **named):
        with self.assertRaises(GLib.Error) as raised:
            function(*arguments, **named)
        self.assertTrue(error_name(raised.exception).endswith(error), raised.exception)

    def restart(self):
        self.world.kill("helper")
        self.world.start_helper()

    def test_exceed(self):
        """What is more than the user's limits is asked of an administrator, and what the computer has not is refused."""
        self.make()
        self.set_limits("alice", machines=1)
        self.assertEqual(self.limits("alice")["machines"], (1, 1))
        self.assertEqual(self.limits("bob")["machines"], (0, 32))
        self.world.asked()
        self.world.answer("no", "exceed-limits")
        self.assert_refused(".NotAuthorized", self.make)
        self.assertIn(("exceed-limits", "alice"), self.world.asked())
        self.make("bob")
        self.assertNotIn("exceed-limits", dict(self.world.asked()))
        self.world.answer("yes", "exceed-limits")
        self.make(name="One more")
        self.assertEqual(self.limits("alice")["machines"], (2, 1))
        # Nobody is asked about what cannot be had.
        self.world.asked()
        self.assert_refused(".OutOfRange", self.make, memory=0)
        self.assertEqual(self.world.asked(), [])

    def test_limits_stay(self):
        """What was set is there after a kill, and a file that is not understood limits nobody and is kept."""
        self.set_limits("alice", running=3, memory="25%", disk_size="1G")
        self.restart()
        limits = self.limits("alice")
        self.assertEqual((limits["running"][1], limits["disk-size"][1]), (3, 1 << 30))
        self.assertEqual(limits["memory"][1], self.limits("bob")["memory"][1] // 4)
        self.set_limits("alice", running="")
        self.assertEqual(self.limits("alice")["running"][1], 8)
        file = STATE / "limits.conf"
        file.write_text("[1000]\nrunning=many\n")
        self.restart()
        self.assertEqual(self.limits("alice")["disk-size"][1], 2 << 40)
        self.set_limits("bob", machines=2)
        self.assertEqual((STATE / "limits.conf.unreadable").read_text(), "[1000]\nrunning=many\n")
        self.restart()
        self.assertEqual(self.limits("bob")["machines"][1], 2)

    def test_limits_hostile(self):
        """Nothing is half set, and nobody sets anything who may not."""
        self.world.asked()
        for values, error in (({"xml": GLib.Variant("s", "1")}, ".UnknownKey"),
                              ({"machines": GLib.Variant("s", "-1")}, ".OutOfRange"),
                              ({"machines": GLib.Variant("t", 65536)}, ".OutOfRange"),
                              ({"machines": GLib.Variant("u", 1)}, ".InvalidArgument"),
                              ({"running": GLib.Variant("t", 1), "machines": GLib.Variant("s", "50%")}, ".OutOfRange")):
            self.assert_refused(error, self.manager, "alice", "SetOwnerLimits",
                                GLib.Variant("(ua{sv})", (self.uid("alice"), values)))
        self.assertEqual(self.world.asked(), [])
        self.world.answer("no", "set-limits")
        self.assert_refused(".NotAuthorized", self.manager, "alice", "SetOwnerLimits",
                            GLib.Variant("(ua{sv})", (self.uid("alice"), {"machines": GLib.Variant("t", 9)})))
        self.assertEqual(self.limits("alice")["machines"][1], 32)
        self.assertEqual(self.limits("alice")["running"][1], 8)

    def test_administrator(self):
        """Sees whose machines there are, stops and deletes one; its owner restores it. Nobody else learns anything."""
        path = self.make()
        alice = self.world.helper("alice")
        machine = alice.machines()[0][1]
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        self.world.answer("no", "manage-others")
        nowhere = "00000000-1111-2222-3333-444444444444"
        for target in (machine, nowhere):
            for method in ("StopOtherMachine", "DeleteOtherMachine"):
                self.assert_refused(".NotAuthorized", self.manager, "bob", method,
                                    GLib.Variant("(ss)", (new_request(), target)))
        self.assert_refused(".NotAuthorized", self.manager, "bob", "ListOtherMachines", GLib.Variant("(uu)", (0, 9)))
        self.world.answer("yes", "manage-others")
        rows, total = self.manager("root", "ListOtherMachines", GLib.Variant("(uu)", (0, 9)))
        self.assertEqual((rows[0][:3], rows[0][4], total), ((machine, self.uid("alice"), RUNNING), "Router", 1))
        self.assertEqual(self.manager("alice", "ListOtherMachines", GLib.Variant("(uu)", (0, 9))), ([], 0))
        self.assert_refused(".NotFound", self.manager, "root", "StopOtherMachine",
                            GLib.Variant("(ss)", (new_request(), nowhere)))
        root = self.world.helper("root")
        for method in ("StopOtherMachine", "DeleteOtherMachine"):
            root.wait_job(self.manager("root", method, GLib.Variant("(ss)", (new_request(), machine)))[0], PATIENCE)
        self.assertEqual(alice.machines(), [])
        self.assertEqual(root.trash(), [])
        alice.wait_job(self.manager("alice", "RestoreMachine", GLib.Variant("(ss)", (new_request(), machine)))[0],
                       PATIENCE)
        self.assertEqual(alice.state(path), STOPPED)

    def test_prompts_end(self):
        """Questions that are closed count as changes: nobody is asked again and again."""
        CONFIG.parent.mkdir(exist_ok=True)
        CONFIG.write_text("[limits]\nchanges=3\n")
        self.restart()
        self.world.answer("auth_admin")
        answers = []
        with Agent(self.world.connect("root")) as agent:
            for _ in range(6):
                reply = calls.call(self.world, self.world.connect("alice"), ROOT, "Manager.PurgeMachine",
                                   GLib.Variant("(ss)", (new_request(), new_request())), interactive=True)
                answers.append(calls.tail(reply))
            self.assertEqual(len(agent.begun), 3)
        self.assertEqual(answers, ["NotAuthorized.Dismissed"] * 3 + ["RateLimited"] * 3)

    def test_configuration(self):
        """The administrator's file holds; one that is not understood keeps the helper from starting, and says why."""
        CONFIG.parent.mkdir(exist_ok=True)
        CONFIG.write_text("[limits]\nmachines=7\n")
        self.restart()
        self.assertEqual(self.limits("alice")["machines"][1], 7)
        self.world.kill("helper")
        CONFIG.write_text("[limits]\nmachine=7\n")
        with self.assertRaises(AssertionError) as raised:
            self.world.start_helper()
        self.assertIn(f"{CONFIG}: [limits] machine: there is no such key", str(raised.exception))
        self.world.processes.pop("helper")

    def test_crowd(self):
        """As many changes as a user may have in twenty seconds, and another user is not kept from one."""
        CONFIG.parent.mkdir(exist_ok=True)
        CONFIG.write_text("[limits]\nchanges=3\n")
        self.restart()
        for _ in range(3):
            self.make()
        self.assert_refused(".RateLimited", self.make)
        self.make("bob")
        wait_for(lambda: len(self.world.helper("alice").machines()) == 3, PATIENCE, "alice's three machines")


if __name__ == "__main__":
    sys.exit(main())
