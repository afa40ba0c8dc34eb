# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs commands in the X guest (tests/guests/xguest) over its serial port."""

import base64
import itertools
import os
import re
import shlex

from .waiting import wait_for

# The desktop is up and the SPICE agent started.
X_READY = re.compile(r"^X [\d.]+ READY")
# X SECONDS MODE WxH+X+Y…
X_MODE = re.compile(r"^X [\d.]+ MODE (\d+)x(\d+)(.*)")
# Where the agent puts the files that it gets.
DOWNLOADS = "/guest/Downloads"


class CommandFailed(Exception):
    """A command that ended with another status than 0."""


class XGuest:
    def __init__(self, console):
        self.console = console
        self._numbers = itertools.count(1)

    def run(self, command, seconds=180, check=True):
        """Runs a shell command as root, with the desktop as its display; returns its output and errors as bytes."""
        number = next(self._numbers)
        since = len(self.console.lines)
        text = base64.b64encode(command.encode()).decode()
        self._write(f"RUN {number} {text}\n".encode())
        ended = re.compile(rf"^END {number} (\d+)$")
        _, match = self.console.wait_line(ended, seconds, since)
        pieces = self.console.matching(re.compile(rf"^OUT {number} (\S+)$"), since)
        output = b"".join(base64.b64decode(piece[1]) for _, piece in pieces)
        if check and match[1] != "0":
            raise CommandFailed(f"{command}: status {match[1]}: {output.decode('utf-8', 'replace')}")
        return output

    def _write(self, data):
        def write():
            nonlocal data
            try:
                data = data[os.write(self.console.fd, data):]
            except BlockingIOError:
                pass
            return not data

        wait_for(write, 60, "room in the guest's serial port")

    def text(self, command, **options):
        return self.run(command, **options).decode("utf-8").strip()

    def wait(self, command, seconds, what):
        """Runs the command until it succeeds; returns its output."""
        def attempt():
            try:
                return self.run(command) or b"\n"
            except CommandFailed:
                return None

        return wait_for(attempt, seconds, what)

    def has_agent(self):
        return self.text("pidof spice-vdagent", check=False) != ""

    def clipboard(self, target="UTF8_STRING"):
        """What a program in the guest gets when it pastes."""
        return self.run(f"timeout 20 xclip -o -selection clipboard -t {shlex.quote(target)}")

    def set_clipboard(self, data, target="UTF8_STRING"):
        """What a copy in a program of the guest does. For up to some kilobytes: it goes over the serial port."""
        text = base64.b64encode(data).decode()
        self.run(f"echo {text} | base64 -d >/tmp/copied && "
                 f"xclip -i -selection clipboard -t {shlex.quote(target)} /tmp/copied")

    def checksum(self, name):
        """SHA-256 of a file that the agent has received."""
        return self.text(f"sha256sum {shlex.quote(f'{DOWNLOADS}/{name}')}").split()[0]
