#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One machine's whole life on the system's helper, and what another user sees of it: nothing."""

import os
import subprocess
import sys
import unittest

from frond_system.case import SystemTestCase, main
from frond_e2e.helper import RUNNING, STOPPED, JobError, error_name, new_request
from frond_e2e.waiting import wait_for
from gi.repository import GLib

PATIENCE = 90


class Thread(SystemTestCase):
    def make(self, user="alice", name="Router"):
        helper = self.world.helper(user)
        return helper.wait_job(helper.create(new_request(), name), PATIENCE)["machine"]

    def test_life(self):
        """Created, started, seen, stopped, deleted, restored and purged; polkit was asked about each."""
        alice = self.world.helper("alice")
        self.world.asked()
        path = self.make()
        self.assertEqual([row[0] for row in alice.machines()], [path])
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        self.assertEqual(alice.state(path), RUNNING)
        display = alice.call(path, "Machine", "OpenDisplay", GLib.Variant("(a{sv})", ({},)))[1]
        os.write(display[0], b"REDQ" + bytes([2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]))
        os.close(display[0])
        picture = alice.call(path, "Machine", "Screenshot")[1][0]
        self.assertEqual(os.pread(picture, 4, 0), b"\x89PNG")
        os.close(picture)
        alice.wait_job(alice.stop(path, new_request()), PATIENCE)
        self.assertEqual(alice.state(path), STOPPED)
        machine = alice.machines()[0][1]
        # The disks are the helper's again, and may be used another time.
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        alice.wait_job(alice.stop(path, new_request()), PATIENCE)
        alice.wait_job(alice.delete(path, new_request()), PATIENCE)
        self.assertEqual([row[0] for row in alice.trash()], [machine])
        alice.wait_job(alice.purge(machine), PATIENCE)
        self.assertEqual(alice.trash(), [])
        self.assertEqual(set(self.world.asked()), {("use", "alice")})

    def test_console(self):
        """The terminal is the monitor's, and yet its owner has it: once at a time, and again after it was let go."""
        alice = self.world.helper("alice")
        path = self.make()
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        console = alice.call(path, "Machine", "OpenConsole")[1][0]
        os.write(console, b"\r\n")
        with self.assertRaises(GLib.Error) as raised:
            alice.call(path, "Machine", "OpenConsole")
        self.assertTrue(error_name(raised.exception).endswith(".Busy"), raised.exception)
        os.close(console)

        def again():
            try:
                return alice.call(path, "Machine", "OpenConsole")[1]
            except GLib.Error:
                return None

        console = wait_for(again, PATIENCE, "the console to be free")[0]
        alice.wait_job(alice.stop(path, new_request()), PATIENCE)
        os.set_blocking(console, True)
        while os.read(console, 4096):
            pass
        os.close(console)

    def test_others_see_nothing(self):
        """For bob alice's machine is not there, whatever is asked, and nobody is prompted for it."""
        path = self.make()
        machine = self.world.helper("alice").machines()[0][1]
        bob = self.world.helper("bob")
        self.world.asked()
        self.assertEqual(bob.machines(), [])
        calls = {
            "GetConfig": None, "GetState": None, "GetRealised": None, "OpenConsole": None, "Screenshot": None,
            "Start": GLib.Variant("(sa{sv}a(sh))", (new_request(), {}, [])),
            "Stop": GLib.Variant("(s)", (new_request(),)), "Reset": GLib.Variant("(s)", (new_request(),)),
            "OpenDisplay": GLib.Variant("(a{sv})", ({},)),
            "Reconfigure": GLib.Variant("(sta{sv})", (new_request(), 0, {})),
            "Delete": GLib.Variant("(st)", (new_request(), 0)),
        }
        nowhere = path[:-32] + "0123456789abcdef0123456789abcdef"
        for method, parameters in calls.items():
            with self.subTest(method):
                answers = []
                for target in (path, nowhere):
                    with self.assertRaises(GLib.Error) as raised:
                        bob.call(target, "Machine", method, parameters)
                    answers.append((error_name(raised.exception), raised.exception.message.split(":")[-1]))
                self.assertEqual(answers[0], answers[1])
                self.assertTrue(answers[0][0].endswith(".NotFound"), answers[0])
        self.assertEqual(self.world.asked(), [])
        # A restore of what is alice's, and is not in bob's trash.
        with self.assertRaises(JobError):
            bob.wait_job(bob.call("/me/phyllo/Frond/VmmHelper1", "Manager", "RestoreMachine",
                                  GLib.Variant("(ss)", (new_request(), machine)))[0][0], PATIENCE)
        self.assertEqual(bob.machines(), [])
        self.assertEqual(len(self.world.helper("alice").machines()), 1)

    def test_no_is_no(self):
        """What polkit does not give is not done, and says so in the contract's words."""
        alice = self.world.helper("alice")
        path = self.make()
        for result, error in (("no", ".NotAuthorized"), ("auth_admin", ".NotAuthorized.CanObtain")):
            self.world.answer(result)
            with self.assertRaises(GLib.Error) as raised:
                alice.create(new_request(), "Another")
            self.assertTrue(error_name(raised.exception).endswith(error), raised.exception)
            with self.assertRaises(GLib.Error):
                alice.start(path, new_request())
        self.assertEqual(len(alice.machines()), 1)
        self.assertEqual(alice.state(path), STOPPED)

    def test_without_polkit(self):
        """Nobody to ask: nothing is given to anybody but root."""
        path = self.make()
        self.world.kill("polkit")
        for user, allowed in (("alice", False), ("bob", False), ("root", True)):
            helper = self.world.helper(user)
            with self.subTest(user):
                if allowed:
                    self.assertTrue(helper.wait_job(helper.create(new_request(), "Of root"), PATIENCE))
                else:
                    with self.assertRaises(GLib.Error) as raised:
                        helper.create(new_request(), "Nobody's")
                    self.assertTrue(error_name(raised.exception).endswith(".NoAuthority"), raised.exception)
        self.assertEqual([row[0] for row in self.world.helper("alice").machines()], [path])

    def test_files_of_others(self):
        """A user of the computer can neither list nor read what the helper keeps, running or not."""
        alice = self.world.helper("alice")
        path = self.make()
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        found = [os.path.join(folder, name) for folder, _, names in os.walk("/var/lib/frond") for name in names]
        self.assertTrue(any(name.endswith("disk0.raw") for name in found), found)
        for name in found:
            for user in ("alice", "bob"):
                self.assertNotEqual(subprocess.run(["setpriv", "--reuid", user, "--regid", user, "--init-groups", "cat",
                                                    name], capture_output=True).returncode, 0, f"{user} reads {name}")
        for folder in ("/var/lib/frond", "/var/lib/frond/users"):
            self.assertNotEqual(subprocess.run(["setpriv", "--reuid", "bob", "--regid", "bob", "--init-groups", "ls",
                                                folder], capture_output=True).returncode, 0, folder)
        alice.wait_job(alice.stop(path, new_request()), PATIENCE)


if __name__ == "__main__":
    sys.exit(main())
