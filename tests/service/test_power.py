#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of real guests when the computer (python-dbusmock's doubles of logind and UPower) shuts down, sleeps, wakes or
has no power left, and when the session ends; nobody is connected to the helper then."""
import os
import signal
import subprocess
import sys
import unittest

from gi.repository import Gio, GLib

import power
from power import PATIENCE, SAVED, USER
from frond_e2e import processes
from frond_e2e.helper import PAUSED, RUNNING, STOPPED, STOPPING
from frond_e2e.waiting import wait_for

LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
USER_SELF = (LOGIND[0], LOGIND[1] + "/user/self", "org.freedesktop.login1.User")
UPOWER = ("org.freedesktop.UPower", "/org/freedesktop/UPower", "org.freedesktop.UPower")
BATTERY = (UPOWER[0], UPOWER[1] + "/devices/DisplayDevice", UPOWER[2] + ".Device")
MOCK = "org.freedesktop.DBus.Mock"


class Computer:
    """The doubles."""

    def __init__(self, bus):
        self.bus = bus.connect()
        self.processes = [self.begin(bus, "logind", LOGIND), self.begin(bus, "upower", UPOWER)]
        self.mock(LOGIND, "AddProperty", "(ssv)", (LOGIND[2], "InhibitDelayMaxUSec", GLib.Variant("t", 3000000)))
        self.mock(LOGIND, "AddObject", "(ssa{sv}a(ssss))",
                  (USER_SELF[1], USER_SELF[2], {"State": GLib.Variant("s", "active")}, []))

    def begin(self, bus, template, where):
        process = subprocess.Popen([sys.executable, "-m", "dbusmock", "--system", "--template", template],
                                   env=dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=bus.address),
                                   stdout=subprocess.DEVNULL, preexec_fn=processes.die_with_parent)
        wait_for(lambda: self.has(where[0]), PATIENCE, where[0])
        return process

    def has(self, name):
        return self.call(("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus"), "NameHasOwner",
                         "(s)", (name,))[0]

    def call(self, where, method, signature=None, values=None):
        parameters = GLib.Variant(signature, values) if signature else None
        return self.bus.call_sync(*where, method, parameters, None, Gio.DBusCallFlags.NO_AUTO_START, 30000,
                                  None).unpack()

    def mock(self, where, method, signature, values):
        return self.call((*where[:2], MOCK), method, signature, values)

    def change(self, where, **values):
        self.mock(where, "UpdateProperties", "(sa{sv})", (where[2], values))

    def locks(self):
        """[what] of those that have a delay; the doubles tell of them when their descriptors are closed."""
        return sorted(lock[0] for lock in self.call(LOGIND, "ListInhibitors")[0] if lock[3] == "delay")

    def says(self, signal_name, begins):
        self.mock(LOGIND, "EmitSignal", "(sssav)", (LOGIND[2], signal_name, "b", [GLib.Variant("b", begins)]))

    def close(self):
        for process in self.processes:
            process.terminate()
            process.wait()


class Power(power.PowerTest):
    def prepare(self):
        self.computer = Computer(self.system)
        self.addCleanup(self.computer.close)

    def wait_for_locks(self, *expected):
        wait_for(lambda: self.computer.locks() == sorted(expected), PATIENCE,
                 f"locks for {expected}, not {self.computer.locks()}")

    def test_shutdown(self):
        """Each as it is to be; the computer waits for no longer than that takes."""
        saved = self.create("Saved")
        self.assertEqual(self.computer.locks(), [])
        self.boot(saved)
        before = self.count(saved)
        self.wait_for_locks("shutdown")
        self.computer.says("PrepareForShutdown", True)
        self.wait_for_locks()
        self.assertEqual(self.state(saved), (STOPPED, SAVED))

        # Somebody has called it off. The guest is started, and the next time is as the first.
        self.computer.says("PrepareForShutdown", False)
        kept = self.create("Kept", on_logout="keep", on_suspend="save")
        self.boot(kept)
        self.wait_for_locks("sleep")
        self.boot(saved)
        self.assertGreater(self.count(saved), before)
        self.wait_for_locks("shutdown", "sleep")
        self.computer.says("PrepareForShutdown", True)
        self.wait_for_locks("sleep")
        self.assertEqual(self.state(saved), (STOPPED, SAVED))
        self.assertEqual(self.state(kept), (RUNNING, 0))

    def test_sleep(self):
        keeps = self.create("Keeps")
        pauses = self.create("Pauses", on_suspend="pause")
        paused = self.create("Paused", on_suspend="pause")
        saves = self.create("Saves", on_suspend="save")
        for path in (keeps, pauses, paused, saves):
            self.boot(path)
        self.change(paused, "Pause")
        self.wait_for_locks("shutdown", "sleep")
        self.computer.says("PrepareForSleep", True)
        self.wait_for_locks("shutdown")
        self.assertEqual([self.state(path) for path in (keeps, pauses, paused, saves)],
                         [(RUNNING, 0), (PAUSED, USER), (PAUSED, USER), (STOPPED, SAVED)])

        # What was paused for it goes on, and what somebody has paused does not.
        self.computer.says("PrepareForSleep", False)
        self.wait_for_state(pauses, RUNNING, 0)
        self.assertEqual([self.state(path) for path in (keeps, paused, saves)],
                         [(RUNNING, 0), (PAUSED, USER), (STOPPED, SAVED)])
        self.wait_for_locks("shutdown", "sleep")

    def test_battery(self):
        path = self.create()
        waits = self.create("Waits", on_low_battery="pause")
        self.boot(path)
        self.boot(waits)
        before = self.count(path)
        self.computer.change(BATTERY, WarningLevel=GLib.Variant("u", 4))  # on the mains: a battery of no use
        self.computer.change(BATTERY, WarningLevel=GLib.Variant("u", 3))
        self.computer.change(UPOWER, OnBattery=GLib.Variant("b", True))
        self.assertGreater(self.count(path), before)
        self.computer.change(BATTERY, WarningLevel=GLib.Variant("u", 4))
        self.wait_for_state(path, STOPPED, SAVED)
        self.wait_for_state(waits, PAUSED, USER)
        self.computer.change(UPOWER, OnBattery=GLib.Variant("b", False))
        self.wait_for_state(waits, RUNNING, 0)
        self.assertEqual(self.state(path), (STOPPED, SAVED))

    def test_logout(self):
        path = self.create()
        kept = self.create("Kept", on_logout="keep")
        self.boot(path)
        self.boot(kept)
        before = self.count(path)
        self.wait_for_locks("shutdown")
        # Ended by itself, it leaves guests alone.
        self.end_helper()
        self.assertEqual(len(self.guests()), 2)
        self.start_helper()
        self.wait_for_state(path, RUNNING, 0)
        self.wait_for_locks("shutdown")

        self.computer.change(USER_SELF, State=GLib.Variant("s", "closing"))
        self.end_helper()
        self.assertEqual(self.helper.returncode, 0)
        self.assertTrue((self.folder(path) / "state").exists())
        self.assertEqual(len(self.guests()), 1)
        self.start_helper()
        self.assertEqual(self.state(path), (STOPPED, SAVED))
        self.boot(path)
        self.assertGreater(self.count(path), before)

    def test_cannot_be_saved(self):
        """It is asked to shut down, which this guest does not hear; the computer waits no longer than it says."""
        path = self.create()
        self.boot(path)
        (self.folder(path) / "state.part").mkdir()
        self.wait_for_locks("shutdown")
        self.computer.says("PrepareForShutdown", True)
        self.wait_for_state(path, STOPPING, 0)
        self.assertEqual(self.computer.locks(), ["shutdown"])
        self.proxy.wait_job(self.proxy.stop(path, power.new_request()))
        self.wait_for_locks()

    def test_too_slow_to_sleep(self):
        """A save that sleep comes between goes on after it."""
        path = self.create(on_suspend="save")
        self.boot(path)
        before = self.count(path)
        self.wait_for_locks("shutdown", "sleep")
        self.computer.says("PrepareForSleep", True)
        self.computer.says("PrepareForSleep", False)
        self.wait_for_state(path, STOPPED, SAVED)
        self.boot(path)
        self.assertGreater(self.count(path), before)

    def test_killed(self):
        """The next helper has locks of its own, and does what there is to do."""
        path = self.create()
        self.boot(path)
        self.wait_for_locks("shutdown")
        self.end_helper(signal.SIGKILL)
        self.wait_for_locks()
        self.start_helper()
        self.wait_for_locks("shutdown")
        self.computer.says("PrepareForShutdown", True)
        self.wait_for_state(path, STOPPED, SAVED)


class NoComputer(power.PowerTest):
    def test_nobody_there(self):
        """Neither logind nor UPower: guests run as ever."""
        path = self.create()
        self.boot(path)
        self.count(path)
        self.end_helper()
        self.assertEqual(len(self.guests()), 1)


if __name__ == "__main__":
    unittest.main()
