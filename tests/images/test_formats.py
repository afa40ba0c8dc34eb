# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images of every format that people have come out of the import byte for byte; qemu-img is the judge."""
import ctypes
import errno
import glob
import os
import shutil
import subprocess
import unittest

from imaging import MIB, ImagesTest, qemu_img

GIB = 1 << 30
# name: format, qemu-img's options, size of the disk
KINDS = {
    "raw": ("raw", [], 48 * MIB),
    "qcow2-2": ("qcow2", ["-o", "compat=0.10"], 48 * MIB),
    "qcow2-3": ("qcow2", ["-o", "compat=1.1"], 48 * MIB),
    "qcow2-compressed": ("qcow2", ["-c"], 48 * MIB),
    "qcow2-zstd": ("qcow2", ["-c", "-o", "compression_type=zstd"], 48 * MIB),
    "qcow2-extended-l2": ("qcow2", ["-o", "extended_l2=on,cluster_size=128k"], 48 * MIB),
    "qcow2-small-clusters": ("qcow2", ["-o", "cluster_size=512"], 48 * MIB),
    "vmdk-sparse": ("vmdk", ["-o", "subformat=monolithicSparse"], 48 * MIB),
    "vmdk-stream": ("vmdk", ["-o", "subformat=streamOptimized"], 48 * MIB),
    "vmdk-split-sparse": ("vmdk", ["-o", "subformat=twoGbMaxExtentSparse"], 5 * GIB),
    "vmdk-split-flat": ("vmdk", ["-o", "subformat=twoGbMaxExtentFlat"], 5 * GIB),
    "vmdk-flat": ("vmdk", ["-o", "subformat=monolithicFlat"], 48 * MIB),
    "vhdx": ("vhdx", [], 48 * MIB),
    "vhdx-fixed": ("vhdx", ["-o", "subformat=fixed"], 48 * MIB),
    "vhd-dynamic": ("vpc", ["-o", "subformat=dynamic,force_size=on"], 48 * MIB),
    "vhd-fixed": ("vpc", ["-o", "subformat=fixed,force_size=on"], 48 * MIB),
    "vhd-geometry": ("vpc", ["-o", "subformat=dynamic"], 48 * MIB),
    "vdi": ("vdi", [], 48 * MIB),
    "vdi-static": ("vdi", ["-o", "static=on"], 48 * MIB),
}


