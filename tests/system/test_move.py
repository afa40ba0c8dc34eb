#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine given out in its parts, and made once more of them: only to its owner, only when it is off, only into an
empty file of the owner's; the same computer with the same bytes, or nothing at all."""

import fcntl
import hashlib
import os
import pathlib
import pwd
import random
import socket
import subprocess
import sys

from gi.repository import GLib

from frond_system.case import SystemTestCase, main
from frond_system.world import STATE
from frond_e2e.helper import RUNNING, JobError, new_request
from frond_e2e.waiting import wait_for

PATIENCE = 120
MIB = 1 << 20
ROOT = "/me/phyllo/Frond/VmmHelper1"
MAC = "52:54:00:0a:0b:0c"
SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW


def uid_of(user):
    return pwd.getpwnam(user).pw_uid


def target(user="alice", folder="/var/tmp"):
    fd = os.open(folder, os.O_RDWR | os.O_TMPFILE | os.O_CLOEXEC, 0o600)
    os.fchown(fd, uid_of(user), -1)
    return fd


def read_only(fd):
    return os.open(f"/proc/self/fd/{fd}", os.O_RDONLY | os.O_CLOEXEC)


def digest(fd):
    os.lseek(fd, 0, os.SEEK_SET)
    with os.fdopen(os.dup(fd), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def secret(text):
    fd = os.memfd_create("secret", os.MFD_ALLOW_SEALING)
    os.write(fd, text.encode())
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, SEALS)
    return fd


