#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a job of gl/ in the GL guest, with this tree's programs and a build's: run-gl-guest.py JOB BUILD-DIR.

Ends with the job's status; its lines are printed as they come.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PR_SET_PDEATHSIG = 1


def die_with_parent():
    """A QEMU that outlives its parent would eat a core for ever."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def share(path, tag):
    return ["-virtfs", f"local,path={path},mount_tag={tag},security_model=none,readonly=on,multidevs=remap"]


def command_line(guest, job, build):
    return ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            "-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "3072",
            "-device", "virtio-gpu-pci", "-serial", "stdio",
            "-kernel", os.path.join(guest, "vmlinuz"), "-initrd", os.path.join(guest, "initrd"),
            "-append", "console=ttyS0 quiet mitigations=off rdinit=/init",
            *share("/usr", "usr"), *share("/etc", "etc"), *share(job, "job"), *share(build, "build")]


def main():
    name, build = sys.argv[1:]
    made = subprocess.run([os.path.join(HERE, "build-tree-guest.sh"), "gl"], check=True, stdout=subprocess.PIPE, text=True)
    guest = made.stdout.strip()
    status = 1
    with tempfile.TemporaryDirectory() as job:
        shutil.copy(os.path.join(HERE, "gl", name), os.path.join(job, "job"))
        with subprocess.Popen(command_line(guest, job, os.path.abspath(build)), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, text=True, errors="replace",
                              preexec_fn=die_with_parent) as process:
            for line in process.stdout:
                print(line, end="", flush=True)
                if line.startswith("GL status "):
                    status = int(line.split()[2])
    return status


if __name__ == "__main__":
    sys.exit(main())
