#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside a booted computer: runs what the test outside wants, as root, one after the other. A line of JSON each way:
{argv, seconds} and {status, output, errors}."""

import json
import pathlib
import subprocess

PORT = "frond.attendant"


def find_port():
    """Without udev's link, which comes later or not at all."""
    return next(pathlib.Path("/dev", entry.parent.name) for entry in pathlib.Path("/sys/class/virtio-ports").glob("*/name")
                if entry.read_text().strip() == PORT)


def run(argv, seconds):
    try:
        done = subprocess.run(argv, capture_output=True, stdin=subprocess.DEVNULL, timeout=seconds, check=False)
    except (subprocess.TimeoutExpired, OSError) as error:
        return {"status": -1, "output": "", "errors": repr(error)}
    return {"status": done.returncode, "output": done.stdout.decode(errors="replace"),
            "errors": done.stderr.decode(errors="replace")}


def main():
    with open(find_port(), "r+b", buffering=0) as port:
        port.write(b"ready\n")
        while True:
            line = b""
            while not line.endswith(b"\n"):
                line += port.read(65536)
            answer = memoryview(json.dumps(run(**json.loads(line))).encode() + b"\n")
            while answer:
                answer = answer[port.write(answer):]


main()
