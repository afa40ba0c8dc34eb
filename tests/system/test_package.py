#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian packages on a computer that systemd runs: installed, used by somebody who logs in, upgraded under a running
guest, purged. polkit has its own defaults and no rule. In a container, or with --booted on a computer that has a kernel of
its own."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import unittest

from frond_system.booted import BootedComputer
from frond_system.computer import PATIENCE, STATE, UNIT, Computer
from frond_e2e.helper import RUNNING, STOPPED
from frond_e2e.waiting import wait_for

PACKAGES = pathlib.Path(os.environ["FROND_CACHE"]) / "package"
NAMES = ("frond-vmm-helper-bin", "frond-vmm-helper")
RACES = int(os.environ.get("FROND_RACES", "40"))
# Where every computer sees them.
DEBS = pathlib.Path("/opt/debs")
BOOTED = "--booted" in sys.argv


def renamed(deb, old, new):
    """The same package with another version, among the packages."""
    folder = pathlib.Path("/tmp/renamed") / deb.name
    folder.parent.mkdir(exist_ok=True)
    subprocess.run(["dpkg-deb", "--raw-extract", deb, folder], check=True)
    control = folder / "DEBIAN/control"
    control.write_text(control.read_text().replace(old, new))
    target = DEBS / f"{new}-{deb.name}"
    subprocess.run(["dpkg-deb", "--build", folder, target], check=True, stdout=subprocess.DEVNULL)
    return target


