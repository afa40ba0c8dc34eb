#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every screen without eyes and without a mouse. FROND_WALK: the names of some, in place of all.

walk-screens opens each one and goes through it with real keys; here is what a screen reader is told meanwhile."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from frond_e2e.desktop import Atspi, Desktop, GLib  # noqa: E402
from frond_e2e.session import Session  # noqa: E402
from frond_e2e.waiting import wait_for  # noqa: E402

PROGRAM = os.environ["FROND_WALK_SCREENS"]
NAME = pathlib.Path(PROGRAM).name
SECONDS = 60

# What only hands the focus on to what is in it. walk-screens itself looks for controls without a role.
CONTAINERS = ("scroll pane", "panel", "list", "list box", "grouping")


def look(desktop):
    """What is wrong with what can have the focus and is to be seen; and how much that is. There is something."""
    try:
        return wait_for(lambda: look_once(desktop), SECONDS, "anything that can have the focus")
    except TimeoutError as error:
        raise TimeoutError(f"{error}:\n{desktop.tree(NAME)}") from error


def look_once(desktop):
    problems, count = [], 0
    application = desktop.application(NAME)
    stack = [application] if application is not None else []
    while stack:
        node = stack.pop()
        try:
            states = node.get_state_set()
            if node != application and not states.contains(Atspi.StateType.SHOWING):
                continue
            stack += [child for child in (node.get_child_at_index(index) for index in range(node.get_child_count()))
                      if child is not None]
            if not states.contains(Atspi.StateType.FOCUSABLE) or not states.contains(Atspi.StateType.SENSITIVE):
                continue
            role = node.get_role_name()
            if role in CONTAINERS:
                continue
            count += 1
            name = desktop.name(node)
            path = "/".join(f"{at.get_role_name()} {desktop.name(at)!r}" for at in ancestors(node))
        except GLib.Error:  # it went away
            continue
        if not name.strip() and not (role == "list item" and has_words(desktop, node)):
            problems.append(f"{role} without a name in {path}")
    return (problems, count) if count else None


def has_words(desktop, node):
    """Of a row without a name what is in it is read."""
    children = [node.get_child_at_index(index) for index in range(node.get_child_count())]
    return any(desktop.name(child).strip() or has_words(desktop, child) for child in children if child is not None)


def ancestors(node, depth=4):
    found = []
    while (node := node.get_parent()) is not None and len(found) < depth:
        found.append(node)
    return found


class Walk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.session = Session("walk" if os.environ.get("FROND_WALK") else "walk-all")
        cls.desktop = Desktop(cls.session)
        # Starts the registry, which no program of ours has to wait for then.
        cls.listener = Atspi.EventListener.new(lambda event: None)
        cls.listener.register("object:announcement")
        listed = subprocess.run([PROGRAM], env=cls.session.environment, capture_output=True, text=True, check=True)
        wanted = os.environ.get("FROND_WALK", "").split()
        cls.screens = [name for name in listed.stdout.split() if not wanted or name in wanted]

    def test_walk(self):
        process = subprocess.Popen([PROGRAM, *self.screens], env=self.session.environment, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=self.session.log("walk-screens"), text=True)
        self.addCleanup(process.wait)
        self.addCleanup(process.stdin.close)
        problems, told, walked = [], 0, []
        for line in process.stdout:
            word, _, rest = line.strip().partition(" ")
            if word == "look":
                found, count = look(self.desktop)
                problems += found
                told += count
                process.stdin.write("\n")
                process.stdin.flush()
            elif word == "problem":
                problems.append(rest)
            elif word == "end":
                screen, focusable, reached, menus = rest.split()
                walked.append(screen)
                print(f"{screen}: {reached} of {focusable} controls reached, {menus} menus, {told} told, "
                      f"{len(problems)} problems", flush=True)
                for problem in sorted(set(problems)):
                    print(f"    {problem}", flush=True)
                with self.subTest(screen):
                    self.assertEqual(len(set(problems)), 0, "problems, above")
                    self.assertGreater(int(focusable), 0)
                problems, told = [], 0
        self.assertEqual(process.wait(SECONDS), 0, f"it ended after {walked}")
        self.assertEqual(walked, self.screens)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
