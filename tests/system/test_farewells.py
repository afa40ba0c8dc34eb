#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of guests when their user logs out, and when the computer sleeps or is switched off: with logind, a user
manager and the units that people install, and the helper of the user's own. The service's tests have doubles of logind;
here is what they double."""

import os
import pathlib
import sys
import unittest

from frond_system.computer import PATIENCE, Computer
from frond_e2e.helper import RUNNING, STOPPED
from frond_e2e.waiting import wait_for

PACKAGES = pathlib.Path(os.environ["FROND_CACHE"]) / "package"
NAMES = ("frond-vmm-helper-bin", "frond-vmm-helper")
OWN = "me.phyllo.Frond.VmmHelper1"
SAVED = 9
USER_MANAGER = "user@1001.service"
LOGIN = "alice-login.service"

# What dbus-user-session has; the tree is without it.
USER_BUS = {
    "dbus.socket": "[Socket]\nListenStream=%t/bus\n"
                   "ExecStartPost=-/usr/bin/systemctl --user set-environment DBUS_SESSION_BUS_ADDRESS=unix:path=%t/bus\n",
    "dbus.service": "[Unit]\nRequires=dbus.socket\n[Service]\nType=notify\nSlice=session.slice\n"
                    "ExecStart=/usr/bin/dbus-daemon --session --address=systemd: --nofork --nopidfile"
                    " --systemd-activation --syslog-only\n",
}


class Farewells(unittest.TestCase):
    """One computer; the tests go on from each other, in the order of their names."""

    @classmethod
    def setUpClass(cls):
        cls.power = pathlib.Path("/tmp/power-state")
        cls.power.write_text("freeze mem\n")
        cls.computer = Computer(power_state=cls.power)
        cls.addClassCleanup(cls.computer.close)
        cls.computer.prepare()
        units = pathlib.Path("/etc/systemd/user")
        (units / "sockets.target.wants").mkdir(parents=True, exist_ok=True)
        for name, text in USER_BUS.items():
            (units / name).write_text(text)
        (units / "sockets.target.wants/dbus.socket").symlink_to("../dbus.socket")
        config = pathlib.Path("/etc/systemd/logind.conf.d/test.conf")
        config.parent.mkdir(parents=True, exist_ok=True)
        # A user who is gone for a moment is waited for. The delay is logind's own, 5 s, times what a busy machine needs.
        config.write_text("[Login]\nUserStopDelaySec=1s\nInhibitDelayMaxSec=30s\n")
        cls.computer.boot()
        debs = [next(PACKAGES.glob(f"{name}_*.deb")) for name in NAMES]
        cls.computer.run(["dpkg", "--install", *map(str, debs)], timeout=300)

    # What alice does

    def visit(self, verb, *arguments):
        seen = self.computer.visit("alice", verb, *arguments, name=OWN, own=True)
        self.assertNotIn("error", seen)
        return seen

    def log_in(self):
        """A session that stays; what she does is in others beside it."""
        self.computer.run(["systemd-run", "--quiet", "--collect", f"--unit={LOGIN}", "--uid=alice", "-p", "PAMName=login",
                           "-E", "XDG_SESSION_TYPE=tty", "-E", "XDG_SESSION_CLASS=user", "-E", "XDG_SEAT=seat0",
                           "tail", "-f", "/dev/null"])
        wait_for(self.is_in, PATIENCE, "alice's login")

    def is_in(self):
        return self.computer.run(["systemctl", "is-active", USER_MANAGER], check=False).strip() == "active"

    def log_out(self):
        self.computer.run(["systemctl", "stop", LOGIN])
        wait_for(lambda: self.computer.run(["systemctl", "is-active", USER_MANAGER], check=False).strip()
                 in ("inactive", "failed"), PATIENCE, "the end of alice's user manager")

    def monitors(self):
        return self.computer.run(["pgrep", "-x", "qemu-system-x86"], check=False).split()

    def state(self, name):
        """(state, reason) of a machine, as its user is told."""
        return tuple(self.visit("reasons")[name][1:])

    def test_1_logout(self):
        """A guest is saved before it would be killed with what is left of its user, and goes on in the next login."""
        self.log_in()
        type(self).path = self.visit("make", "First")["path"]
        self.assertEqual(len(self.monitors()), 1)
        self.log_out()
        self.assertEqual(self.monitors(), [])
        self.log_in()
        self.assertEqual(self.state("First"), (STOPPED, SAVED))
        self.assertIn([self.path, RUNNING], self.visit("start", self.path)["machines"])

    def test_2_sleep(self):
        """Each as its machine says: saved, paused while the computer sleeps, or left alone."""
        others = {fate: self.visit("make", fate)["path"] for fate in ("pause", "keep")}
        for fate, path in ({"save": self.path} | others).items():
            self.visit("set-fates", path, f"on-suspend={fate}")
        self.computer.run(["systemctl", "suspend"])
        wait_for(lambda: self.slept() and self.state("First") == (STOPPED, SAVED), PATIENCE, "the computer to have slept")
        wait_for(lambda: self.state("pause")[0] == RUNNING, PATIENCE, "what was paused to go on")
        self.assertEqual(self.state("keep")[0], RUNNING)
        self.visit("start", self.path)

    def slept(self):
        return self.power.read_text().split() in (["mem"], ["freeze"])

    def test_3_switched_off(self):
        """The computer waits for guests of a user's own helper and of the service's; both go on when it is on again."""
        self.assertNotIn("error", self.computer.visit("alice", "make", "Everybody's"))
        self.computer.run(["busctl", "call", "org.freedesktop.login1", "/org/freedesktop/login1",
                           "org.freedesktop.login1.Manager", "PowerOff", "b", "false"])
        self.computer.process.wait(timeout=3 * PATIENCE)
        self.computer.close()
        self.computer.boot()
        self.log_in()
        told = self.visit("reasons")
        self.assertEqual({name: tuple(row[1:]) for name, row in told.items()},
                         dict.fromkeys(("First", "pause", "keep"), (STOPPED, SAVED)))
        seen = self.computer.visit("alice", "reasons")
        self.assertEqual(tuple(seen["Everybody's"][1:]), (STOPPED, SAVED))
        self.assertIn([self.path, RUNNING], self.visit("start", self.path)["machines"])

    def tearDown(self):
        if any(self._outcome.result.failures + self._outcome.result.errors):
            print(self.computer.journal("-n", "120"), file=sys.stderr)


if __name__ == "__main__":
    if os.geteuid() != 0 or not os.path.isdir("/home"):
        print("this test needs root in a copy of the system: ./dev test deep-system", file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2, failfast=True)