class Package(unittest.TestCase):
    """One computer; the tests go on from each other, in the order of their names."""

    @classmethod
    def setUpClass(cls):
        DEBS.mkdir(parents=True)
        cls.debs = [pathlib.Path(shutil.copy(next(PACKAGES.glob(f"{name}_*.deb")), DEBS)) for name in NAMES]
        cls.version = cls.debs[0].name.split("_")[1]
        cls.before = f"{cls.version}~before"
        cls.older = [renamed(deb, cls.version, cls.before) for deb in cls.debs]
        cls.computer = BootedComputer() if BOOTED else Computer()
        cls.addClassCleanup(cls.computer.close)
        cls.computer.prepare()
        cls.computer.boot()

    def install(self, debs):
        return self.computer.run(["dpkg", "--install", *map(str, debs)], timeout=10 * PATIENCE)

    def guests(self):
        """Process ids of the monitors."""
        return self.computer.run(["pgrep", "-x", "qemu-system-x86"], check=False).split()

    def test_1_install(self):
        """A version before this one, as an upgrade needs; the user, the folder and nothing that runs."""
        self.install(self.older)
        self.assertEqual(self.computer.run(["stat", "-c", "%a %U %G", STATE]).strip(), "711 frond-vmm frond-vmm")
        self.assertIn("libvirt", self.computer.run(["id", "-nG", "frond-vmm"]).split())
        self.assertEqual(self.computer.show("ActiveState"), {"ActiveState": "inactive"})

    def test_2_use(self):
        """Somebody at the computer has a machine made and started, with no password and no rule of polkit's."""
        began = time.monotonic()
        seen = self.computer.visit("alice", "make", "First")
        print("seconds:", seen.get("seconds"), "with the login", round(time.monotonic() - began, 2), file=sys.stderr)
        self.assertNotIn("error", seen)
        self.assertEqual((seen["displays"], seen["picture"], seen["state"]), (1, "PNG", RUNNING))
        self.assertEqual(self.computer.show("ActiveState", "SubState"),
                         {"ActiveState": "active", "SubState": "running"})
        # Her session is over, and the guest is not.
        self.assertEqual(len(self.guests()), 1)
        type(self).machine = seen["path"]

    def test_3_image(self):
        """The confined child works inside the unit's filter."""
        for option, image in (("raw", "/tmp/disk.raw"), ("qcow2", "/tmp/disk.qcow2")):
            self.computer.run(["qemu-img", "create", "-q", "-f", option, image, "8M"])
            self.computer.run(["chmod", "644", image])
        seen = self.computer.visit("alice", "bring", "/tmp/disk.qcow2")
        self.assertNotIn("error", seen)

    def test_4_elsewhere(self):
        """Who is not at the computer is asked for a password, and has no way to give one here; others see nothing."""
        seen = self.computer.visit("bob", "make", "Far away", seat=None)
        self.assertTrue(seen["error"].startswith("me.phyllo.Frond.VmmHelper1.Error.NotAuthorized"), seen)
        self.assertEqual(self.computer.visit("bob", "look")["machines"], [])

    def test_5_sandbox(self):
        """What the unit says is what the kernel does."""
        pid = self.computer.show("MainPID")["MainPID"]
        status = dict(re.findall(r"^(\w+):\s*(.*)$", self.computer.run(["cat", f"/proc/{pid}/status"]), re.MULTILINE))
        for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb", "CapInh"):
            self.assertEqual(int(status[name], 16), 0, name)
        self.assertEqual((status["NoNewPrivs"], status["Seccomp"]), ("1", "2"))
        for namespace in ("net", "mnt"):
            self.assertNotEqual(self.computer.run(["readlink", f"/proc/{pid}/ns/{namespace}"]),
                                self.computer.run(["readlink", f"/proc/1/ns/{namespace}"]), namespace)
        self.assertEqual(self.computer.run(["readlink", f"/proc/{pid}/ns/user"]),
                         self.computer.run(["readlink", "/proc/1/ns/user"]))
        inside = ["nsenter", "--target", pid, "--mount", "--"]
        self.assertEqual(self.computer.run([*inside, "ls", "/home"]), "")
        self.assertEqual(self.computer.attempt([*inside, "touch", "/usr/x", "/etc/x"])[0], 1)
        self.computer.run(["systemd-analyze", "security", "--no-pager", "--threshold=10", UNIT])
        self.computer.run(["systemd-analyze", "verify", f"/usr/lib/systemd/system/{UNIT}"])

    def test_5_kvm(self):
        """The unit has no devices: whether there is KVM is libvirt's word, which has none to say here. Without that every
        guest of the system would run in software."""
        seen = self.computer.visit("alice", "capabilities")
        self.assertEqual(seen["accel-reason"], "unsupported", seen)

    def test_6_no_listeners(self):
        """R14: nobody can reach the helper or the monitors over the network."""
        found = self.computer.run(["ss", "--tcp", "--udp", "--listening", "--no-header", "--processes"])
        self.assertEqual([line for line in found.splitlines() if "qemu" in line or "frond" in line], [])

    def test_7_upgrade(self):
        """The helper is the new one, and the guest has not noticed."""
        before = self.guests()
        pid = self.computer.show("MainPID")["MainPID"]
        self.install(self.debs)
        self.assertEqual(self.guests(), before)
        self.assertNotEqual(self.computer.show("MainPID")["MainPID"], pid)
        self.assertIn([self.machine, RUNNING], self.computer.visit("alice", "look")["machines"])

    def test_7_with_the_computer(self):
        """The unit that starts the helper with the computer is enabled, and was not started by the installation."""
        unit = "frond-vmm-autostart.service"
        self.assertEqual(self.computer.run(["systemctl", "is-enabled", unit]).strip(), "enabled")
        self.computer.run(["systemctl", "stop", UNIT])
        self.computer.run(["systemctl", "start", unit])
        self.assertEqual(self.computer.show("ActiveState"), {"ActiveState": "active"})

    def test_8_activation(self):
        """R12: a call is answered by a helper that had to be started. The bar is 0.3 s, and a busy machine has three times
    as long."""
        took = []
        for _ in range(5):
            self.computer.run(["systemctl", "stop", UNIT])
            # Or it counts as started too often in ten seconds.
            self.computer.run(["systemctl", "reset-failed", UNIT])
            took.append(self.computer.visit("alice", "answer")["seconds"])
        print("seconds to the first answer:", took, file=sys.stderr)
        self.assertLess(min(took), float(os.environ.get("FROND_ACTIVATION_SECONDS", "0.9")))

    def test_9_race(self):
        """C43: what is asked while the helper ends is done by it or by the next one, and once."""
        machine = self.computer.visit("alice", "stop", self.machine)["machines"]
        self.assertIn([self.machine, STOPPED], machine)
        self.assertEqual(self.guests(), [])
        self.drop_in("--idle-seconds=1")
        seen = self.computer.visit("alice", "race", self.machine, RACES, "1.5", "1.4", timeout=PATIENCE + 10 * RACES)
        print(f"{RACES} calls, {seen['helpers']} helpers", file=sys.stderr)
        self.assertEqual(seen["lost"], [])
        self.assertGreater(seen["helpers"], RACES // 4)
        self.drop_in(None)

    def drop_in(self, option):
        path = pathlib.Path(f"/etc/systemd/system/{UNIT}.d/test.conf")
        self.computer.run(["rm", "-rf", path.parent])
        if option:
            # One that ends each second is started more often than systemd likes: five times in ten seconds.
            self.computer.write(path, "[Unit]\nStartLimitIntervalSec=0\n"
                                f"[Service]\nExecStart=\nExecStart=/usr/libexec/frond-vmm-helper --system {option}\n")
        self.computer.run(["systemctl", "daemon-reload"])
        self.computer.run(["systemctl", "try-restart", UNIT])

    def test_purge(self):
        """Gone, but for what is the users': their machines, and a guest that runs."""
        self.computer.visit("alice", "start", self.machine)
        running = self.guests()
        self.assertEqual(len(running), 1)
        self.computer.run(["rm", "-r", "/usr/lib/frond"])  # the test's own configuration is there
        said = self.computer.run(["dpkg", "--purge", *NAMES[::-1]])
        self.assertIn("are left in /var/lib/frond", said)
        self.assertEqual(self.guests(), running)
        self.assertEqual(self.computer.run(["systemctl", "list-units", "--all", "--plain", "--no-legend", "frond*"]), "")
        self.assertIn("/machine.json", self.computer.run(["find", STATE / "users/1001/machines"]))
        left = self.computer.run(["find", "/usr", "/etc", "-name", "*frond*", "-o", "-name", "*Frond*"]).split()
        self.assertEqual([path for path in left if "test-attendant" not in path and "frond-test" not in path], [])
        # Back again: everything is there.
        self.install(self.debs)
        self.assertIn([self.machine, RUNNING], self.computer.visit("alice", "look")["machines"])

    def tearDown(self):
        if any(self._outcome.result.failures + self._outcome.result.errors):
            print(self.computer.journal("-u", UNIT, "-u", "dbus", "-u", "polkit", "-n", "60"), file=sys.stderr)


if __name__ == "__main__":
    if os.geteuid() != 0 or not os.path.isdir("/home"):
        print("this test needs root in a copy of the system: ./dev test deep-system", file=sys.stderr)
        sys.exit(77)
    unittest.main(argv=[word for word in sys.argv if word != "--booted"], verbosity=2, failfast=True)
