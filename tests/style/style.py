# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of this folder share: the files of the tree and a command line."""

import argparse
import pathlib
import sys
import tempfile

SKIPPED = ("_build", "builddir", "subprojects", "__pycache__", "node_modules")
HIDDEN_BUT_OURS = (".ci",)


def files(root, *suffixes, under=""):
    """The files of the tree as sorted paths relative to ROOT: no build folders, nothing hidden."""
    found = []
    for path in (root / under).rglob("*"):
        relative = path.relative_to(root)
        folders = relative.parts[:-1]
        if any(f.startswith(SKIPPED) or (f.startswith(".") and f not in HIDDEN_BUT_OURS) for f in folders):
            continue
        if path.is_file() and not path.is_symlink() and (not suffixes or path.name.endswith(suffixes)):
            found.append(relative)
    return sorted(found)


def read(root, path):
    """The text of a file; None where it is no text."""
    try:
        return (root / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def write_tree(root, tree):
    """Makes the files of a self test: a dictionary of paths to texts."""
    for path, text in tree.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def self_test(check, cases):
    """Each case is (name, tree, expected): EXPECTED is a part of the only complaint, or None for a clean tree."""
    failures = []
    for name, tree, expected in cases:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            write_tree(root, tree)
            complaints = check(root)
        if expected is None and complaints:
            failures.append(f"{name}: expected a clean tree, got {complaints}")
        elif expected is not None and (len(complaints) != 1 or expected not in complaints[0]):
            failures.append(f"{name}: expected one complaint with “{expected}”, got {complaints}")
    return failures


def main(check, cases):
    parser = argparse.ArgumentParser()
    parser.add_argument("root", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).parents[2])
    parser.add_argument("--self-test", action="store_true", help="prove that the check can fail")
    arguments = parser.parse_args()

    if arguments.self_test:
        complaints = self_test(check, cases)
        print(f"{len(cases)} cases, {len(complaints)} failed")
    else:
        complaints = check(arguments.root.resolve())
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    sys.exit(1 if complaints else 0)
