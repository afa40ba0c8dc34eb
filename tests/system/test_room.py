#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""C35: a guest fills the file system that machines are on. It waits, says why, loses nothing and goes on."""

import contextlib
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

from frond_system.case import SystemTestCase, main
from frond_system.world import STATE
from frond_e2e.helper import PAUSED, ROOT, RUNNING, STOPPED, new_request
from frond_e2e.waiting import wait_for
from gi.repository import GLib

PATIENCE = 90
MIB = 1 << 20
SECTOR = 512
FIRST, STRIDE = 2048, 64  # sectors
REASON_NONE, REASON_NO_SPACE = 0, 8

# Writes the number of each 64th sector into it, from sector 2048 to the end of the disk.
GUEST = """
.code16
    xorw %%ax, %%ax
    movw %%ax, %%ds
    movw $0x1000, %%ax
    movw %%ax, %%es
next:
    movl lba, %%eax
    movl %%eax, %%es:0
    movw $packet, %%si
    movb $0x80, %%dl
    movw $0x4300, %%ax
    int $0x13
    jc stop
    addl $%d, lba
    jmp next
stop:
    hlt
    jmp stop
packet:
    .byte 16, 0
    .word %d, 0, 0x1000
lba:
    .long %d, 0
.org 510
    .word 0xaa55
""" % (STRIDE, STRIDE, FIRST)


def assemble(folder):
    source, built, code = (pathlib.Path(folder, name) for name in ("guest.s", "guest.elf", "guest.img"))
    source.write_text(GUEST)
    subprocess.run(["as", "--32", "-o", f"{built}.o", source], check=True)
    subprocess.run(["ld", "-m", "elf_i386", "-Ttext", "0x7c00", "-e", "0x7c00", "-o", built, f"{built}.o"], check=True)
    subprocess.run(["objcopy", "-O", "binary", "-j", ".text", built, code], check=True)
    os.truncate(code, MIB)
    return code


class Room(SystemTestCase):
    def setUp(self):
        """Machines on a small file system of their own, where little is kept back."""
        super().setUp()
        self.world.kill("helper")
        config = pathlib.Path("/etc/frond/helper.conf.d/91-room.conf")
        config.write_text("[limits]\ndisk-space=100%\n[host]\ndisk-reserve=32M\ndisk-reserve-share=0%\n")
        self.addCleanup(config.unlink)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512m,mode=711,uid=frond-vmm,gid=frond-vmm", "room", STATE],
                       check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", STATE], check=True)
        self.world.start_helper()
        self.alice = self.world.helper("alice")

    def tearDown(self):
        super().tearDown()
        self.world.kill("helper")
        self.doCleanups()
        self.world.start_helper()

    def free(self):
        status = os.statvfs(STATE)
        return status.f_bavail * status.f_frsize

    def fill(self, leave):
        with open(STATE / "filler", "wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, self.free() - leave)

    def make(self, size):
        with tempfile.TemporaryDirectory() as folder, open(assemble(folder), "rb") as image:
            spec = {"name": GLib.Variant("s", "Writer"), "memory": GLib.Variant("t", 64 * MIB),
                    "vcpus": GLib.Variant("u", 1), "firmware": GLib.Variant("s", "bios"), "tpm": GLib.Variant("b", False),
                    "disks": GLib.Variant("aa{sv}", [{"size": GLib.Variant("t", size),
                                                      "source-format": GLib.Variant("s", "raw")}])}
            job, = self.alice.call(ROOT, "Manager", "CreateMachine",
                                   GLib.Variant("(sa{sv}a(sh))", (new_request(), spec, [("disk0", 0)])),
                                   fds=[image.fileno()])[0]
            return self.alice.wait_job(job, PATIENCE)["machine"]

    def is_in(self, path, state, reason):
        """What was last seen is part of the message."""
        try:
            wait_for(lambda: self.look(path) == (state, reason), PATIENCE, f"state {state}, reason {reason}")
        except TimeoutError as error:
            uuid = self.alice.machines()[0][1]
            libvirt = subprocess.run(["virsh", "-c", "qemu:///system", "domstate", "--reason", f"frond-{uuid}"],
                                     capture_output=True, text=True, check=False).stdout.strip()
            raise AssertionError(f"{error}; it is {self.look(path)}, and libvirt says: {libvirt}") from None

    def look(self, path):
        return self.alice.call(path, "Machine", "GetState")[0][:2]

    def resume(self, path):
        self.alice.call(path, "Machine", "Resume", GLib.Variant("(s)", (new_request(),)))

    @staticmethod
    def written(disk):
        """The numbers that are in the disk, from the first sector on, up to where there is none."""
        with open(disk, "rb") as file:
            size = os.fstat(file.fileno()).st_size // SECTOR
            for sector in range(FIRST, size - STRIDE + 1, STRIDE):
                number, = struct.unpack("<I", os.pread(file.fileno(), 4, sector * SECTOR))
                if number == 0:
                    return
                yield number

    def test_full(self):
        size = 192 * MIB
        path = self.make(size)
        disk, = STATE.glob("users/*/machines/*/disk0.raw")
        self.fill(48 * MIB)
        self.alice.wait_job(self.alice.start(path, new_request()), PATIENCE)
        self.is_in(path, PAUSED, REASON_NO_SPACE)
        reached = len(list(self.written(disk)))
        self.assertGreater(reached, 0)

        # Nothing has changed: it tries again, and waits again.
        self.resume(path)
        self.is_in(path, PAUSED, REASON_NO_SPACE)

        # The helper works on a full disk, for others as well; and the next one knows why the guest waits.
        self.assertEqual(len(self.alice.machines()), 1)
        self.assertEqual(self.world.helper("bob").machines(), [])
        self.world.kill("helper")
        self.world.start_helper()
        self.alice = self.world.helper("alice")
        self.is_in(path, PAUSED, REASON_NO_SPACE)

        # With a little room it gets a little further.
        self.fill(16 * MIB)
        with contextlib.suppress(GLib.Error):  # it may be full again before the answer
            self.resume(path)
        wait_for(lambda: len(list(self.written(disk))) > reached, PATIENCE, "the guest to go on")
        self.is_in(path, PAUSED, REASON_NO_SPACE)
        os.unlink(STATE / "filler")
        self.resume(path)
        whole = [*range(FIRST, size // SECTOR - STRIDE + 1, STRIDE)]
        wait_for(lambda: len(list(self.written(disk))) == len(whole), PATIENCE, "the guest to be done")
        self.is_in(path, RUNNING, REASON_NONE)
        self.alice.wait_job(self.alice.stop(path, new_request()), PATIENCE)
        self.assertEqual(self.alice.state(path), STOPPED)
        self.assertEqual(list(self.written(disk)), whole, "what the guest wrote is not all there")


if __name__ == "__main__":
    sys.exit(main())
