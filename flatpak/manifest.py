#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifest for a folder of sources, and for another runtime that has some of its modules already.

manifest.py MANIFEST SOURCE [RUNTIME]    prints it; RUNTIME is a file like stand-in.json
"""

import json
import pathlib
import sys


def for_source(manifest, source):
    own = manifest["modules"][-1] | {"sources": [{"type": "dir", "path": str(source)}]}
    return manifest | {"modules": manifest["modules"][:-1] + [own]}


def for_runtime(manifest, runtime):
    there = runtime["in-the-runtime"]
    unknown = set(there) - {module["name"] for module in manifest["modules"]}
    if unknown:
        raise SystemExit(f"no such modules: {', '.join(sorted(unknown))}")
    keys = ("runtime", "runtime-version", "sdk")
    return manifest | {key: runtime[key] for key in keys} | {
        "modules": [module for module in manifest["modules"] if module["name"] not in there]}


def main():
    read = [json.loads(pathlib.Path(name).read_text("utf-8")) for name in sys.argv[1:2] + sys.argv[3:]]
    manifest = for_source(read[0], pathlib.Path(sys.argv[2]).resolve())
    json.dump(for_runtime(manifest, read[1]) if read[1:] else manifest, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
