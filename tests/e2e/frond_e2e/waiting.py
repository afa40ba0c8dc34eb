# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for conditions with a deadline, while this process's main loop runs."""

import time

from gi.repository import GLib

CHECK_MILLISECONDS = 25


def wait_for(condition, seconds, what):
    """Iterates the main loop until condition() is true; returns its value. Fails with a TimeoutError that says
    what was waited for. The condition is looked at after each event of the loop and every few milliseconds."""
    deadline = time.monotonic() + seconds
    context = GLib.MainContext.default()
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s for {what}")
        fired = []
        timer = GLib.timeout_add(CHECK_MILLISECONDS, lambda: fired.append(True))
        context.iteration(True)
        if not fired:
            GLib.source_remove(timer)


def holds_for(condition, seconds):
    """Iterates the main loop for so long; returns whether condition() was true at every look."""
    deadline = time.monotonic() + seconds
    try:
        wait_for(lambda: not condition() or time.monotonic() > deadline, seconds + 5, "the end of the watch")
    except TimeoutError:
        return False
    return bool(condition())
