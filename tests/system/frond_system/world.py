# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system bus, polkit, libvirt and the helper, all real, and users to call it.

Everything is of this copy of the system (./dev shell --root) and goes with it. The one thing that is set up for the test
is what polkit answers: a rule of an administrator's reads it from a file."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent.parent
sys.path.insert(0, str(TESTS / "e2e"))

from frond_e2e.helper import Helper  # noqa: E402
from frond_e2e.waiting import wait_for  # noqa: E402

BUILD = pathlib.Path(os.environ["FROND_BUILD_DIR"])
PATIENCE = 60
BUS = "unix:path=/run/dbus/system_bus_socket"
STATE = pathlib.Path("/var/lib/frond")
PROGRAMS = pathlib.Path("/opt/frond")
TEST = pathlib.Path("/run/frond-test")

RULE = """
polkit.addRule(function(action, subject) {
  if (action.id.indexOf("me.phyllo.Frond.VmmHelper1.") != 0)
    return null;
  return polkit.spawn(["/bin/sh", "/run/frond-test/answer.sh", action.id, subject.user]).trim();
});
"""

# Writes down what was asked, and says what the test wants: an answer for the action, else that for all.
ANSWER = """
echo "$1 $2" >> /run/frond-test/asked
name=${1##*.}
if [ -e "/run/frond-test/answers/$name" ]; then exec cat "/run/frond-test/answers/$name"; fi
exec cat /run/frond-test/answers/all
"""


def become(user):
    """A preexec_fn: the process is USER's, with the groups of the user database."""
    entry = pwd.getpwnam(user)
    groups = os.getgrouplist(user, entry.pw_gid)

    def change():
        os.setgroups(groups)
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)

    return change


