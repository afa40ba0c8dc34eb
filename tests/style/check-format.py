#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every C file is as clang-format would write it, and every Meson file as `meson format` would."""

import pathlib
import subprocess

import style

HERE = pathlib.Path(__file__).parent
CLANG_FORMAT = HERE.parents[1] / ".clang-format"


def first_lines(text):
    return [line for line in text.splitlines() if ": error:" in line or ": warning:" in line]


def check_c(root):
    paths = style.files(root, ".c", ".h")
    if not paths:
        return []
    command = ["clang-format", f"--style=file:{CLANG_FORMAT}", "--dry-run", "-Werror", *map(str, paths)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    files = {}
    for line in first_lines(done.stderr):
        files.setdefault(line.split(":", 1)[0], line.split(": error", 1)[0])
    return [f"{place}: clang-format would change it" for place in files.values()] or [done.stderr.strip()]


def check_meson(root):
    paths = style.files(root, "meson.build")
    command = ["meson", "format", "--check-only", "--configuration", str(HERE / "meson.format")]

    def differ(some):
        done = subprocess.run([*command, *map(str, some)], cwd=root, capture_output=True, text=True, check=False)
        return done.returncode != 0

    if not paths or not differ(paths):
        return []
    return [f"{path}: meson format would change it" for path in paths if differ([path])]


def check(root):
    return check_c(root) + check_meson(root)


CASES = [
    ("clean C", {"a.c": "int\nf (void)\n{\n  return 0;\n}\n"}, None),
    ("foreign C", {"a.c": "int f(void) { return 0; }\n"}, "a.c:1:"),
    ("build folders do not count", {"_build-x/a.c": "int f(void) { return 0; }\n"}, None),
    ("clean Meson", {"app/meson.build": "foo = files('a.c')\n"}, None),
    ("foreign Meson", {"app/meson.build": "foo=files( 'a.c' )\n"}, "app/meson.build: meson format"),
]

if __name__ == "__main__":
    style.main(check, CASES)
