#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bars of the helper, measured with the session's helper, libvirt and QEMU (software emulation): what each is, the figure,
over how many, and whether that is fewer than the bar names. Names of bars as arguments: only these."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import time

from gi.repository import Gio, GLib

from frond_e2e import processes
from frond_e2e.helper import INTERFACE, ROOT, RUNNING, STOPPED, Helper, HelperGone, new_request
from frond_e2e.session import SOURCE, Session
from frond_e2e.waiting import wait_for
from test_listeners import listeners, sockets_of

SCALE = int(os.environ.get("FROND_BENCH_SCALE", "10")) / 100
SECONDS = 120
FLOOD = 32


def scaled(count):
    return max(5, int(count * SCALE))


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def milliseconds(action):
    started = time.monotonic()
    action()
    return 1000 * (time.monotonic() - started)


def memory(pid):
    """Resident memory in MiB, and how many descriptors."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024, len(os.listdir(f"/proc/{pid}/fd"))


class Bench:
    def __init__(self):
        self.session = Session("bench-helper")
        self.helper = Helper(self.session.helper_name)
        self.good = True

    def tell(self, bar, what, figure, unit, limit, count, full=None):
        held = figure <= limit
        self.good = self.good and held
        note = f"{count}" if full is None or count >= full else f"{count} (scaled: {full})"
        print(f"{bar:4} {what:46} {figure:9.2f} {unit:3} bar {limit:g} {'' if held else 'MISSED '}  {note}", flush=True)

    # Parts

    def ping(self):
        self.helper.bus.call_sync(self.session.helper_name, ROOT, "org.freedesktop.DBus.Peer", "Ping", None, None,
                                  Gio.DBusCallFlags.NONE, 30000, None)

    def ready(self):
        def reached():
            try:
                return self.helper.capabilities()["backend"]
            except HelperGone:
                return False

        wait_for(reached, SECONDS, "the helper to reach libvirt")

    def create(self, name):
        self.helper.wait_job(self.helper.create(new_request(), name, disk=1 << 20))

    def machine(self, running=False):
        """Path of a machine that is there, started if need be."""
        self.ready()
        if not self.helper.machines():
            self.create("Bench")
        path = self.helper.machines()[0][0]
        if running and self.helper.state(path) != RUNNING:
            self.helper.wait_job(self.helper.start(path, new_request()))
            self.helper.wait_state(path, RUNNING, SECONDS)
        return path

    def stop(self, path):
        self.helper.wait_job(self.helper.stop(path, new_request()))
        self.helper.wait_state(path, STOPPED, SECONDS)

    # Bars

    def r12(self):
        """From no helper to its first answer."""
        took = []
        for _ in range(scaled(100)):
            pid = self.helper.pid()
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
                wait_for(lambda: self.helper.pid() is None, SECONDS, "the helper to end")
            took.append(milliseconds(lambda: self.helper.call(ROOT, "Manager", "ListMachines",
                                                              GLib.Variant("(uu)", (0, 1)))))
        self.tell("R12", "activation to the first answer, no libvirt yet", took[0], "ms", 300, 1, 100)
        self.tell("R12", "activation to the first answer, p50", quantile(took[1:], 0.5), "ms", 300, len(took) - 1, 100)
        self.tell("R12", "activation to the first answer, max", max(took[1:]), "ms", 300, len(took) - 1, 100)

    def latencies(self, load, limit):
        path, count = self.machine(), scaled(50000)
        for what, action in (("Ping", self.ping), ("GetState", lambda: self.helper.state(path))):
            took = [milliseconds(action) for _ in range(count)]
            for share in (0.5, 0.99):
                self.tell("R10", f"{what} {load}, p{100 * share:g}", quantile(took, share), "ms", limit, count, 50000)

    def r10(self):
        self.latencies("idle", 10)
        with subprocess.Popen([sys.executable, __file__, "--flood", self.session.helper_name], stdout=subprocess.PIPE,
                              env=os.environ | self.session.environment) as flood:
            flood.stdout.readline()
            self.latencies(f"beside {FLOOD} calls without an end", 50)
            flood.terminate()
        starts, displays = [], []
        for _ in range(scaled(50)):
            path = self.machine()
            starts.append(milliseconds(lambda: self.machine(running=True)) / 1000)
            for fd in self.display(path, displays):
                os.close(fd)
            self.stop(path)
        self.tell("R10", "Start to running, p50", quantile(starts, 0.5), "s", 1.5, len(starts), 50)
        self.tell("R10", "OpenDisplay, p50", quantile(displays, 0.5), "ms", 150, len(displays), 50)

    def display(self, path, took):
        fds = []
        took.append(milliseconds(lambda: fds.extend(self.helper.call(
            path, "Machine", "OpenDisplay", GLib.Variant("(a{sv})", ({},)))[1])))
        return fds

    def r11(self):
        self.machine()
        self.tell("R11", "memory, idle", memory(self.helper.pid())[0], "MiB", 20, 1)
        try:
            for number in range(len(self.helper.machines()), 100):
                self.create(f"Machine {number}")
        except GLib.Error as error:
            print(f"R11  no more machines: {error.message}")
        made = len(self.helper.machines())
        self.tell("R11", f"memory with {made} machines", memory(self.helper.pid())[0], "MiB", 64, made, 100)
        self.soak(int(86400 * SCALE / 144))

    def soak(self, seconds):
        path = self.helper.machines()[0][0]
        pid, ends = self.helper.pid(), time.monotonic() + seconds
        first = memory(pid)
        while time.monotonic() < ends:
            self.helper.call(path, "Machine", "GetConfig")
            wait_for(lambda until=time.monotonic() + 1: time.monotonic() > until, 5, "the next second")
        last = memory(pid)
        self.tell("R11", f"soak of {seconds} s: memory grown", last[0] - first[0], "MiB", 2, seconds, 86400)
        self.tell("R11", f"soak of {seconds} s: descriptors grown", last[1] - first[1], "", 0, seconds, 86400)

    def r2(self):
        """libvirtd is killed; how long until the guest, which lives, is known to run again and shows its screen."""
        path = self.machine(running=True)
        [qemu] = processes.named("qemu-system-x86_64")
        took = []
        for _ in range(scaled(200)):
            [daemon] = processes.named("libvirtd") or processes.named("virtqemud")
            os.kill(daemon, signal.SIGKILL)
            took.append(milliseconds(lambda: wait_for(lambda: self.is_reached(path), SECONDS, "libvirt to be back")) / 1000)
            if processes.named("qemu-system-x86_64") != [qemu]:
                raise RuntimeError("the guest did not survive")
        self.tell("R2", "libvirtd killed: reached again, p50", quantile(took, 0.5), "s", 1, len(took), 200)
        self.tell("R2", "libvirtd killed: reached again, max", max(took), "s", 5, len(took), 200)
        self.stop(path)

    def is_reached(self, path):
        try:
            for fd in self.display(path, []):
                os.close(fd)
            return self.helper.state(path) == RUNNING
        except GLib.Error:
            return False

    def r13(self):
        """The exposure of the unit in systemd's scale."""
        unit = self.session.folder / "frond-vmm-helper.service"
        text = (SOURCE / "data/system/frond-vmm-helper.service.in").read_text()
        unit.write_text(re.sub(r"@\w+@", "/usr/libexec", text))
        told = subprocess.run(["systemd-analyze", "security", "--offline=yes", str(unit)], capture_output=True, text=True,
                              check=False).stdout
        self.tell("R13", "exposure of the unit", float(re.search(r"Overall exposure level.*: ([\d.]+)", told)[1]), "", 1, 1)

    def r14(self):
        path = self.machine(running=True)
        found = listeners(sockets_of(processes.descendants()))
        self.tell("R14", "ports of the network that are listened to", len(found), "", 0, 1)
        self.stop(path)

    def r1(self):
        """The storm of the end-to-end tests, with more kills."""
        kills = scaled(1000)
        status = subprocess.run([sys.executable, str(SOURCE / "tests/e2e/test_kill.py"), "Kill.test_helper_storm"],
                                env=os.environ | {"FROND_KILLS": str(kills)}, stdout=subprocess.DEVNULL, check=False)
        self.tell("R1", "helper killed: storms with anything left over", status.returncode, "", 0, kills, 1000)


def flood(name):
    """Calls without an end, FLOOD of them at a time, each on a connection of its own."""
    address = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    connections = [Gio.DBusConnection.new_for_address_sync(address, flags) for _ in range(FLOOD)]

    def call(connection, result=None):
        if result is not None:
            try:
                connection.call_finish(result)
            except GLib.Error:
                pass
        connection.call(name, ROOT, f"{INTERFACE}.Manager", "ListMachines", GLib.Variant("(uu)", (0, 256)), None,
                        Gio.DBusCallFlags.NONE, 30000, None, call)

    for connection in connections:
        call(connection)
    print("going", flush=True)
    GLib.MainLoop().run()


def main():
    if sys.argv[1:2] == ["--flood"]:
        flood(sys.argv[2])
    bench = Bench()
    for bar in sys.argv[1:] or ("R13", "R12", "R10", "R14", "R2", "R11", "R1"):
        getattr(bench, bar.lower())()
    sys.exit(not bench.good)


if __name__ == "__main__":
    main()
