# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images that were made to harm: refused with their reason, or converted without any harm."""
import json
import os
import shutil
import unittest

from hostile import Maker
from imaging import BAD_IMAGE, ImagesTest, qemu_img

CANARY = b"the canary sings for its owner alone " * 200


class HostileTest(ImagesTest):
    def listing(self):
        return sorted(os.path.join(root, name) for root, _, names in os.walk(self.dir) for name in names)

    def check_harmless(self, name, result, into):
        """What an accepted image became leans on nothing and holds nothing of the host."""
        disk = self.disk(into, result)
        self.assertEqual(os.listdir(into), [os.path.basename(disk)], name)
        if result.format == "raw":
            return  # the caller's own bytes
        info = json.loads(qemu_img("info", "--output=json", "-f", "qcow2", disk))
        self.assertNotIn("backing-filename", info, name)
        self.assertNotIn("data-file", info.get("format-specific", {}).get("data", {}), name)

    def check_case(self, name, fmt, files, token):
        into = self.folder("machine-" + name)
        before = self.listing()
        result = self.run_import(fmt, files, into)
        if result.ok:
            self.assertIsNone(token, f"{name} was accepted")
            self.check_harmless(name, result, into)
        else:
            self.assertEqual(result.error, BAD_IMAGE, f"{name}: {result.line}")
            self.assertNotIn(self.dir, result.message, name)
            if token is not None:
                self.assertEqual(result.token, token, f"{name}: {result.message}")
        for file in os.listdir(into):
            with open(os.path.join(into, file), "rb") as made:
                self.assertNotIn(CANARY[:64], made.read(), f"{name} has read the canary")
        outside = [path for path in self.listing() if not path.startswith(into + "/")]
        self.assertEqual(outside, [path for path in before if not path.startswith(into + "/")], name)
        shutil.rmtree(into)
        for shared in os.listdir(self.bases):
            os.unlink(os.path.join(self.bases, shared))
        return result.ok

    def test_corpus(self):
        canary = self.path("canary")
        with open(canary, "wb") as out:
            out.write(CANARY)
        cases = Maker(self.folder("corpus"), canary).make()
        self.assertGreaterEqual(len(cases), 200)
        accepted = 0
        for case in cases:
            with self.subTest(case[0]):
                accepted += self.check_case(*case)
        with open(canary, "rb") as there:
            self.assertEqual(there.read(), CANARY)
        print(f"# {len(cases)} images, {accepted} of them converted without harm")


if __name__ == "__main__":
    unittest.main()
