#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call what: every method of the contract, for its owner, for another user and for root, with every answer that
polkit can give. The table is matrix.json; a method of the contract without a row, or a row without a method, fails."""

import fcntl
import itertools
import json
import os
import pathlib
import pwd
import signal
import sys
import uuid
import xml.etree.ElementTree

from frond_system.agent import Agent
from frond_system.case import SystemTestCase, main
from frond_e2e.helper import INTERFACE, ROOT, error_name, new_request
from frond_e2e.waiting import holds_for, wait_for
from gi.repository import Gio, GLib

HERE = pathlib.Path(__file__).resolve().parent
CONTRACT = HERE.parent.parent / "vmm-helper/ipc/me.phyllo.Frond.VmmHelper1.xml"
REFUSALS = ("NotAuthorized", "NotAuthorized.Dismissed", "NotAuthorized.CanObtain", "NotAuthorized.NoAuthority")
PATIENCE = 60


def contract():
    """{"Interface.Method": [types of the arguments]}"""
    methods = {}
    for interface in xml.etree.ElementTree.parse(CONTRACT).getroot().iter("interface"):
        name = interface.get("name").rpartition(".")[2]
        for method in interface.iter("method"):
            methods[f"{name}.{method.get('name')}"] = [(arg.get("name"), arg.get("type")) for arg in method.iter("arg")
                                                       if arg.get("direction") == "in"]
    return methods


class Matrix(SystemTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = json.loads((HERE / "matrix.json").read_text(encoding="utf-8"))
        cls.methods = contract()
        cls.cells = 0

    @classmethod
    def tearDownClass(cls):
        print(f"cells of the matrix: {cls.cells}", file=sys.stderr)
        super().tearDownClass()

    def test_table_is_whole(self):
        self.assertEqual(set(self.table), set(self.methods))

    # Calls

    SPEC = {"name": GLib.Variant("s", "Cell"), "memory": GLib.Variant("t", 64 << 20), "vcpus": GLib.Variant("u", 1),
            "firmware": GLib.Variant("s", "bios"), "tpm": GLib.Variant("b", False),
            "disks": GLib.Variant("aa{sv}", [{"size": GLib.Variant("t", 1 << 20)}])}

    def argument(self, method, name, kind):
        if kind == "a{sv}":
            return self.SPEC if name == "spec" else {}
        if name == "request_id":
            return new_request()
        if name == "uuid":
            return str(uuid.uuid4())
        if name == "slot":
            return "disk0" if method == "Machine.Export" else "cdrom"
        if name == "patience":
            return 1000
        if name == "class":
            return "usb"
        return {"s": "", "u": 0, "t": 0, "b": False, "a(sh)": []}[kind]

    def parameters(self, method):
        arguments = self.methods[method]
        if not arguments:
            return None
        handles = itertools.count()
        values = (next(handles) if kind == "h" else self.argument(method, name, kind) for name, kind in arguments)
        return GLib.Variant(f"({''.join(kind for _, kind in arguments)})", tuple(values))

    @staticmethod
    def medium():
        path = pathlib.Path("/var/tmp/medium.img")
        if not path.exists():
            path.write_bytes(bytes(1 << 20))
        return path

    @staticmethod
    def secret():
        descriptor = os.memfd_create("secret", os.MFD_ALLOW_SEALING)
        os.write(descriptor, b"of this cell")
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
        return descriptor

    def descriptor(self, member, user):
        if member == "ChangePassphrase":
            return self.secret()
        if member == "Export":
            descriptor = os.open("/var/tmp", os.O_RDWR | os.O_TMPFILE, 0o600)
            os.fchown(descriptor, pwd.getpwnam(user).pw_uid, -1)
            return descriptor
        return os.open(self.medium(), os.O_RDONLY)

    def begin(self, user, path, method, interactive=False, done=None):
        """Calls; done gets what came of it: "ok" or the error's name without its prefix."""
        interface, _, member = method.partition(".")
        fds = Gio.UnixFDList()
        for _ in (kind for _, kind in self.methods[method] if kind == "h"):
            descriptor = self.descriptor(member, user)
            fds.append(descriptor)
            os.close(descriptor)
        connection = self.world.connect(user)
        message = Gio.DBusMessage.new_method_call(self.world.name, path, f"{INTERFACE}.{interface}", member)
        parameters = self.parameters(method)
        if parameters is not None:
            message.set_body(parameters)
        if fds.get_length():
            message.set_unix_fd_list(fds)
        if interactive:
            message.set_flags(message.get_flags() | Gio.DBusMessageFlags.ALLOW_INTERACTIVE_AUTHORIZATION)

        def replied(source, result):
            reply = source.send_message_with_reply_finish(result)
            name = reply.get_error_name()
            done.append("ok" if name is None else name.removeprefix(f"{INTERFACE}.Error."))

        connection.send_message_with_reply(message, Gio.DBusSendMessageFlags.NONE, 30000, None, replied)

    def outcome(self, user, path, method, interactive=False):
        done = []
        self.begin(user, path, method, interactive, done)
        return wait_for(lambda: done, PATIENCE, f"an answer to {method} of {user}")[0]

    def fresh(self):
        """A new machine of alice's, and the job that made it."""
        helper = self.world.helper("alice")
        job = helper.create(new_request(), "Cell")
        return helper.wait_job(job, PATIENCE)["machine"], job

    def path(self, method, made):
        return {"Manager": ROOT, "Machine": made[0], "Job": made[1]}[method.partition(".")[0]]

    # What is expected

    def expected(self, method, user, answer):
        """A refusal, or None: it was let through to its own outcome."""
        if not method.startswith("Manager.") and user != "alice":
            return "NotFound"
        # Without a name of a device there is nothing to ask for: test_devices.py has what is asked with one.
        if self.table[method] == "token":
            return "NotFound"
        if self.table[method] == "none" or user == "root" or answer == "yes":
            return None
        return {"no": "NotAuthorized", "challenge": "NotAuthorized.CanObtain",
                "dismissed": "NotAuthorized.Dismissed", "gone": "NotAuthorized.NoAuthority"}[answer]

    def walk(self, answer, interactive=False):
        for method in self.table:
            for user in ("alice", "bob", "root"):
                with self.subTest(method=method, user=user, answer=answer):
                    self.cell(method, user, answer, interactive)

    def cell(self, method, user, answer, interactive):
        made = self.made if answer != "yes" else self.fresh()
        self.world.asked()
        outcome = self.outcome(user, self.path(method, made), method, interactive)
        type(self).cells += 1
        expected = self.expected(method, user, answer)
        if expected is not None:
            self.assertEqual(outcome, expected)
        else:
            self.assertNotIn(outcome, REFUSALS)
            if not method.startswith("Manager."):
                self.assertNotEqual(outcome, "NotFound")
        # Root is never asked about, and nobody is about what is not theirs.
        asks = self.table[method] != "none" and user != "root" and expected != "NotFound" and answer != "gone"
        if outcome not in ("Busy", "InvalidArgument") and asks:
            self.assertEqual({action for action, _ in self.world.asked()}, {self.table[method]})
        elif not asks:
            self.assertEqual([row for row in self.world.asked() if row[1] != "root"], [])

    def setUp(self):
        super().setUp()
        self.made = self.fresh()
        # Looks at a guest need one; what they come to without is not about who may.
        helper = self.world.helper("alice")
        helper.wait_job(helper.start(self.made[0], new_request()), 90)

    def test_yes(self):
        self.walk("yes")

    def test_no(self):
        self.world.answer("no")
        self.walk("no")

    def test_challenge(self):
        """Somebody would have to be asked, and the caller does not want that; or nobody is there who could be."""
        self.world.answer("auth_admin")
        self.walk("challenge")
        self.walk("challenge", interactive=True)

    def test_dismissed(self):
        self.world.answer("auth_admin")
        with Agent(self.world.connect("root")):
            self.walk("dismissed", interactive=True)

    def test_gone(self):
        self.world.kill("polkit")
        self.walk("gone")

    def test_hang(self):
        """polkit does not answer: who asks waits, nobody else does; and then its answer counts, not its silence."""
        self.world.answer("no")
        self.world.send_signal("polkit", signal.SIGSTOP)
        waiting = {}
        for method, action in self.table.items():
            if action in ("none", "token"):
                self.assertNotIn(self.outcome("alice", self.path(method, self.made), method), REFUSALS)
            else:
                waiting[method] = []
                self.begin("alice", self.path(method, self.made), method, done=waiting[method])
            type(self).cells += 1
        self.assertTrue(holds_for(lambda: not any(waiting.values()), 0.5), waiting)
        self.assertEqual(self.outcome("bob", ROOT, "Manager.ListMachines"), "ok")
        self.world.send_signal("polkit", signal.SIGCONT)
        wait_for(lambda: all(waiting.values()), PATIENCE, "the answers")
        for method, done in waiting.items():
            with self.subTest(method):
                self.assertIn(done[0], ("NotAuthorized", "RateLimited"))


if __name__ == "__main__":
    sys.exit(main())
