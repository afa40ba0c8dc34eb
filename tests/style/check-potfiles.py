#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""po/POTFILES.in lists every file with words for people, and no other, in order; --write makes it so."""

import pathlib
import re
import sys

import style

LIST = "po/POTFILES.in"
HEAD = "# Every file with words for people, sorted; tests/style/check-potfiles.py --write makes it.\n"
IN_C = re.compile(r"\b(?:N?C?_|n?gettext|g_dp?n?gettext2?) ?\(")
IN_UI = re.compile(r"\btranslatable=[\"'](?:yes|true|1)[\"']")
DATA = (".desktop.in.in", ".metainfo.xml.in.in", ".gschema.xml", ".policy.in")


def has_words(root, path):
    if path.name.endswith(DATA):
        return True
    text = style.read(root, path)
    return bool((IN_UI if path.suffix == ".ui" else IN_C).search(text))


def wanted(root):
    paths = style.files(root, *DATA, under="data") + style.files(root, ".c", ".ui", under="app")
    return [str(path) for path in sorted(paths) if has_words(root, path)]


def listed(root):
    lines = (root / LIST).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def check(root):
    want, have = wanted(root), listed(root)
    complaints = [f"{LIST}: lacks {path}" for path in want if path not in have]
    complaints += [f"{LIST}: has {path}, which has no words" for path in have if path not in want]
    if not complaints and want != have:
        complaints.append(f"{LIST}: is not sorted")
    return complaints


CODE = {"app/ui/a.c": 'x (_("A"));\n', "app/ui/b.ui": '<p translatable="yes">B</p>\n'}
CASES = [
    ("complete", {**CODE, LIST: "app/ui/a.c\napp/ui/b.ui\n"}, None),
    ("a source is missing", {**CODE, LIST: "app/ui/b.ui\n"}, "lacks app/ui/a.c"),
    ("a template is missing", {**CODE, LIST: "app/ui/a.c\n"}, "lacks app/ui/b.ui"),
    ("plural forms count", {"app/ui/a.c": "x (g_dngettext (d, a, b, n));\n", LIST: ""}, "lacks app/ui/a.c"),
    ("data is missing", {"data/a.desktop.in.in": "", LIST: ""}, "lacks data/a.desktop.in.in"),
    ("a file is gone", {LIST: "app/ui/a.c\n"}, "which has no words"),
    ("no words", {"app/ui/a.c": "frond_ (x);\n", LIST: ""}, None),
    ("order", {**CODE, LIST: "app/ui/b.ui\napp/ui/a.c\n"}, "not sorted"),
]

if __name__ == "__main__":
    if "--write" in sys.argv:
        tree = pathlib.Path(__file__).resolve().parents[2]
        (tree / LIST).write_text(HEAD + "\n".join(wanted(tree)) + "\n", encoding="utf-8")
        sys.exit(0)
    style.main(check, CASES)
