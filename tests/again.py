#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which of the tests that failed may run once more, alone: again.py TESTLOG.json

Guests without KVM, a compositor and a screen reader's bus share two cores with one another in the default suites, and
now and then a window of somebody else's is late by a minute. Such a test passes alone. One that has found a fault does
not; and a program that crashed has a fault, whatever it does the second time. So: a few tests, of the suites that have
windows and guests, and no crash. Prints the names, or says why not and ends with 1."""

import json
import re
import signal
import sys
from pathlib import Path

MOST = 3
SUITES = ("frond:ipc", "frond:ui", "frond:e2e", "frond:system")
BAD = ("FAIL", "ERROR", "TIMEOUT", "UNEXPECTEDPASS")
# GTest ends a failed assertion with SIGABRT, and meson a test that takes too long with the other two.
ENDS = {-signal.SIGABRT, -signal.SIGTERM, -signal.SIGKILL}
# What the end-to-end tests, and the sanitizers, say of a program that crashed.
CRASH = re.compile(r"died by signal|AddressSanitizer|LeakSanitizer|runtime error:")


def may_run_again(lines):
    """(names, None) or (None, why not). LINES: the log's, each the JSON of one test."""
    failed = [test for test in map(json.loads, lines) if test["result"] in BAD]
    if not failed:
        return None, "no test failed: something else did"
    if len(failed) > MOST:
        return None, f"{len(failed)} tests failed"
    for test in failed:
        if not test["name"].startswith(tuple(f"{suite} / " for suite in SUITES)):
            return None, f"{test['name']} has neither windows nor guests to wait for"
        code = test["returncode"]
        if code < 0 and code not in ENDS or CRASH.search(test.get("stdout", "") + test.get("stderr", "")):
            return None, f"{test['name']} crashed"
    return [test["name"].split(" / ")[-1] for test in failed], None


def main():
    names, why = may_run_again(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())
    if names is None:
        print(f"not run again: {why}", file=sys.stderr)
        return 1
    print("\n".join(names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
