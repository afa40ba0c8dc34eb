#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Boots a medium in plain QEMU without Frond, and tells when each line came on its serial port.

    boot-guest.py [--firmware bios|uefi] [--accel tcg] [--until REGEX] [--picture FILE.png] [--deadline S] FILE

The machine is the one that Frond makes: q35, virtio-gpu, virtio input. Ends with 0 when a line matched --until.
"""

import argparse
import ctypes
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time

PR_SET_PDEATHSIG = 1
FIRMWARE = "/usr/share/OVMF/OVMF_CODE_4M.fd"
VARIABLES = "/usr/share/OVMF/OVMF_VARS_4M.fd"


def die_with_parent():
    """A QEMU that outlives its parent would eat a core for ever."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def command_line(options, folder, serial_fd, qmp_fd):
    command = ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
               "-machine", "q35", "-accel", options.accel, "-cpu", "max", "-smp", "2", "-m", "1024",
               "-device", "virtio-vga", "-device", "virtio-keyboard-pci", "-device", "virtio-tablet-pci",
               "-chardev", f"socket,id=serial,fd={serial_fd}", "-serial", "chardev:serial",
               "-chardev", f"socket,id=qmp,fd={qmp_fd}", "-mon", "chardev=qmp,mode=control"]
    if options.firmware == "uefi":
        variables = os.path.join(folder, "vars.fd")
        with open(VARIABLES, "rb") as source, open(variables, "wb") as target:
            target.write(source.read())
        command += ["-drive", f"if=pflash,format=raw,readonly=on,file={FIRMWARE}",
                    "-drive", f"if=pflash,format=raw,file={variables}"]
    if options.medium.endswith(".iso"):
        command += ["-drive", f"if=none,id=medium,format=raw,readonly=on,file={options.medium}",
                    "-device", "ide-cd,drive=medium,bootindex=1"]
    else:
        command += ["-drive", f"if=none,id=medium,format=raw,snapshot=on,file={options.medium}",
                    "-device", "virtio-blk-pci,drive=medium,bootindex=1"]
    return command


def take_picture(qmp, path):
    commands = [{"execute": "qmp_capabilities"},
                {"execute": "screendump", "arguments": {"filename": os.path.abspath(path), "format": "png"}}]
    stream = qmp.makefile("rw")
    stream.readline()
    for command in commands:
        stream.write(json.dumps(command) + "\n")
        stream.flush()
        while True:
            answer = json.loads(stream.readline())
            if "error" in answer:
                sys.exit(f"QEMU: {answer['error']['desc']}")
            if "return" in answer:
                break


def watch(process, serial, options, started):
    """Prints the lines; returns whether one matched."""
    buffer = b""
    while time.monotonic() - started < options.deadline:
        left = options.deadline - (time.monotonic() - started)
        if not select.select([serial], [], [], max(left, 0))[0]:
            return False
        data = serial.recv(65536)
        if not data:
            process.wait()
            return False
        *lines, buffer = (buffer + data).split(b"\n")
        for line in lines:
            text = line.decode("utf-8", "replace").rstrip("\r")
            print(f"[{time.monotonic() - started:7.3f}] {text}", flush=True)
            if options.until and re.search(options.until, text):
                return True
    return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--firmware", choices=["bios", "uefi"], default="uefi")
    parser.add_argument("--accel", default="tcg,thread=multi")
    parser.add_argument("--until")
    parser.add_argument("--picture")
    parser.add_argument("--deadline", type=float, default=60)
    parser.add_argument("medium")
    options = parser.parse_args()

    serial, serial_guest = socket.socketpair()
    qmp, qmp_guest = socket.socketpair()
    with tempfile.TemporaryDirectory() as folder:
        fds = (serial_guest.fileno(), qmp_guest.fileno())
        started = time.monotonic()
        process = subprocess.Popen(command_line(options, folder, *fds), stdin=subprocess.DEVNULL, pass_fds=fds,
                                   preexec_fn=die_with_parent)
        serial_guest.close()
        qmp_guest.close()
        try:
            matched = watch(process, serial, options, started)
            if options.picture and process.poll() is None:
                take_picture(qmp, options.picture)
        finally:
            process.kill()
            process.wait()
    if options.until and not matched:
        sys.exit(f"no line matched {options.until} in {options.deadline:g} s")


if __name__ == "__main__":
    main()
