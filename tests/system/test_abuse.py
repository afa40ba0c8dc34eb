#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a hostile user sends: descriptors that are none, messages without end, floods. Nothing of it changes anything,
stays open, or keeps others waiting."""

import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from frond_system.case import SystemTestCase, main
from frond_system import calls  # after case, which finds the rest
from frond_e2e.helper import ROOT, new_request
from frond_e2e.waiting import wait_for
from gi.repository import Gio, GLib

PATIENCE = 30

# C29 and C30 at a size for every day; deep-system has the specification's.
DEEP = "FROND_TEST_DEEP" in os.environ
CONNECTIONS, CALLS = (200, 128) if DEEP else (50, 40)
LOOKS = 100_000 if DEEP else 5_000
RSS_KIB = 64 << 10
MAX_FDS = 512


class Abuse(SystemTestCase):
    def setUp(self):
        super().setUp()
        self.alice = self.world.connect("alice")
        helper = self.world.helper("alice")
        self.machine = helper.wait_job(helper.create(new_request(), "Target"), PATIENCE)["machine"]
        self.before = (self.descriptors(), self.files())

    # What there is

    def pid(self):
        return self.world.processes["helper"].pid

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid()}/fd"))

    def rss(self):
        with open(f"/proc/{self.pid()}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

    @staticmethod
    def files():
        return sorted(os.path.join(folder, name) for folder, _, names in os.walk("/var/lib/frond") for name in names)

    def assert_clean(self):
        wait_for(lambda: self.descriptors() <= self.before[0], PATIENCE, "the descriptors to be closed")
        self.assertEqual(self.files(), self.before[1])
        self.assertEqual(len(self.world.helper("alice").machines()), 1)
        log = self.world.log("helper")
        self.assertNotIn("CRITICAL", log)

    def insert(self, fds, handle=0):
        return calls.tail(calls.call(self.world, self.alice, self.machine, "Machine.InsertMedia",
                                     GLib.Variant("(ssh)", (new_request(), "cdrom", handle)), fds))

    # C04

    def test_handles(self):
        """Indexes that are out of bounds or used twice; descriptors that nobody named, or none where one is named."""
        with tempfile.TemporaryFile() as file:
            file.truncate(1 << 20)
            fd = file.fileno()
            # What the bus's library of the caller refuses never leaves; these get through.
            for handle in (-1, 1, 2**31 - 1, -2**31):
                with self.subTest(handle=handle):
                    self.assertEqual(self.insert([fd], handle), "InvalidArgument.BadFd")
            self.assertEqual(self.insert([]), "InvalidArgument.BadFd")
            for count in (2, 16):
                with self.subTest(count=count):
                    self.assertEqual(self.insert([fd] * count), "InvalidArgument.BadFd")
            for handles in ((0, 0), (0, 5)):
                with self.subTest(handles=handles):
                    media = [("cdrom", handles[0]), ("kernel", handles[1])]
                    reply = calls.call(self.world, self.alice, self.machine, "Machine.Start",
                                       GLib.Variant("(sa{sv}a(sh))", (new_request(), {}, media)), [fd, fd])
                    self.assertEqual(calls.tail(reply), "InvalidArgument.BadFd")
            # Where the method takes none at all.
            reply = calls.call(self.world, self.alice, self.machine, "Machine.Stop",
                               GLib.Variant("(s)", (new_request(),)), [fd])
            self.assertEqual(calls.tail(reply), "InvalidArgument.BadFd")
        self.assert_clean()

    # C05, C06

    def kinds(self, stack):
        """(what it is, a descriptor of it)"""
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        secret = os.path.join(folder, "secret")
        with open(secret, "wb") as file:
            file.truncate(1 << 20)
        os.chmod(secret, 0o600)
        os.mkfifo(os.path.join(folder, "fifo"))
        ours, _theirs = socket.socketpair()
        stack.callback(ours.close)
        stack.callback(_theirs.close)
        reading, writing = os.pipe()
        yield "O_PATH of a file of root's", os.open(secret, os.O_PATH)
        yield "write-only", os.open(secret, os.O_WRONLY)
        yield "folder", os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        yield "FIFO", os.open(os.path.join(folder, "fifo"), os.O_RDONLY | os.O_NONBLOCK)
        yield "pipe", reading
        yield "the pipe's other end", writing
        yield "socket", os.dup(ours.fileno())
        yield "terminal", os.openpty()[1]
        yield "/dev/zero", os.open("/dev/zero", os.O_RDONLY)
        yield "/dev/null", os.open("/dev/null", os.O_RDWR)
        yield "memfd", os.memfd_create("medium")
        yield "/proc/self/mem", os.open("/proc/self/mem", os.O_RDONLY)
        yield "/proc/self/status", os.open("/proc/self/status", os.O_RDONLY)
        yield "an attribute of sysfs", os.open("/sys/kernel/mm/transparent_hugepage/enabled", os.O_RDONLY)
        # Of a disk it is copied; of a drive it could not come back when the monitor starts again.
        nameless = os.path.join(folder, "nameless")
        with open(nameless, "wb") as file:
            file.truncate(1 << 20)
        yield "a file that has no name any more", os.open(nameless, os.O_RDONLY)
        yield "an empty file", os.open(os.path.join(folder, "empty"), os.O_RDONLY | os.O_CREAT)

    def test_kinds(self):
        with contextlib.ExitStack() as stack:
            for what, fd in self.kinds(stack):
                with self.subTest(what):
                    if "no name" in what:
                        os.unlink(os.readlink(f"/proc/self/fd/{fd}"))
                    if what == "memfd":
                        os.truncate(fd, 1 << 20)
                    self.assertEqual(self.insert([fd]), "InvalidArgument.BadFd")
                    reply = calls.call(self.world, self.alice, self.machine, "Machine.Start", GLib.Variant(
                        "(sa{sv}a(sh))", (new_request(), {"boot": GLib.Variant("s", "cdrom")}, [("cdrom", 0)])), [fd])
                    self.assertEqual(calls.tail(reply), "InvalidArgument.BadFd")
                os.close(fd)
        self.assert_clean()

    # C33

    def test_messages(self):
        """Too long, too deep, too many: refused by name and at once, before anything is made of it."""
        deep = GLib.Variant("s", "x")
        for _ in range(24):
            deep = GLib.Variant("v", deep)
        values = {
            "2 MiB": {"description": GLib.Variant("s", "x" * (2 << 20))},
            "10,000 keys": {f"key-{number}": GLib.Variant("b", True) for number in range(10_000)},
            "64 KiB name": {"name": GLib.Variant("s", "n" * 65000)},
            "depth": {"name": deep},
            "av": {"disks": GLib.Variant("av", [GLib.Variant("av", [])] * 3000)},
        }
        rss = self.rss()
        for what, spec in values.items():
            with self.subTest(what):
                parameters = GLib.Variant("(sa{sv}a(sh))", (new_request(), spec, []))
                begun = time.monotonic()
                reply = calls.call(self.world, self.alice, ROOT, "Manager.CreateMachine", parameters)
                took = time.monotonic() - begun
                self.assertTrue(calls.tail(reply).startswith("InvalidArgument"), calls.tail(reply))
                self.assertLess(took, 1)
                print(f"{what}: {took * 1e3:.1f} ms", file=sys.stderr)
        self.assertLess(self.rss() - rss, 8 << 10)
        self.assert_clean()

    # C29, C30

    def test_flood(self):
        """One user with many connections, each with more calls than it may have; another user's calls meanwhile."""
        connections = [self.world.new_connection("alice") for _ in range(CONNECTIONS)]
        bob = self.world.connect("bob")
        replies, times = [], []
        for connection in connections:
            for _ in range(CALLS):
                calls.begin(self.world, connection, self.machine, "Machine.Screenshot", None, done=replies)
        while len(replies) < CONNECTIONS * CALLS:
            begun = time.monotonic()
            self.assertEqual(calls.tail(calls.call(self.world, bob, ROOT, "Manager.ListMachines",
                                                   GLib.Variant("(uu)", (0, 256)))), "ok")
            times.append(time.monotonic() - begun)
            self.assertLess(len(times), 100_000)
        answers = {}
        for reply in replies:
            answers[calls.tail(reply)] = answers.get(calls.tail(reply), 0) + 1
        print(f"{CONNECTIONS} × {CALLS} calls: {answers}; {len(times)} of another user, median "
              f"{statistics.median(times) * 1e3:.1f} ms, longest {max(times) * 1e3:.1f} ms; {self.rss()} KiB, "
              f"{self.descriptors()} descriptors", file=sys.stderr)
        self.assertEqual(set(answers) - {"Busy", "QuotaExceeded", "RateLimited"}, set())
        self.assertLess(self.rss(), RSS_KIB)
        self.assertLess(self.descriptors(), MAX_FDS)
        for connection in connections:
            connection.close_sync(None)
        self.assert_clean()

    def test_many_looks(self):
        """Looks without end from one connection, and subscriptions: what is kept of them is bounded."""
        rss = self.rss()
        done = []
        for number in range(LOOKS):
            calls.begin(self.world, self.alice, self.machine, "Machine.GetState", None, done=done)
            if number % 20 == 19:
                wait_for(lambda n=number: len(done) == n + 1, PATIENCE, "the answers")
        self.assertEqual({calls.tail(reply) for reply in done}, {"ok"})
        connections = [self.world.new_connection("alice") for _ in range(80)]
        answers = [calls.tail(calls.call(self.world, connection, ROOT, "Manager.Subscribe", None))
                   for connection in connections]
        self.assertEqual((answers.count("ok"), answers.count("QuotaExceeded")), (64, 16))
        for _ in range(100):
            self.assertEqual(calls.tail(calls.call(self.world, connections[0], ROOT, "Manager.Subscribe", None)), "ok")
        for connection in connections:
            connection.close_sync(None)
        # What is gone gives its place back.
        self.assertEqual(calls.tail(calls.call(self.world, self.alice, ROOT, "Manager.Subscribe", None)), "ok")
        print(f"{LOOKS} looks: {rss} to {self.rss()} KiB", file=sys.stderr)
        self.assertLess(self.rss(), RSS_KIB)
        self.assert_clean()

    # C31

    def test_deaf(self):
        """A subscriber that never reads: its signals are its own trouble."""
        child = subprocess.Popen(
            ["setpriv", "--reuid", "alice", "--regid", "alice", "--init-groups", sys.executable, "-c", f"""
import os, signal
from gi.repository import Gio
bus = Gio.bus_get_sync(Gio.BusType.SYSTEM)
bus.call_sync("{self.world.name}", "{ROOT}", "me.phyllo.Frond.VmmHelper1.Manager", "Subscribe", None, None, 0, 10000, None)
print("ready", flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
"""], stdout=subprocess.PIPE, env=os.environ)
        self.assertEqual(child.stdout.readline(), b"ready\n")
        rss = self.rss()
        alice = self.world.helper("alice")
        begun = time.monotonic()
        for _ in range(5):
            alice.wait_job(alice.start(self.machine, new_request()), 90)
            alice.wait_job(alice.stop(self.machine, new_request()), 90)
        print(f"5 lives beside one who is deaf: {time.monotonic() - begun:.1f} s", file=sys.stderr)
        self.assertLess(self.rss() - rss, 8 << 10)
        child.kill()
        child.wait()
        child.stdout.close()


if __name__ == "__main__":
    sys.exit(main())
