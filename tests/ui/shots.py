#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of every screen: shots.py PROGRAM DIRECTORY [SCREEN [VARIANT]].

A picture that is newer than the program is kept, unless its screen is named. What dies at a screen is started again
behind it, and that screen gets a second try. German is in DIRECTORY/de; FROND_SHOTS_LOCALES="ja_JP ar_EG" asks for other
languages in its place."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
LARGE = {"FROND_TEST_SCREEN": "3840x2160"}
# Galleries are as high as what is in them.
HIGH = {"FROND_TEST_SCREEN": "3840x8000"}
GALLERY = "errors"
CONTRAST = {"ADW_DEBUG_HIGH_CONTRAST": "1"}
VARIANTS = {"light": {}, "dark": {}, "narrow": {}, "rtl": {}, "large": {}, "large-narrow": {}, "contrast": CONTRAST,
            "contrast-dark": CONTRAST, "wide": LARGE}
# Where long words, as those of German, can hurt.
TRANSLATED = ("light", "narrow", "large-narrow")
# At a time: a display, and a program on it.
BATCH = 16
WORKERS = 2
SECONDS_EACH = 120

said = threading.Lock()


def say(text):
    with said:
        print(text, flush=True)


def run(program, folder, variant, screens, environment):
    """Takes pictures until all are there or the program dies. Returns the screens that there are none of."""
    command = [HERE / "with-display.sh", program, folder, variant, *screens]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        output, errors = process.communicate(timeout=SECONDS_EACH * len(screens))
    except subprocess.TimeoutExpired:
        process.terminate()
        output, errors = process.communicate()
    done = {pathlib.Path(line).stem for line in output.splitlines()}
    left = [screen for screen in screens if f"{screen}-{variant}" not in done]
    if left:
        say(f"{left[0]} ({variant}): {errors.strip()[-2000:] or process.returncode}")
    return left


def take(program, folder, variant, screens, environment):
    """Returns the screens that cannot be taken."""
    again, failed, left = [], [], list(screens)
    while left:
        left = run(program, folder, variant, left, environment)
        again += left[:1]
        left = left[1:]
    for screen in again:
        failed += run(program, folder, variant, [screen], environment)
    say(f"{folder.name}: {len(screens) - len(failed)} of {len(screens)} {variant}")
    return [f"{screen}-{variant}" for screen in failed]


def wanted(program, folder, variant, screens, named):
    newest = program.stat().st_mtime
    for screen in screens:
        path = folder / f"{screen}-{variant}.png"
        if named or not path.exists() or path.stat().st_mtime < newest:
            yield screen


def batches(program, folder, screens, variants, named, environment):
    folder.mkdir(parents=True, exist_ok=True)
    for variant in variants:
        for gallery in (False, True):
            some = [screen for screen in screens if screen.startswith(GALLERY) == gallery]
            todo = list(wanted(program, folder, variant, some, named))
            for start in range(0, len(todo), BATCH):
                yield (program, folder, variant, todo[start:start + BATCH],
                       environment | VARIANTS[variant] | (HIGH if gallery else {}))


def main():
    program, folder = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
    screen, variant = (sys.argv[3:] + ["", ""])[:2]
    screens = subprocess.run([program], capture_output=True, text=True, check=True).stdout.split()
    if screen and screen not in screens:
        sys.exit(f"There is no screen {screen}: {' '.join(screens)}")
    if variant and variant not in VARIANTS:
        sys.exit(f"There is no variant {variant}: {' '.join(VARIANTS)}")
    screens = [screen] if screen else screens
    environment = dict(os.environ)

    with tempfile.TemporaryDirectory() as locales:
        work = list(batches(program, folder, screens, [variant] if variant else VARIANTS, bool(screen),
                            environment | {"LC_ALL": "C.UTF-8"}))
        for name in os.environ.get("FROND_SHOTS_LOCALES", "de_DE").split():
            if variant and variant not in TRANSLATED:
                break
            # Few machines have the locale of another language.
            subprocess.run(["localedef", "-i", name, "-f", "UTF-8", f"{locales}/{name}.UTF-8"], check=True)
            work += batches(program, folder / name.split("_")[0], screens, [variant] if variant else TRANSLATED,
                            bool(screen), environment | {"LOCPATH": locales, "LC_ALL": f"{name}.UTF-8"})
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            failed = sum(pool.map(lambda batch: take(*batch), work), [])
    if failed:
        sys.exit(f"There are no pictures of {' '.join(failed)}")


if __name__ == "__main__":
    main()
