#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every hostile file is refused, reads nothing of its neighbours, and leaves nothing behind: check-hostile-imports.py
IMPORT-LOOK."""

import os
import pathlib
import subprocess
import sys
import tempfile

import hostile_imports

SECONDS = 240


def tree(root):
    """What is there, with its size: what was written shows."""
    return {str(path): path.lstat().st_size for path in root.rglob("*")}


def look(program, cache, paths):
    """[(name, milliseconds, "good" or "refused", "leak" or "clean")]"""
    lines = "".join(f"{path}\n" for path in paths.values())
    done = subprocess.run([program, str(cache), hostile_imports.MARK], input=lines, capture_output=True, text=True,
                          timeout=SECONDS, check=False)
    answers = [line.split() for line in done.stdout.splitlines()]
    if done.returncode != 0 or len(answers) != len(paths):
        name = list(paths)[min(len(answers), len(paths) - 1)]
        sys.exit(f"ended with {done.returncode} at {name}: {done.stderr[-2000:]}")
    return [(name, float(milliseconds), verdict, leak)
            for name, (milliseconds, verdict, _, leak) in zip(paths, answers, strict=True)]


def main():
    with tempfile.TemporaryDirectory(prefix="frond-hostile-") as folder:
        root = pathlib.Path(folder) / "files"
        cache = pathlib.Path(folder) / "cache"
        home = pathlib.Path(folder) / "home"
        for path in (root, home):
            path.mkdir()
        os.environ["HOME"] = str(home)
        paths = hostile_imports.make(root)
        unknown = hostile_imports.make_unknown(root)
        # The trap is one: whoever reads it would be seen.
        assert look(sys.argv[1], cache, {"canary": root / "canary.img"})[0][2:] == ("good", "leak")
        before = tree(root)
        answers = look(sys.argv[1], cache, paths | unknown)
        faults = [f"{name}: {verdict}, {leak}" for name, _, verdict, leak in answers
                  if verdict != "refused" or leak != "clean"]
        if tree(root) != before:
            faults.append("files were changed")
        if tree(home) or (cache.exists() and tree(cache)):
            faults.append("something was left behind")
        times = sorted(milliseconds for _, milliseconds, _, _ in answers)
        print(f"{len(paths)} hostile and {len(unknown)} unknown files: half of them were looked at in {times[len(times) // 2]} ms,"
              f" 95 of 100 in {times[len(times) * 95 // 100]} ms, all in {times[-1]} ms")
        if faults:
            sys.exit("\n".join(faults))


main()
