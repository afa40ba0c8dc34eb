#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The completions in real shells, and that they and the manual have every command and option that the help has."""

import os
import pty
import re
import select
import shutil
import signal
import time
import unittest

import frond_cli

FERN = "11111111-1111-4111-8111-111111111111"
ODD = "22222222-2222-4222-8222-222222222222"
ODD_NAME = "Élan $(touch bad) 'x' \"y\";&"
COMPLETIONS = frond_cli.SOURCE / "data/completions"

BASH = r"""
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
_frond 2>&1
printf '%s\n' "${COMPREPLY[@]}"
"""


class Completions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = frond_cli.Home([(FERN, "Fern"), (ODD, ODD_NAME)])

    @classmethod
    def tearDownClass(cls):
        cls.home.close()

    def tearDown(self):
        self.assertFalse(list(self.home.path.glob("**/bad")), "a shell has run the name of a machine")

    # What is typed, and what of the answers there has to be, and must not be.
    CASES = [
        (("frond", "st"), {"start", "stop"}, {"list"}),
        (("frond", ""), {"list", "create", "doctor", "help"}, set()),
        (("frond", "start", "Fe"), {"Fern"}, {"list"}),
        (("frond", "start", "1111"), {FERN}, {ODD}),
        (("frond", "stop", "--"), {"--force", "--wait", "--timeout", "--json", "--help"}, {"--names"}),
        (("frond", "list", "--"), {"--json", "--names"}, {"--force"}),
        (("frond", "create", "--place", "s"), {"session", "system"}, {"start"}),
        (("frond", "help", "scr"), {"screenshot"}, {"start"}),
        (("frond", "delete", "--"), {"--permanently", "--yes", "--force", "--json"}, {"--wait"}),
        (("frond", "export", "Fe"), {"Fern"}, {"list"}),
        (("frond", "create", "debian-1"), {"debian-13"}, {"fedora-44"}),
    ]

    def bash(self, *words):
        return self.home.run("bash", "-c", BASH, "bash", COMPLETIONS / "frond.bash", *words).stdout.splitlines()

    def fish(self, *words):
        line = " ".join(words)
        done = self.home.run("fish", "--no-config", "-c",
                             f"source {COMPLETIONS}/frond.fish; complete -C '{line}'")
        return [answer.split("\t")[0] for answer in done.stdout.splitlines()]

    def check_cases(self, complete):
        for words, wanted, unwanted in self.CASES:
            with self.subTest(words):
                answers = set(complete(*words))
                self.assertEqual(wanted - answers, set(), answers)
                self.assertEqual(unwanted & answers, set())

    def test_bash(self):
        self.check_cases(self.bash)
        quoted = self.bash("frond", "start", "")
        self.assertEqual(len(quoted), 2)
        # What the shell makes of each answer is the name.
        read = self.home.run("bash", "-c", f"printf '%s\\n' {quoted[1]}").stdout
        self.assertEqual(read, ODD_NAME + "\n")

    def test_fish(self):
        if shutil.which("fish") is None:
            self.skipTest("no fish")
        self.check_cases(self.fish)
        self.assertIn(ODD_NAME, self.fish("frond", "start", ""))

    def zsh(self, typed):
        """What the line is when Tab was pressed at its end, in a shell that a person could use."""
        pid, fd = pty.fork()
        if pid == 0:
            os.execvpe("zsh", ["zsh", "-f", "-i"], self.home.environment | {"TERM": "dumb", "PS1": "", "FPATH_MORE": str(COMPLETIONS)})
        told = self.home.path / "told"
        told.unlink(missing_ok=True)
        setup = (f"fpath=({COMPLETIONS} $fpath); autoload -Uz compinit; compinit -u -D; "
                 f"dump() {{ print -r -- \"$BUFFER\" > {told}.new; mv {told}.new {told}; }}; zle -N dump; bindkey '^X' dump; "
                 "print -r -- rea''dy\n")
        deadline = time.monotonic() + 50
        output = b""
        try:
            os.write(fd, setup.encode())
            step = 0
            while time.monotonic() < deadline and not told.exists():
                if select.select([fd], [], [], 0.2)[0]:
                    output += os.read(fd, 65536)
                if step == 0 and b"ready" in output:
                    step = 1
                    os.write(fd, typed.encode() + b"\t\x18")
            self.assertTrue(told.exists(), output.decode("utf-8", "replace"))
            return told.read_text("utf-8").rstrip("\n")
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(fd)

    def test_zsh(self):
        if shutil.which("zsh") is None:
            self.skipTest("no zsh")
        for typed, wanted in (("frond scr", "frond screenshot "), ("frond start Fe", "frond start Fern "),
                              ("frond stop --fo", "frond stop --force "), ("frond show 1111", f"frond show {FERN} "),
                              ("frond create --place ses", "frond create --place session ")):
            with self.subTest(typed):
                self.assertEqual(self.zsh(typed), wanted)
        completed = self.zsh("frond start É")
        read = self.home.run("zsh", "-f", "-c", f"frond() {{ print -rn -- $2; }}; {completed}").stdout
        self.assertEqual(read, ODD_NAME)