class World:
    def __init__(self, name="me.phyllo.Frond.Devel.VmmHelper1"):
        self.name = name
        self.processes = {}
        self.connections = {}
        self.logs = pathlib.Path("/tmp/logs")

    # Processes

    def spawn(self, label, argv, user="root", environment=None):
        self.logs.mkdir(exist_ok=True)
        log = open(self.logs / f"{label}.log", "ab")
        process = subprocess.Popen(argv, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                   env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | (environment or {}),
                                   preexec_fn=become(user) if user != "root" else None, start_new_session=True)
        log.close()
        self.processes[label] = process
        return process

    def send_signal(self, label, number):
        self.processes[label].send_signal(number)

    def kill(self, label, number=signal.SIGKILL):
        process = self.processes.pop(label)
        process.send_signal(number)
        return process.wait(timeout=PATIENCE)

    def has_owner(self, name):
        answer = self.connect("root").call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                                "org.freedesktop.DBus", "NameHasOwner", GLib.Variant("(s)", (name,)),
                                                None, Gio.DBusCallFlags.NONE, 10000, None)
        return answer.unpack()[0]

    # The computer

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            stack.callback(self.close)
            self.install()
            self.start_bus()
            self.start_polkit()
            self.start_libvirt()
            self.start_helper()
            stack.pop_all()
        return self

    def __exit__(self, *unused):
        self.close()

    def close(self):
        for connection in self.connections.values():
            with contextlib.suppress(GLib.Error):
                connection.close_sync(None)
        self.connections = {}
        for label in list(self.processes)[::-1]:
            with contextlib.suppress(ProcessLookupError):
                self.kill(label)
        subprocess.run(["pkill", "-9", "-f", "qemu-system"], check=False)

    def install(self):
        """What `meson install` and the package put into the system, as they are built."""
        # A copy: users of this computer may not get into the folder that it is built in.
        PROGRAMS.mkdir(mode=0o755, parents=True, exist_ok=True)
        for program in ("service/frond-vmm-helper", "service/frond-image-child", "engines/frond-kvm-probe"):
            shutil.copy(BUILD / "vmm-helper" / program, PROGRAMS)
        data = BUILD / "data/system"
        for target, source in (("dbus-1/system.d", data / f"{self.name}.conf"),
                               ("polkit-1/actions", data / "me.phyllo.Frond.VmmHelper1.policy")):
            folder = pathlib.Path("/etc") / target
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder)
        STATE.mkdir(mode=0o711, parents=True, exist_ok=True)
        os.chmod(STATE, 0o711)
        shutil.chown(STATE, "frond-vmm", "frond-vmm")
        rules = pathlib.Path("/etc/polkit-1/rules.d/10-frond-test.rules")
        rules.parent.mkdir(parents=True, exist_ok=True)
        rules.write_text(RULE)
        # Tests are faster than people, and this computer has neither SELinux nor AppArmor.
        config = pathlib.Path("/etc/frond/helper.conf.d/90-test.conf")
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text("[limits]\nchanges=65535\n[isolation]\nallow-shared-dac=yes\n")
        for folder in (TEST, TEST / "answers"):
            folder.mkdir(parents=True, exist_ok=True)
            shutil.chown(folder, "polkitd")
        (TEST / "answer.sh").write_text(ANSWER)
        (TEST / "asked").touch()
        shutil.chown(TEST / "asked", "polkitd")
        self.answer("yes")
        for user in ("alice", "bob", "carol"):
            home = pathlib.Path("/home") / user
            home.mkdir(exist_ok=True)
            shutil.chown(home, user, user)
        # Of a container's: no mounts of its own for each monitor, and no virtlogd.
        config = pathlib.Path("/etc/libvirt/qemu.conf")
        text = config.read_text()
        if "frond test" not in text:
            config.write_text(text + '# frond test\nstdio_handler = "file"\nnamespaces = []\n')

    def start_bus(self):
        pathlib.Path("/run/dbus").mkdir(exist_ok=True)
        # Of one that another test has killed.
        pathlib.Path("/run/dbus/pid").unlink(missing_ok=True)
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = BUS
        self.spawn("bus", ["dbus-daemon", "--system", "--nofork", "--nosyslog"])
        wait_for(pathlib.Path("/run/dbus/system_bus_socket").exists, PATIENCE, "the system bus")
        wait_for(lambda: self.connects("root"), PATIENCE, "the system bus to answer")

    def connects(self, user):
        try:
            return self.connect(user)
        except GLib.Error:
            return None

    def start_polkit(self):
        pathlib.Path("/run/polkit-1").mkdir(exist_ok=True)
        self.spawn("polkit", ["/usr/lib/polkit-1/polkitd", "--no-debug"], "polkitd")
        wait_for(lambda: self.has_owner("org.freedesktop.PolicyKit1"), PATIENCE, "polkit")

    def start_libvirt(self):
        # The socket of one that was killed is still there.
        with contextlib.suppress(FileNotFoundError):
            os.unlink("/run/libvirt/libvirt-sock")
        self.spawn("libvirt", ["libvirtd"])
        wait_for(pathlib.Path("/run/libvirt/libvirt-sock").exists, PATIENCE, "libvirt")

    def start_helper(self, **environment):
        self.spawn("helper", [PROGRAMS / "frond-vmm-helper", "--system", "--bus-name", self.name],
                   "frond-vmm", {"FROND_ACCEL": "software", "G_DEBUG": "fatal-criticals",
                                 "DBUS_SYSTEM_BUS_ADDRESS": BUS} | environment)
        wait_for(lambda: self.has_owner(self.name) or self.processes["helper"].poll() is not None, PATIENCE,
                 "the helper")
        if self.processes["helper"].poll() is not None:
            raise AssertionError(f"the helper ended:\n{self.log('helper')}")

    def end_guests(self):
        """Pulls the plug of every guest there is."""
        names = subprocess.run(["virsh", "-c", "qemu:///system", "list", "--name"], capture_output=True, text=True)
        for name in names.stdout.split():
            subprocess.run(["virsh", "-c", "qemu:///system", "destroy", name], capture_output=True, check=False)

    def log(self, label):
        return (self.logs / f"{label}.log").read_text(errors="replace")

    # Who calls

    def new_connection(self, user):
        """A connection that the bus knows as USER's."""
        entry = pwd.getpwnam(user)
        os.seteuid(entry.pw_uid)
        try:
            return Gio.DBusConnection.new_for_address_sync(
                BUS, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
                None, None)
        finally:
            os.seteuid(0)

    def connect(self, user):
        connection = self.connections.get(user)
        if connection is None or connection.is_closed():
            connection = self.connections[user] = self.new_connection(user)
        return connection

    def helper(self, user):
        """The helper as USER sees it."""
        return Helper(self.name, self.connect(user))

    # What polkit says

    def answer(self, result, action="all"):
        """RESULT: what a rule of polkit returns ("yes", "no", "auth_admin", …); None: as for all."""
        path = TEST / "answers" / action
        if result is None:
            path.unlink(missing_ok=True)
            return
        path.write_text(result)
        shutil.chown(path, "polkitd")

    def asked(self):
        """[(action, user)] of the questions since the last time."""
        lines = (TEST / "asked").read_text().split("\n")
        (TEST / "asked").write_text("")
        return [(line.split()[0].removeprefix("me.phyllo.Frond.VmmHelper1."), line.split()[1])
                for line in lines if line]
