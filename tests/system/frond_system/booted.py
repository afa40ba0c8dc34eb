# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A computer with a kernel of its own, which has booted this copy of the system in software (tests/guests/computer). What
a container takes from the host is Debian's here: the kernel that the unit's sandbox is made of, control groups, udev, the
modules of the networks. Whatever happens in it, happens in its memory."""

import ctypes
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess

from .computer import HERE, VISITS, Computer
from frond_e2e.waiting import wait_for

GUESTS = HERE.parent.parent / "guests"
# A quarter of an hour in all that takes seconds elsewhere: QEMU in software, in QEMU in software, beside other tests.
BOOT_SECONDS = 900
INITRD = pathlib.Path("/tmp/initrd")
LOG = pathlib.Path("/tmp/booted.log")
PR_SET_PDEATHSIG = 1
UNIT = """[Unit]
Description=Attendant of the test
DefaultDependencies=no
After=local-fs.target
[Service]
ExecStart=/usr/bin/python3 {visits}/attendant.py
[Install]
WantedBy=sysinit.target
"""


class BootedComputer(Computer):
    # This one has virtual terminals, and who is at it is who is at the one that is shown.
    place = ("-E", "XDG_VTNR=1")

    def prepare(self):
        super().prepare()
        shutil.copy(HERE / "attendant.py", VISITS)
        units = pathlib.Path("/etc/systemd/system")
        (units / "test-attendant.service").write_text(UNIT.format(visits=VISITS))
        wants = units / "sysinit.target.wants"
        wants.mkdir(exist_ok=True)
        (wants / "test-attendant.service").symlink_to("../test-attendant.service")
        pathlib.Path("/etc/tmpfiles.d/frond-test.conf").write_text(
            "".join(f"d /home/{user} 0755 {user} {user}\n" for user in ("alice", "bob")))
        made = subprocess.run([GUESTS / "build-tree-guest.sh", "computer"], check=True, stdout=subprocess.PIPE, text=True)
        self.guest = pathlib.Path(made.stdout.strip())

    def pack(self):
        """The initramfs, with what of this copy has many small files."""
        with INITRD.open("wb") as initrd:
            initrd.write((self.guest / "initrd").read_bytes())
            subprocess.run("find etc var opt | cpio --create --format=newc --quiet | zstd --fast --quiet", shell=True,
                           cwd="/", stdout=initrd, check=True)

    def boot(self):
        self.pack()
        path = "/tmp/attendant.sock"
        pathlib.Path(path).unlink(missing_ok=True)
        with LOG.open("ab") as log:
            self.process = subprocess.Popen(self.command_line(path), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            preexec_fn=die_with_parent)
        wait_for(lambda: os.path.exists(path), 30, "QEMU")
        self.line = socket.socket(socket.AF_UNIX)
        self.line.connect(path)
        self.line.settimeout(BOOT_SECONDS)
        self.reader = self.line.makefile("rb")
        if self.reader.readline() != b"ready\n":
            raise AssertionError(f"the computer went off: {LOG.read_text(errors='replace')[-2000:]}")
        state = wait_for(self.find_state, BOOT_SECONDS, "systemd to have started everything")
        # Before it answers the first time it looks at QEMU, which takes longer here than the helper waits for anybody.
        self.run(["virsh", "--connect", "qemu:///system", "version"])
        return state

    def command_line(self, path):
        return ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
                "-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "4096",
                "-serial", "stdio", "-device", "virtio-rng-pci", "-device", "virtio-serial-pci",
                "-chardev", f"socket,id=attendant,path={path},server=on,wait=off",
                "-device", "virtserialport,chardev=attendant,name=frond.attendant",
                "-kernel", str(self.guest / "vmlinuz"), "-initrd", str(INITRD),
                "-virtfs", "local,path=/usr,mount_tag=usr,security_model=none,readonly=on,multidevs=remap",
                "-append", "console=ttyS0 quiet mitigations=off audit=0 panic=-1 rdinit=/init systemd.show_status=no"]

    def close(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def attempt(self, argv, timeout=BOOT_SECONDS):
        self.line.settimeout(timeout + 60)
        self.line.sendall(json.dumps({"argv": [str(word) for word in argv], "seconds": timeout}).encode() + b"\n")
        answer = json.loads(self.reader.readline())
        return answer["status"], answer["output"], answer["errors"]

    def write(self, path, text):
        self.run(["sh", "-ec", 'mkdir -p "$(dirname "$1")"; printf %s "$2" >"$1"', "sh", path, text])


def die_with_parent():
    """A QEMU that outlives its parent would eat a core for ever."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
