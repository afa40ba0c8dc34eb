#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user does in one login (test_package.py, test_farewells.py): visit.py [--own] BUS-NAME VERB [ARGUMENT…], with
the helper of all users or with the user's own. Writes what it saw as JSON."""

import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from frond_e2e.helper import Helper, error_name, new_request  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402

# Only a deadline: the computer may be one in software.
PATIENCE = 600


def make(helper, seen, name):
    """Makes a machine, starts it, and looks at its screen."""
    began = time.monotonic()

    def stage(label):
        seen["seconds"][label] = round(time.monotonic() - began, 3)

    seen["seconds"] = {}
    helper.machines()
    stage("first answer")
    path = seen["path"] = helper.wait_job(helper.create(new_request(), name), PATIENCE)["machine"]
    stage("created")
    helper.wait_job(helper.start(path, new_request()), PATIENCE)
    stage("started")
    display = helper.call(path, "Machine", "OpenDisplay", GLib.Variant("(a{sv})", ({},)))[1]
    seen["displays"] = len(display)
    picture = helper.call(path, "Machine", "Screenshot")[1][0]
    seen["picture"] = os.pread(picture, 4, 0)[1:].decode()
    stage("seen")
    seen["state"] = helper.state(path)


def bring(helper, seen, image):
    """Makes a machine of a disk that the user has: the confined child reads it."""
    with open(image, "rb") as file:
        spec = {"name": GLib.Variant("s", "Brought"), "memory": GLib.Variant("t", 64 << 20),
                "vcpus": GLib.Variant("u", 1), "firmware": GLib.Variant("s", "bios"), "tpm": GLib.Variant("b", False),
                "disks": GLib.Variant("aa{sv}", [{"size": GLib.Variant("t", 0),
                                                  "source-format": GLib.Variant("s", "qcow2")}])}
        job = helper.call("/me/phyllo/Frond/VmmHelper1", "Manager", "CreateMachine",
                          GLib.Variant("(sa{sv}a(sh))", (new_request(), spec, [("disk0", 0)])), fds=[file.fileno()])[0][0]
        seen["path"] = helper.wait_job(job, PATIENCE)["machine"]


def answer(helper, seen):
    """How long a call takes, with the start of the helper if there is none."""
    began = time.monotonic()
    helper.call("/me/phyllo/Frond/VmmHelper1", "Manager", "ListMachines", GLib.Variant("(uu)", (0, 16)))
    seen["seconds"] = round(time.monotonic() - began, 3)


def capabilities(helper, seen):
    seen.update({key: value for key, value in helper.capabilities().items() if isinstance(value, str)})


def look(helper, seen):
    """[[path, state]] of the machines there are."""
    seen["machines"] = [[row[0], helper.state(row[0])] for row in helper.machines()]


def reasons(helper, seen):
    """{name: [path, state, reason]} of the machines there are."""
    for row in helper.machines():
        seen[row[6]["name"]] = [row[0], row[3], row[4]]


def set_fates(helper, seen, path, *fates):
    """FATES: "on-logout=save" and so on."""
    generation = next(row[2] for row in helper.machines() if row[0] == path)
    changes = {key: GLib.Variant("s", value) for key, value in (fate.split("=") for fate in fates)}
    helper.call(path, "Machine", "Reconfigure", GLib.Variant("(sta{sv})", (new_request(), generation, changes)))


def start(helper, seen, path):
    helper.wait_job(helper.start(path, new_request()), PATIENCE)
    look(helper, seen)


def stop(helper, seen, path):
    helper.wait_job(helper.stop(path, new_request()), PATIENCE)
    look(helper, seen)


def race(helper, seen, path, count, pause, jitter):
    """COUNT times: waits about as long as the helper does before it ends, and changes the machine. Each change has to be
    done, once: the generation counts them."""
    count, pause, jitter = int(count), float(pause), float(jitter)
    seen["lost"], pids = [], set()
    generation = helper.machines()[0][2]
    for turn in range(count):
        # Spread over the moments at which it may end, in an order that is always the same.
        loop = GLib.MainLoop()
        GLib.timeout_add(int(1000 * (pause + jitter * ((turn * 37 % count) / count - 0.5))), loop.quit)
        loop.run()
        try:
            generation = helper.call(path, "Machine", "Reconfigure", GLib.Variant(
                "(sta{sv})", (new_request(), generation, {"name": GLib.Variant("s", f"Turn {turn}")})))[0][0]
        except Exception as error:  # noqa: BLE001
            seen["lost"].append([turn, repr(error)])
        row = next(row for row in helper.machines() if row[0] == path)
        if (row[2], row[6]["name"]) != (generation, f"Turn {turn}"):
            seen["lost"].append([turn, row[2], generation, row[6]["name"]])
        pids.add(helper.pid())
    seen["helpers"] = len(pids)


VERBS = {verb.__name__.replace("_", "-"): verb
         for verb in (make, bring, answer, capabilities, look, reasons, set_fates, start, stop, race)}


def main():
    own = sys.argv[1] == "--own"
    name, verb, *arguments = sys.argv[1 + own:]
    helper = Helper(name, Gio.bus_get_sync(Gio.BusType.SESSION if own else Gio.BusType.SYSTEM))
    seen = {}
    try:
        VERBS[verb](helper, seen, *arguments)
    except GLib.Error as error:
        seen["error"] = error_name(error) or error.message
    json.dump(seen, sys.stdout)


main()
