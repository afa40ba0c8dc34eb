#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""libvirt hangs, dies, and is used behind the helper's back (C37, C41); and what a guest writes is never more than bytes
(C12)."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import uuid

from frond_system.case import SystemTestCase, main
from frond_system import calls  # after case, which finds the rest
from frond_system.world import STATE
from frond_e2e.helper import JOB_DONE, JOB_FAILED, JOB_RUNNING, PAUSED, RUNNING, STOPPED, new_request
from frond_e2e.waiting import wait_for
from gi.repository import GLib

PATIENCE = 90
# C37: how long a call may wait for a libvirt that hangs, and libvirt for the helper once it is back.
ANSWER_SECONDS = 30
RECONNECT_SECONDS = 5
MIB = 1 << 20
GONE = ("BackendUnavailable", "Timeout")


def virsh(*arguments, check=True):
    return subprocess.run(["virsh", "-c", "qemu:///system", *arguments], check=check, capture_output=True,
                          text=True).stdout.strip()


class Libvirt(SystemTestCase):
    def setUp(self):
        super().setUp()
        self.alice = self.world.helper("alice")
        self.connection = self.world.connect("alice")

    def make(self, name, running=False):
        path = self.alice.wait_job(self.alice.create(new_request(), name, memory=64 * MIB), PATIENCE)["machine"]
        if running:
            self.alice.wait_job(self.alice.start(path, new_request()), PATIENCE)
        return path

    def uuid(self, path):
        return next(row[1] for row in self.alice.machines() if row[0] == path)

    def domain(self, path):
        return f"frond-{self.uuid(path)}"

    # The operations: what is asked of which machine, and whether it is a job

    REQUEST = {"Start": "(sa{sv}a(sh))", "Stop": "(s)", "Reset": "(s)", "Pause": "(s)", "Shutdown": "(s)"}
    JOBS = ("Start", "Stop")

    def parameters(self, method):
        form = self.REQUEST.get(method)
        if form is None:
            return GLib.Variant("(a{sv})", ({},)) if method == "OpenDisplay" else None
        return GLib.Variant(form, (new_request(), {}, []) if method == "Start" else (new_request(),))

    def begin(self, path, method):
        done = []
        calls.begin(self.world, self.connection, path, f"Machine.{method}", self.parameters(method), done=done)
        return done

    def outcome(self, method, done):
        """The end of the call, or of its job; None while there is none."""
        if not done:
            return None
        if method not in self.JOBS or calls.tail(done[0]) != "ok":
            return calls.tail(done[0])
        state, _, _, name, _ = self.alice.call(done[0].get_body().unpack()[0], "Job", "GetResult")[0]
        if state == JOB_RUNNING:
            return None
        return "ok" if state == JOB_DONE else name.rpartition(".Error.")[2] if state == JOB_FAILED else "cancelled"

    def agrees(self, path):
        """The helper says of it what libvirt says."""
        said = virsh("domstate", self.domain(path), check=False)
        have = {"running": RUNNING, "paused": PAUSED}.get(said, STOPPED)
        return self.alice.state(path) == have

    OPERATIONS = (("Start", False), ("Stop", True), ("Reset", True), ("Pause", True), ("Shutdown", True),
                  ("Screenshot", True), ("OpenDisplay", True), ("OpenConsole", True))

    def test_hangs(self):
        """SIGSTOP: each operation ends in time and in words, the others' go on, and afterwards all is as before."""
        machines = {method: self.make(method, running) for method, running in self.OPERATIONS}
        self.world.send_signal("libvirt", signal.SIGSTOP)
        began = time.monotonic()
        under_way = {method: self.begin(path, method) for method, path in machines.items()}
        # What needs no libvirt does not wait for it.
        self.make("Made without libvirt")
        self.assertEqual(self.world.helper("bob").machines(), [])
        self.assertLess(time.monotonic() - began, ANSWER_SECONDS)

        ends = {}

        def all_ended():
            for method, done in under_way.items():
                ends.setdefault(method, self.outcome(method, done)) or ends.pop(method)
            return len(ends) == len(machines)

        try:
            wait_for(all_ended, ANSWER_SECONDS - (time.monotonic() - began), "every operation to end")
            self.assertFalse(self.alice.capabilities()["backend"])
        finally:
            print(f"after {time.monotonic() - began:.1f} s of a libvirt that hangs: {ends}")
            self.world.send_signal("libvirt", signal.SIGCONT)
        for method, end in ends.items():
            self.assertIn(end, GONE, method)
        self.check_back(machines)

    def check_back(self, machines):
        back = time.monotonic()
        wait_for(lambda: self.alice.capabilities()["backend"], RECONNECT_SECONDS, "libvirt to be found again")
        print(f"found again after {time.monotonic() - back:.2f} s")
        for path in machines.values():
            wait_for(lambda path=path: self.agrees(path), PATIENCE, f"{path} to be what libvirt says")
        for method, path in machines.items():
            if self.alice.state(path) == STOPPED:
                self.alice.wait_job(self.alice.start(path, new_request()), PATIENCE)
            self.alice.wait_job(self.alice.stop(path, new_request()), PATIENCE)
            self.assertEqual(virsh("list", "--name").count(self.uuid(path)), 0, method)

    def test_dies(self):
        """SIGKILL in each operation, and a new libvirt: every call ends, and nobody believes what is not so."""
        machines = {method: self.make(method, running) for method, running in self.OPERATIONS}
        for method, path in machines.items():
            with self.subTest(method):
                done = self.begin(path, method)
                self.world.kill("libvirt")
                self.world.start_libvirt()
                end = wait_for(lambda done=done: self.outcome(method, done), ANSWER_SECONDS, f"{method} to end")
                self.assertIn(end, ("ok", *GONE))
                wait_for(lambda path=path: self.agrees(path), ANSWER_SECONDS, f"{method}: one truth")
                # A guest that somebody asked for and got is there, and one that was ended is not.
                if end == "ok" and method in self.JOBS:
                    self.assertEqual(self.alice.state(path), RUNNING if method == "Start" else STOPPED)
        self.check_back(machines)

    # C41

    def test_used_by_others(self):
        """Pauses, ends and definitions by virsh: followed or left alone, never undone."""
        path = self.make("Router", running=True)
        domain = self.domain(path)
        for action, state in (("suspend", PAUSED), ("resume", RUNNING), ("destroy", STOPPED)):
            virsh(action, domain)
            wait_for(lambda state=state: self.alice.state(path) == state, PATIENCE, f"virsh {action} to be seen")

        # Made permanent behind the helper's back, with another name for its memory: libvirt's definition is not the truth.
        self.alice.wait_job(self.alice.start(path, new_request()), PATIENCE)
        xml = virsh("dumpxml", domain)
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
            file.write(re.sub(r"(<(?:currentM|m)emory[^>]*>)\d+", rf"\g<1>{128 << 10}", xml))
            file.flush()
            virsh("define", file.name)
        self.alice.wait_job(self.alice.stop(path, new_request()), PATIENCE)
        wait_for(lambda: self.alice.state(path) == STOPPED, PATIENCE, "the guest to be off")
        self.alice.wait_job(self.alice.start(path, new_request()), PATIENCE)
        self.assertRegex(virsh("dumpxml", domain), rf"<memory[^>]*>{64 << 10}<")
        self.assertRegex(virsh("dumpxml", "--inactive", domain), rf"<memory[^>]*>{128 << 10}<")
        self.alice.wait_job(self.alice.stop(path, new_request()), PATIENCE)
        self.assertIn(domain, virsh("list", "--all", "--name"), "what an administrator defined is gone")
        virsh("undefine", "--nvram", domain)

    def test_strangers(self):
        """A guest of our name that is not ours, and one of ours whose folder is gone: nobody's, and not ended."""
        path = self.make("Router", running=True)
        ours, marked = virsh("dumpxml", self.domain(path)), self.domain(path)
        stranger = f"frond-{uuid.uuid4()}"
        xml = f"<domain type='qemu'><name>{stranger}</name><memory unit='MiB'>32</memory><os><type>hvm</type></os></domain>"
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
            file.write(xml)
            file.flush()
            virsh("create", file.name)
        self.assertIn("metadata", ours)
        self.world.kill("helper")
        folder, = STATE.glob("users/*/machines/????????-*")
        os.rename(folder, STATE / "taken-away")
        self.world.start_helper()
        self.alice = self.world.helper("alice")
        wait_for(lambda: self.alice.capabilities()["backend"], PATIENCE, "libvirt")
        self.assertEqual(self.alice.machines(), [])
        for name in (stranger, marked):
            self.assertEqual(virsh("domstate", name), "running", name)
        # Its folder comes back, and it is the machine that it was.
        self.world.kill("helper")
        os.rename(STATE / "taken-away", folder)
        self.world.start_helper()
        self.alice = self.world.helper("alice")
        wait_for(lambda: self.alice.state(path) == RUNNING, PATIENCE, "the guest to be known again")
        self.alice.wait_job(self.alice.stop(path, new_request()), PATIENCE)
        self.assertEqual(virsh("domstate", stranger), "running")
        virsh("destroy", stranger)

    # C12

    def test_header_of_the_guests(self):
        """A guest writes the header of a qcow2 image with a backing file into its raw disk: it stays raw."""
        path = self.make("Forger")
        disk, = STATE.glob("users/*/machines/*/disk0.raw")
        before = os.stat(disk).st_size
        with tempfile.TemporaryDirectory() as folder:
            forged = os.path.join(folder, "forged.qcow2")
            subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", "/etc/shadow", forged, "1M"],
                           check=True)
            with open(forged, "rb") as source, open(disk, "r+b") as target:
                header = source.read()
                target.write(header)
        for _ in range(2):
            self.alice.wait_job(self.alice.start(path, new_request()), PATIENCE)
            xml = virsh("dumpxml", self.domain(path))
            self.assertIn("type='raw'", xml)
            self.assertNotIn("shadow", xml)
            with open(f"/proc/{self.monitor()}/cmdline", encoding="ascii", errors="replace") as command:
                self.assertNotIn("qcow2", command.read())
            self.alice.wait_job(self.alice.stop(path, new_request()), PATIENCE)
        with open(disk, "rb") as file:
            self.assertEqual(file.read(len(header)), header, "the guest's bytes are not what it wrote")
        self.assertEqual(os.stat(disk).st_size, before)

    @staticmethod
    def monitor():
        return subprocess.run(["pgrep", "-f", "qemu-system-x86_64.*guest=frond-"], check=True, capture_output=True,
                              text=True).stdout.split()[0]



if __name__ == "__main__":
    sys.exit(main())
