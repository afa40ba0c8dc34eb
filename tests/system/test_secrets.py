#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypted machines: a guest that boots from an encrypted disk, and a passphrase that is found nowhere afterwards."""

import fcntl
import os
import pathlib
import subprocess
import sys
import unittest

from gi.repository import GLib

from frond_system.case import SystemTestCase, main
from frond_system.world import STATE
from frond_e2e.helper import RUNNING, STOPPED, JobError, new_request

PATIENCE = 200
CANARY = "canary-zei7Ohqu-sings-for-nobody"
OTHER = "canary-ooGh5ahb-neither-does-this"
SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW
MIB = 1 << 20
BAD_SECRET = "me.phyllo.Frond.VmmHelper1.Error.InvalidArgument.BadSecret"
GREETING = b"decrypted\r\n"
# Prints the greeting on the first serial port, again and again.
BOOT = bytes.fromhex("31c0 8ed8 fc baf803 be167c ac 84c0 74f8 ee ebf8 f4 ebfd") + GREETING + b"\0"


def sealed(text):
    fd = os.memfd_create("secret", os.MFD_ALLOW_SEALING)
    os.write(fd, text.encode())
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, SEALS)
    return fd


def virsh(*arguments):
    return subprocess.run(["virsh", "-c", "qemu:///system", *arguments], capture_output=True, text=True, check=True).stdout


def secrets():
    return [line.split()[0] for line in virsh("secret-list").splitlines()[2:] if line.strip()]


