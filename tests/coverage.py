#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of the helper its unit and ipc tests reach (./dev test coverage): coverage.py SOURCE BUILD. Builds and runs
the tests of the helper in a build for coverage, prints lines and branches by file, and fails below the bars."""

import json
import pathlib
import re
import subprocess
import sys

# Where the tests of the helper are.
ROOMS = ("service", "engines", "images", "kvm-probe", "ipc", "fuzz")

LINES = 85
# What decides who may do what, what is let in, and what is left after a crash: every branch (pattern of file, what it is).
EVERY_BRANCH = [
    (r"service/vmm-(authori|action|callers|call\b|dispatch)", "authority"),
    (r"engines/vmm-(spec|dict|domain-(validator|grammar|values))|images/vmm-(fd|\w+)-gate|service/vmm-config", "validation"),
    (r"service/vmm-(journal|requests|machine-store|machine-record)", "journal"),
]

# Branches of which one side ends the program: a bug of ours, which no input reaches.
NEVER = r".*\b(g_return_\w+|g_assert\w*|g_error|g_warn_if_reached|G_DEFINE_\w+|VMM_\w+_GET_IFACE) \(.*"


def tests_of(build):
    """[(name, programs to build)] of the tests of the helper."""
    told = subprocess.run(["meson", "introspect", "--tests", build], capture_output=True, text=True, check=True).stdout
    found = []
    for test in json.loads(told):
        suites = {suite.split(":")[-1] for suite in test["suite"]}
        command = " ".join(test["cmd"])
        in_room = any(f"tests/{room}/" in command for room in ROOMS)
        if suites & {"unit", "ipc"} and in_room and "fuzz-replay-session" not in command:
            found.append((test["name"], test["depends"]))
    return found


def build_targets(build, ids):
    told = subprocess.run(["meson", "introspect", "--targets", build], capture_output=True, text=True, check=True).stdout
    names = {target["id"]: target["filename"] for target in json.loads(told)}
    return sorted({str(pathlib.Path(file).relative_to(build)) for one in ids for file in names.get(one, [])})


def run_tests(build, tests):
    targets = build_targets(build, [one for _, depends in tests for one in depends])
    subprocess.run(["ninja", "-C", build, *targets], check=True, stdout=subprocess.DEVNULL)
    for data in pathlib.Path(build).rglob("*.gcda"):
        data.unlink()
    return subprocess.run(["meson", "test", "-C", build, "--no-rebuild", "--print-errorlogs", "--num-processes", "2",
                           "--timeout-multiplier", "5", *[name for name, _ in tests]], check=False).returncode == 0


def measure(source, build):
    report = pathlib.Path(build) / "coverage.json"
    subprocess.run(["gcovr", "--root", source, "--object-directory", build, "--filter", f"{source}/vmm-helper/",
                    "--exclude", ".*_build.*", "--exclude-unreachable-branches", "--exclude-lines-by-pattern", NEVER,
                    "--gcov-ignore-errors=all", "--gcov-ignore-parse-errors=all", "--json-summary", str(report),
                    "--html-details", str(report.with_suffix(".html")), build], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return json.loads(report.read_text())


def group_of(name):
    return next((group for pattern, group in EVERY_BRANCH if re.search(pattern, name)), "")


def percent(part, whole):
    return 100 * part / whole if whole else 100


def main():
    source, build = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:])
    sound = run_tests(build, tests_of(build))
    told = measure(source, build)
    groups = {}
    print(f"{'file':52} {'lines':>7} {'branches':>9}")
    for file in told["files"]:
        group = group_of(file["filename"])
        if not file["line_total"]:
            continue
        if group:
            covered, total = groups.get(group, (0, 0))
            groups[group] = (covered + file["branch_covered"], total + file["branch_total"])
        print(f"{file['filename'].removeprefix('vmm-helper/'):52} {file['line_percent']:6.1f}% "
              f"{percent(file['branch_covered'], file['branch_total']):8.1f}%  {group}")
    print(f"{'the helper':52} {told['line_percent']:6.1f}% {told['branch_percent']:8.1f}%  (bar: {LINES} % of lines)")
    reached = told["line_percent"] >= LINES
    for group, (covered, total) in groups.items():
        print(f"{group}: {covered} of {total} branches, {percent(covered, total):.1f} % (bar: 100 %)")
        reached = reached and covered == total
    print(f"line by line: {build}/coverage.html")
    sys.exit(not (sound and reached))


if __name__ == "__main__":
    main()
