# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disk images that lie, always the same ones: each is (name, format, files, token that it is refused with or None).

None: it may be refused or converted; it only may do no harm."""
import os
import random
import struct

from imaging import MIB, qemu_img

SIZE = 4 * MIB


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def put(data, at, fmt, *values):
    struct.pack_into(fmt, data, at, *values)


class Maker:
    """Makes the corpus in FOLDER. CANARY: the path of a file that nobody may read by any of them."""

    def __init__(self, folder, canary):
        self.folder, self.canary = folder, canary
        self.rng = random.Random(20261125)
        self.cases = []
        self.whole = {}
        raw = self.file("disk.raw", random.Random(7).randbytes(256 * 1024) + bytes(SIZE - 256 * 1024))
        for name, fmt, options in [
            ("qcow2", "qcow2", []), ("qcow2-2", "qcow2", ["-o", "compat=0.10"]), ("vdi", "vdi", []), ("vhdx", "vhdx", []),
            ("vpc", "vpc", ["-o", "subformat=dynamic,force_size=on"]),
            ("vpc-fixed", "vpc", ["-o", "subformat=fixed,force_size=on"]), ("vmdk", "vmdk", []),
            ("stream", "vmdk", ["-o", "subformat=streamOptimized"]),
        ]:
            path = os.path.join(folder, "whole-" + name)
            qemu_img("convert", "-f", "raw", "-O", fmt, *options, raw, path)
            with open(path, "rb") as whole:
                self.whole[name] = whole.read()

    def file(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as out:
            out.write(data)
        return path

    def add(self, name, fmt, data, token, *more):
        files = [self.file(name, data)] + [self.file(f"{name}-{i}", extra) for i, extra in enumerate(more, 1)]
        self.cases.append((name, fmt, files, token))

    def patched(self, whole, *patches):
        data = bytearray(self.whole[whole])
        for at, fmt, value in patches:
            put(data, at, fmt, value)
        return data

    # qcow2: big-endian

    def qcow2_named(self, name, extension=False):
        """A header that names something: as its backing file, or by an extension as its data file."""
        data = bytearray(self.whole["qcow2"])
        text = name.encode()
        at = 512
        data[at:at + len(text)] = text
        if extension:
            length = struct.unpack_from(">I", data, 100)[0]
            put(data, 72, ">Q", 4)
            put(data, length, ">II", 0x44415441, len(text))
            data[length + 8:length + 8 + len(text)] = text
            put(data, length + 8 + (len(text) + 7) // 8 * 8, ">II", 0, 0)
        else:
            put(data, 8, ">QI", at, len(text))
        return data

    def make_qcow2(self):
        names = [self.canary, "../canary", "canary", "/etc/passwd", "/proc/self/environ", "/dev/sda", "nbd://localhost:10809",
                 "ssh://localhost/etc/passwd", "https://localhost/x", "fat:rw:/tmp", "host_device:/dev/sda", "fd:3",
                 'json:{"driver":"file","filename":"%s"}' % self.canary,
                 'json:{"driver":"raw","file":{"driver":"file","filename":"%s"}}' % self.canary,
                 'json:{"driver":"nbd","path":"/run/x"}', "blkdebug::" + self.canary, "a" * 1023]
        for i, name in enumerate(names):
            self.add(f"backing-{i}", "qcow2", self.qcow2_named(name), "backing")
            self.add(f"data-file-{i}", "qcow2", self.qcow2_named(name[:200], True), "data-file")
        header = [
            ("magic", (0, ">I", 0), "format"), ("version-1", (4, ">I", 1), "unsupported"),
            ("version-4", (4, ">I", 4), "unsupported"), ("clusters-0", (20, ">I", 0), "damaged"),
            ("clusters-63", (20, ">I", 63), "damaged"), ("clusters-all", (20, ">I", 2**32 - 1), "damaged"),
            ("size-64T", (24, ">Q", 64 << 40), "size"), ("size-all", (24, ">Q", 2**64 - 1), "size"),
            ("size-0", (24, ">Q", 0), "size"), ("size-3T", (24, ">Q", 3 << 40), "size"),
            ("encrypted-1", (32, ">I", 1), "encrypted"), ("encrypted-2", (32, ">I", 2), "encrypted"),
            ("encrypted-99", (32, ">I", 99), "encrypted"), ("l1-0", (36, ">I", 0), "damaged"),
            ("l1-all", (36, ">I", 2**32 - 1), "damaged"), ("l1-far", (40, ">Q", 1 << 40), "truncated"),
            ("l1-odd", (40, ">Q", 0x30001), "damaged"), ("l1-end", (40, ">Q", 2**64 - 65536), "truncated"),
            ("refcounts-far", (48, ">Q", 1 << 50), "truncated"), ("refcounts-none", (56, ">I", 0), "damaged"),
            ("refcounts-all", (56, ">I", 2**32 - 1), "damaged"), ("snapshots", (60, ">I", 1), "snapshots"),
            ("snapshots-32768", (60, ">I", 32768), "snapshots"), ("snapshots-all", (60, ">I", 2**32 - 1), "snapshots"),
            ("dirty", (72, ">Q", 1), "unclean"), ("corrupt", (72, ">Q", 2), "unclean"),
            ("data-file-bit", (72, ">Q", 4), "data-file"), ("unknown-bit", (72, ">Q", 1 << 40), "unsupported"),
            ("data-file-raw", (88, ">Q", 2), "data-file"), ("refcount-order", (96, ">I", 7), "damaged"),
            ("header-0", (100, ">I", 0), "damaged"), ("header-all", (100, ">I", 2**32 - 8), "damaged"),
            ("header-odd", (100, ">I", 105), "damaged"),
        ]
        for name, patch, token in header:
            self.add("qcow2-" + name, "qcow2", self.patched("qcow2", patch), token)
        self.add("qcow2-zip", "qcow2", self.patched("qcow2", (72, ">Q", 8), (104, ">B", 9)), "unsupported")
        self.add("qcow2-cut-1", "qcow2", self.whole["qcow2"][:1], "format")
        for length in (4, 71, 103, 200, 70000):
            self.add(f"qcow2-cut-{length}", "qcow2", self.whole["qcow2"][:length], "truncated")
        self.add("qcow2-2-backing", "qcow2", self.patched("qcow2-2", (8, ">Q", 80), (16, ">I", 8)), "backing")
        endless = self.patched("qcow2")
        put(endless, struct.unpack_from(">I", endless, 100)[0], ">II", 0x12345678, 2**32 - 1)
        self.add("qcow2-extension", "qcow2", endless, "damaged")

    # vmdk: little-endian

    def text(self, *extents, kind="twoGbMaxExtentFlat", more=""):
        return ("# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\n" + more +
                f'createType="{kind}"\n\n# Extent description\n' + "\n".join(extents) + "\n").encode()

    def make_vmdk(self):
        names = [self.canary, "/etc/passwd", "../canary", "..", ".", "a/../../canary", "/proc/self/mem", "C:\\x", "nbd:x:1", "a/b",
                 'json:{"driver":"file"}', "", "x" * 300]
        for i, name in enumerate(names):
            for kind, extent in (("twoGbMaxExtentFlat", "FLAT"), ("monolithicSparse", "SPARSE"), ("vmfs", "VMFS")):
                tail = " 0" if extent != "SPARSE" else ""
                self.add(f"vmdk-{extent}-{i}", "vmdk", self.text(f'RW 8 {extent} "{name}"{tail}', kind=kind), "extents",
                         bytes(8192))
        flat = 'RW 8 FLAT "a.vmdk" 0'
        cases = [
            ("alone", self.text(flat), "extents", []),
            ("two-for-one", self.text(flat), "extents", [bytes(8192), bytes(8192)]),
            ("one-for-two", self.text(flat, 'RW 8 FLAT "b.vmdk" 0'), "extents", [bytes(8192)]),
            ("twice", self.text(flat, flat), "extents", [bytes(8192), bytes(8192)]),
            ("short-piece", self.text('RW 800 FLAT "a.vmdk" 0'), "truncated", [bytes(8192)]),
            ("far-piece", self.text('RW 8 FLAT "a.vmdk" 4294967290'), "truncated", [bytes(8192)]),
            ("endless", self.text('RW 9999999999999 FLAT "a.vmdk" 0'), "extents", [bytes(8192)]),
            ("negative", self.text('RW -8 FLAT "a.vmdk" 0'), "extents", [bytes(8192)]),
            ("device", self.text('RW 8 VMFSRAW "a.vmdk" 0'), "extents", [bytes(8192)]),
            ("esx", self.text(flat, kind="vmfsRaw"), "unsupported", [bytes(8192)]),
            ("no-kind", b"# Disk DescriptorFile\n" + flat.encode(), "format", [bytes(8192)]),
            ("parent", self.text(flat, more="parentCID=11111111\n"), "backing", [bytes(8192)]),
            ("hint", self.text(flat, more=f'parentFileNameHint="{self.canary}"\n'), "backing", [bytes(8192)]),
            ("hidden-hint", self.text(flat, more=f'x parentFileNameHint="{self.canary}"\n'), "backing", [bytes(8192)]),
            ("not-sparse", self.text('RW 8 SPARSE "a.vmdk"', kind="twoGbMaxExtentSparse"), "format", [bytes(8192)]),
            ("another-size", self.text('RW 8 SPARSE "a.vmdk"', kind="twoGbMaxExtentSparse"), "extents", [self.whole["vmdk"]]),
            ("many", self.text(*[f'RW 8 FLAT "{i}.vmdk" 0' for i in range(200)]), "extents", [bytes(8192)]),
            ("long", self.text(flat) + b"#" * 70000, None, [bytes(8192)]),
            ("not-text", b"# Disk DescriptorFile\n" + bytes(5000), "format", [bytes(8192)]),
        ]
        for name, text, token, more in cases:
            self.add("vmdk-text-" + name, "vmdk", text, token, *more)
        header = [
            ("magic", (0, "<I", 0), "format"), ("version", (4, "<I", 9), "unsupported"), ("capacity-0", (12, "<Q", 0), "size"),
            ("capacity-all", (12, "<Q", 2**64 - 1), "size"), ("grain-0", (20, "<Q", 0), "damaged"),
            ("grain-3", (20, "<Q", 3), "damaged"), ("grain-all", (20, "<Q", 2**63), "damaged"),
            ("descriptor-far", (28, "<Q", 1 << 40), "damaged"), ("descriptor-long", (36, "<Q", 2**60), "damaged"),
            ("entries-0", (44, "<I", 0), "damaged"), ("entries-all", (44, "<I", 2**32 - 1), "damaged"),
            ("directory-far", (56, "<Q", 1 << 40), "truncated"), ("compression", (77, "<H", 7), "unsupported"),
            ("directory-at-end", (56, "<Q", 2**64 - 1), "truncated"),
        ]
        for name, patch, token in header:
            self.add("vmdk-" + name, "vmdk", self.patched("vmdk", patch), token)
        inner = bytearray(self.whole["vmdk"])
        at = inner.index(b"parentCID=ffffffff")
        inner[at:at + 18] = b"parentCID=12345678"
        self.add("vmdk-inner-parent", "vmdk", inner, "backing")
        inner = bytearray(self.whole["vmdk"])
        at = inner.index(b"# The Disk Data Base")
        hint = f'parentFileNameHint="{self.canary}"\n'.encode()
        inner[at:at + len(hint)] = hint
        self.add("vmdk-inner-hint", "vmdk", inner, "backing")
        for length in (3, 511, 600, 1536):
            self.add(f"stream-cut-{length}", "vmdk", self.whole["stream"][:length], "truncated")
        self.add("stream-cut-half", "vmdk", self.whole["stream"][:len(self.whole["stream"]) // 2], "rejected")
        self.add("stream-footer", "vmdk", self.stream(), None)
        self.add("stream-footer-another", "vmdk", self.stream((12, "<Q", 16)), "damaged")
        self.add("stream-footer-64T", "vmdk", self.stream((12, "<Q", 64 << 31)), "size")
        self.add("stream-footer-again", "vmdk", self.stream((56, "<Q", 2**64 - 1)), "damaged")
        self.add("stream-footer-far", "vmdk", self.stream((56, "<Q", 1 << 40)), "truncated")
        self.add("stream-footer-none", "vmdk", self.stream()[:-512], "truncated")

    def stream(self, *patches):
        """As other programs write it: what counts is a second header at the end, which PATCHES change."""
        data = self.patched("stream", (56, "<Q", 2**64 - 1))
        footer = bytearray(self.whole["stream"][:512])
        for at, fmt, value in patches:
            put(footer, at, fmt, value)
        data += bytes(-len(data) % 512)
        return data + struct.pack("<QII", 1, 0, 3) + bytes(496) + footer + bytes(512)

    def make_vdi(self):
        for name, patch, token in [
            ("signature", (64, "<I", 0), "format"), ("version", (68, "<I", 1), "unsupported"), ("diff", (76, "<I", 4), "backing"),
            ("undo", (76, "<I", 3), "backing"), ("link", (424, "<I", 1), "backing"), ("parent", (440, "<I", 1), "backing"),
            ("size-64T", (368, "<Q", 64 << 40), "size"), ("size-0", (368, "<Q", 0), "size"),
            ("size-lie", (368, "<Q", 1 << 40), "damaged"), ("block", (376, "<I", 512), "damaged"),
            ("blocks-all", (384, "<I", 2**32 - 1), "damaged"), ("allocated-all", (388, "<I", 2**32 - 1), "damaged"),
            ("map-far", (340, "<I", 2**32 - 512), "damaged"), ("data-far", (344, "<I", 2**32 - 512), "truncated"),
            ("sector", (360, "<I", 1), "damaged"),
        ]:
            self.add("vdi-" + name, "vdi", self.patched("vdi", patch), token)
        for length in (1, 511, 1000, len(self.whole["vdi"]) - 300000):
            self.add(f"vdi-cut-{length}", "vdi", self.whole["vdi"][:length], "truncated")

    def vhdx_summed(self, at, length, *patches):
        data = self.patched("vhdx", *patches)
        put(data, at + 4, "<I", 0)
        put(data, at + 4, "<I", crc32c(bytes(data[at:at + length])))
        return data

    def make_vhdx(self):
        regions = 192 * 1024
        whole = self.whole["vhdx"]
        entries = [(regions + 16 + i * 32) for i in range(2)]
        metadata = next(struct.unpack_from("<Q", whole, at + 16)[0] for at in entries
                        if whole[struct.unpack_from("<Q", whole, at + 16)[0]:][:8] == b"metadata")
        file_item = whole.index(bytes.fromhex("3767a1ca36fa434db3b633f0aa44e76b"), metadata)
        file_value = metadata + struct.unpack_from("<I", whole, file_item + 16)[0]
        size_item = whole.index(bytes.fromhex("2442a52f1bcd7648b2115dbed83bf4b8"), metadata)
        size_value = metadata + struct.unpack_from("<I", whole, size_item + 16)[0]
        for name, data, token in [
            ("signature", self.patched("vhdx", (0, "<Q", 0)), "format"),
            ("headers", self.patched("vhdx", (65536, "<I", 0), (131072, "<I", 0)), "damaged"),
            ("log", self.vhdx_summed(65536, 4096, (65536 + 48, "<Q", 1), (65536 + 8, "<Q", 2**40)), "unclean"),
            ("sum", self.patched("vhdx", (regions + 100, "<I", 77)), "damaged"),
            ("regions-all", self.vhdx_summed(regions, 65536, (regions + 8, "<I", 2**32 - 1)), "damaged"),
            ("region-far", self.vhdx_summed(regions, 65536, (regions + 32, "<Q", 1 << 50)), "truncated"),
            ("region-first", self.vhdx_summed(regions, 65536, (regions + 32, "<Q", 0)), "damaged"),
            ("region-unknown", self.vhdx_summed(regions, 65536, (regions + 16, "<Q", 1), (regions + 44, "<I", 1)), "unsupported"),
            ("parent-bit", self.patched("vhdx", (file_value + 4, "<I", 2)), "backing"),
            ("block-0", self.patched("vhdx", (file_value, "<I", 0)), "damaged"),
            ("block-3", self.patched("vhdx", (file_value, "<I", 3 * MIB)), "damaged"),
            ("size-64T", self.patched("vhdx", (size_value, "<Q", 64 << 40)), "size"),
            ("size-1T", self.patched("vhdx", (size_value, "<Q", 2 << 40)), None),
            ("items-all", self.patched("vhdx", (metadata + 10, "<H", 65535)), "damaged"),
            ("item-far", self.patched("vhdx", (size_item + 16, "<I", 2**32 - 8)), "damaged"),
        ]:
            self.add("vhdx-" + name, "vhdx", data, token)
        locator = bytearray(whole)
        locator[size_item:size_item + 16] = bytes.fromhex("2d5fd3a80bb34d45abf7d3d84834ab0c")
        self.add("vhdx-locator", "vhdx", locator, "backing")
        for length in (5, 70000, 200000, 1200000):
            self.add(f"vhdx-cut-{length}", "vhdx", whole[:length], "truncated")

    def vpc_summed(self, whole, at, length, place, *patches):
        data = self.patched(whole, *patches)
        put(data, at + place, ">I", 0)
        put(data, at + place, ">I", ~sum(data[at:at + length]) & 0xFFFFFFFF)
        return data

    def make_vpc(self):
        def footer(*patches):
            return self.vpc_summed("vpc", 0, 512, 64, *patches)

        def header(*patches):
            return self.vpc_summed("vpc", 512, 1024, 36, *patches)

        end = len(self.whole["vpc-fixed"]) - 512
        for name, data, token in [
            ("sum", self.patched("vpc", (40, ">I", 1)), "damaged"), ("diff", footer((60, ">I", 4)), "backing"),
            ("kind", footer((60, ">I", 9)), "damaged"), ("fixed-first", footer((60, ">I", 2)), "damaged"),
            ("version", footer((12, ">I", 0x20000)), "unsupported"), ("size-64T", footer((48, ">Q", 64 << 40)), "size"),
            ("header-far", footer((16, ">Q", 1 << 50)), "truncated"), ("header-odd", footer((16, ">Q", 513)), "damaged"),
            ("header-sum", self.patched("vpc", (600, ">I", 1)), "damaged"),
            ("parent", header((512 + 40, ">I", 1)), "backing"), ("parent-name", header((512 + 64, ">I", 0x002F0065)), "backing"),
            ("locator", header((512 + 576, ">I", 0x57326B75)), "backing"), ("block-0", header((512 + 32, ">I", 0)), "damaged"),
            ("block-all", header((512 + 32, ">I", 1 << 31)), "damaged"), ("entries-0", header((512 + 28, ">I", 0)), "damaged"),
            ("entries-all", header((512 + 28, ">I", 2**32 - 1)), "damaged"),
            ("table-far", header((512 + 16, ">Q", 1 << 60)), "truncated"),
            ("fixed-lie", self.vpc_summed("vpc-fixed", end, 512, 64, (end + 48, ">Q", 1 << 40)), "truncated"),
            ("fixed-cut", self.whole["vpc-fixed"][:-512], "format"), ("short", self.whole["vpc"][:900], "truncated"),
        ]:
            self.add("vpc-" + name, "vpc", data, token)

    def make_raw(self):
        self.add("raw-qcow2", "raw", self.qcow2_named(self.canary), None)
        self.add("raw-tiny", "raw", b"x", "size")

    def make_fuzzed(self):
        """Whole images with some bytes of their headers changed; sums are put right, so that more is reached."""
        spans = {"qcow2": 600, "qcow2-2": 200, "vdi": 512, "vhdx": 1 << 20, "vpc": 2048, "vmdk": 2048, "stream": 2048}
        for name, span in spans.items():
            fmt = {"stream": "vmdk", "qcow2-2": "qcow2"}.get(name, name)
            for i in range(15):
                data = bytearray(self.whole[name])
                span_here = min(span, len(data))
                for _ in range(self.rng.randint(1, 4)):
                    at = self.rng.randrange(span_here)
                    data[at] = self.rng.choice([0, 1, 0x7F, 0x80, 0xFF, self.rng.randrange(256)])
                if fmt == "vpc":
                    put(data, 64, ">I", 0)
                    put(data, 64, ">I", ~sum(data[:512]) & 0xFFFFFFFF)
                    put(data, 512 + 36, ">I", 0)
                    put(data, 512 + 36, ">I", ~sum(data[512:1536]) & 0xFFFFFFFF)
                self.add(f"fuzzed-{name}-{i}", fmt, data, None)

    def make(self):
        for part in (self.make_qcow2, self.make_vmdk, self.make_vdi, self.make_vhdx, self.make_vpc, self.make_raw,
                     self.make_fuzzed):
            part()
        return self.cases
