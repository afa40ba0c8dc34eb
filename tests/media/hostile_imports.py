# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that want something else than to be imported. Each is made in a folder of its own, beside which there is a file
that must never be read: a disk image like any other, with a mark in it."""

import bz2
import gzip
import io
import lzma
import os
import plistlib
import stat
import struct
import tarfile
import zipfile

MARK = "CANARY-5e1f"
MIB = 1 << 20


def disk(mark=""):
    """A disk of 1 MiB that a BIOS starts."""
    data = bytearray(MIB)
    data[0:2] = b"\xeb\xfe"
    data[510:512] = b"\x55\xaa"
    data[600:600 + len(mark)] = mark.encode()
    return bytes(data)


OVF = """<?xml version="1.0"?>%s
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
 xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
<References><File ovf:href="%s" ovf:id="f"/></References><DiskSection><Disk ovf:diskId="d" ovf:fileRef="f"/></DiskSection>
<VirtualSystem ovf:id="vm"><Name>%s</Name><VirtualHardwareSection><Item><rasd:HostResource>ovf:/disk/d</rasd:HostResource>
<rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>17</rasd:ResourceType></Item></VirtualHardwareSection>
</VirtualSystem></Envelope>"""
DOMAIN = """%s<domain type="kvm"><name>%s</name><memory>1</memory><devices><disk type="file" device="disk">
<driver type="raw"/><source file="%s"/></disk></devices></domain>"""
VBOX = """%s<VirtualBox><Machine name="%s"><MediaRegistry><HardDisks><HardDisk uuid="{a}" location="%s"/></HardDisks>
</MediaRegistry><Hardware><StorageControllers><StorageController type="AHCI"><AttachedDevice type="HardDisk">
<Image uuid="{a}"/></AttachedDevice></StorageController></StorageControllers></Hardware></Machine></VirtualBox>"""

# How a description may name what is not its own. %s: the folder with the canary in it.
OUTSIDE = ("../canary.img", "%s/canary.img", "a/../../canary.img", "./../canary.img", "file://%s/canary.img", "link.img",
           "folder-link/canary.img", "/dev/zero", "/proc/self/mem", "/proc/self/root%s/canary.img", "pipe.img",
           "..\\canary.img", "//%s/canary.img", "", ".", "..", "folder-link", "hole.img/../../canary.img",
           "json:{\"file\":{\"filename\":\"x\"}}", "nbd://localhost/x", "a\nb")


class Maker:
    def __init__(self, root):
        self.root = root
        self.paths = {}
        (root / "canary.img").write_bytes(disk(MARK))

    def folder(self, name):
        """With the traps that descriptions may name."""
        folder = self.root / name
        folder.mkdir()
        (folder / "link.img").symlink_to("../canary.img")
        (folder / "folder-link").symlink_to("..")
        os.mkfifo(folder / "pipe.img")
        return folder

    def add(self, name, data, file="a"):
        folder = self.folder(name)
        path = folder / file
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        self.paths[name] = path
        return folder


def descriptions(maker):
    for number, outside in enumerate(OUTSIDE):
        outside = outside.replace("%s", str(maker.root))
        quoted = outside.replace("&", "&amp;").replace('"', "&quot;").replace("\n", "&#10;")
        maker.add(f"ovf-outside-{number}", OVF % ("", quoted, "vm"), "a.ovf")
        maker.add(f"domain-outside-{number}", DOMAIN % ("", "vm", quoted), "a.xml")
        maker.add(f"vbox-outside-{number}", VBOX % ("", "vm", quoted), "a.vbox")
        maker.add(f"quickemu-outside-{number}", f'guest_os="linux"\ndisk_img="{outside}"\ndisk_format="raw"\n', "a.conf")
        maker.add(f"vmdk-outside-{number}",
                  f'# Disk DescriptorFile\nversion=1\nparentCID=ffffffff\nRW 2048 FLAT "{outside}" 0\n', "a.vmdk")


def xml(maker):
    root = maker.root
    laughs = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(12)) + "]>"
    entities = {
        "laughs": (laughs, "&m;"),
        "quadratic": (f"<!DOCTYPE x [<!ENTITY a '{'x' * 50000}'>]>", "&a;" * 5000),
        "file": (f"<!DOCTYPE x [<!ENTITY a SYSTEM 'file://{root}/canary.img'>]>", "&a;"),
        "host": ("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", "&a;"),
        "parameter": (f"<!DOCTYPE x [<!ENTITY % p SYSTEM 'file://{root}/canary.img'> %p;]>", "x"),
        "net": ("<!DOCTYPE x SYSTEM 'http://localhost:1/x.dtd'>", "&a;"),
        "loop": ("<!DOCTYPE x [<!ENTITY a '&b;'><!ENTITY b '&a;'>]>", "&a;"),
    }
    for name, (prolog, text) in entities.items():
        maker.add(f"xml-ovf-{name}", OVF % (prolog, "d.img", text), "a.ovf")
        maker.add(f"xml-domain-{name}", DOMAIN % ("<?xml version='1.0'?>" + prolog, text, "d.img"), "a.xml")
        maker.add(f"xml-utf16-{name}", (DOMAIN % ("<?xml version='1.0' encoding='UTF-16'?>" + prolog, text, "d.img"))
                  .encode("utf-16"), "a.xml")
    deep = "<domain type='kvm'>" + "<a>" * 200000 + "</a>" * 200000 + "</domain>"
    others = {"deep": deep, "deeper": "<a>" * 1000000, "attributes": "<domain " + " ".join(f"a{i}='1'" for i in range(99999)) + "/>",
              "nul": "<domain type='kvm'><name>a\0b</name><devices/></domain>", "open": "<domain", "empty": "<a/>",
              "huge-name": f"<domain type='kvm'><name>{'x' * 3000000}</name><devices/></domain>", "bytes": b"<domain>\xff\xfe\xfd</domain>",
              "xinclude": f"<domain xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='{root}/canary.img'/></domain>",
              "line": "<domain>" + "x" * (5 * MIB)}
    for name, text in others.items():
        maker.add(f"xml-{name}", text, "a.xml")


def quickemu(maker):
    lines = {"substitution": 'disk_img="$(cat ../canary.img)"', "backticks": "disk_img=`cat ../canary.img`",
             "variable": 'disk_img="${HOME}/x.img"', "itself": 'disk_img="${disk_img}"', "other": "disk_img=$UNKNOWN",
             "braces": 'disk_img="${guest_os"', "command": 'disk_img="x"; rm -rf ..', "pipe": "disk_img=x|y",
             "unclosed": 'disk_img="x', "unset": 'unset disk_img', "escape": 'disk_img="a\\"b"', "glob": "disk_img=*",
             "expansion": 'disk_img="${guest_os:-../canary.img}"', "arithmetic": 'disk_img="$((1))"',
             "nul": 'disk_img="a\0b"', "twice": 'disk_img="d.img"\ndisk_img="$(id)"', "long": 'disk_img="' + "a" * 9000 + '"'}
    for name, line in lines.items():
        maker.add(f"quickemu-{name}", f'guest_os="linux"\n{line}\n', "a.conf")
    many = maker.folder("quickemu-gigabyte")
    maker.paths["quickemu-gigabyte"] = many / "a.conf"
    with open(many / "a.conf", "wb") as file:
        file.write(b'guest_os="linux"\ndisk_img="')
        file.truncate(1 << 30)


def pack_tar(entries, **options):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", **options) as archive:
        for member, content in entries:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


def tar_member(name, kind=tarfile.REGTYPE, target=""):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


def tars(maker):
    good = OVF % ("", "d.img", "vm")
    target = str(maker.root / "canary.img")
    evil = {"parent": tar_member("../d.img"), "absolute": tar_member("/d.img"), "middle": tar_member("a/../../d.img"),
            "symlink": tar_member("d.img", tarfile.SYMTYPE, target), "hard-link": tar_member("d.img", tarfile.LNKTYPE, target),
            "character": tar_member("d.img", tarfile.CHRTYPE), "block": tar_member("d.img", tarfile.BLKTYPE),
            "pipe": tar_member("d.img", tarfile.FIFOTYPE), "backslash": tar_member("..\\d.img"),
            "control": tar_member("d\x07.img"), "empty-part": tar_member("a//d.img"),
            "folder-link": tar_member("a", tarfile.SYMTYPE, "..")}
    for name, member in evil.items():
        content = disk() if member.isreg() else b""
        entries = [(tar_member("a.ovf"), good.encode()), (member, content)]
        maker.add(f"tar-{name}", pack_tar(entries, format=tarfile.GNU_FORMAT), "a.ova")
        maker.add(f"tar-pax-{name}", pack_tar(entries, format=tarfile.PAX_FORMAT), "a.ova")
    twice = [(tar_member("a.ovf"), good.encode()), (tar_member("d.img"), disk()), (tar_member("d.img"), disk(MARK))]
    maker.add("tar-twice", pack_tar(twice), "a.ova")
    maker.add("tar-many", pack_tar([(tar_member(f"f{i}"), b"") for i in range(5000)]), "a.ova")
    whole = pack_tar([(tar_member("a.ovf"), good.encode()), (tar_member("d.img"), disk())])
    for length in (300, 512, 700, 1024, 2048, 2600, 100000, 500000):
        maker.add(f"tar-cut-{length}", whole[:length], "a.ova")
    huge = bytearray(whole)
    huge[124:136] = b"\x80" + b"\x7f" * 11
    maker.add("tar-huge", bytes(huge), "a.ova")
    maker.add("tar-nested", gzip.compress(gzip.compress(gzip.compress(whole))), "a.tar.gz")
    maker.add("tar-compressed-bomb", b"".join([gzip.compress(pack_tar([(tar_member("d"), bytes(64 * MIB))])[:-10240])] * 20),
              "a.tar.gz")


def zips(maker):
    def pack(name, content, attributes=0, flags=0):
        data = io.BytesIO()
        info = zipfile.ZipInfo(name)
        info.external_attr, info.create_system = attributes << 16, 3
        info.compress_type = zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr(info, content)
        packed = bytearray(data.getvalue())
        if flags:
            packed[6] |= flags
            packed[packed.rindex(b"PK\1\2") + 8] |= flags
        return bytes(packed)

    maker.add("zip-slip", pack("../../d.img", disk()), "a.zip")
    maker.add("zip-absolute", pack("/d.img", disk()), "a.zip")
    maker.add("zip-symlink", pack("d.img", str(maker.root / "canary.img"), stat.S_IFLNK | 0o777), "a.zip")
    maker.add("zip-device", pack("d.img", b"", stat.S_IFCHR | 0o666), "a.zip")
    maker.add("zip-encrypted", pack("d.img", disk(), flags=1), "a.zip")
    maker.add("zip-empty", b"PK\3\4" + bytes(100), "a.zip")
    whole = pack("d.img", disk())
    for length in (10, 40, 100, len(whole) // 2, len(whole) - 10):
        maker.add(f"zip-cut-{length}", whole[:length], "a.zip")
    # What is behind the boot sector is the same zeros again and again.
    zeros = bytes(64 * MIB)
    for ending, compress, times in (("gz", gzip.compress, 10), ("xz", lzma.compress, 40), ("bz2", bz2.compress, 40)):
        maker.add(f"bomb-{ending}", compress(disk()) + compress(zeros) * times, f"a.img.{ending}")
        maker.add(f"cut-{ending}", compress(disk(MARK[:3] + os.urandom(2000).hex()))[:-30], f"a.img.{ending}")


def plists(maker):
    machine = {"Backend": "QEMU", "ConfigurationVersion": 4, "Information": {"Name": "x"},
               "System": {"Architecture": "x86_64"}, "QEMU": {}}
    names = {"parent": "../../canary.img", "absolute": str(maker.root / "canary.img"), "link": "link.img", "slash": "a/b.img"}
    for kind in (plistlib.FMT_XML, plistlib.FMT_BINARY):
        for name, image in names.items():
            drives = [{"ImageName": image, "ImageType": "Disk", "Interface": "VirtIO"}]
            folder = maker.add(f"utm-{name}-{kind.name}", plistlib.dumps(machine | {"Drive": drives}, fmt=kind), "config.plist")
            (folder / "Data").mkdir()
            (folder / "Data/link.img").symlink_to("../../canary.img")
        folder = maker.add(f"utm-data-link-{kind.name}",
                           plistlib.dumps(machine | {"Drive": [{"ImageName": "canary.img", "ImageType": "Disk"}]}, fmt=kind),
                           "config.plist")
        (folder / "Data").symlink_to("..")
    whole = plistlib.dumps(machine, fmt=plistlib.FMT_BINARY)
    for length in range(8, len(whole), max(1, len(whole) // 12)):
        maker.add(f"plist-cut-{length}", whole[:length], "config.plist")

    def binary(objects, top=0, reference=1):
        body, offsets = b"bplist00", []
        for item in objects:
            offsets.append(len(body))
            body += item
        table = len(body)
        body += b"".join(struct.pack(">H", offset) for offset in offsets)
        return body + bytes(6) + bytes([2, reference]) + struct.pack(">QQQ", len(objects), top, table)

    maker.add("plist-itself", binary([b"\xa1\x00"]), "config.plist")
    maker.add("plist-key-itself", binary([b"\xd1\x00\x00"]), "config.plist")
    maker.add("plist-exponential", binary([bytes([0xaf, 0x10, 30]) + bytes([i + 1] * 30) for i in range(60)] + [b"\x09"]), "config.plist")
    maker.add("plist-count", binary([b"\xaf\x13" + b"\xff" * 8]), "config.plist")
    maker.add("plist-string", binary([b"\x5f\x13" + b"\x7f" * 8]), "config.plist")
    maker.add("plist-top", binary([b"\x09"], top=1 << 60), "config.plist")
    maker.add("plist-zero", binary([b"\x09"], reference=0), "config.plist")
    maker.add("plist-deep", "<plist>" + "<array>" * 5000 + "</array>" * 5000 + "</plist>", "config.plist")
    trap = maker.folder("utm-pipe")
    os.mkfifo(trap / "config.plist")
    maker.paths["utm-pipe"] = trap
    link = maker.folder("utm-link")
    (link / "config.plist").symlink_to("../canary.img")
    maker.paths["utm-link"] = link


def make(root):
    """{name: path} of files of which none may be imported."""
    maker = Maker(root)
    for part in (descriptions, xml, quickemu, tars, zips, plists):
        part(maker)
    return maker.paths


def make_unknown(root):
    """Ordinary files that are none of a machine."""
    contents = {"text": b"words\n" * 50, "json": b'{"disk_img": 1}', "html": b"<html><body/></html>", "svg": b"<svg xmlns='x'/>",
                "png": b"\x89PNG\r\n\x1a\n" + bytes(100), "jpeg": b"\xff\xd8\xff\xe0" + bytes(600), "pdf": b"%PDF-1.7\n",
                "elf": b"\x7fELF" + bytes(600), "script": b"#!/bin/sh\nexit 0\n", "zeros": bytes(MIB), "noise": os.urandom(MIB),
                "one": b"x", "ini": b"[a]\nb=c\n", "shell": b'guest="x"\ndisk="y"\n', "mbox": b"From a\n" + b"x" * 5000,
                "plist": plistlib.dumps({"a": 1}), "binary-plist": plistlib.dumps({"a": 1}, fmt=plistlib.FMT_BINARY),
                "utf16": "guest_os".encode("utf-16"), "gzip": gzip.compress(b"words"), "xz": lzma.compress(b"words" * 999),
                "seven": b"7z\xbc\xaf\x27\x1c" + bytes(100), "sqlite": b"SQLite format 3\0" + bytes(1000)}
    paths = {}
    for name, content in contents.items():
        paths[name] = root / f"unknown-{name}"
        paths[name].write_bytes(content)
    return paths
