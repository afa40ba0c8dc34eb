# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypted disks: made, filled from images, opened with the right passphrase alone, and given another one."""
import fcntl
import json
import os
import shutil
import struct
import subprocess
import unittest

from imaging import BAD_IMAGE, MIB, ImagesTest, qemu_img

FIRST = "correct horse, battery, staple"
SECOND = "another passphrase of a person"
BAD_FD, BAD_SECRET = "BadFd", "BadSecret"
SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW


def sealed(text, seals=SEALS):
    fd = os.memfd_create("secret", os.MFD_ALLOW_SEALING)
    os.write(fd, text.encode())
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, seals)
    return fd


class LuksTest(ImagesTest):
    def setUp(self):
        super().setUp()
        self.into = self.folder("machine")
        self.disk0 = os.path.join(self.into, "disk0.qcow2")

    def run_luks(self, *arguments, secret=FIRST, to=None):
        first = secret if isinstance(secret, int) else sealed(secret)
        second = sealed(to if to is not None else "unused")
        command = f'exec 3<&{first} 4<&{second}; exec "$@"'
        done = subprocess.run(["bash", "-c", command, "bash", os.environ["FROND_LUKS_DISK"], self.into, *arguments],
                              check=True, capture_output=True, text=True, timeout=170, pass_fds=(first, second))
        os.close(first)
        os.close(second)
        return done.stdout.strip()

    def check(self, text, name="disk0.qcow2"):
        return self.run_luks("check", name, secret=text)

    def assert_ok(self, line):
        self.assertTrue(line.startswith("ok "), line)

    def assert_refused(self, line, code, token):
        self.assertTrue(line.startswith(f"refused {code} ") and token in line, line)

    def decrypt(self, text=FIRST):
        """The content of the disk, as another program reads it."""
        out, secret = self.path("content.raw"), self.path("passphrase")
        with open(secret, "w", encoding="utf-8") as file:
            file.write(text)
        qemu_img("convert", "-O", "raw", "--object", f"secret,id=k,file={secret}", "--image-opts",
                 f"driver=qcow2,file.filename={self.disk0},encrypt.key-secret=k", out)
        os.unlink(secret)
        return out

    def test_made(self):
        line = self.run_luks("create", "disk0.qcow2", str(64 * MIB))
        self.assert_ok(line)
        print(f"# an encrypted disk is made in {int(line.split()[1]) / 1e6:.2f} s")
        luks = json.loads(qemu_img("info", "--output=json", self.disk0))["format-specific"]["data"]["encrypt"]
        self.assertEqual((luks["format"], luks["cipher-alg"], luks["cipher-mode"], luks["hash-alg"], luks["ivgen-alg"]),
                         ("luks", "aes-256", "xts", "sha256", "plain64"))
        self.assertEqual([slot["active"] for slot in luks["slots"]], [True] + 7 * [False])
        self.assertGreater(luks["slots"][0]["iters"], 100000)
        self.assertEqual(os.stat(self.disk0).st_mode & 0o777, 0o600)
        line = self.check(FIRST)
        self.assert_ok(line)
        print(f"# a passphrase is checked in {int(line.split()[1]) / 1e6:.2f} s")
        self.assert_refused(self.check(SECOND), BAD_SECRET, "secret: wrong:")
        self.assert_refused(self.check(FIRST + "\n"), BAD_SECRET, "secret: wrong:")

    def test_imported(self):
        """Nothing of the image is left where somebody without the passphrase could read it."""
        reference = self.make_raw()
        for fmt in ("raw", "qcow2", "vdi"):
            with self.subTest(fmt):
                source = self.path("source." + fmt)
                qemu_img("convert", "-f", "raw", "-O", fmt, reference, source)
                line = self.run_luks("import", fmt, str(56 * MIB), source)
                self.assert_ok(line)
                self.assertEqual(int(line.split()[2]), 56 * MIB)
                self.assertEqual(os.listdir(self.into), ["disk0.qcow2"])
                with open(self.disk0, "rb") as disk:
                    self.assertNotIn(b"frondfrondfrond", disk.read())
                content = self.decrypt()
                self.assertEqual(os.stat(content).st_size, 56 * MIB)
                os.truncate(content, 48 * MIB)
                self.assertIn("identical", qemu_img("compare", "-f", "raw", "-F", "raw", reference, content))
                os.unlink(self.disk0)

    def test_changed(self):
        self.assert_ok(self.run_luks("create", "disk0.qcow2", str(8 * MIB)))
        line = self.run_luks("change", "disk0.qcow2", to=SECOND)
        self.assert_ok(line)
        print(f"# a passphrase is changed in {int(line.split()[1]) / 1e6:.2f} s")
        self.assert_refused(self.check(FIRST), BAD_SECRET, "secret: wrong:")
        self.assert_ok(self.check(SECOND))
        self.assert_refused(self.run_luks("change", "disk0.qcow2", secret="neither of them", to="a third"), BAD_SECRET,
                            "secret: wrong:")
        self.assert_ok(self.run_luks("change", "disk0.qcow2", secret=SECOND, to=SECOND))
        self.assert_ok(self.check(SECOND))

    def test_change_goes_on(self):
        """Cut off between two disks, the same change brings both to the new passphrase."""
        self.assert_ok(self.run_luks("create", "disk0.qcow2", str(8 * MIB)))
        shutil.copy(self.disk0, os.path.join(self.into, "disk1.qcow2"))
        self.assert_ok(self.run_luks("change", "disk0.qcow2", to=SECOND))
        self.assert_ok(self.run_luks("change", "disk0.qcow2", "disk1.qcow2", to=SECOND))
        for name in ("disk0.qcow2", "disk1.qcow2"):
            self.assert_ok(self.check(SECOND, name))
            self.assert_refused(self.check(FIRST, name), BAD_SECRET, "secret: wrong:")

    def test_descriptors(self):
        """What could make the helper wait, or change under it, is not read."""
        reading, writing = os.pipe()
        self.assert_refused(self.run_luks("check", "x", secret=reading), BAD_FD, "secret: ")
        os.close(writing)
        self.assert_refused(self.run_luks("check", "x", secret=sealed(FIRST, fcntl.F_SEAL_GROW)), BAD_FD, "secret: ")
        self.assert_refused(self.run_luks("check", "x", secret=os.open("/dev/zero", os.O_RDONLY)), BAD_FD, "secret: ")
        self.assert_refused(self.run_luks("check", "x", secret=""), BAD_SECRET, "secret: length:")
        self.assert_refused(self.run_luks("check", "x", secret="x" * 1025), BAD_SECRET, "secret: length:")
        self.assert_ok(self.run_luks("create", "disk0.qcow2", str(8 * MIB), secret="ü" * 512))
        self.assert_ok(self.check("ü" * 512))

    def test_gate(self):
        """A disk that is on record as encrypted and is something else is not opened at all."""
        plain = self.path("machine", "plain.qcow2")
        qemu_img("create", "-q", "-f", "qcow2", plain, "8M")
        self.assert_refused(self.check(FIRST, "plain.qcow2"), BAD_IMAGE, "disk0: damaged:")
        self.assert_ok(self.run_luks("create", "disk0.qcow2", str(8 * MIB)))
        with open(self.disk0, "rb") as disk:
            good = disk.read()
        extension = good.index(struct.pack(">II", 0x0537BE77, 16))
        keys = struct.unpack_from(">Q", good, extension + 8)[0]
        for name, at, bytes_ in [("far", extension + 8, struct.pack(">Q", 1 << 62)), ("odd", extension + 8, b"\0" * 7 + b"\1"),
                                 ("long", extension + 16, b"\xff" * 8), ("short", extension + 16, b"\0" * 8),
                                 ("keys", keys, b"XXXX"), ("method", 32, struct.pack(">I", 1)),
                                 ("gone", extension, struct.pack(">I", 0x12345678))]:
            with self.subTest(name):
                with open(self.disk0, "wb") as disk:
                    disk.write(good[:at] + bytes_ + good[at + len(bytes_):])
                self.assert_refused(self.check(FIRST), BAD_IMAGE, "disk0: damaged:")
        with open(self.disk0, "wb") as disk:
            disk.write(good)
        self.assert_refused(self.run_luks("import", "qcow2", "0", self.disk0), BAD_IMAGE, "disk0: encrypted:")


if __name__ == "__main__":
    unittest.main()
