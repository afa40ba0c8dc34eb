# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The processes of a test: none of them outlives it."""

import ctypes
import os
import pathlib
import signal
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None)


def adopt_orphans():
    """Daemons (libvirtd, QEMU) that leave their parents become children of this process, so that it can find and
    end them."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent():
    """For preexec_fn."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _stat(pid):
    """(name, state, parent), or None when it has ended."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    name, rest = text.split("(", 1)[1].rsplit(")", 1)
    fields = rest.split()
    return name, fields[0], int(fields[1])


def descendants(root=None):
    """Process ids of all living descendants."""
    root = root or os.getpid()
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            stat = _stat(int(entry))
            if stat and stat[1] != "Z":
                parents[int(entry)] = stat[2]
    found = []
    queue = [root]
    while queue:
        parent = queue.pop()
        children = [pid for pid, other in parents.items() if other == parent]
        found += children
        queue += children
    return found


def named(name):
    """Descendants whose program's file has that name."""
    result = []
    for pid in descendants():
        try:
            program = os.path.basename(os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)"))
        except OSError:
            continue
        if program == name:
            result.append(pid)
    return result


def _reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
    except ChildProcessError:
        pass


def end_all(seconds=5):
    """Ends every descendant: asks first."""
    deadline = time.monotonic() + seconds
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in descendants():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        while descendants() and time.monotonic() < deadline:
            _reap()
            os.sched_yield()
        deadline = time.monotonic() + seconds
    _reap()
