# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The helper as a second client of the session bus sees it."""

import os
import uuid

from gi.repository import Gio, GLib

from .waiting import wait_for

INTERFACE = "me.phyllo.Frond.VmmHelper1"
ROOT = "/me/phyllo/Frond/VmmHelper1"
CALL_SECONDS = 90

STOPPED, STARTING, RUNNING, PAUSED, STOPPING = range(5)
JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED = range(4)


class JobError(Exception):
    """A job that ended without success: its D-Bus error name and message."""

    def __init__(self, name, message):
        super().__init__(f"{name}: {message}")
        self.name = name


class HelperGone(Exception):
    """The helper went away before it answered; D-Bus starts the next one."""


# What D-Bus says when nobody answers (any more).
GONE = ("org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.ServiceUnknown",
        "org.freedesktop.DBus.Error.UnknownObject", "org.freedesktop.DBus.Error.UnknownMethod",
        "org.freedesktop.DBus.Error.NameHasNoOwner", "org.freedesktop.DBus.Error.Disconnected",
        "org.freedesktop.DBus.Error.Spawn.ChildSignaled", "org.freedesktop.DBus.Error.Spawn.ChildExited")


def error_name(error):
    """The D-Bus name of a GLib.Error, or ""."""
    return Gio.DBusError.get_remote_error(error) or ""


class Helper:
    def __init__(self, name, bus=None):
        self.name = name
        self.bus = bus or Gio.bus_get_sync(Gio.BusType.SESSION)
        self.bus.set_exit_on_close(False)

    def call(self, path, interface, method, parameters=None, fds=(), seconds=CALL_SECONDS):
        """Returns (values, descriptors of the answer)."""
        passed = Gio.UnixFDList.new_from_array([os.dup(fd) for fd in fds]) if fds else None
        try:
            answer, received = self.bus.call_with_unix_fd_list_sync(
                self.name, path, f"{INTERFACE}.{interface}", method, parameters, None, Gio.DBusCallFlags.NONE,
                int(seconds * 1000), passed, None)
        except GLib.Error as error:
            if error_name(error) in GONE:
                raise HelperGone(error.message) from None
            raise
        return answer.unpack(), received.steal_fds() if received else []

    def pid(self):
        """Process id of the helper that runs now, or None."""
        try:
            answer = self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                        "GetConnectionUnixProcessID", GLib.Variant("(s)", (self.name,)), None,
                                        Gio.DBusCallFlags.NO_AUTO_START, 5000, None)
        except GLib.Error:
            return None
        return answer.unpack()[0]

    # Manager

    def capabilities(self):
        return self.call(ROOT, "Manager", "GetCapabilities")[0][0]

    def machines(self):
        """[(path, uuid, generation, state, reason, request id, spec)]"""
        found = []
        while True:
            (page, total), _ = self.call(ROOT, "Manager", "ListMachines", GLib.Variant("(uu)", (len(found), 256)))
            found += page
            if len(found) >= total or not page:
                return found

    def trash(self):
        return self.call(ROOT, "Manager", "ListTrash")[0][0]

    def create(self, request, name, memory=256 << 20, disk=16 << 20):
        """Asks for a machine; returns the job's path."""
        spec = {"name": GLib.Variant("s", name), "memory": GLib.Variant("t", memory),
                "vcpus": GLib.Variant("u", 1), "firmware": GLib.Variant("s", "bios"),
                "tpm": GLib.Variant("b", False),
                "disks": GLib.Variant("aa{sv}", [{"size": GLib.Variant("t", disk)}])}
        return self.call(ROOT, "Manager", "CreateMachine", GLib.Variant("(sa{sv}a(sh))", (request, spec, [])))[0][0]

    def purge(self, machine_uuid):
        return self.call(ROOT, "Manager", "PurgeMachine", GLib.Variant("(ss)", (new_request(), machine_uuid)))[0][0]

    # Machine

    def state(self, path):
        return self.call(path, "Machine", "GetState")[0][0]

    def wait_state(self, path, state, seconds):
        wait_for(lambda: self.state(path) == state, seconds, f"state {state} of {path}")

    def start(self, path, request, medium=None):
        options = {"boot": GLib.Variant("s", "cdrom")} if medium is not None else {}
        media = [("cdrom", 0)] if medium is not None else []
        return self.call(path, "Machine", "Start", GLib.Variant("(sa{sv}a(sh))", (request, options, media)),
                         fds=[medium] if medium is not None else ())[0][0]

    def stop(self, path, request):
        return self.call(path, "Machine", "Stop", GLib.Variant("(s)", (request,)))[0][0]

    def delete(self, path, request):
        return self.call(path, "Machine", "Delete", GLib.Variant("(st)", (request, 0)))[0][0]

    def console(self, path, log):
        _, fds = self.call(path, "Machine", "OpenConsole")
        return Console(fds[0], log)

    # Job

    def wait_job(self, path, seconds=120):
        """The job's result; raises JobError. A job that is unknown was one of a helper that is gone."""
        def ended():
            try:
                answer = self.call(path, "Job", "GetResult")[0]
            except GLib.Error as error:
                if error_name(error).endswith(".Error.NotFound"):
                    raise HelperGone(error.message) from None
                raise
            return answer if answer[0] != JOB_RUNNING else None

        state, _, result, name, message = wait_for(ended, seconds, f"{path} to end")
        if state != JOB_DONE:
            raise JobError(name, message)
        return result


class Console:
    """Lines of a guest's serial port, each with the time when it came (GLib's monotonic clock, in seconds). They are
    written to the log as they come: a failure is looked into while the guest still runs."""

    def __init__(self, fd, log):
        self.fd = fd
        self.log = open(log, "w", buffering=1, encoding="utf-8")
        self.lines = []
        self.closed = False
        self._rest = b""
        os.set_blocking(fd, False)
        self._watch = GLib.unix_fd_add_full(GLib.PRIORITY_HIGH, fd, GLib.IOCondition.IN | GLib.IOCondition.HUP,
                                            self._readable)

    def _readable(self, fd, _condition):
        try:
            data = os.read(fd, 65536)
        except BlockingIOError:
            return True
        except OSError:
            data = b""
        if not data:
            self.closed = True
            self._watch = 0
            return False
        *lines, self._rest = (self._rest + data).split(b"\n")
        now = GLib.get_monotonic_time() / 1e6
        lines = [line.decode("utf-8", "replace").rstrip("\r") for line in lines]
        self.lines += [(now, line) for line in lines]
        self.log.writelines(f"[{now:.3f}] {line}\n" for line in lines)
        return True

    def matching(self, pattern, since=0):
        """[(time, match)] of the lines from index since on."""
        found = []
        for when, line in self.lines[since:]:
            match = pattern.search(line)
            if match:
                found.append((when, match))
        return found

    def wait_line(self, pattern, seconds, since=0):
        """(time, match) of the first line that matches."""
        return wait_for(lambda: self.matching(pattern, since), seconds, f"{pattern.pattern!r} on the console")[0]

    def close(self):
        """May be called again."""
        if self._watch:
            GLib.source_remove(self._watch)
            self._watch = 0
        if self.fd >= 0:
            os.close(self.fd)
            self.log.close()
            self.fd = -1


def new_request():
    return str(uuid.uuid4())
