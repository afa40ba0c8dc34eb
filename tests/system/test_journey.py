#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine goes from a user's own helper to the computer's service and back, as the application moves it: real library,
real store, both real helpers, and it starts at both places."""

import contextlib
import hashlib
import json
import os
import pathlib
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import unittest

from frond_system.case import SystemTestCase, main
from frond_system.world import BUILD, BUS, PROGRAMS, STATE, become
from frond_e2e.helper import ROOT, RUNNING, STOPPED, Helper, JobError, new_request
from frond_e2e.waiting import wait_for
from gi.repository import Gio, GLib

PATIENCE = 90
MIB = 1 << 20
RUNTIME = pathlib.Path("/run/user/1001")
HOME = pathlib.Path("/home") / "alice"
# On a disk, which /home is not here: the service writes into no memory.
DATA = pathlib.Path("/var/tmp/alice")
# What the default suite has no time for (deep-system).
DEEP = unittest.skipUnless(os.environ.get("FROND_DEEP"), "in deep-system")
CONFIG = pathlib.Path("/etc/frond/helper.conf.d/99-journey.conf")
SESSION_BUS = f"unix:path={RUNTIME}/bus"


class Journey(SystemTestCase):
    def setUp(self):
        """Alice has logged in: a session bus and a helper of her own."""
        super().setUp()
        shutil.copy(BUILD / "tests/system/mover", PROGRAMS)
        entry = pwd.getpwnam("alice")
        for folder in (RUNTIME, DATA):
            folder.mkdir(parents=True, exist_ok=True)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
            folder.chmod(0o700)
        self.environment = {"HOME": str(HOME), "XDG_RUNTIME_DIR": str(RUNTIME), "XDG_DATA_HOME": str(DATA),
                            "DBUS_SESSION_BUS_ADDRESS": SESSION_BUS, "DBUS_SYSTEM_BUS_ADDRESS": BUS,
                            "FROND_ACCEL": "software", "GSETTINGS_BACKEND": "memory",
                            "FROND_HELPER_NAME": self.world.name, "FROND_SYSTEM_HELPER_NAME": self.world.name}
        self.world.spawn("alice-bus", ["dbus-daemon", "--session", "--nofork", f"--address={SESSION_BUS}"], "alice",
                         self.environment)
        wait_for((RUNTIME / "bus").exists, PATIENCE, "alice's bus")
        self.own = self.connect_own()
        self.system = self.world.helper("alice")

    def connect_own(self):
        self.world.spawn("alice-helper", [PROGRAMS / "frond-vmm-helper", "--session", "--bus-name", self.world.name],
                         "alice", self.environment)
        os.seteuid(pwd.getpwnam("alice").pw_uid)
        try:
            self.connection = Gio.DBusConnection.new_for_address_sync(
                SESSION_BUS, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        finally:
            os.seteuid(0)
        helper = Helper(self.world.name, self.connection)
        wait_for(lambda: helper.pid() is not None, PATIENCE, "alice's helper")
        return helper

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            print(f"--- alice's helper\n{self.world.log('alice-helper')[-3000:]}", file=sys.stderr)
        subprocess.run(["pkill", "-9", "-u", "alice", "-f", "qemu-system"], check=False)
        for label in ("alice-helper", "alice-bus"):
            with contextlib.suppress(ProcessLookupError):
                self.world.kill(label, signal.SIGTERM)
        subprocess.run(["pkill", "-9", "-u", "alice"], check=False)
        (RUNTIME / "bus").unlink(missing_ok=True)
        CONFIG.unlink(missing_ok=True)
        self.world.answer(None, "exceed-limits")
        shutil.rmtree(DATA)
        super().tearDown()

    def run_mover(self, *arguments):
        return subprocess.run([PROGRAMS / "mover", DATA / "frond.db", *arguments], env=self.environment
                              | {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}, preexec_fn=become("alice"),
                              capture_output=True, text=True, timeout=PATIENCE, check=False, cwd="/")

    def move(self, uuid, mode):
        done = self.run_mover(uuid, mode)
        self.assertEqual((done.returncode, done.stdout), (0, "moved\n"), done.stderr)

    def kill_in_move(self, uuid, mode, moment):
        """TRUE: it was killed on its way. After that there are two at most, and one of them at most can start."""
        done = self.run_mover(uuid, mode, str(moment))
        self.assertIn(done.returncode, (0, -signal.SIGKILL), done.stderr)
        able = sum(self.can_start(helper, path, spec) for helper in (self.own, self.system)
                   for path, *_, spec in helper.machines())
        self.assertLessEqual(able, 1, f"{mode}, moment {moment}")
        return done.returncode != 0

    def can_start(self, helper, path, spec):
        """What is marked is tried: what was asked for before the end may be done a moment after it."""
        if not spec.get("keep-off"):
            return True
        try:
            helper.wait_job(helper.start(path, new_request()), PATIENCE)
        except (JobError, GLib.Error) as error:
            # Also its deletion may have been asked for.
            self.assertRegex(str(error), "Conflict: keep-off: |NotFound: There is no such machine")
            return False
        helper.wait_job(helper.stop(path, new_request()), PATIENCE)
        return True

    def the_one(self, uuid, mark):
        """Where the machine is after the next life: whole, able to start, and nowhere else."""
        self.move(uuid, "rest")
        at, = [helper for helper in (self.own, self.system) if helper.machines()]
        for helper in (self.own, self.system):
            wait_for(lambda: uuid not in [row[0] for row in helper.trash()], PATIENCE, "the trash to be emptied")
        path, spec = self.machine(at)
        wait_for(lambda: not self.machine(at)[1].get("keep-off"), PATIENCE, "it to be let go")
        self.assertEqual(spec["disks"][0]["size"], 4 * MIB)
        disk, = [*DATA.glob("**/machines/????????-*/disk0.raw"),
                 *(STATE / "users/1001/machines").glob(f"{uuid}/disk0.raw")]
        self.assertEqual(disk.read_bytes()[2 * MIB:3 * MIB], mark)
        return at, path

    def machine(self, helper):
        """The only one: (path, spec)."""
        (path, _, _, _, _, _, spec), = helper.machines()
        return path, spec

    def run_once(self, helper, path):
        helper.wait_job(helper.start(path, new_request()), PATIENCE)
        self.assertEqual(helper.state(path), RUNNING)
        helper.wait_job(helper.stop(path, new_request()), PATIENCE)
        self.assertEqual(helper.state(path), STOPPED)

    def save_once(self, helper, path):
        """What is saved goes on with the same chips."""
        helper.wait_job(helper.start(path, new_request()), PATIENCE)
        helper.wait_job(helper.call(path, "Machine", "Save", GLib.Variant("(s)", (new_request(),)))[0][0], PATIENCE)
        self.assertEqual(helper.state(path), STOPPED)
        self.run_once(helper, path)

    def frond(self, *arguments):
        """What the command line says, as alice's."""
        for program in (BUILD / "app/ui/frond", BUILD / "data/gschemas.compiled"):
            shutil.copy(program, PROGRAMS)
        done = subprocess.run([PROGRAMS / "frond", *map(str, arguments), "--json"], env=self.environment
                              | {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "GSETTINGS_SCHEMA_DIR": str(PROGRAMS)},
                              preexec_fn=become("alice"), capture_output=True, text=True, timeout=PATIENCE, check=False,
                              cwd="/", stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def gone(self, helper, uuid):
        wait_for(lambda: not helper.machines() and uuid not in [row[0] for row in helper.trash()], PATIENCE,
                 "the old place to be given up")

    def make(self):
        """(uuid, what is in the middle of its disk)"""
        made = self.own.wait_job(self.own.create(new_request(), "Traveller", disk=4 * MIB), PATIENCE)
        disk, = DATA.glob("**/machines/????????-*/disk0.raw")
        mark = os.urandom(MIB)
        with open(disk, "r+b") as file:
            file.seek(2 * MIB)
            file.write(mark)
        return made["uuid"], mark

    @DEEP
    def test_killed_at_every_step(self):
        """The application is killed before and after every call that changes a machine, there, back, and taken back."""
        uuid, mark = self.make()
        at = self.own
        for way in (True, False):
            moment, killed = 1, True
            while killed:
                if not way and at is self.system:
                    self.move(uuid, "session")
                    at = self.own
                mode = "back" if not way else "system" if at is self.own else "session"
                killed = self.kill_in_move(uuid, mode, moment)
                at, path = self.the_one(uuid, mark)
                moment += killed
            print(f"{'moves' if way else 'taken back'}: {moment - 1} moments", file=sys.stderr)
            self.assertGreater(moment, 12)
        self.run_once(at, path)

    def check_stays(self, uuid, mark, mode, why):
        """The move fails for the reason WHY, and the machine is what it was, there and nowhere else, and starts."""
        _, before = self.machine(self.own)
        done = self.run_mover(uuid, mode)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr, why)
        at, path = self.the_one(uuid, mark)
        self.assertIs(at, self.own)
        self.assertEqual(self.machine(self.own)[1], before)
        self.assertEqual(list((STATE / "users").glob("*/machines/.new-*")), [])
        self.run_once(self.own, path)

    @DEEP
    def test_quota(self):
        """The service has no room for it that is its owner's."""
        uuid, mark = self.make()
        CONFIG.parent.mkdir(exist_ok=True)
        CONFIG.write_text("[limits 1001]\nmachines=0\n")
        self.world.answer("no", "exceed-limits")
        self.world.kill("helper")
        self.world.start_helper()
        self.check_stays(uuid, mark, "system", "(?i)not authori|quota|limit|allowed")

    @DEEP
    def test_full(self):
        """The service's disk is full, and then the one where the copy passes through."""
        uuid, mark = self.make()
        self.world.kill("helper")
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m,mode=711,uid=frond-vmm,gid=frond-vmm", "room", STATE],
                       check=True)
        self.world.start_helper()
        try:
            self.fill(STATE)
            self.check_stays(uuid, mark, "system", "(?i)space|room|bytes needed")
        finally:
            self.world.kill("helper")
            subprocess.run(["umount", "-l", STATE], check=True)
            self.world.start_helper()
        self.system = self.world.helper("alice")
        (DATA / "way").mkdir()
        # Where the application keeps what is on its way: a file of its own, which grows while the disk is read.
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m,mode=700,uid=alice,gid=alice", "room", DATA / "way"],
                       check=True)
        try:
            self.fill(DATA / "way")
            self.environment["XDG_DATA_HOME"] = str(DATA / "way")
            self.check_stays(uuid, mark, "system", "(?i)space|room|bytes needed")
        finally:
            self.environment["XDG_DATA_HOME"] = str(DATA)
            subprocess.run(["umount", "-l", DATA / "way"], check=True)

    @staticmethod
    def fill(folder):
        status = os.statvfs(folder)
        with open(folder / "filler", "wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, status.f_bavail * status.f_frsize - MIB // 2)

    @DEEP
    def test_row_of_somebody_else(self):
        """C27: a library edited to name another user's machine has none: it is not there, to see, restore, copy or delete."""
        bob = self.world.helper("bob")
        theirs = bob.wait_job(bob.create(new_request(), "Not yours"), PATIENCE)
        before = bob.machines()
        uuid, _ = self.make()
        self.move(uuid, "rest")
        with contextlib.closing(sqlite3.connect(DATA / "frond.db")) as library:
            changed = library.execute("UPDATE profiles SET machine_uuid = ?, helper = 'system'", (theirs["uuid"],))
            self.assertEqual(changed.rowcount, 1)
            library.commit()
        self.world.asked()

        self.move(theirs["uuid"], "rest")
        self.assertNotEqual(self.run_mover(theirs["uuid"], "session").returncode, 0)
        self.assertEqual(self.system.machines(), [])
        for method, arguments in (("Start", GLib.Variant("(sa{sv}a(sh))", (new_request(), {}, []))),
                                  ("Delete", GLib.Variant("(st)", (new_request(), 0)))):
            with self.assertRaisesRegex(GLib.Error, "NotFound"):
                self.system.call(theirs["machine"], "Machine", method, arguments)
        # Restoring is asked about her own trash, where there is nothing.
        self.assertLessEqual(set(self.world.asked()), {("use", "alice")})
        self.assertEqual(bob.machines(), before)
        self.assertEqual(bob.trash(), [])
        # Her own machine is still hers.
        self.assertEqual([row[1] for row in self.own.machines()], [uuid])

    def make_windows_like(self):
        """With UEFI and a TPM that have run and remember something."""
        spec = {"name": GLib.Variant("s", "Windows"), "memory": GLib.Variant("t", 256 * MIB),
                "vcpus": GLib.Variant("u", 1), "firmware": GLib.Variant("s", "uefi"), "tpm": GLib.Variant("b", True),
                "disks": GLib.Variant("aa{sv}", [{"size": GLib.Variant("t", MIB)}])}
        job, = self.own.call(ROOT, "Manager", "CreateMachine", GLib.Variant("(sa{sv}a(sh))", (new_request(), spec, [])))[0]
        return self.own.wait_job(job, PATIENCE)["uuid"]

    def folder(self, at, uuid):
        if at is self.system:
            return (STATE / "users/1001/machines") / uuid
        folder, = DATA.glob(f"**/machines/{uuid}")
        return folder

    def kept(self, at, uuid):
        """What the chips remember, which each run of theirs may change."""
        folder = self.folder(at, uuid)
        return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("tpm/state", "nvram.fd")}

    def test_chips_go_along(self):
        """The state of the TPM and the firmware's variables arrive, are used there, and come back with what that did."""
        uuid = self.make_windows_like()
        path, _ = self.machine(self.own)
        self.run_once(self.own, path)
        before = self.kept(self.own, uuid)

        self.move(uuid, "system")
        self.gone(self.own, uuid)
        self.assertEqual(self.kept(self.system, uuid), before)
        path, _ = self.machine(self.system)
        self.run_once(self.system, path)
        self.save_once(self.system, path)
        there = self.kept(self.system, uuid)

        self.move(uuid, "session")
        self.gone(self.system, uuid)
        self.assertEqual(self.kept(self.own, uuid), there)
        path, _ = self.machine(self.own)
        self.run_once(self.own, path)

    @DEEP
    def test_chip_that_cannot_move(self):
        """A TPM that libvirt has made for swtpm alone: nothing is copied, nothing is lost, and it is said why."""
        uuid = self.make_windows_like()
        self.move(uuid, "system")
        folder = self.folder(self.system, uuid)
        path, _ = self.machine(self.system)
        self.run_once(self.system, path)
        shutil.chown(folder / "tpm", "tss")
        os.chmod(folder / "tpm", 0o700)
        done = self.run_mover(uuid, "session")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("tpm: ", done.stderr)
        self.assertEqual(self.own.machines(), [])
        self.move(uuid, "rest")
        self.run_once(self.system, path)

    def test_killed_before_it_is_given_up(self):
        """Both are there, the row names the new one, and neither has been told since: nobody can start two."""
        uuid, mark = self.make()
        self.assertTrue(self.kill_in_move(uuid, "system", 5))
        self.assertEqual(len(self.own.machines()) + len(self.system.machines()), 2)
        at, path = self.the_one(uuid, mark)
        self.assertIs(at, self.system)
        self.run_once(at, path)

    def test_by_one_file(self):
        """From the service to a file, and of that one of her own: another computer with the same bytes."""
        uuid, mark = self.make()
        self.move(uuid, "system")
        self.gone(self.own, uuid)
        written = DATA / "Traveller.ova"
        self.assertEqual(self.frond("export", uuid, DATA)["file"], str(written))
        self.assertEqual(written.stat().st_uid, pwd.getpwnam("alice").pw_uid)
        self.frond("delete", uuid, "--permanently", "--yes")
        self.gone(self.system, uuid)

        made = self.frond("import", written, "--place", "session")["machine"]
        self.assertEqual((made["name"], made["place"], made["disk"]), ("Traveller", "session", 4 * MIB))
        self.assertNotEqual(made["uuid"], uuid)
        disk, = DATA.glob("**/machines/????????-*/disk0.raw")
        self.assertEqual(disk.read_bytes()[2 * MIB:3 * MIB], mark)
        path, _ = self.machine(self.own)
        self.run_once(self.own, path)
        again = self.frond("import", written, "--place", "system")["machine"]
        self.assertEqual((again["place"], again["name"]), ("system", "Traveller 2"))

    def test_there_and_back(self):
        uuid, mark = self.make()
        path, before = self.machine(self.own)
        self.run_once(self.own, path)

        self.move(uuid, "system")
        self.gone(self.own, uuid)
        self.assertEqual(list(DATA.glob("**/disk0.raw")), [])
        path, there = self.machine(self.system)
        self.assertEqual(there["name"], before["name"])
        self.assertEqual([nic["mac"] for nic in there["nics"]], [nic["mac"] for nic in before["nics"]])
        moved, = (STATE / "users/1001/machines").glob(f"{uuid}/disk0.raw")
        self.assertEqual(moved.read_bytes()[2 * MIB:3 * MIB], mark)
        self.assertEqual(self.world.helper("bob").machines(), [])
        self.run_once(self.system, path)

        self.move(uuid, "session")
        self.gone(self.system, uuid)
        path, back = self.machine(self.own)
        self.assertEqual(back, before)
        disk, = DATA.glob("**/machines/????????-*/disk0.raw")
        self.assertEqual(disk.read_bytes()[2 * MIB:3 * MIB], mark)
        self.run_once(self.own, path)


if __name__ == "__main__":
    sys.exit(main())
