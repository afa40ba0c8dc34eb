#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which failures a second run may forgive, and which never."""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from again import MOST, may_run_again


def test(name, result="FAIL", code=1, **more):
    return json.dumps({"name": name, "result": result, "returncode": code} | more)


class Again(unittest.TestCase):
    def refused(self, *lines):
        names, why = may_run_again(lines)
        self.assertIsNone(names)
        return why

    def test_late_window_and_guest(self):
        lines = [test("frond:unit / spec", "OK", 0), test("frond:ui / ui-grid", "ERROR", -6),
                 test("frond:e2e / keys", stderr="AssertionError: 1 key event was lost"),
                 test("frond:ipc / service-real", "TIMEOUT", -15)]
        self.assertEqual(may_run_again(lines), (["ui-grid", "keys", "service-real"], None))

    def test_not_a_crash(self):
        self.refused(test("frond:ui / ui-grid", "ERROR", -11))
        self.refused(test("frond:e2e / cli", stderr="('list',) died by signal SIGSEGV"))
        self.refused(test("frond:ui / ui-grid", "ERROR", -6, stderr="==1==ERROR: AddressSanitizer: heap-use-after-free"))

    def test_not_what_waits_for_nothing(self):
        self.refused(test("frond:unit / spec"))
        self.refused(test("frond:style / words"))

    def test_not_many(self):
        self.refused(*[test(f"frond:e2e / {number}") for number in range(MOST + 1)])

    def test_nothing_failed(self):
        self.refused(test("frond:unit / spec", "OK", 0), test("frond:unit / kvm", "SKIP", 77))


if __name__ == "__main__":
    unittest.main()
