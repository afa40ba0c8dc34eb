#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each language of po/LINGUAS has every word of the tree as it is now: translated, not fuzzy, formats intact."""

import pathlib
import re
import subprocess
import tempfile

import style

# The part of Meson's `glib` preset that decides what is extracted and what has a format.
EXTRACT = [
    "xgettext",
    "--from-code=UTF-8",
    "--keyword=_",
    "--keyword=N_",
    "--keyword=C_:1c,2",
    "--keyword=NC_:1c,2",
    "--keyword=g_dcgettext:2",
    "--keyword=g_dngettext:2,3",
    "--keyword=g_dpgettext2:2c,3",
    "--flag=N_:1:pass-c-format",
    "--flag=C_:2:pass-c-format",
    "--flag=g_dngettext:2:pass-c-format",
    "--flag=g_strdup_printf:1:c-format",
    "--flag=g_set_error:4:c-format",
    "--flag=g_markup_printf_escaped:1:c-format",
    "--files-from=po/POTFILES.in",
]
VERIFY = ["msgfmt", "--check", "--check-accelerators=_", "--statistics"]
PART = re.compile(r"(\d+) (translated|fuzzy|untranslated)")


def run(root, *command):
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, env={"LC_ALL": "C.UTF-8"})
    return done.returncode, done.stderr.strip()


def check_language(root, language, template, folder):
    name = f"po/{language}.po"
    if not (root / name).exists():
        return [f"{name}: does not exist"]
    merged = folder / f"{language}.po"
    failed, said = run(root, "msgmerge", "--quiet", "--no-fuzzy-matching", "-o", str(merged), name, str(template))
    if not failed:
        failed, said = run(root, *VERIFY, "-o", "/dev/null", str(merged))
    if failed:
        return [f"{name}: {said}"]
    counts = {what: int(count) for count, what in PART.findall(said)}
    left = counts.get("untranslated", 0) + counts.get("fuzzy", 0)
    return [f"{name}: {left} left to translate, {counts.get('translated', 0)} done"] if left else []


def check(root):
    lines = (root / "po/LINGUAS").read_text(encoding="utf-8").splitlines()
    languages = [word for line in lines if not line.startswith("#") for word in line.split()]
    complaints = [] if languages == sorted(languages) else ["po/LINGUAS: is not sorted"]
    complaints += [f"po/LINGUAS: lacks {p.stem}" for p in style.files(root, ".po") if p.stem not in languages]
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder) / "frond.pot"
        failed, said = run(root, *EXTRACT, "-o", str(template))
        if failed:
            return [*complaints, said]
        # Such as a format that a macro ends: what follows the macro would never be translated.
        complaints += said.splitlines()
        for language in languages:
            complaints += check_language(root, language, template, pathlib.Path(folder))
    return complaints


HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: frond\\n"\n"PO-Revision-Date: 2026-11-22 00:00+0000\\n"\n'
    '"Last-Translator: a\\n"\n"Language-Team: fr\\n"\n"Language: fr\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
)
SOURCE = {
    "app/ui/a.c": 'void a (void) { b (_("%d disks")); }\n',
    "po/POTFILES.in": "app/ui/a.c\n",
    "po/LINGUAS": "fr\n",
}


def entry(translation, flags="c-format"):
    return HEADER + f'#, {flags}\nmsgid "%d disks"\nmsgstr "{translation}"\n'


CASES = [
    ("complete", {**SOURCE, "po/fr.po": entry("%d disques")}, None),
    ("empty", {**SOURCE, "po/fr.po": entry("")}, "1 left to translate"),
    ("new word", {**SOURCE, "po/fr.po": HEADER}, "1 left to translate"),
    (
        "a macro in a format",
        {
            **SOURCE,
            "app/ui/a.c": 'void a (void) { g_strdup_printf (_("%" PRIX " disks"), 1); }\n',
            "po/fr.po": HEADER + 'msgid "%"\nmsgstr "%"\n',
        },
        "not a valid C format string",
    ),
    ("fuzzy", {**SOURCE, "po/fr.po": entry("%d disques", "fuzzy, c-format")}, "1 left to translate"),
    ("broken format", {**SOURCE, "po/fr.po": entry("%s disques")}, "po/fr.po:"),
    (
        "lost mnemonic",
        {
            **SOURCE,
            "app/ui/a.c": 'void a (void) { b (_("_Open")); }\n',
            "po/fr.po": HEADER + 'msgid "_Open"\nmsgstr "Ouvrir"\n',
        },
        "lacks the keyboard accelerator",
    ),
    ("no such file", SOURCE, "does not exist"),
    ("not listed", {**SOURCE, "po/LINGUAS": "", "po/fr.po": entry("%d disques")}, "lacks fr"),
]

if __name__ == "__main__":
    style.main(check, CASES)
