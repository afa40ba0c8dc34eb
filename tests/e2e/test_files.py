#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files into a guest with the real SPICE agent: dropped, pasted, cancelled, refused.

FROND_DEEP=1 adds the big ones."""

import hashlib
import os
import pathlib
import random
import subprocess
import time
import unittest

from frond_e2e.case import FrondTestCase, main
from frond_e2e.desktop import PATIENCE
from frond_e2e.waiting import wait_for
from frond_e2e.xguest import DOWNLOADS

MIB = 1 << 20
CANCELLED_SIZE = 100 * MIB
TRANSFER_SECONDS = 300
DIALOGS = ("alert", "dialog")


class Files(FrondTestCase):
    keeps_guest = True

    def setUp(self):
        self.path, self.inside, self.screen = self.boot_x_guest()
        self.wait_agent()
        self.inside.run(f"rm -rf {DOWNLOADS}/*")
        self.folder = pathlib.Path(self.session.folder) / self._testMethodName
        self.folder.mkdir()

    def wait_agent(self):
        self.inside.wait("pidof spice-vdagent && grep -q 'opening vdagent' /tmp/vdagentd.log", PATIENCE, "the agent")

    def restart_agent_later(self):
        def restart():
            if self.guest is not None:
                self.inside.run("killall -q spice-vdagent spice-vdagentd; /usr/lib/xguest/start-agent")

        self.addCleanup(restart)

    def make(self, name, size):
        """A file with anything in it; its content depends on the size only."""
        path = self.folder / name
        path.write_bytes(random.Random(size).randbytes(size))
        return path

    def copy_files(self, *paths):
        """What a file manager does for Copy."""
        uris = "".join(f"{path.as_uri()}\r\n" for path in paths)
        subprocess.run(["xclip", "-i", "-selection", "clipboard", "-t", "text/uri-list"], input=uris.encode(),
                       env=self.session.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       check=True, timeout=30)

    def frame(self):
        return self.desktop.find("^Debian 12$", "frame")

    def paste(self, *paths):
        self.copy_files(*paths)
        self.menu("^Paste Files$", root=self.frame())

    def assert_arrived(self, *paths, seconds=TRANSFER_SECONDS):
        sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths)
        self.inside.run(f"cat >/tmp/sums <<'SUMS'\n{sums}SUMS")
        self.inside.wait(f"cd {DOWNLOADS} && sha256sum -c -s /tmp/sums", seconds, "the files in the guest")
        self.assertEqual(self.names_inside(), sorted(path.name for path in paths))

    def names_inside(self):
        return sorted(self.inside.text(f"cd {DOWNLOADS} && find . -type f | cut -c3-").split("\n"))

    def send(self, *paths, told):
        started = time.monotonic()
        self.paste(*paths)
        self.desktop.find(told, seconds=TRANSFER_SECONDS)
        self.assert_arrived(*paths)
        print(f"{sum(path.stat().st_size for path in paths) / MIB:.1f} MiB in {time.monotonic() - started:.1f} s")

    def test_drop(self):
        files = [self.make("dropped one.bin", 3 * MIB), self.make("größer €.txt", 1)]
        window = self.desktop.window("^Debian 12")
        self.drag_files(files, window, "^Drop to Send to “Debian 12”$")
        self.desktop.find("^2 files were sent to “Debian 12”$")
        self.assert_arrived(*files)
        self.assertEqual(self.desktop.clicks, 0)

    def test_sizes(self):
        """Around the pieces that files are cut into."""
        sizes = (0, 1, 65535, 65536, 65537, 8 * MIB)
        self.send(*(self.make(f"size-{size}", size) for size in sizes), told="^6 files were sent to ")

    def test_many(self):
        self.send(*(self.make(f"file-{number:02}", 1000 * number) for number in range(1, 21)),
                  told="^20 files were sent to ")

    def test_cancel(self):
        self.paste(self.make("half.bin", CANCELLED_SIZE))
        self.inside.wait(f"test $(stat -c %s {DOWNLOADS}/half.bin) -gt 1000000", TRANSFER_SECONDS, "the first megabyte")
        self.desktop.press("^Sen[dt]", "toggle button")
        self.picture("sending")
        self.desktop.press("^Cancel “half.bin”$")
        self.desktop.find("^Cancelled$")
        self.inside.wait(f"! ls {DOWNLOADS}/half.bin", PATIENCE, "the half of the file to go")
        self.assertIsNone(self.desktop.search("was sent"))
        self.picture("cancelled")
        self.desktop.key("Escape")

    def expect_failure(self, title, words):
        frame = self.frame()
        self.desktop.find(title, root=frame)
        self.desktop.press("^Details$", root=frame)
        self.desktop.find(words, root=self.desktop.find(title, DIALOGS))
        self.picture("words")
        self.desktop.key("Escape")
        self.desktop.gone(title, DIALOGS)

    def test_folder(self):
        (self.folder / "a folder").mkdir()
        self.paste(self.folder / "a folder")
        self.expect_failure("^“a folder” Could Not Be Sent$", "archive")

    def test_full(self):
        self.inside.run(f"dd if=/dev/zero of={DOWNLOADS}/filler bs=1M count=$(($(df -m {DOWNLOADS} | "
                        "awk 'NR == 2 { print $4 }') - 2))")
        self.paste(self.make("too-big.bin", 8 * MIB))
        self.expect_failure("^“too-big.bin” Could Not Be Sent$", "too little free space")
        self.assertEqual(self.names_inside(), ["filler"])

    def test_nobody_logged_in(self):
        # The daemon lets go of its port then.
        self.inside.run("killall spice-vdagent")
        self.restart_agent_later()
        self.paste(self.make("unwanted.bin", 10))
        self.expect_failure("^Files Cannot Be Sent to “Debian 12”$", "Log in there")

    def test_no_agent(self):
        self.inside.run("killall spice-vdagentd spice-vdagent")
        self.restart_agent_later()

        def refused():
            self.menu("^Send Files…$", root=self.frame())
            return self.desktop.search("^Files Cannot Be Sent to “Debian 12”$")

        wait_for(refused, PATIENCE, "the refusal")
        self.expect_failure("^Files Cannot Be Sent to “Debian 12”$", "spice-vdagent")

    def test_agent_dies(self):
        self.paste(self.make("lost.bin", CANCELLED_SIZE))
        self.inside.wait(f"test $(stat -c %s {DOWNLOADS}/lost.bin) -gt 1000000", TRANSFER_SECONDS, "the first megabyte")
        self.inside.run("killall -9 spice-vdagentd")
        self.restart_agent_later()
        self.expect_failure("^“lost.bin” Could Not Be Sent$", "ended in the middle")

    @unittest.skipUnless(os.environ.get("FROND_DEEP"), "takes minutes")
    def test_big(self):
        self.send(self.make("big.bin", 100 * MIB), told="^“big.bin” was sent to ")


if __name__ == "__main__":
    main()
