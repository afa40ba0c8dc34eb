# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What wakes a process up that should sleep, seen with strace."""

import os
import re
import subprocess

# A call that took so long has slept, in seconds: less than a frame of a screen, more than a call that finds work.
SLEEP = 0.005

# A finished call, with the time that it took.
LINE = re.compile(r"\d+ +(.*) <(\d+\.\d+)>$")
# What a poll tells that has ended: which descriptors were ready.
READY = re.compile(r"\{fd=(\d+), revents=")


def libvirt_descriptors(pid):
    """Those of a process that lead to a libvirt daemon."""
    mine = {}
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            target = os.readlink(f"/proc/{pid}/fd/{name}")
        except FileNotFoundError:
            continue
        if target.startswith("socket:["):
            mine[target[8:-1]] = int(name)
    found = set()
    for line in subprocess.run(["ss", "-xHn"], capture_output=True, text=True, check=True).stdout.splitlines():
        # … local address, its inode, the peer's address, the peer's inode
        fields = line.split()
        if len(fields) >= 8 and "/libvirt/" in fields[4] and fields[7] in mine:
            found.add(mine[fields[7]])
    return found


class WakeUps:
    """Watches a process until it is closed."""

    def __init__(self, pid, log, environment):
        self.slept = []
        self.partial = ""
        self.libvirt = libvirt_descriptors(pid)
        self.strace = subprocess.Popen(["strace", "-f", "-T", "-o", str(log), "-p", str(pid)], env=environment,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                       text=True)
        told = self.strace.stderr.readline()
        if "attached" not in told:
            raise RuntimeError(f"strace cannot watch process {pid}: {told.strip()}")
        self.output = open(log, encoding="utf-8", errors="replace")

    def all(self):
        """The calls that have slept until now, as text, in the order of their ends."""
        for line in self.output:
            self.partial += line
            if self.partial.endswith("\n"):
                match = LINE.match(self.partial.rstrip())
                if match and float(match[2]) >= SLEEP:
                    self.slept.append(match[1])
                self.partial = ""
        return self.slept

    def is_libvirts(self, call):
        """libvirt's daemon asks its clients every five seconds whether they live (keepalive_interval of libvirtd.conf),
        and no client can decline: that is not counted as a wake-up of ours. What ends by a timer of ours, by a
        message of anybody else or by another thread is."""
        ready = {int(fd) for fd in READY.findall(call)}
        return bool(ready) and ready <= self.libvirt

    def ours(self, since):
        """Those after the first so many that have no other cause than the process itself."""
        return [call for call in self.all()[since:] if not self.is_libvirts(call)]

    def close(self):
        self.strace.terminate()
        self.strace.wait()
        self.strace.stderr.close()
        self.output.close()
