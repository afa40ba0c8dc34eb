#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices of the host: who may name them, what is asked before they go, and what never goes. umockdev shows
them to the helper alone, from a folder: libvirt is real and has none of them, so that no attachment of USB comes to its
end here."""

import os
import pathlib
import shutil
import signal
import sys
import tempfile

from frond_system.case import SystemTestCase, main
from frond_e2e.helper import error_name, new_request
from gi.repository import GLib

PATIENCE = 60
ROOT = "/me/phyllo/Frond/VmmHelper1"
PRELOAD = "libumockdev-preload.so.0"

DEVICE = bytes([18, 1, 0, 2, 0, 0, 0, 64, 0x6b, 0x1d, 4, 1, 0, 1, 1, 2, 3, 1])
CAMERA, KEYBOARD, MOUSE, CARD, STICK, HUB = ((14, 1, 0), (3, 1, 1), (3, 1, 2), (11, 0, 0), (8, 6, 80), (9, 0, 0))


def descriptors(*classes):
    configuration = bytes([9, 2, 0, 0, len(classes), 1, 0, 0x80, 50])
    return DEVICE + configuration + b"".join(bytes([9, 4, i, 0, 1, *c, 0]) for i, c in enumerate(classes))


class Devices(SystemTestCase):
    def setUp(self):
        super().setUp()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="frond-devices-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.put_usb("1-1", 3, CAMERA)
        self.restart()
        helper = self.world.helper("alice")
        self.path = helper.wait_job(helper.create(new_request(), "Cabinet"), PATIENCE)["machine"]

    def restart(self):
        self.open_up()
        self.world.kill("helper", signal.SIGTERM)
        self.world.start_helper(LD_PRELOAD=PRELOAD, UMOCKDEV_DIR=str(self.folder))

    def tearDown(self):
        config = pathlib.Path("/etc/frond/helper.conf")
        config.unlink(missing_ok=True)
        super().tearDown()

    def open_up(self):
        """Of the test's own user, who is root; the helper is not."""
        for folder, _, names in os.walk(self.folder):
            os.chmod(folder, 0o755)
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    os.chmod(path, 0o644)

    def put(self, bus, key, attributes):
        """A device in the folder, as sysfs would have it."""
        device = self.folder / "sys/devices/test" / key
        shutil.rmtree(device, ignore_errors=True)
        device.mkdir(parents=True)
        for name, value in attributes.items():
            (device / name).write_bytes(value if isinstance(value, bytes) else f"{value}\n".encode())
        link = self.folder / "sys/bus" / bus / "devices" / key
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(f"../../../devices/test/{key}")
        self.open_up()
        return device

    def put_usb(self, key, number, *classes, product="Thing"):
        self.put("usb", key, {"idVendor": "1d6b", "idProduct": "0104", "busnum": 1, "devnum": number,
                              "manufacturer": "Acme", "product": product, "descriptors": descriptors(*classes)})

    def put_pci(self, slot, kind, group=None, **attributes):
        key = f"0000:03:{slot}"
        device = self.put("pci", key, {"class": kind, "vendor": "0x8086", "device": "0x1533"} | attributes)
        if group is not None:
            members = self.folder / "sys/kernel/iommu_groups" / group / "devices"
            members.mkdir(parents=True, exist_ok=True)
            (device / "iommu_group").symlink_to(f"../../../kernel/iommu_groups/{group}")
            (members / key).symlink_to(f"../../../../devices/test/{key}")
        self.open_up()

    def list(self, user="alice", kind="usb"):
        return self.world.helper(user).call(ROOT, "Manager", "ListHostDevices",
                                            GLib.Variant("(s)", (kind,)))[0][0]

    def token(self, product="Thing", user="alice"):
        return next(token for token, values in self.list(user) if values["product"] == product)

    def refused(self, method, *arguments, user="alice", path=None):
        """(error, message) of a call that has to be refused."""
        types = {"AttachUsb": "(ss)", "DetachUsb": "(ss)", "AttachPci": "(sts)", "DetachPci": "(sts)"}
        with self.assertRaises(GLib.Error) as raised:
            self.world.helper(user).call(path or self.path, "Machine", method,
                                         GLib.Variant(types[method], (new_request(), *arguments)))
        return error_name(raised.exception).rsplit("Error.", 1)[-1], raised.exception.message.split(": ", 1)[-1]

    def start(self, user="alice", path=None):
        helper = self.world.helper(user)
        helper.wait_job(helper.start(path or self.path, new_request()), PATIENCE)

    def test_list(self):
        """What there is, by kinds; names that are of one user only, and the same each time."""
        self.put_usb("1-2", 4, KEYBOARD, product="Keys\u202eevil <b>")
        self.put_usb("1-3", 5, HUB, product="Hub")
        rows = {values["product"]: (token, values) for token, values in self.list()}
        self.assertEqual(set(rows), {"Thing", "Keys evil b", "Hub"})
        self.assertEqual(rows["Thing"][1]["sensitive"], "")
        self.assertEqual(rows["Keys evil b"][1]["sensitive"], "input")
        self.assertEqual((rows["Hub"][1]["sensitive"], rows["Hub"][1]["unavailable"]), ("hub", "hub"))
        self.assertEqual(self.token(), rows["Thing"][0])
        self.assertNotEqual(self.token(user="bob"), rows["Thing"][0])

    def test_tokens(self):
        """A name of somebody else's, or none at all, is not found, and nobody is asked."""
        self.start()
        stolen = self.token(user="bob")
        self.world.asked()
        for token in (stolen, "", "1-1", "x" * 4096):
            with self.subTest(token[:40]):
                self.assertEqual(self.refused("AttachUsb", token)[0], "NotFound")
        self.assertEqual(self.world.asked(), [])
        mine = self.token()
        self.world.answer("no", "attach-usb")
        self.addCleanup(self.world.answer, None, "attach-usb")
        self.assertEqual(self.refused("AttachUsb", mine, user="bob")[0], "NotFound")
        self.assertNotIn("attach-usb", [action for action, _ in self.world.asked()])

    def test_stopped(self):
        self.assertEqual(self.refused("AttachUsb", self.token())[0], "Busy")

    def test_c22_replug(self):
        """C22: another device at the same place and number: Conflict, and the name is dead."""
        self.start()
        token = self.token()
        self.world.asked()
        self.put_usb("1-1", 3, KEYBOARD)
        self.assertEqual(self.refused("AttachUsb", token)[0], "Conflict")
        self.assertEqual(self.refused("AttachUsb", token)[0], "NotFound")
        self.assertNotIn("attach-usb", [action for action, _ in self.world.asked()])
        self.assertNotEqual(self.token(), token)

    def test_c23_sensitive(self):
        """C23: keyboard, mouse, security key and disk in use need the stricter action; a hub never goes."""
        self.start()
        for number, (name, kind) in enumerate((("keyboard", KEYBOARD), ("mouse", MOUSE), ("card", CARD)), 10):
            self.put_usb(f"1-{number}", number, kind, product=name)
        self.put_usb("1-9", 9, HUB, product="hub")
        self.world.answer("no", "attach-usb-sensitive")
        self.addCleanup(self.world.answer, None, "attach-usb-sensitive")
        for name in ("keyboard", "mouse", "card"):
            with self.subTest(name):
                token = self.token(name)
                self.world.asked()
                self.assertTrue(self.refused("AttachUsb", token)[0].startswith("NotAuthorized"))
                self.assertIn(("attach-usb-sensitive", "alice"), self.world.asked())
        token = self.token("hub")
        self.world.asked()
        self.assertEqual(self.refused("AttachUsb", token), ("Unsupported", "device: hub: this device cannot be given "
                                                            "to a machine"))
        self.assertNotIn("attach-usb-sensitive", [action for action, _ in self.world.asked()])

    def test_c21_each_is_asked(self):
        """C21: what was given for one device or action is asked again for another, and for another machine."""
        self.put_usb("1-2", 4, KEYBOARD, product="keyboard")
        self.start()
        alice = self.world.helper("alice")
        other = alice.wait_job(alice.create(new_request(), "Other"), PATIENCE)["machine"]
        self.start(path=other)
        for path, product, action in ((self.path, "Thing", "attach-usb"), (self.path, "keyboard", "attach-usb-sensitive"),
                                      (other, "Thing", "attach-usb"), (other, "keyboard", "attach-usb-sensitive")):
            token = self.token(product)
            self.world.asked()
            # libvirt has no such device: it is asked, given, tried, and given back.
            self.assertNotIn(self.refused("AttachUsb", token, path=path)[0].split(".")[0], ("NotAuthorized", "Conflict"))
            self.assertIn((action, "alice"), self.world.asked())
        self.assertEqual({values["unavailable"] for _, values in self.list()}, {""})

    def test_c24_feature_off(self):
        """C24: without the administrator's word nothing goes, whatever polkit says."""
        self.put_pci("00.0", "0x030000", "14")
        row = self.list(kind="pci")
        self.assertEqual(row[0][1]["unavailable"], "disabled")
        self.world.asked()
        error, message = self.refused("AttachPci", 0, row[0][0])
        self.assertEqual((error, message.split(":")[1].strip()), ("HostPolicy", "disabled"))
        self.assertEqual(self.world.asked(), [])

    def enable_pci(self):
        config = pathlib.Path("/etc/frond/helper.conf")
        config.parent.mkdir(exist_ok=True)
        config.write_text("[pci]\nenabled=yes\n")
        self.restart()

    def test_c24_never(self):
        """C24: half a group, the screen of the computer, no IOMMU: refused before anybody is asked."""
        self.put_pci("00.0", "0x030000", "14", boot_vga="1")
        self.put_pci("00.1", "0x040300", "14")
        self.put_pci("01.0", "0x0c0330", None)
        self.enable_pci()
        wanted = {"display": ("HostPolicy", "boot-vga"), "audio": ("HostPolicy", "group"),
                  "controller": ("Unsupported", "no-iommu")}
        rows = {values["kind"]: (token, values) for token, values in self.list(kind="pci")}
        self.assertEqual(set(rows), set(wanted))
        self.world.asked()
        for kind, (error, reason) in wanted.items():
            with self.subTest(kind):
                self.assertEqual(rows[kind][1]["unavailable"], reason)
                got, message = self.refused("AttachPci", 0, rows[kind][0])
                self.assertEqual((got, message.split(":")[1].strip()), (error, reason))
        self.assertEqual(self.world.asked(), [])

    def test_pci_next_run(self):
        """A machine that is off has it from its next run on: nobody else can have it, and it can give it back."""
        self.put_pci("00.0", "0x030000", "14")
        self.put_pci("00.1", "0x040300", "14")
        self.enable_pci()
        alice = self.world.helper("alice")
        token = next(token for token, values in self.list(kind="pci") if values["kind"] == "display")
        self.world.asked()
        alice.call(self.path, "Machine", "AttachPci", GLib.Variant("(sts)", (new_request(), 0, token)))
        self.assertIn(("attach-pci", "alice"), self.world.asked())
        self.assertEqual({values["unavailable"] for _, values in self.list(kind="pci")}, {"in-use"})
        self.assertTrue(all("machine" in values for _, values in self.list(kind="pci")))
        self.assertTrue(all("machine" not in values for _, values in self.list("bob", "pci")))
        realised = alice.call(self.path, "Machine", "GetRealised")[0][0]
        self.assertEqual({device["kind"] for device in realised["devices"]}, {"display", "audio"})
        bob = self.world.helper("bob")
        other = bob.wait_job(bob.create(new_request(), "Bob's"), PATIENCE)["machine"]
        theirs = next(token for token, values in self.list("bob", "pci") if values["kind"] == "audio")
        self.assertEqual(self.refused("AttachPci", 0, theirs, user="bob", path=other)[0], "Busy")
        alice.call(self.path, "Machine", "DetachPci", GLib.Variant("(sts)", (new_request(), 0, token)))
        self.assertEqual({values["unavailable"] for _, values in self.list(kind="pci")}, {""})


if __name__ == "__main__":
    sys.exit(main())
