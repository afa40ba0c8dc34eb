#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A QEMU that hangs: its window says so by itself, stops saying it when QEMU is back, and restarts the machine."""

import os
import signal

from frond_e2e import processes
from frond_e2e.case import BOOT_SECONDS, FrondTestCase, main
from frond_e2e.desktop import PATIENCE
from frond_e2e.helper import RUNNING
from frond_e2e.waiting import wait_for

TITLE = "^The Machine Does Not Answer$"


class Hang(FrondTestCase):
    def qemu(self):
        return wait_for(lambda: processes.named("qemu-system-x86_64"), PATIENCE, "QEMU")[0]

    def said(self):
        return self.desktop.search(TITLE) is not None

    def test_hang(self):
        path, console, _ = self.create_and_boot()
        pid = self.qemu()
        os.kill(pid, signal.SIGSTOP)
        wait_for(self.said, PATIENCE, "the words")
        self.picture("said")
        os.kill(pid, signal.SIGCONT)
        wait_for(lambda: not self.said(), PATIENCE, "the words to go")
        self.assertEqual(self.qemu(), pid)

        os.kill(pid, signal.SIGSTOP)
        wait_for(self.said, PATIENCE, "the words, again")
        self.desktop.press("^Restart…$")
        self.desktop.press("^Restart$")
        wait_for(lambda: any(other != pid for other in processes.named("qemu-system-x86_64")), PATIENCE, "another QEMU")
        self.helper.wait_state(path, RUNNING, BOOT_SECONDS)
        console.close()
        console = self.open_console(path)
        type(self).guest = path, console, None
        self.wait_booted()
        self.picture("restarted")


if __name__ == "__main__":
    main()
