#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The helper's programs as they were built have what they were asked to be built with: check-hardening.py PROGRAM…"""

import pathlib
import re
import subprocess
import sys

# What readelf tells of a program, and what is wrong with one where it does not.
WANTED = [
    (r"Type:\s+DYN .*Position-Independent Executable", "its code is not at an address that changes (PIE)"),
    (r"GNU_RELRO", "its tables stay writable (relro)"),
    (r"BIND_NOW|FLAGS_1.*\bNOW\b", "its calls are bound late (now)"),
    (r"GNU_STACK\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+RW\s", "its stack can be run (noexecstack)"),
    (r"__stack_chk_fail", "its stack is not watched (stack-protector)"),
    (r"__\w+_chk\b(?<!__stack_chk)", "its buffers are not watched (fortify)"),
    (r"Targets: (?:[3-9]|\d\d)", "its jumps are free (cf-protection)"),
]

# Two of them are the C library's own.
ENDBR64 = b"\xf3\x0f\x1e\xfa"


def readelf(program):
    """With the number of places that may be jumped to: whether the loader makes use of them is for libc's own files to say,
    and Debian's do not."""
    told = subprocess.run(["readelf", "--wide", "--file-header", "--program-headers", "--dynamic", "--dyn-syms", program],
                          capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}).stdout
    if "X86-64" not in told:
        return told + "Targets: 99\n"
    return told + f"Targets: {pathlib.Path(program).read_bytes().count(ENDBR64)}\n"


def complaints(text):
    return [wrong for pattern, wrong in WANTED if not re.search(pattern, text)]


GOOD = """  Type:                              DYN (Position-Independent Executable file)
  GNU_STACK      0x000000 0x0000000000000000 0x0000000000000000 0x000000 0x000000 RW  0x10
  GNU_RELRO      0x01ac10 0x000000000001bc10 0x000000000001bc10 0x0013f0 0x0013f0 R   0x1
 0x0000000000000018 (BIND_NOW)
     5: 0000000000000000     0 FUNC    GLOBAL DEFAULT  UND __stack_chk_fail@GLIBC_2.4 (3)
     6: 0000000000000000     0 FUNC    GLOBAL DEFAULT  UND __memcpy_chk@GLIBC_2.3.4 (3)
Targets: 20
"""


def self_test():
    """Each line of a good one is needed."""
    lines = GOOD.splitlines(keepends=True)
    failed = complaints(GOOD)
    for left_out in range(len(lines)):
        if len(complaints("".join(lines[:left_out] + lines[left_out + 1:]))) != 1:
            failed.append(f"not missed: {lines[left_out]}")
    if not complaints(GOOD.replace("RW  0x10", "RWE 0x10")):
        failed.append("not missed: RWE")
    return failed


def main():
    if sys.argv[1:] == ["--self-test"]:
        failed = self_test()
    else:
        failed = [f"{program}: {wrong}" for program in sys.argv[1:] for wrong in complaints(readelf(program))]
    print("\n".join(failed))
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
