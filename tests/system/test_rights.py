#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Around the question whether somebody may: what happens while it is open, who learns what, and what is kept."""

import os
import signal
import statistics
import subprocess
import sys
import time
import uuid

from frond_system.agent import Agent
from frond_system.case import SystemTestCase, main
from frond_system import calls  # after case, which finds the rest
from frond_e2e.helper import INTERFACE, ROOT, new_request
from frond_e2e.waiting import holds_for, wait_for
from gi.repository import Gio, GLib

PATIENCE = 60
GUESSES = 2000

# Section 2.5 of the specification: any, inactive, active.
DEFAULTS = {
    "use": ("auth_admin", "auth_admin", "yes"),
    "exceed-limits": ("auth_admin", "auth_admin", "auth_admin"),
    "network-bridged": ("auth_admin", "auth_admin", "auth_admin"),
    "attach-usb": ("no", "auth_admin", "auth_admin_keep"),
    "attach-usb-sensitive": ("no", "no", "auth_admin"),
    "attach-pci": ("no", "no", "auth_admin"),
    "autostart": ("auth_admin", "auth_admin", "auth_admin_keep"),
    "realtime": ("no", "no", "auth_admin"),
    "manage-others": ("auth_admin", "auth_admin", "auth_admin_keep"),
    "set-limits": ("auth_admin", "auth_admin", "auth_admin"),
}
# PolkitImplicitAuthorization.
IMPLICIT = {0: "no", 1: "auth_self", 2: "auth_admin", 3: "auth_self_keep", 4: "auth_admin_keep", 5: "yes"}


