#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks and machines of other managers: dropped, or found on this computer, copied, and started. Clicks are counted."""

import hashlib
import os
import pathlib
import subprocess
import tarfile

from frond_e2e.case import BOOT_SECONDS, GUESTS, TESTS, FrondTestCase, main
from frond_e2e.desktop import BUTTONS
from frond_e2e.helper import RUNNING, STOPPED

IMPORT = "^Import a Machine$"
SWITCHES = ("switch", "toggle button", "check box")

OVF = """<?xml version="1.0"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
 xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
 <References><File ovf:href="disk.vmdk" ovf:id="file1"/></References>
 <DiskSection><Disk ovf:diskId="vmdisk1" ovf:fileRef="file1"/></DiskSection>
 <VirtualSystem ovf:id="vm"><Name>Packed</Name><VirtualHardwareSection>
  <Item><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType>
   <rasd:VirtualQuantity>1</rasd:VirtualQuantity></Item>
  <Item><rasd:InstanceID>2</rasd:InstanceID><rasd:ResourceType>4</rasd:ResourceType>
   <rasd:VirtualQuantity>256</rasd:VirtualQuantity></Item>
  <Item><rasd:HostResource>ovf:/disk/vmdisk1</rasd:HostResource><rasd:InstanceID>3</rasd:InstanceID>
   <rasd:ResourceType>17</rasd:ResourceType></Item>
 </VirtualHardwareSection></VirtualSystem></Envelope>
"""

VBOX = """<?xml version="1.0"?>
<VirtualBox xmlns="http://www.virtualbox.org/" version="1.19-linux">
 <Machine uuid="{1}" name="Work laptop" OSType="Other"><MediaRegistry><HardDisks>
   <HardDisk uuid="{aa}" location="work.vdi" format="VDI" type="Normal"/></HardDisks></MediaRegistry>
  <Hardware><CPU count="1"/><Memory RAMSize="256"/><StorageControllers><StorageController name="SATA" type="AHCI">
   <AttachedDevice type="HardDisk" port="0" device="0"><Image uuid="{aa}"/></AttachedDevice>
  </StorageController></StorageControllers></Hardware></Machine></VirtualBox>
"""

REGISTRY = """<VirtualBox xmlns="http://www.virtualbox.org/"><Global><MachineRegistry>
 <MachineEntry uuid="{1}" src="%s"/></MachineRegistry></Global></VirtualBox>
"""


class Import(FrondTestCase):
    def convert(self, form, target, *options):
        """The 512-byte guest as an image of that form."""
        subprocess.run([TESTS / "guests/build-guests.sh", "bootsec"], check=True, stdout=subprocess.DEVNULL,
                       env=os.environ | {"FROND_GUESTS_DIR": str(GUESTS)})
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["qemu-img", "convert", "-O", form, *options, GUESTS / "bootsec.img", target], check=True)
        return target

    @property
    def home(self):
        return pathlib.Path(self.session.environment["HOME"])

    def digest(self, path):
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def sheet(self):
        return self.desktop.find(IMPORT, "dialog")

    def press_import(self, root):
        self.desktop.press("^Import$", BUTTONS, root=root)

    def test_drop_disk(self):
        """A drop and one click make the machine; one more starts it at once."""
        disk = self.convert("qcow2", self.home / "router.qcow2")
        before = self.digest(disk)
        window = self.launch()
        self.drag_files([disk], window, "^Drop to Create a Machine$")
        sheet = self.sheet()
        self.desktop.find("^Disk Image “router”$", root=sheet)
        self.picture("sheet")
        self.desktop.clicks = 0
        self.desktop.press("^Start It Afterwards$", SWITCHES, root=sheet)
        self.press_import(sheet)
        self.helper.wait_state(self.the_machine(), RUNNING, BOOT_SECONDS)
        self.expect_picture("router", 16)
        self.assertEqual(self.desktop.clicks, 2)
        self.assertEqual(self.digest(disk), before, "the original was changed")

    def test_appliance(self):
        """An OVA from the command line; it is not started unless somebody says so."""
        folder = self.home / "ova"
        self.convert("vmdk", folder / "disk.vmdk", "-o", "subformat=streamOptimized")
        (folder / "packed.ovf").write_text(OVF)
        with tarfile.open(self.home / "packed.ova", "w", format=tarfile.USTAR_FORMAT) as archive:
            for name in ("packed.ovf", "disk.vmdk"):
                archive.add(folder / name, name)
        self.launch(self.home / "packed.ova")
        self.desktop.find("^Appliance “Packed”$", root=self.sheet())
        self.desktop.clicks = 0
        self.press_import(self.sheet())
        self.desktop.gone(IMPORT, "dialog")
        self.helper.wait_state(self.the_machine(), STOPPED, BOOT_SECONDS)
        self.assertEqual(self.desktop.clicks, 1)
        self.picture("imported")
        self.assertEqual(self.leftovers(), [])

    def leftovers(self):
        """Files with a name below the folder where things are unpacked."""
        return [path for path in (pathlib.Path(self.session.environment["XDG_CACHE_HOME"]) / "frond/import").rglob("*")]

    def test_found(self):
        """A machine of VirtualBox, from the menu; the only one is ticked."""
        machine = self.home / "VirtualBox VMs/work/work.vbox"
        self.convert("vdi", machine.with_suffix(".vdi"))
        machine.write_text(VBOX)
        registry = pathlib.Path(self.session.environment["XDG_CONFIG_HOME"]) / "VirtualBox/VirtualBox.xml"
        registry.parent.mkdir(parents=True)
        registry.write_text(REGISTRY % machine)
        self.launch()
        self.desktop.clicks = 0
        self.menu("^Import From This Computer…$", button="^Main [Mm]enu$")
        dialog = self.desktop.find("^Import Machines$", "dialog")
        self.desktop.find("^Work laptop$", root=dialog)
        self.picture("found")
        self.press_import(dialog)
        self.desktop.gone("^Import Machines$", "dialog")
        self.assertEqual(self.desktop.clicks, 3)
        self.helper.wait_state(self.the_machine(), STOPPED, BOOT_SECONDS)
        self.assertEqual(self.machine_name(), "Work laptop")


if __name__ == "__main__":
    main()