class Everywhere(unittest.TestCase):
    """The help is what there is; the manual and the completions follow it."""

    @classmethod
    def setUpClass(cls):
        cls.home = frond_cli.Home([])
        told = cls.home.run(frond_cli.PROGRAM, "help").stdout
        cls.commands = {name: cls.options(cls.home.run(frond_cli.PROGRAM, name, "--help").stdout)
                        for name in re.findall(r"^  ([a-z]+)\b.*  \S", told, re.MULTILINE)}

    @classmethod
    def tearDownClass(cls):
        cls.home.close()

    @staticmethod
    def options(text):
        return set(re.findall(r"--([a-z-]+)", text)) - {"help"}

    def test_help(self):
        self.assertGreaterEqual(len(self.commands), 12)
        self.assertIn("force", self.commands["stop"])
        for name, options in self.commands.items():
            self.assertEqual(self.home.run(frond_cli.PROGRAM, "help", name).returncode, 0)
            self.assertIn("json" if name not in ("open", "console", "help") else "", options | {""})

    def test_manual(self):
        text = (frond_cli.SOURCE / "data/frond.1").read_text("utf-8")
        synopsis = text[text.index(".Sh SYNOPSIS"):text.index(".Sh DESCRIPTION")]
        parts = re.split(r"^\.Nm\n", synopsis, flags=re.MULTILINE)
        for name, options in self.commands.items():
            part = next((p for p in parts if re.search(rf"^\.Cm .*\b{name}\b", p, re.MULTILINE)), None)
            self.assertIsNotNone(part, f"the manual's synopsis has no {name}")
            self.assertEqual(set(re.findall(r"(?:Fl -|\| -)([a-z-]+)", part)), options, name)
            self.assertRegex(text, rf"(?m)^\.It Cm {name}\b")
        for option in set().union(*self.commands.values()):
            self.assertRegex(text, rf"(?m)^(\.It )?.*Fl -{option}\b")

    def test_manual_is_well_formed(self):
        if shutil.which("groff") is None:
            self.skipTest("no groff")
        done = self.home.run("groff", "-mandoc", "-Tutf8", "-ww", "-z", frond_cli.SOURCE / "data/frond.1")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_completions(self):
        for name in ("frond.bash", "_frond", "frond.fish"):
            text = (COMPLETIONS / name).read_text("utf-8")
            for command, options in self.commands.items():
                self.assertRegex(text, rf"\b{command}\b", name)
                for option in options:
                    pattern = rf"-l {option}\b" if name == "frond.fish" else rf"--{option}\b"
                    self.assertRegex(text, pattern, f"{name}: {command}")

    def test_bash_has_the_options_of_each(self):
        completions = Completions("bash")
        completions.home = self.home
        for command, options in self.commands.items():
            answers = {answer[2:] for answer in completions.bash("frond", command, "--")} - {"help"}
            self.assertEqual(answers, options, command)


if __name__ == "__main__":
    unittest.main(verbosity=2)