class Rights(SystemTestCase):
    def create(self, connection, name="Cell", interactive=True):
        done = []
        calls.begin(self.world, connection, ROOT, "Manager.CreateMachine", calls.creation(new_request(), name),
                    interactive=interactive, done=done)
        return done

    def names(self, user="alice"):
        return [row[6]["name"] for row in self.world.helper(user).machines()]

    # C18

    def test_caller_goes(self):
        """Who asks and goes has not asked: the question leaves the screen, nothing is done, and its place is free."""
        self.world.answer("auth_admin")
        with Agent(self.world.connect("root"), dismiss=False) as agent:
            for number in range(1, 6):
                connection = self.world.new_connection("alice")
                self.create(connection)
                wait_for(lambda: len(agent.begun) == number, PATIENCE, "the question")
                connection.close_sync(None)
                wait_for(lambda: len(agent.cancelled) == number, PATIENCE, "the end of the question")
            self.assertEqual(agent.open, {})
        self.world.answer("yes")
        self.assertEqual(self.names(), [])
        self.assertIsNone(self.world.processes["helper"].poll())

    def test_caller_is_killed(self):
        """The same of a process that ends without a word."""
        self.world.answer("auth_admin")
        self.world.send_signal("polkit", signal.SIGSTOP)
        spec = "{'name': <'Killed'>, 'memory': <uint64 67108864>, 'vcpus': <uint32 1>, 'firmware': <'bios'>, 'disks': <@aa{sv} []>}"
        child = subprocess.Popen(
            ["setpriv", "--reuid", "alice", "--regid", "alice", "--init-groups", "gdbus", "call", "--system", "-d",
             self.world.name, "-o", ROOT, "-m", f"{INTERFACE}.Manager.CreateMachine", new_request(), spec, "@a(sh) []"])
        self.assertTrue(holds_for(lambda: child.poll() is None, 1))
        child.kill()
        child.wait()
        self.world.answer("yes")
        self.world.send_signal("polkit", signal.SIGCONT)
        self.assertEqual(self.world.helper("root").machines(), [])
        self.assertTrue(holds_for(lambda: self.names() == [], 0.5))

    # C19 (that nobody answers for 120 seconds, or nonsense: tests/service/test-authority-polkit.c)

    def test_polkit_dies(self):
        """With the question on the screen: refused, nothing is done; the next polkit is asked again."""
        self.world.answer("auth_admin")
        with Agent(self.world.connect("root"), dismiss=False) as agent:
            done = self.create(self.world.connect("alice"))
            wait_for(lambda: agent.begun, PATIENCE, "the question")
            self.world.kill("polkit")
            wait_for(lambda: done, PATIENCE, "the refusal")
            self.assertEqual(calls.tail(done[0]), "NotAuthorized.NoAuthority")
            agent.open.clear()
            self.world.start_polkit()
            agent._call("RegisterAuthenticationAgent", GLib.Variant("((sa{sv})ss)", (
                agent._subject(), "C", "/me/phyllo/Frond/TestAgent")))
        self.assertEqual(self.names(), [])
        self.world.answer("yes")
        self.assertEqual(calls.tail(wait_for(lambda d=self.create(self.world.connect("alice")): d, PATIENCE, "it")[0]),
                         "ok")

    # C17

    def test_what_was_asked_is_done(self):
        """While one call waits, another with the same request id and other content: what is done was asked for."""
        alice = self.world.helper("alice")
        path = alice.wait_job(alice.create(new_request(), "Frozen"), PATIENCE)["machine"]
        for number in range(8):
            generation = alice.call(path, "Machine", "GetConfig")[0][0]
            request = new_request()
            done = []
            self.world.send_signal("polkit", signal.SIGSTOP)
            for text in ("first", "second"):
                calls.begin(self.world, self.world.connect("alice"), path, "Machine.Reconfigure",
                            GLib.Variant("(sta{sv})", (request, generation, {
                                "description": GLib.Variant("s", f"{text} {number}")})), done=done)
            self.assertTrue(holds_for(lambda: not done, 0.1))
            self.world.send_signal("polkit", signal.SIGCONT)
            wait_for(lambda: len(done) == 2, PATIENCE, "both answers")
            after, config = alice.call(path, "Machine", "GetConfig")[0]
            # One of the two, whole, and once.
            self.assertIn(config["description"], (f"first {number}", f"second {number}"))
            self.assertEqual(after, generation + 1)

    def test_changed_meanwhile(self):
        """What was changed while the question was open is not what was asked about."""
        alice = self.world.helper("alice")
        path = alice.wait_job(alice.create(new_request(), "Moving"), PATIENCE)["machine"]
        self.world.answer("auth_admin")
        with Agent(self.world.connect("root"), dismiss=False, give=False) as agent:
            done = []
            calls.begin(self.world, self.world.connect("alice"), path, "Machine.Start",
                        GLib.Variant("(sa{sv}a(sh))", (new_request(), {}, [])), interactive=True, done=done)
            wait_for(lambda: agent.begun, PATIENCE, "the question")
            self.world.answer("yes")
            alice.call(path, "Machine", "Reconfigure", GLib.Variant("(sta{sv})", (new_request(), 0, {
                "description": GLib.Variant("s", "other")})))
            cookie, invocation = agent.open.popitem()
            agent._give(cookie, invocation)
            wait_for(lambda: done, PATIENCE, "the answer")
        self.assertEqual(calls.tail(done[0]), "Conflict")
        self.assertEqual(alice.state(path), 0)

    # Prompts: one for each connection, two for each user.

    def test_prompts_are_few(self):
        self.world.answer("auth_admin")
        with Agent(self.world.connect("root"), dismiss=False) as agent:
            connections = [self.world.new_connection("alice") for _ in range(3)]
            first = [self.create(connection) for connection in connections[:2]]
            wait_for(lambda: len(agent.begun) == 2, PATIENCE, "two questions")
            for connection in connections:
                reply = wait_for(lambda d=self.create(connection): d, PATIENCE, "a refusal")[0]
                self.assertEqual(calls.tail(reply), "Busy")
            # Somebody else's are not fewer for it, and calls without a question go on.
            bob = self.create(self.world.connect("bob"))
            wait_for(lambda: len(agent.begun) == 3, PATIENCE, "bob's question")
            self.assertEqual(self.names(), [])
            for cookie in list(agent.open):
                agent._dismiss(agent.open.pop(cookie))
            for done in first + [bob]:
                wait_for(lambda d=done: d, PATIENCE, "the answer")
                self.assertEqual(calls.tail(done[0]), "NotAuthorized.Dismissed")
        for connection in connections:
            connection.close_sync(None)

    # C20

    def test_guesses(self):
        """Another user's machine and none at all: the same words, as fast, and nobody is asked."""
        alice = self.world.helper("alice")
        path = alice.wait_job(alice.create(new_request(), "Hidden"), PATIENCE)["machine"]
        bob = self.world.connect("bob")
        self.world.asked()
        times = {"there": [], "not": []}
        answers = set()
        for number in range(GUESSES):
            kind = ("there", "not")[number % 2]
            target = path if kind == "there" else f"{ROOT}/machine/{uuid.uuid4().hex}"
            begun = time.monotonic()
            reply = calls.call(self.world, bob, target, "Machine.Stop", GLib.Variant("(s)", (new_request(),)))
            times[kind].append(time.monotonic() - begun)
            answers.add((reply.get_error_name(), reply.get_body().unpack()))
        self.assertEqual(len(answers), 1, answers)
        self.assertTrue(next(iter(answers))[0].endswith(".NotFound"))
        self.assertEqual(self.world.asked(), [])
        there, nowhere = (statistics.median(times[kind]) for kind in ("there", "not"))
        print(f"{GUESSES} guesses: {there * 1e6:.0f} µs there, {nowhere * 1e6:.0f} µs not", file=sys.stderr)
        self.assertLess(abs(there - nowhere), 0.2 * nowhere + 5e-5)

    # C21

    def revoke(self):
        # What polkit keeps goes with it.
        self.world.kill("polkit")
        self.world.start_polkit()

    def test_kept_for_one_action(self):
        """What was given for a while is given for that action, and for nothing else."""
        self.world.answer("auth_admin_keep")
        root = self.world.connect("root")
        alice = self.world.connect("alice")
        self.addCleanup(self.revoke)
        with Agent(root, give=True) as agent:
            for _ in range(2):
                self.assertEqual(calls.tail(wait_for(lambda d=self.create(alice): d, PATIENCE, "it")[0]), "ok")
            self.assertEqual([row[0] for row in agent.begun], ["use"])
            for method, parameters, action in (
                    ("Manager.ListOtherMachines", GLib.Variant("(uu)", (0, 1)), "manage-others"),
                    ("Manager.SetOwnerLimits", GLib.Variant("(ua{sv})", (1002, {})), "set-limits")):
                with self.subTest(method):
                    calls.call(self.world, alice, ROOT, method, parameters, interactive=True)
                    self.assertEqual(agent.begun[-1][0], action)

    def test_shipped_policy(self):
        """The defaults are those of the specification, and every action has its owner, or no check would be let."""
        answer = self.world.connect("root").call_sync(
            "org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority",
            "org.freedesktop.PolicyKit1.Authority", "EnumerateActions", GLib.Variant("(s)", ("C",)), None,
            Gio.DBusCallFlags.NONE, 10000, None).unpack()[0]
        found = {}
        for name, _, message, _, _, _, anybody, inactive, active, annotations in answer:
            if name.startswith(f"{INTERFACE}."):
                found[name.removeprefix(f"{INTERFACE}.")] = tuple(IMPLICIT[value] for value in
                                                                  (anybody, inactive, active))
                self.assertEqual(annotations.get("org.freedesktop.policykit.owner"), "unix-user:frond-vmm", name)
                self.assertTrue(message)
        self.assertEqual(found, DEFAULTS)

    # C25

    def test_nothing_to_overhear(self):
        """Everything bob can listen to and look into, while alice's machine lives: not one byte of it."""
        bob = self.world.new_connection("bob")
        heard = []
        bob.add_filter(lambda _connection, message, incoming: (heard.append(message), message)[1] if incoming else message)
        for rule in ("type='signal'", f"type='signal',sender='{self.world.name}'", "eavesdrop='true'",
                     "type='method_call',eavesdrop='true'"):
            try:
                bob.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch",
                              GLib.Variant("(s)", (rule,)), None, Gio.DBusCallFlags.NONE, 10000, None)
            except GLib.Error as error:
                self.assertIn("AccessDenied", str(error.message))
        with self.assertRaises(GLib.Error):
            bob.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Monitoring",
                          "BecomeMonitor", GLib.Variant("(asu)", ([], 0)), None, Gio.DBusCallFlags.NONE, 10000, None)
        calls.call(self.world, bob, ROOT, "Manager.Subscribe", None)
        alice = self.world.helper("alice")
        alice.call(ROOT, "Manager", "Subscribe")
        path = alice.wait_job(alice.create(new_request(), "Quietly"), PATIENCE)["machine"]
        machine = alice.machines()[0][1]
        alice.call(path, "Machine", "Reconfigure", GLib.Variant("(sta{sv})", (new_request(), 0, {
            "description": GLib.Variant("s", "nobody's business")})))
        text = ""
        for target in (ROOT, f"{ROOT}/machine", f"{ROOT}/job", path):
            for interface, method in (("org.freedesktop.DBus.Introspectable", "Introspect"),
                                      ("org.freedesktop.DBus.ObjectManager", "GetManagedObjects")):
                try:
                    text += bob.call_sync(self.world.name, target, interface, method, None, None,
                                          Gio.DBusCallFlags.NONE, 10000, None).print_(False)
                except GLib.Error as error:
                    self.assertIn("AccessDenied" if "Manager" in interface else "", error.message)
        alice.wait_job(alice.delete(path, new_request()), PATIENCE)
        helper = self.world.connect("root").call_sync(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetNameOwner",
            GLib.Variant("(s)", (self.world.name,)), None, Gio.DBusCallFlags.NONE, 10000, None).unpack()[0]
        signals = [message for message in heard if message.get_sender() == helper and
                   message.get_message_type() == Gio.DBusMessageType.SIGNAL]
        self.assertEqual([message.get_member() for message in signals], [])
        for message in heard:
            text += message.print_(0)
        for secret in (machine, uuid.UUID(machine).hex, "Quietly", "nobody's business"):
            # bob's own question names the path.
            self.assertNotIn(secret, text.replace(path, ""))
        bob.close_sync(None)


if __name__ == "__main__":
    sys.exit(main())
