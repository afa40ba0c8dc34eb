# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real helper with real libvirt and QEMU on private buses, and a guest that counts in its memory. On the system bus are
doubles of logind and UPower (python-dbusmock's): what the real ones say, no test can make them say."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "e2e"))
sys.dont_write_bytecode = True
from frond_e2e import processes  # noqa: E402
from frond_e2e.helper import Helper, new_request  # noqa: E402
from frond_e2e.waiting import wait_for  # noqa: E402

NAME = "me.phyllo.Frond.PowerTest"
PATIENCE = 120

SHUTDOWN, FORCED_OFF, USER, SAVED, SAVING = 1, 2, 5, 9, 10

# A boot sector that counts in a word of its memory, and says each number to the first serial port as eight letters, A for 0
# to P for 15. It waits for the next tick of the BIOS in between (18 a second).
COUNTER = bytes.fromhex(
    "31c08ed88ed0bc007cfb66c706008000000000668b1e0080664366891e0080b9080066c1c30488d8240f0441e81200e2f1b00ae80b00a16c04"
    "3b066c0474faebd288c4bafd03eca82074fbbaf80388e0eec3")
NUMBER = re.compile(r"^([A-P]{8})$")


def number(match):
    return int(match[1].translate(str.maketrans("ABCDEFGHIJKLMNOP", "0123456789ABCDEF")), 16)


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.stdout}{done.stderr}")
    return done.stdout


class Bus:
    """A private bus; its address is told to those that are to be on it."""

    def __init__(self, config="--session"):
        self.process = subprocess.Popen(["dbus-daemon", config, "--nofork", "--print-address=1"],
                                        stdout=subprocess.PIPE, text=True, preexec_fn=processes.die_with_parent)
        self.address = self.process.stdout.readline().strip()

    def connect(self):
        return Gio.DBusConnection.new_for_address_sync(
            self.address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
            Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


class PowerTest(unittest.TestCase):
    """One guest, whose path is SELF.path."""

    memory = 64 << 20

    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="frond-power-"))
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)
        self.addCleanup(self.end_daemons)
        (self.dir / "r").mkdir(mode=0o700)
        self.session, self.system = Bus(), Bus()
        self.addCleanup(self.session.close)
        self.addCleanup(self.system.close)
        self.connection = self.session.connect()
        self.helper = None
        self.consoles = 0
        self.prepare()
        self.start_helper()
        # It may still be on its way to libvirt.
        known = wait_for(lambda: next((now for now in [self.proxy.capabilities()]
                                       if now["backend"] or now["backend-error"] != "none"), None),
                         PATIENCE, "the hypervisor")
        if not known["backend"]:
            self.skipTest(f"There is no libvirt: {known['backend-error']} {known['backend-detail']}")

    def daemons(self, program):
        """Process ids of PROGRAM that have to do with this test's folder. Nobody here is their parent: libvirt waits for the end of
        its QEMUs, and would wait for whoever reaps them."""
        mark = f"{self.dir}/".encode()
        found = []
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if (os.path.basename(os.readlink(folder / "exe")) == program and
                        mark in (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()):
                    found.append(int(folder.name))
            except OSError:
                continue
        return found

    def guests(self):
        return self.daemons("qemu-system-x86_64")

    def end_daemons(self):
        if self.helper is not None and self.helper.poll() is None:
            self.end_helper(signal.SIGKILL)
        for program in ("libvirtd", "virtqemud", "qemu-system-x86_64"):
            for pid in self.daemons(program):
                os.kill(pid, signal.SIGKILL)
            wait_for(lambda: not self.daemons(program), PATIENCE, f"the end of {program}")

    def prepare(self):
        """Before there is a helper."""

    def environment(self):
        return dict(os.environ, XDG_DATA_HOME=str(self.dir / "d"), XDG_CONFIG_HOME=str(self.dir / "c"),
                    XDG_CACHE_HOME=str(self.dir / "h"), XDG_RUNTIME_DIR=str(self.dir / "r"),
                    FROND_ACCEL="software", DBUS_SESSION_BUS_ADDRESS=self.session.address,
                    DBUS_SYSTEM_BUS_ADDRESS=self.system.address)

    def start_helper(self):
        self.helper = subprocess.Popen([os.environ["FROND_VMM_HELPER"], "--session", "--bus-name", NAME],
                                       env=self.environment(), preexec_fn=processes.die_with_parent)
        self.proxy = Helper(NAME, self.connection)
        wait_for(self.proxy.pid, PATIENCE, "the helper")

    def end_helper(self, number=signal.SIGTERM):
        self.helper.send_signal(number)
        self.helper.wait(PATIENCE)

    def restart_helper(self):
        self.end_helper(signal.SIGKILL)
        self.start_helper()

    def create(self, name="Counter", **keys):
        image = self.dir / "counter.raw"
        image.write_bytes(COUNTER.ljust(510, b"\0") + b"\x55\xaa" + bytes((1 << 20) - 512))
        spec = {"name": GLib.Variant("s", name), "memory": GLib.Variant("t", self.memory),
                "vcpus": GLib.Variant("u", 1), "firmware": GLib.Variant("s", "bios"),
                "tpm": GLib.Variant("b", False),
                "disks": GLib.Variant("aa{sv}", [{"size": GLib.Variant("t", 0),
                                                  "source-format": GLib.Variant("s", "raw")}]),
                **{key.replace("_", "-"): GLib.Variant("s", value) for key, value in keys.items()}}
        with image.open("rb") as file:
            job = self.proxy.call("/me/phyllo/Frond/VmmHelper1", "Manager", "CreateMachine",
                                  GLib.Variant("(sa{sv}a(sh))", (new_request(), spec, [("disk0", 0)])),
                                  fds=[file.fileno()])[0][0]
        result = self.proxy.wait_job(job)
        return result["machine"]

    def folder(self, path):
        name = path.rsplit("/", 1)[1]
        return next(folder for folder in (self.dir / "d").glob("*/machines/*")
                    if folder.name.replace("-", "") == name)

    def boot(self, path):
        self.proxy.wait_job(self.proxy.start(path, new_request()))

    def change(self, path, method):
        return self.proxy.call(path, "Machine", method, GLib.Variant("(s)", (new_request(),)))[0]

    def save(self, path):
        return self.proxy.wait_job(self.change(path, "Save")[0])

    def count(self, path):
        """What the guest has come to."""
        self.consoles += 1
        console = self.proxy.console(path, self.dir / f"console-{self.consoles}.log")
        try:
            # What the terminal has kept is of before.
            console.wait_line(NUMBER, PATIENCE)
            _, match = console.wait_line(NUMBER, PATIENCE, since=len(console.lines))
            return number(match)
        finally:
            console.close()

    def state(self, path):
        return tuple(self.proxy.call(path, "Machine", "GetState")[0][:2])

    def wait_for_state(self, path, *state):
        wait_for(lambda: self.state(path) == state, PATIENCE, f"the state {state}, not {self.state(path)}")