class Secrets(SystemTestCase):
    def setUp(self):
        super().setUp()
        self.capture = open("/tmp/monitor", "wb")
        self.monitor = subprocess.Popen(["dbus-monitor", "--system"], stdout=self.capture, stderr=subprocess.DEVNULL)
        self.alice = self.world.helper("alice")

    def tearDown(self):
        self.monitor.kill()
        self.monitor.wait()
        self.capture.close()
        super().tearDown()

    def create(self, passphrase=CANARY, source=True, **more):
        image = "/tmp/image.raw"
        with open(image, "wb") as file:
            file.write(BOOT.ljust(510, b"\0") + b"\x55\xaa")
            file.truncate(16 * MIB)
        disk = {"size": GLib.Variant("t", 16 * MIB), "encrypt": GLib.Variant("b", True)}
        media, fds = [], []
        if source:
            disk["source-format"] = GLib.Variant("s", "raw")
            media.append(("disk0", len(fds)))
            fds.append(os.open(image, os.O_RDONLY))
        if passphrase is not None:
            media.append(("secret", len(fds)))
            fds.append(sealed(passphrase))
        spec = {"name": GLib.Variant("s", "Safe"), "memory": GLib.Variant("t", 128 * MIB), "vcpus": GLib.Variant("u", 1),
                "firmware": GLib.Variant("s", "bios"), "tpm": GLib.Variant("b", False),
                "disks": GLib.Variant("aa{sv}", [disk])} | more
        job = self.alice.call("/me/phyllo/Frond/VmmHelper1", "Manager", "CreateMachine",
                              GLib.Variant("(sa{sv}a(sh))", (new_request(), spec, media)), fds)[0][0]
        return self.alice.wait_job(job, PATIENCE)["machine"]

    def start(self, path, passphrase):
        media, fds = ([("secret", 0)], [sealed(passphrase)]) if passphrase is not None else ([], [])
        job = self.alice.call(path, "Machine", "Start", GLib.Variant("(sa{sv}a(sh))", (new_request(), {}, media)), fds)[0][0]
        self.alice.wait_job(job, PATIENCE)

    def assert_bad(self, token, function, *arguments):
        with self.assertRaises((JobError, GLib.Error)) as raised:
            function(*arguments)
        text = str(raised.exception)
        self.assertIn(BAD_SECRET, text)
        self.assertIn(f"secret: {token}:", text)

    def find_canaries(self):
        """Wherever somebody could look later."""
        found = []
        words = [CANARY.encode(), OTHER.encode()]
        for root in (STATE, "/var/log", "/run/frond", "/tmp/logs", "/tmp/monitor", "/etc/libvirt", "/var/lib/libvirt",
                     "/var/cache/libvirt", "/run/libvirt"):
            done = subprocess.run(["grep", "-rlaF", "--devices=skip", *[f"-e{word.decode()}" for word in words], root],
                                  capture_output=True, text=True, check=False)
            found += done.stdout.split()
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            for name in ("cmdline", "environ"):
                try:
                    data = (process / name).read_bytes()
                except OSError:
                    continue
                if any(word in data for word in words):
                    found.append(f"{process}/{name}")
        return found

    def test_life(self):
        self.assert_bad("missing", self.create, None)
        path = self.create()
        disk, = STATE.glob("users/*/machines/*/disk0.qcow2")
        self.assertNotIn(GREETING, disk.read_bytes())
        spec = self.alice.call(path, "Machine", "GetConfig")[0][1]
        self.assertTrue(spec["disks"][0]["encrypt"])
        self.assert_bad("missing", self.start, path, None)
        self.assert_bad("wrong", self.start, path, OTHER)
        self.assertEqual(self.alice.state(path), STOPPED)
        self.start(path, CANARY)
        self.assertEqual(self.alice.state(path), RUNNING)
        self.assertEqual(secrets(), [], "a running guest needs no secret of libvirt's")
        name, = virsh("list", "--name").split()
        serial = os.open(virsh("ttyconsole", name).strip(), os.O_RDONLY | os.O_NOCTTY)
        text = b""
        while GREETING.strip() not in text:
            text += os.read(serial, 4096)
        os.close(serial)
        self.world.kill("helper")
        self.world.start_helper()
        self.alice = self.world.helper("alice")
        self.alice.wait_state(path, RUNNING, PATIENCE)
        self.assertEqual(self.find_canaries(), [])
        self.alice.wait_job(self.alice.stop(path, new_request()), PATIENCE)

    def test_change(self):
        path = self.create(source=False)
        arguments = GLib.Variant("(shh)", (new_request(), 0, 1))
        job = self.alice.call(path, "Machine", "ChangePassphrase", arguments, [sealed(CANARY), sealed(OTHER)])[0][0]
        self.alice.wait_job(job, PATIENCE)
        self.assert_bad("wrong", self.start, path, CANARY)
        self.start(path, OTHER)
        self.assertEqual(self.alice.state(path), RUNNING)
        job = self.alice.call(path, "Machine", "ChangePassphrase", GLib.Variant("(shh)", (new_request(), 0, 1)),
                              [sealed(OTHER), sealed(CANARY)])[0][0]
        with self.assertRaisesRegex(JobError, "Busy"):
            self.alice.wait_job(job, PATIENCE)
        self.assertEqual(self.find_canaries(), [])
        self.alice.wait_job(self.alice.stop(path, new_request()), PATIENCE)

    def test_orphan(self):
        """What a helper that died in the middle of a start has left with libvirt goes with the next; others' stays."""
        for number, owner in (("1", "me.phyllo.Frond.VmmHelper1 of-another-life"), ("2", "somebody else's")):
            pathlib.Path("/tmp/secret.xml").write_text(
                "<secret ephemeral='yes' private='yes'>"
                f"<uuid>0e1ab3c4-98ee-4b7a-a96a-5f6b3c1d2e0{number}</uuid>"
                f"<description>{owner}</description></secret>")
            virsh("secret-define", "/tmp/secret.xml")
        self.addCleanup(virsh, "secret-undefine", "0e1ab3c4-98ee-4b7a-a96a-5f6b3c1d2e02")
        self.world.kill("helper")
        self.world.start_helper()
        self.world.helper("alice").machines()
        self.assertEqual(secrets(), ["0e1ab3c4-98ee-4b7a-a96a-5f6b3c1d2e02"])


if __name__ == "__main__":
    sys.exit(main())
