# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fence around qemu-img, without the gates before it: images that reach for the host's files get nothing."""
import json
import os
import socket
import subprocess
import threading
import unittest

from hostile import Maker
from imaging import MIB, ImagesTest, qemu_img

CANARY = b"the canary sings for its owner alone " * 30000
DENIED = ("Permission denied", "Operation not permitted")


class ConfinedTest(ImagesTest):
    def setUp(self):
        super().setUp()
        self.canary = self.path("canary")
        with open(self.canary, "wb") as out:
            out.write(CANARY)

    def child(self, source, arguments, parent=None):
        """The child with SOURCE at descriptor 3 and a new file "out" at 4."""
        command = ('exec 3<"$1" 4<>out; child=$2; parent=$3; shift 3; exec "$child" "$parent" "$@"')
        return subprocess.run(["sh", "-c", command, "sh", source, os.environ["FROND_IMAGE_CHILD"],
                               str(parent or os.getpid()), *arguments], cwd=self.dir, capture_output=True, text=True,
                              check=False, timeout=60)

    def convert(self, source, fmt, *more):
        return self.child(source, ["tool", "0", "1", "1", str(64 * MIB), "60", "convert", "-f", fmt, "-O", "raw", *more,
                                   os.path.basename(source), "out"])

    def check_denied(self, done):
        self.assertNotEqual(done.returncode, 0)
        self.assertTrue(any(word in done.stderr for word in DENIED), done.stderr)
        with open(self.path("out"), "rb") as out:
            self.assertNotIn(CANARY[:64], out.read())

    def write(self, name, data):
        with open(self.path(name), "wb") as out:
            out.write(data)
        return self.path(name)

    def test_honest(self):
        reference = self.make_raw()
        qemu_img("convert", "-f", "raw", "-O", "vdi", reference, self.path("honest.vdi"))
        done = self.convert(self.path("honest.vdi"), "vdi")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("identical", qemu_img("compare", "-f", "raw", "-F", "raw", reference, self.path("out")))

    def test_reaching_out(self):
        maker = Maker(self.folder("corpus"), self.canary)
        protocol = {"driver": "raw", "file": {"driver": "file", "filename": self.canary}}
        for number, name in enumerate([self.canary, "canary", "json:" + json.dumps(protocol)]):
            with self.subTest(name):
                self.check_denied(self.convert(self.write(f"backing{number}.qcow2", maker.qcow2_named(name)), "qcow2"))
        with self.subTest("data file"):
            self.check_denied(self.convert(self.write("data.qcow2", maker.qcow2_named(self.canary, True)), "qcow2"))
        with self.subTest("extent"):
            text = maker.text(f'RW {len(CANARY) // 512} FLAT "{self.canary}" 0', kind="monolithicFlat")
            self.check_denied(self.convert(self.write("extent.vmdk", text), "vmdk"))

    def test_writing_elsewhere(self):
        done = self.child(self.make_raw(), ["tool", "0", "1", "1", str(64 * MIB), "60", "convert", "-f", "raw", "-O", "raw",
                                            "reference.raw", "elsewhere"])
        self.assertNotEqual(done.returncode, 0)
        self.assertFalse(os.path.exists(self.path("elsewhere")))
        done = self.child(self.make_raw(), ["tool", "0", "1", "1", str(64 * MIB), "60", "convert", "-f", "raw", "-O", "raw",
                                            "reference.raw", "canary"])
        self.assertNotEqual(done.returncode, 0)
        with open(self.canary, "rb") as there:
            self.assertEqual(there.read(), CANARY)

    def test_network(self):
        server = socket.create_server(("127.0.0.1", 0))
        server.settimeout(0.5)
        reached = []

        def listen():
            try:
                reached.append(server.accept())
            except TimeoutError:
                pass

        thread = threading.Thread(target=listen)
        thread.start()
        done = self.child(self.make_raw(), ["tool", "0", "1", "1", str(64 * MIB), "60", "info",
                                            f"nbd://127.0.0.1:{server.getsockname()[1]}/x"])
        thread.join()
        server.close()
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(reached, [], "the child has reached the network")

    def test_bound_of_bytes(self):
        done = self.child(self.make_raw(), ["tool", "0", "1", "1", str(MIB), "60", "convert", "-f", "raw", "-O", "raw",
                                            "reference.raw", "out"])
        self.assertNotEqual(done.returncode, 0)
        self.assertLessEqual(os.stat(self.path("out")).st_size, MIB)
        done = self.child(self.make_raw(), ["copy", str(MIB)])
        self.assertNotEqual(done.returncode, 0)

    def test_copy(self):
        done = self.child(self.make_raw(), ["copy", str(64 * MIB)])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.splitlines()[-1], "1000")
        self.assertIn("identical", qemu_img("compare", "-s", "-f", "raw", "-F", "raw", self.path("reference.raw"),
                                            self.path("out")))
        self.assertLess(os.stat(self.path("out")).st_blocks * 512, 4 * MIB, "the holes were filled")

    def test_orphan(self):
        """A child whose parent is not the one it was made by does nothing."""
        self.assertNotEqual(self.child(self.make_raw(), ["copy", str(64 * MIB)], parent=1).returncode, 0)


if __name__ == "__main__":
    unittest.main()
