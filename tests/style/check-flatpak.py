#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak's manifest: every permission and every module has its row in flatpak/README.md, every source is pinned, and
what a sandbox of Frond must never have is not asked for."""

import json
import re

import style

MANIFEST = "flatpak/me.phyllo.Frond.json"
STAND_IN = "flatpak/stand-in.json"
README = "flatpak/README.md"

NEVER = re.compile(r"--(filesystem=|device=all|(system-)?(talk|own)-name=(org\.freedesktop\.(Flatpak|DBus)|.*\*)"
                   r"|socket=(session|system)-bus|allow=devel)")
SHA256 = re.compile(r"[0-9a-f]{64}")


def rows(text):
    """First cells of the README's tables, with the other cells."""
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and all(cells):
            found[cells[0].strip("`")] = cells[1:]
    return found


def check_source(module, source):
    name = f"{MANIFEST}: {module}"
    kind = source.get("type")
    if kind == "dir":
        return [] if module == "frond" else [f"{name}: only Frond itself comes from a folder"]
    if kind not in ("archive", "file"):
        return [f"{name}: a source of the type {kind}: what is built is pinned archives"] if kind != "shell" else []
    complaints = []
    if not source.get("url", "").startswith("https://"):
        complaints.append(f"{name}: not from an https address")
    if not SHA256.fullmatch(source.get("sha256", "")):
        complaints.append(f"{name}: without a SHA-256 checksum")
    return complaints


def check(root):
    manifest, stand_in = (json.loads(style.read(root, path)) for path in (MANIFEST, STAND_IN))
    told = rows(style.read(root, README))
    names = [module["name"] for module in manifest["modules"]]
    complaints = [f"{README}: no reason for {argument}" for argument in manifest["finish-args"] if argument not in told]
    complaints += [f"{MANIFEST}: never {argument}" for argument in manifest["finish-args"] if NEVER.match(argument)]
    complaints += [f"{README}: {row} is not asked for" for row in told
                   if row.startswith("--") and row not in manifest["finish-args"]]
    complaints += [f"{README}: {name} has no row with licence, reason and where its checksum is from" for name in names
                   if len(told.get(name, ())) != 3]
    complaints += [f"{STAND_IN}: there is no module {name}" for name in stand_in["in-the-runtime"] if name not in names]
    if names[-1] != "frond":
        complaints.append(f"{MANIFEST}: the application is not the last module")
    for module in manifest["modules"]:
        for source in module["sources"]:
            complaints += check_source(module["name"], source)
    return complaints


def tree(argument="--share=ipc", row="--share=ipc", there=("a",), **source):
    archive = {"type": "archive", "url": "https://example.org/a.tar", "sha256": "0" * 64} | source
    modules = [{"name": "a", "sources": [archive]}, {"name": "frond", "sources": [{"type": "dir", "path": ".."}]}]
    return {MANIFEST: json.dumps({"finish-args": [argument], "modules": modules}),
            STAND_IN: json.dumps({"in-the-runtime": list(there)}),
            README: f"| `{row}` | why |\n| `a` | MIT | why | where |\n| `frond` | GPL | why | here |\n"}


CASES = [
    ("complete", tree(), None),
    ("no reason", tree(argument="--share=ipc", row="a-row"), "no reason for --share=ipc"),
    ("home", tree(argument="--filesystem=home", row="--filesystem=home"), "never --filesystem=home"),
    ("all devices", tree(argument="--device=all", row="--device=all"), "never --device=all"),
    ("host commands", tree(*["--talk-name=org.freedesktop.Flatpak"] * 2), "never --talk-name"),
    ("no checksum", tree(sha256=""), "without a SHA-256"),
    ("not https", tree(url="http://example.org/a.tar"), "not from an https"),
    ("a branch", tree(type="git"), "of the type git"),
    ("stand-in", tree(there=("b",)), "no module b"),
    ("a module without a row", tree() | {README: "| `--share=ipc` | why |\n| `frond` | GPL | why | here |\n"}, "a has no row"),
]

if __name__ == "__main__":
    style.main(check, CASES)