def forget_landlock():
    """From here on this process is on a kernel that does not have it."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    allow, no_such_call = 0x7FFF0000, 0x00050000 | errno.ENOSYS
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(allow)))
    call = library.seccomp_syscall_resolve_name(b"landlock_create_ruleset")
    library.seccomp_rule_add(context, ctypes.c_uint32(no_such_call), ctypes.c_int(call), ctypes.c_uint(0))
    if library.seccomp_load(context) != 0:
        raise OSError("seccomp")


class FormatsTest(ImagesTest):
    def make(self, kind):
        """The reference, and the files of an image of it: the descriptor first."""
        fmt, options, size = KINDS[kind]
        reference = self.make_raw(size)
        source = self.folder("source")
        first = os.path.join(source, "image." + fmt)
        qemu_img("convert", "-f", "raw", "-O", fmt, *options, reference, first)
        others = sorted(f for f in glob.glob(source + "/*") if f != first)
        return reference, [first] + others

    def check(self, kind):
        fmt, _, size = KINDS[kind]
        reference, files = self.make(kind)
        into = self.folder("machine")
        result = self.run_import(fmt, files, into)
        self.assertTrue(result.ok, result.line)
        disk = self.disk(into, result)
        self.assertEqual(result.format, fmt if fmt in ("raw", "qcow2") else "qcow2")
        self.assertEqual(result.size % MIB, 0)
        self.assertIn("identical", qemu_img("compare", "-f", "raw", "-F", result.format, reference, disk))
        self.assertEqual(os.listdir(into), [os.path.basename(disk)], "something else was left behind")
        if result.format == "qcow2":
            self.assertIn("No errors", qemu_img("check", "-f", "qcow2", disk))
            self.assertNotIn("backing", qemu_img("info", "--output=json", "-f", "qcow2", disk))

    def test_grown(self):
        for number, kind in enumerate(("raw", "qcow2-3", "vdi")):
            fmt, _, _ = KINDS[kind]
            reference, files = self.make(kind)
            into = self.folder(f"grown{number}")
            result = self.run_import(fmt, files, into, size=96 * MIB)
            self.assertEqual(result.size, 96 * MIB, result.line)
            self.assertIn(f'"virtual-size": {96 * MIB}',
                          qemu_img("info", "--output=json", "-f", result.format, self.disk(into, result)))
            self.assertIn("identical", qemu_img("compare", "-f", "raw", "-F", result.format, reference,
                                                self.disk(into, result)))
            shutil.rmtree(self.path("source"))

    def test_never_shrunk(self):
        _, files = self.make("qcow2-3")
        result = self.run_import("qcow2", files, self.folder("machine"), size=MIB)
        self.assertEqual(result.size, 48 * MIB, result.line)

    def test_odd_size_is_rounded_up(self):
        path = self.path("odd.raw")
        with open(path, "wb") as out:
            out.write(b"x" * (MIB + 5))
        result = self.run_import("raw", [path], self.folder("machine"))
        self.assertEqual(result.size, 2 * MIB, result.line)

    def test_raw_is_never_probed(self):
        """A raw disk whose guest has written the header of another format stays raw, with the bytes that it has."""
        path = self.path("trap.raw")
        qemu_img("create", "-f", "qcow2", path, "64M")
        with open(path, "r+b") as out:
            out.truncate(2 * MIB)
        into = self.folder("machine")
        result = self.run_import("raw", [path], into)
        self.assertEqual((result.format, result.size), ("raw", 2 * MIB), result.line)
        with open(path, "rb") as one, open(self.disk(into, result), "rb") as other:
            self.assertEqual(one.read(), other.read())

    def test_shared(self):
        """One base for all machines, each of which is a folder that is complete by itself."""
        for number, kind in enumerate(("raw", "qcow2-compressed", "vmdk-stream")):
            fmt, _, _ = KINDS[kind]
            reference, files = self.make(kind)
            results = []
            for machine in range(3):
                into = self.folder(f"shared{number}-{machine}")
                results.append(self.run_import(fmt, files, into, size=64 * MIB, shared=True))
                self.assertTrue(results[-1].ok, results[-1].line)
                self.assertIn("identical", qemu_img("compare", "-f", "raw", "-F", results[-1].format, reference,
                                                    self.disk(into, results[-1])))
            print(f"# {kind}: first {results[0].micros / 1000:.1f} ms, again "
                  f"{results[1].micros / 1000:.1f} ms, {results[2].micros / 1000:.1f} ms")
            if results[0].base == "none":
                continue  # the file system shares by itself
            self.assertEqual(results[0].base, fmt if fmt in ("raw", "qcow2") else "qcow2")
            inodes = {os.stat(self.path(f"shared{number}-{m}", "disk0.base")).st_ino for m in range(3)}
            self.assertEqual(len(inodes), 1, "the machines do not share one file")
            moved = self.path(f"moved{number}")
            os.rename(self.path(f"shared{number}-1"), moved)
            shutil.rmtree(self.path(f"shared{number}-0"))
            self.assertIn("identical", qemu_img("compare", "-f", "raw", "-F", "qcow2", reference,
                                                os.path.join(moved, "disk0.qcow2")))
            shutil.rmtree(self.path("source"))

    def test_changed_image_is_another_base(self):
        _, files = self.make("raw")
        first = self.run_import("raw", files, self.folder("one"), shared=True)
        with open(files[0], "r+b") as out:
            out.seek(5 * MIB)
            out.write(b"changed")
        self.run_import("raw", files, self.folder("two"), shared=True)
        self.assertIn("identical", qemu_img("compare", "-f", "raw", "-F", first.format if first.base == "none"
                                            else "qcow2", files[0], self.disk(self.path("two"), first)))

    def run_in_room(self, mebibytes, fmt, files):
        """Imports into a file system that has only so much room; None where none can be mounted."""
        script = ('mount -t tmpfs -o size=%dm none "$1" || exit 77; shift; "$@"; '
                  'echo "left $(ls -A "$4" | wc -l)"' % mebibytes)
        into = self.folder("machine")
        done = subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", into, os.environ["FROND_IMPORT_IMAGE"], fmt, "0",
                               "own", into, "-", *files], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            self.skipTest("no file system can be mounted here")
        return done.stdout.splitlines()

    def test_no_room(self):
        path = self.path("large.raw")
        with open(path, "wb") as out:
            out.write(os.urandom(16 * MIB))
        lines = self.run_in_room(8, "raw", [path])
        self.assertRegex(lines[0], r"^refused NoSpace disk0: .*\(16777216 bytes needed\)$")
        self.assertEqual(lines[-1], "left 0")

    def test_full_in_the_middle(self):
        """A small image can hold a large disk: it is noticed before nothing is left for others."""
        path, image = self.path("alike.raw"), self.path("alike.vmdk")
        with open(path, "wb") as out:
            out.write(b"frond" * (64 * MIB // 5))
        qemu_img("convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=streamOptimized", path, image)
        lines = self.run_in_room(24, "vmdk", [image])
        self.assertRegex(lines[0], r"^refused NoSpace disk0: ")

    def test_without_fence(self):
        """On a kernel without Landlock nothing is converted, and what needs no tool still works."""
        _, vdi = self.make("vdi")
        raw = [self.path("reference.raw")]
        qemu_img("convert", "-f", "raw", "-O", "qcow2", raw[0], self.path("image.qcow2"))
        refused = self.run_import("vdi", vdi, self.folder("one"), before=forget_landlock)
        self.assertEqual((refused.ok, refused.error), (False, "Unsupported"), refused.line)
        self.assertTrue(refused.message.startswith("convert-fence: "), refused.line)
        self.assertTrue(self.run_import("raw", raw, self.folder("two"), shared=True, before=forget_landlock).ok)
        self.assertTrue(self.run_import("qcow2", [self.path("image.qcow2")], self.folder("three"), before=forget_landlock).ok)
        self.assertEqual(os.listdir(self.path("one")), [])

    def test_tool_missing_child(self):
        _, files = self.make("vdi")
        child = os.environ.pop("FROND_IMAGE_CHILD")
        os.environ["FROND_IMAGE_CHILD"] = "/nonexistent"
        try:
            result = self.run_import("vdi", files, self.folder("machine"))
        finally:
            os.environ["FROND_IMAGE_CHILD"] = child
        self.assertFalse(result.ok)


for name in KINDS:
    setattr(FormatsTest, "test_" + name.replace("-", "_"), lambda self, kind=name: self.check(kind))

if __name__ == "__main__":
    unittest.main()
