#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at any moment: nothing is half made, nothing is lost, nothing is left running.

FROND_KILLS says how often (default 20); FROND_SEED which storm (printed)."""

import os
import pathlib
import random
import signal
import time

from gi.repository import GLib

from frond_e2e import processes
from frond_e2e.case import FrondTestCase, main
from frond_e2e.desktop import PATIENCE
from frond_e2e.helper import RUNNING, STOPPED, HelperGone, new_request
from frond_e2e.waiting import holds_for, wait_for

KILLS = int(os.environ.get("FROND_KILLS", "20"))
SEED = int(os.environ.get("FROND_SEED", time.time_ns() & 0xFFFFFF))

# Kills come so long after an operation began, in seconds: the operations take about as long.
LATEST = 0.4


class Kill(FrondTestCase):
    def kill_soon(self, pid):
        """A thread-free appointment: the main loop runs while jobs are waited for."""
        def strike():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            return False

        GLib.timeout_add(int(self.random.uniform(0, LATEST) * 1000), strike)

    def persist(self, operation):
        """Carries out an operation (which starts a job, with one request id) again until it is done, as a client
        does whose helper went away."""
        def attempt():
            try:
                return self.helper.wait_job(operation(), 60) or True
            except HelperGone:
                return None

        return wait_for(attempt, 180, "the operation to be done")

    def survive(self, operation):
        """The helper is killed while it works on an operation."""
        pid = self.helper.pid()
        if pid is None:
            self.helper.capabilities()
            pid = self.helper.pid()
        self.kill_soon(pid)
        self.kills += 1
        return self.persist(operation)

    def test_helper_storm(self):
        print(f"FROND_SEED={SEED} FROND_KILLS={KILLS}")
        self.random = random.Random(SEED)
        self.kills = 0
        medium = os.open(self.guest_file("fixtures/unknown.iso"), os.O_RDONLY | os.O_CLOEXEC)
        self.addCleanup(os.close, medium)
        while self.kills < KILLS:
            self.one_life(medium)
        self.assertEqual(self.helper.machines(), [])
        self.assertEqual(processes.named("qemu-system-x86_64"), [])

    def one_life(self, medium):
        """Created, started, stopped, deleted; the helper is killed in each."""
        request = new_request()
        self.survive(lambda: self.helper.create(request, f"Storm {self.kills}"))
        machines = [machine for machine in self.helper.machines() if machine[5] == request]
        self.assertEqual(len(machines), 1, "one intention must make one machine")
        path, machine_uuid = machines[0][:2]
        self.expect_folders()

        start = new_request()
        self.survive(lambda: self.helper.start(path, start, medium))
        self.expect_state(path, RUNNING)
        # libvirt may ask another one what it can, for a moment.
        wait_for(lambda: len(processes.named("qemu-system-x86_64")) == 1, PATIENCE, "one QEMU")

        stop = new_request()
        self.survive(lambda: self.helper.stop(path, stop))
        self.expect_state(path, STOPPED)
        wait_for(lambda: not processes.named("qemu-system-x86_64"), 60, "QEMU to end")

        delete = new_request()
        self.survive(lambda: self.delete(path, machine_uuid, delete))
        wait_for(lambda: not [m for m in self.helper.machines() if m[0] == path], 30, "the machine to go")
        self.persist(lambda: self.helper.purge(machine_uuid))
        self.expect_folders()

    def delete(self, path, machine_uuid, request):
        try:
            return self.helper.delete(path, request)
        except GLib.Error:
            # Deleted, and then the helper died before it could say so: the machine is in the trash.
            if machine_uuid in [entry[0] for entry in self.helper.trash()]:
                return self.helper.purge(machine_uuid)
            raise

    def expect_state(self, path, state):
        try:
            self.helper.wait_state(path, state, 60)
        except TimeoutError:
            got = self.helper.call(path, "Machine", "GetState")[0]
            self.fail(f"after kill {self.kills} the state, reason and generation are {got} instead of {state}; "
                      f"QEMU: {processes.named('qemu-system-x86_64')}")

    def expect_folders(self):
        """As many folders as machines: none is left over, none is missing."""
        folders = [path for path in pathlib.Path(self.session.environment["XDG_DATA_HOME"]).glob("**/machines/*")
                   if path.is_dir() and not path.name.startswith(".")]
        known = {machine[1] for machine in self.helper.machines()}
        self.assertEqual({folder.name for folder in folders}, known)

    def test_application_storm(self):
        """Frond is killed while it makes and starts a machine; the next one finishes or undoes what was begun."""
        print(f"FROND_SEED={SEED}")
        self.random = random.Random(SEED)
        iso = self.guest_file("fixtures/unknown.iso")
        for _ in range(max(KILLS // 5, 2)):
            self.launch(iso)
            self.press_start()
            app = self.session.app
            self.kill_soon(app.pid)
            wait_for(lambda: app.poll() is not None, PATIENCE, "Frond to be dead")
        self.launch()
        wait_for(lambda: holds_for(self.is_whole, 2), PATIENCE, "as many tiles as machines")
        self.picture("after")
        machines = self.helper.machines()
        print(f"{len(machines)} machines were made")
        self.expect_folders()
        wait_for(self.each_runs_once, PATIENCE, "a QEMU for each machine that runs, and no other")

    def each_runs_once(self):
        states = [machine[3] for machine in self.helper.machines()]
        return (all(state in (RUNNING, STOPPED) for state in states)
                and len(processes.named("qemu-system-x86_64")) == states.count(RUNNING))

    def is_whole(self):
        """Each machine has one tile, each tile has a machine."""
        machines, tiles = self.helper.machines(), self.tiles()
        return len(tiles) == len(machines) and (tiles or self.desktop.search("^No Machines Yet$"))

    def tiles(self):
        grid = self.desktop.search("^Machines$", root=self.desktop.application())
        return [node for node in self.desktop.walk(grid) if node.get_role_name() in ("list item", "table cell")] \
            if grid else []


if __name__ == "__main__":
    main()
