# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The helper's import of one disk, as tests call it, and qemu-img, which judges it."""
import os
import random
import shutil
import subprocess
import tempfile
import unittest

MIB = 1 << 20
BAD_IMAGE = "BadImage"


def qemu_img(*args):
    return subprocess.run(["qemu-img", *args], check=True, capture_output=True, text=True).stdout


class Result:
    def __init__(self, line):
        words = line.split(" ", 2)
        self.ok = words[0] == "ok"
        self.line = line
        if self.ok:
            self.format, self.base, size, micros = line.split()[1:]
            self.size, self.micros = int(size), int(micros)
        else:
            self.error, self.message = words[1], words[2]
            self.token = self.message.split(": ")[1] if self.message.count(": ") >= 2 else ""


class ImagesTest(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="frond-images-")
        self.bases = self.folder("bases")

    def tearDown(self):
        shutil.rmtree(self.dir)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def folder(self, name):
        os.mkdir(self.path(name))
        return self.path(name)

    def run_import(self, fmt, files, into, size=0, shared=False, before=None):
        """Imports FILES into the folder INTO; BEFORE is called in the process that does."""
        done = subprocess.run([os.environ["FROND_IMPORT_IMAGE"], fmt, str(size), "shared" if shared else "own", into,
                               self.bases, *files], check=True, capture_output=True, text=True, timeout=120,
                              preexec_fn=before)
        return Result(done.stdout.strip())

    def disk(self, into, result):
        return os.path.join(into, "disk0." + result.format)

    def make_raw(self, size=48 * MIB, seed=1):
        """A disk with data here and there, some of which is alike."""
        path = self.path("reference.raw")
        rng = random.Random(seed)
        with open(path, "wb") as out:
            out.truncate(size)
            for at in [0, 3 * MIB + 512, 17 * MIB, size // 2, size - 64 * 1024]:
                out.seek(at)
                out.write(rng.randbytes(40 * 1024) + b"frond" * 1000)
        return path
