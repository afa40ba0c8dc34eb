#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who owns and reads what a machine is stored in, on a libvirt whose monitors are another user."""

import contextlib
import json
import os
import pathlib
import pwd
import signal
import stat
import subprocess
import sys
import unittest

from frond_system.case import SystemTestCase, main
from frond_system.world import STATE, become
from frond_e2e.helper import ROOT, RUNNING, STOPPED, JobError, new_request
from frond_e2e.waiting import wait_for
from gi.repository import GLib

PATIENCE = 90
HELPER = pwd.getpwnam("frond-vmm").pw_uid
QEMU = "libvirt-qemu"


def readable(path, user):
    return subprocess.run(["cat", path], capture_output=True, preexec_fn=become(user)).returncode == 0


class Storage(SystemTestCase):
    def make(self):
        alice = self.world.helper("alice")
        path = alice.wait_job(alice.create(new_request(), "Router"), PATIENCE)["machine"]
        disk, = STATE.glob("users/*/machines/*/disk0.raw")
        return alice, path, disk

    def check_disk(self, disk, by_monitor):
        """The helper's at all times; the monitors' while one runs; nobody else's ever."""
        status = os.stat(disk)
        self.assertEqual(status.st_uid, HELPER)
        self.assertEqual(stat.S_IMODE(status.st_mode) & 0o007, 0)
        self.assertTrue(readable(disk, "frond-vmm"))
        self.assertEqual(readable(disk, QEMU), by_monitor)
        for user in ("alice", "bob", "nobody"):
            self.assertFalse(readable(disk, user), user)

    def test_disk_stays_the_helpers(self):
        alice, path, disk = self.make()
        self.check_disk(disk, False)
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        self.check_disk(disk, True)
        alice.wait_job(alice.stop(path, new_request()), PATIENCE)
        self.wait_closed(disk)
        # What is closed opens again.
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        self.check_disk(disk, True)
        alice.wait_job(alice.stop(path, new_request()), PATIENCE)
        self.wait_closed(disk)

    def wait_closed(self, disk):
        wait_for(lambda: not readable(disk, QEMU), PATIENCE, "the disk to be closed to monitors")
        self.check_disk(disk, False)

    def test_closed_by_the_next_helper(self):
        """A guest that ended while nobody watched, and one that went on."""
        alice, path, disk = self.make()
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        other = alice.wait_job(alice.create(new_request(), "Switch"), PATIENCE)["machine"]
        alice.wait_job(alice.start(other, new_request()), PATIENCE)
        open_disk, = set(STATE.glob("users/*/machines/*/disk0.raw")) - {disk}
        self.world.kill("helper")
        subprocess.run(["virsh", "-c", "qemu:///system", "destroy", f"frond-{disk.parent.name}"], check=True,
                       capture_output=True)
        self.check_disk(disk, True)
        self.world.start_helper()
        self.wait_closed(disk)
        alice = self.world.helper("alice")
        self.assertEqual(alice.state(other), RUNNING)
        self.check_disk(open_disk, True)
        alice.wait_job(alice.stop(other, new_request()), PATIENCE)
        self.wait_closed(open_disk)

    def test_tpm_is_purged(self):
        """What Windows needs and other users own, the state of a TPM and a firmware's variables, goes with the machine."""
        alice = self.world.helper("alice")
        spec = {"name": GLib.Variant("s", "Windows"), "memory": GLib.Variant("t", 256 << 20),
                "vcpus": GLib.Variant("u", 1), "firmware": GLib.Variant("s", "uefi"), "tpm": GLib.Variant("b", True),
                "disks": GLib.Variant("aa{sv}", [{"size": GLib.Variant("t", 16 << 20)}])}
        job, = alice.call(ROOT, "Manager", "CreateMachine",
                          GLib.Variant("(sa{sv}a(sh))", (new_request(), spec, [])))[0]
        path = alice.wait_job(job, PATIENCE)["machine"]
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        folder, = STATE.glob("users/*/machines/????????-*")
        self.assertNotEqual(os.stat(folder / "tpm/state").st_uid, HELPER)
        for name in ("tpm/state", "nvram.fd"):
            self.assertTrue(readable(folder / name, "frond-vmm"), name)
            for user in ("alice", "bob", "nobody"):
                self.assertFalse(readable(folder / name, user), (name, user))
        alice.wait_job(alice.stop(path, new_request()), PATIENCE)
        alice.wait_job(alice.delete(path, new_request()), PATIENCE)

        # Another's request is about another's trash.
        bob = self.world.helper("bob")
        bob.wait_job(bob.purge(folder.name), PATIENCE)
        self.assertEqual([uuid for uuid, _, _ in alice.trash()], [folder.name])
        # Without libvirt nothing is half gone: the machine can still be restored, or purged later.
        self.world.kill("libvirt")
        with self.assertRaises(JobError) as raised:
            alice.wait_job(alice.purge(folder.name), PATIENCE)
        self.assertTrue(raised.exception.name.endswith(".BackendUnavailable"), raised.exception)
        self.assertEqual([uuid for uuid, _, _ in alice.trash()], [folder.name])
        self.world.start_libvirt()
        wait_for(lambda: self.purges(alice, folder.name), PATIENCE, "libvirt to be found again")
        self.assertEqual(alice.trash(), [])
        self.assertEqual([str(left) for left in STATE.rglob("*") if folder.name in str(left)], [])
        names = subprocess.run(["virsh", "-c", "qemu:///system", "list", "--all", "--name"], capture_output=True, text=True)
        self.assertNotIn(folder.name, names.stdout)

    def purges(self, helper, uuid):
        try:
            helper.wait_job(helper.purge(uuid), PATIENCE)
            return True
        except JobError as error:
            self.assertTrue(error.name.endswith(".BackendUnavailable"), error)
            return False

    def test_downgrade(self):
        """C44: a helper older than what is on disk says so and leaves it alone, and the newer one has it again."""
        alice, off, _ = self.make()
        on = alice.wait_job(alice.create(new_request(), "Switch"), PATIENCE)["machine"]
        alice.wait_job(alice.start(on, new_request()), PATIENCE)
        uuids = {row[0]: row[1] for row in alice.machines()}
        self.world.kill("helper")
        records, newer = {}, {}
        for path in STATE.glob("users/*/machines/*/machine.json"):
            records[path] = path.read_bytes()
            newer[path] = json.dumps(json.loads(records[path]) | {"version": 2, "surprise": [1]}).encode()
            path.write_bytes(newer[path])
        self.assertEqual(len(records), 2)

        before = len(self.world.log("helper"))
        self.world.start_helper()
        alice = self.world.helper("alice")
        self.assertEqual(alice.machines(), [])
        said = self.world.log("helper")[before:]
        self.assertGreaterEqual(said.count("was written by a newer helper"), 2, said)
        for machine, uuid in uuids.items():
            with self.assertRaisesRegex(GLib.Error, "NotFound"):
                alice.delete(machine, new_request())
            spec = {"name": GLib.Variant("s", "Second"), "memory": GLib.Variant("t", 64 << 20),
                    "vcpus": GLib.Variant("u", 1), "uuid": GLib.Variant("s", uuid),
                    "disks": GLib.Variant("aa{sv}", [{"size": GLib.Variant("t", 1 << 20)}])}
            with self.assertRaisesRegex(JobError, "Conflict"):
                alice.wait_job(alice.call(ROOT, "Manager", "CreateMachine",
                                          GLib.Variant("(sa{sv}a(sh))", (new_request(), spec, [])))[0][0], PATIENCE)
            alice.wait_job(alice.purge(uuid), PATIENCE)
        self.assertEqual({path: path.read_bytes() for path in newer}, newer)
        running = subprocess.run(["virsh", "-c", "qemu:///system", "list", "--name"], capture_output=True, text=True)
        self.assertIn(uuids[on], running.stdout)

        self.world.kill("helper")
        for path, text in records.items():
            path.write_bytes(text)
        self.world.start_helper()
        alice = self.world.helper("alice")
        wait_for(lambda: alice.state(on) == RUNNING, PATIENCE, "the guest to be found")
        self.assertEqual(alice.state(off), STOPPED)

    def test_power_loss(self):
        """Monitor, libvirt and helper die at once, and nothing of /run is left: the disk is the helper's, and starts."""
        alice, path, disk = self.make()
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        self.world.kill("helper")
        self.world.kill("libvirt")
        for pid in pathlib.Path("/run/libvirt/qemu").glob("*.pid"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid.read_text()), signal.SIGKILL)
        subprocess.run("rm -rf /run/libvirt/*", shell=True, check=True)
        self.check_disk(disk, True)
        self.world.start_libvirt()
        self.world.start_helper()
        alice = self.world.helper("alice")
        wait_for(lambda: alice.state(path) == STOPPED, PATIENCE, "the machine to be off")
        alice.wait_job(alice.start(path, new_request()), PATIENCE)
        self.assertEqual(alice.state(path), RUNNING)
        alice.wait_job(alice.stop(path, new_request()), PATIENCE)
        self.assertEqual(os.stat(disk).st_uid, HELPER)


if __name__ == "__main__":
    sys.exit(main())
