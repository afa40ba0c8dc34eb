#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clipboard with the real spice-vdagent in an X guest: both ways, of any size, and only where it may go.

FROND_DEEP=1 adds 100 MB."""

import hashlib
import os
import subprocess
import time

from frond_e2e.case import FrondTestCase, main
from frond_e2e.desktop import PATIENCE
from frond_e2e.waiting import wait_for

TEXT = "UTF8_STRING"
PNG = "image/png"
SIZES = (1, 4095, 65536, 1_000_000)
LARGE = 100_000_000
LARGE_SECONDS = 300
LINE = "Grüße, naïve 東京\n".encode()


def make(size):
    """Valid text of so many bytes."""
    whole = LINE * (size // len(LINE))
    return whole + b"x" * (size - len(whole))


class Clipboard(FrondTestCase):
    keeps_guest = True

    def setUp(self):
        self.path, self.inside, self.screen = self.boot_x_guest()
        self.inside.wait("pidof spice-vdagent && grep -q 'opening vdagent' /tmp/vdagentd.log", PATIENCE, "the agent")
        self.desktop.click(self.screen)

    # The host's side is another program of the same X server.

    def host_copy(self, data, target=TEXT):
        subprocess.run(["xclip", "-i", "-selection", "clipboard", "-t", target], input=data,
                       env=self.session.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       check=True, timeout=30)

    def host_paste(self, target=TEXT, seconds=30):
        return subprocess.run(["xclip", "-o", "-selection", "clipboard", "-t", target], env=self.session.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=seconds, check=False).stdout

    def guest_copy(self, size, target=TEXT):
        """Makes the content in the guest, since the serial port is slow."""
        self.inside.run(f"""line='{LINE.decode().rstrip()}'; n={size // len(LINE)}
            yes "$line" | head -n $n >/tmp/copied; head -c {size % len(LINE)} /dev/zero | tr '\\0' x >>/tmp/copied
            xclip -i -selection clipboard -t {target} /tmp/copied""", seconds=120)

    def assert_guest_gets(self, data, target=TEXT, seconds=60):
        self.inside.wait(f"test $(timeout {seconds} xclip -o -selection clipboard -t {target} | sha256sum | cut -c-64) "
                         f"= {hashlib.sha256(data).hexdigest()}", seconds, f"{len(data)} bytes in the guest")

    def assert_host_gets(self, data, target=TEXT, seconds=60):
        wait_for(lambda: self.host_paste(target, seconds) == data, seconds, f"{len(data)} bytes from the guest")

    def choose(self, direction):
        self.menu("^Share Clipboard$", root=self.desktop.find("^Debian 12$", "frame"))
        self.desktop.press(f"^{direction}$", ("radio menu item", "menu item", "check menu item"))
        self.desktop.click(self.screen)

    def test_text_to_guest(self):
        for size in SIZES:
            self.host_copy(make(size))
            self.assert_guest_gets(make(size))

    def test_text_from_guest(self):
        for size in SIZES:
            self.guest_copy(size)
            self.assert_host_gets(make(size))

    def test_image(self):
        self.host_copy(make(300_000), PNG)
        self.assert_guest_gets(make(300_000), PNG)
        self.guest_copy(200_000, PNG)
        self.assert_host_gets(make(200_000), PNG)

    def test_direction(self):
        """A blocked direction lets nothing through while the other one works, and opens again without a restart."""
        self.addCleanup(self.choose, "Both Ways")
        self.choose("From the Machine")
        self.host_copy(b"the host's secret")
        self.guest_copy(10)
        self.assert_host_gets(make(10))
        self.assertNotIn(b"secret", self.inside.clipboard())

        self.choose("To the Machine")
        self.host_copy(b"for the guest")
        self.assert_guest_gets(b"for the guest")
        self.guest_copy(20)
        self.assertEqual(self.host_paste(), b"for the guest")

        self.choose("Off")
        self.host_copy(b"another secret")
        self.guest_copy(30)
        self.assertEqual(self.host_paste(), b"another secret")
        self.assertEqual(self.inside.clipboard(), make(30))

    def test_large(self):
        if not os.environ.get("FROND_DEEP"):
            self.skipTest("100 MB: with FROND_DEEP=1")
        data = make(LARGE)
        started = time.monotonic()
        self.host_copy(data)
        self.assert_guest_gets(data, seconds=LARGE_SECONDS)
        print(f"100 MB to the guest in {time.monotonic() - started:.1f} s")
        self.guest_copy(LARGE)
        started = time.monotonic()
        self.assert_host_gets(data, seconds=LARGE_SECONDS)
        print(f"100 MB from the guest in {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main()
