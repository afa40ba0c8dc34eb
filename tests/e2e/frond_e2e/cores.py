# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program that crashed was doing: its threads' stacks, from the core that the kernel leaves."""

import pathlib
import resource
import shutil
import signal
import subprocess

PATTERN = pathlib.Path("/proc/sys/kernel/core_pattern")
CRASHES = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGTRAP, signal.SIGSYS)


def allow():
    """For this process and those that it starts, as far as the system lets it."""
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def is_crash(status):
    """Whether a process with this exit status was not ended by somebody, but went wrong."""
    return status is not None and -status in CRASHES


def stacks(folder, program):
    """Those of the program that has left a core in its folder, or why there are none. The core is removed."""
    pattern = PATTERN.read_text(encoding="utf-8").strip()
    found = sorted(folder.glob("core*"), key=lambda path: path.stat().st_mtime)
    if not found:
        return f"no core in {folder} (the kernel's pattern is “{pattern}”)"
    if shutil.which("gdb") is None:
        return f"no gdb for {found[-1]}"
    try:
        result = subprocess.run(["gdb", "-batch", "-nx", "-iex", "set debuginfod enabled off",
                                 "-ex", "backtrace 40", "-ex", "thread apply all backtrace 12", str(program), str(found[-1])],
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=120)
        text = result.stdout
    except subprocess.TimeoutExpired:
        text = "gdb is late"
    for path in found:
        path.unlink()
    return text