class Move(SystemTestCase):
    def setUp(self):
        super().setUp()
        self.alice = self.world.helper("alice")
        self.bob = self.world.helper("bob")

    @staticmethod
    def image(size=8 * MIB, seed=1):
        """Random data with a hole in the middle."""
        path = pathlib.Path("/var/tmp/move-image.raw")
        block = random.Random(seed).randbytes(MIB)
        with open(path, "wb") as file:
            file.write(block)
            file.seek(size - MIB)
            file.write(block[::-1])
        return path

    def spec(self, disks, **more):
        spec = {"name": GLib.Variant("s", "Traveller"), "memory": GLib.Variant("t", 64 * MIB),
                "vcpus": GLib.Variant("u", 1), "firmware": GLib.Variant("s", "bios"), "tpm": GLib.Variant("b", False),
                "nics": GLib.Variant("aa{sv}", [{"class": GLib.Variant("s", "user"), "mac": GLib.Variant("s", MAC)}]),
                "disks": GLib.Variant("aa{sv}", disks)}
        return spec | more

    def create(self, helper, disks, media, **more):
        """[(slot, descriptor)]; returns what the job came to."""
        handles = [(slot, index) for index, (slot, _) in enumerate(media)]
        arguments = GLib.Variant("(sa{sv}a(sh))", (new_request(), self.spec(disks, **more), handles))
        job = helper.call(ROOT, "Manager", "CreateMachine", arguments, [fd for _, fd in media])[0][0]
        return helper.wait_job(job, PATIENCE)

    def make(self, helper=None, format_="raw", **disk):
        path = self.image()
        if format_ == "qcow2":
            subprocess.run(["qemu-img", "convert", "-f", "raw", "-O", "qcow2", path, f"{path}.qcow2"], check=True)
            path = f"{path}.qcow2"
        wanted = {"size": GLib.Variant("t", 0), "source-format": GLib.Variant("s", format_)} | disk
        media = [("disk0", os.open(path, os.O_RDONLY))]
        if "encrypt" in disk:
            media.append(("secret", secret("canary of a move")))
        return self.create(helper or self.alice, [wanted], media)["machine"]

    @staticmethod
    def begin(helper, path, slot, fd):
        return helper.call(path, "Machine", "Export", GLib.Variant("(ssh)", (new_request(), slot, 0)), [fd])[0][0]

    def export(self, helper, path, slot="disk0"):
        fd = target()
        result = helper.wait_job(self.begin(helper, path, slot, fd), PATIENCE)
        self.assertEqual(os.fstat(fd).st_size, result["bytes"])
        return fd, result

    @staticmethod
    def config(helper, path):
        return helper.call(path, "Machine", "GetConfig")[0][1]

    def remake(self, helper, uuid, disks, media):
        return self.create(helper, disks, media, uuid=GLib.Variant("s", uuid))

    @staticmethod
    def uuid_of(path):
        digits = path.rpartition("/")[2]
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def forget(self, helper, path):
        helper.wait_job(helper.call(path, "Machine", "Delete", GLib.Variant("(st)", (new_request(), 0)))[0][0], PATIENCE)

    def purge(self, helper, uuid):
        helper.wait_job(helper.call(ROOT, "Manager", "PurgeMachine", GLib.Variant("(ss)", (new_request(), uuid)))[0][0], PATIENCE)

    def folder(self, path, user="alice"):
        return STATE / "users" / str(uid_of(user)) / "machines" / self.uuid_of(path)

    # There and back

    def check_travels(self, format_, flat):
        """FLAT: a shared image is beneath the disk, which is made one."""
        disk = {"source-shared": GLib.Variant("b", True)} if flat else {}
        path = self.make(format_=format_, **disk)
        uuid = self.uuid_of(path)
        before = self.config(self.alice, path)
        fd, result = self.export(self.alice, path)
        self.assertEqual(result["size"], 8 * MIB)
        self.assertFalse(list(self.folder(path).glob(".export*")))
        plain = "/var/tmp/move-plain.raw"
        subprocess.run(["qemu-img", "convert", "-f", result["format"], "-O", "raw", f"/proc/self/fd/{fd}", plain],
                       check=True, pass_fds=[fd])
        with open(plain, "rb") as file, open(self.image(), "rb") as image:
            self.assertEqual(file.read(), image.read())

        again = [{"size": GLib.Variant("t", 0), "source-format": GLib.Variant("s", result["format"])}]
        with self.assertRaisesRegex(JobError, "Conflict.*uuid: there is a machine with it"):
            self.remake(self.alice, uuid, again, [("disk0", read_only(fd))])
        with self.assertRaisesRegex(JobError, "Conflict.*uuid: there is a machine with it$"):
            self.remake(self.bob, uuid, again, [("disk0", read_only(fd))])
        self.forget(self.alice, path)
        with self.assertRaisesRegex(JobError, "Conflict.*uuid: there is a machine with it in the trash"):
            self.remake(self.alice, uuid, again, [("disk0", read_only(fd))])
        self.purge(self.alice, uuid)
        made = self.remake(self.alice, uuid, again, [("disk0", read_only(fd))])
        self.assertEqual((made["machine"], made["uuid"]), (path, uuid))
        after = self.config(self.alice, path)
        self.assertEqual(after["nics"], before["nics"])
        self.assertEqual(after["nics"][0]["mac"], MAC)
        self.assertEqual(after["disks"][0]["size"], before["disks"][0]["size"])
        self.assertNotIn("base", after["disks"][0])
        self.assertNotIn("uuid", after)
        if not flat:
            made = os.open(self.folder(path) / f"disk0.{result['format']}", os.O_RDONLY)
            self.assertEqual(digest(made), digest(fd))
            os.close(made)

    def test_raw(self):
        self.check_travels("raw", False)

    def test_qcow2(self):
        self.check_travels("qcow2", False)

    def test_over_a_shared_image(self):
        self.check_travels("qcow2", True)

    def test_encrypted(self):
        path = self.make(encrypt=GLib.Variant("b", True))
        uuid = self.uuid_of(path)
        fd, result = self.export(self.alice, path)
        self.assertEqual(result["format"], "qcow2")
        self.assertIn(b"LUKS\xba\xbe", os.pread(fd, 4 * MIB, 0))
        self.forget(self.alice, path)
        self.purge(self.alice, uuid)
        disk = {"size": GLib.Variant("t", 0), "source-format": GLib.Variant("s", "qcow2")}
        with self.assertRaisesRegex(JobError, "BadImage.*disk0: encrypted"):
            self.remake(self.alice, uuid, [disk], [("disk0", read_only(fd))])
        disk |= {"encrypt": GLib.Variant("b", True), "source-encrypted": GLib.Variant("b", True)}
        # It needs no passphrase to move, and the one that it had to start.
        path = self.remake(self.alice, uuid, [disk], [("disk0", read_only(fd))])["machine"]
        self.assertTrue(self.config(self.alice, path)["disks"][0]["encrypt"])
        for word, good in (("another", False), ("canary of a move", True)):
            job = self.alice.call(path, "Machine", "Start", GLib.Variant("(sa{sv}a(sh))", (new_request(), {}, [("secret", 0)])),
                                  [secret(word)])[0][0]
            if good:
                self.alice.wait_job(job, PATIENCE)
            else:
                with self.assertRaisesRegex(JobError, "BadSecret"):
                    self.alice.wait_job(job, PATIENCE)
        self.alice.wait_state(path, RUNNING, PATIENCE)
        with self.assertRaisesRegex(JobError, "Busy"):
            self.export(self.alice, path)
        self.alice.wait_job(self.alice.stop(path, new_request()), PATIENCE)
        # What is said to be encrypted has to be.
        plain = [("disk0", os.open(self.image(), os.O_RDONLY))]
        with self.assertRaisesRegex(JobError, "BadImage"):
            self.create(self.alice, [disk], plain)
        for wrong in ({"encrypt": GLib.Variant("b", False)}, {"source-format": GLib.Variant("s", "raw")},
                      {"source-shared": GLib.Variant("b", True)}, {"size": GLib.Variant("t", MIB)}):
            with self.assertRaisesRegex(GLib.Error, r"disks\[0\]"):
                self.create(self.alice, [disk | wrong], [("disk0", os.open(self.image(), os.O_RDONLY))])

    def test_variables(self):
        variables = target()
        os.write(variables, b"of a firmware" * 1000)
        disk = [{"size": GLib.Variant("t", MIB)}]
        path = self.create(self.alice, disk, [("nvram", read_only(variables))])["machine"]
        stored = self.folder(path) / "nvram.fd"
        self.assertEqual(stored.stat().st_mode & 0o777, 0o600)
        fd, result = self.export(self.alice, path, "nvram")
        self.assertEqual(digest(fd), digest(variables))
        self.assertEqual(result["format"], "raw")
        with self.assertRaisesRegex(JobError, "NotFound.*nvram-secure"):
            self.export(self.alice, path, "nvram-secure")
        os.ftruncate(variables, 17 * MIB)
        with self.assertRaisesRegex(GLib.Error, "BadFd.*nvram: is too big"):
            self.create(self.alice, disk, [("nvram", read_only(variables))])

    # Who may, and into what

    def test_hostile_targets(self):
        path = self.make()
        full, foreign, memory = target(), target("bob"), os.memfd_create("target")
        os.write(full, b"x")
        os.fchown(memory, uid_of("alice"), -1)
        appending = os.open("/var/tmp", os.O_RDWR | os.O_APPEND | os.O_TMPFILE, 0o600)
        writing = os.open("/var/tmp", os.O_WRONLY | os.O_TMPFILE, 0o600)
        for fd in (appending, writing):
            os.fchown(fd, uid_of("alice"), -1)
        reading, pipe = os.pipe()
        left, right = socket.socketpair()
        found = {}
        for name, fd in {"read-only": read_only(target()), "full": full, "foreign": foreign, "memory": memory,
                         "append": appending, "write-only": writing, "pipe": pipe, "pipe-end": reading,
                         "socket": left.fileno(), "null": os.open("/dev/null", os.O_RDWR),
                         "zero": os.open("/dev/zero", os.O_RDWR), "mem": os.open("/proc/self/mem", os.O_RDWR),
                         "sysfs": os.open("/sys/kernel/mm", os.O_RDONLY), "folder": os.open("/var/tmp", os.O_RDONLY),
                         "path": os.open(self.image(), os.O_PATH)}.items():
            before = self.descriptors()
            with self.assertRaises(GLib.Error, msg=name) as raised:
                self.begin(self.alice, path, "disk0", fd)
            found[name] = str(raised.exception)
            self.assertIn("Error.InvalidArgument.BadFd: target: ", found[name], name)
            wait_for(lambda: self.descriptors() <= before, PATIENCE, f"{name} leaves a descriptor")
        left.close()
        right.close()
        self.assertEqual(os.fstat(full).st_size, 1)
        self.assertEqual(os.fstat(foreign).st_size, 0)

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.world.processes['helper'].pid}/fd"))

    def test_slots(self):
        path = self.make()
        for slot in ("", "disk", "disk8", "disk00", "disk0.1", "seed", "secret", "../disk0", "tpm0", "tpm/state"):
            with self.assertRaisesRegex(GLib.Error, "OutOfRange: slot: "):
                self.begin(self.alice, path, slot, target())
        with self.assertRaisesRegex(GLib.Error, "NotFound: disk1: "):
            self.begin(self.alice, path, "disk1", target())

    def test_of_somebody_else(self):
        path = self.make()
        self.world.asked()
        with self.assertRaisesRegex(GLib.Error, "NotFound: There is no such machine"):
            self.begin(self.bob, path, "disk0", target("bob"))
        with self.assertRaisesRegex(GLib.Error, "NotFound: There is no such machine"):
            self.begin(self.world.helper("root"), path, "disk0", target("root"))
        self.assertEqual(self.world.asked(), [], "nobody is asked about what does not exist")

    def test_uuids(self):
        for uuid in ("", "x", "C0FFEE00-0000-4000-8000-000000000000", "../../../etc", "c0ffee00-0000-4000-8000-00000000000"):
            with self.assertRaisesRegex(GLib.Error, "InvalidArgument.*uuid: "):
                self.remake(self.alice, uuid, [{"size": GLib.Variant("t", MIB)}], [])
        path = self.make()
        with self.assertRaisesRegex(GLib.Error, "InvalidArgument.*uuid: "):
            self.alice.call(path, "Machine", "Reconfigure", GLib.Variant(
                "(sta{sv})", (new_request(), 0, {"uuid": GLib.Variant("s", "c0ffee00-0000-4000-8000-000000000000")})))

    def test_two_of_one_uuid(self):
        """One that is in somebody's trash can be restored only while nobody else has its uuid."""
        path = self.make()
        uuid = self.uuid_of(path)
        self.forget(self.alice, path)
        self.remake(self.bob, uuid, [{"size": GLib.Variant("t", MIB)}], [])
        restore = GLib.Variant("(ss)", (new_request(), uuid))
        with self.assertRaisesRegex(JobError, "Conflict"):
            self.alice.wait_job(self.alice.call(ROOT, "Manager", "RestoreMachine", restore)[0][0], PATIENCE)
        self.forget(self.bob, path)
        restore = GLib.Variant("(ss)", (new_request(), uuid))
        self.alice.wait_job(self.alice.call(ROOT, "Manager", "RestoreMachine", restore)[0][0], PATIENCE)
        self.assertEqual(self.config(self.alice, path)["disks"][0]["size"], 8 * MIB)

    # Cut off

    def test_killed(self):
        """Wherever the helper dies, the machine is what it was, and the next helper leaves nothing of the export."""
        path = self.make(format_="qcow2", **{"source-shared": GLib.Variant("b", True)})
        folder = self.folder(path)
        names = sorted(os.listdir(folder))
        for moment in (lambda fd: True, lambda fd: list(folder.glob(".export*")) or os.fstat(fd).st_size,
                       lambda fd: os.fstat(fd).st_size):
            fd = target()
            self.begin(self.alice, path, "disk0", fd)
            wait_for(lambda: moment(fd), PATIENCE, "the moment")
            self.world.kill("helper")
            self.world.start_helper()
            self.alice = self.world.helper("alice")
            self.alice.machines()
            self.assertEqual(sorted(os.listdir(folder)), names)
            os.close(fd)
        self.export(self.alice, path)


if __name__ == "__main__":
    sys.exit(main())
