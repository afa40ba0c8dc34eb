#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills Frond and its helper at random while machines are created, started, stopped and deleted, and proves
afterwards that nothing was lost, nothing was left behind and no running guest died.

storm.py WORKER HELPER KILLS [SEED]
"""

import os
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NAME = "me.phyllo.Frond.Storm.VmmHelper1"


class Storm:
    def __init__(self, worker, helper, kills, seed):
        self.worker_path, self.helper_path, self.kills, self.seed = worker, helper, kills, seed
        self.random = random.Random(seed)
        self.folder = Path(tempfile.mkdtemp(prefix="frond-storm-"))
        self.database = self.folder / "data" / "frond.db"
        self.worker = None
        self.lines = []
        self.killed = {"frond": 0, "helper": 0}

    def environment(self):
        services = self.folder / "share" / "dbus-1" / "services"
        services.mkdir(parents=True)
        (self.folder / "data").mkdir()
        run = self.folder / "run"
        run.mkdir(mode=0o700)
        (services / f"{NAME}.service").write_text(
            f"[D-BUS Service]\nName={NAME}\nExec={self.helper_path} --session --bus-name {NAME}\n"
        )
        os.environ.update(
            XDG_DATA_DIRS=f"{self.folder}/share:/usr/share",
            XDG_DATA_HOME=f"{self.folder}/data",
            XDG_CONFIG_HOME=f"{self.folder}/config",
            XDG_CACHE_HOME=f"{self.folder}/cache",
            XDG_STATE_HOME=f"{self.folder}/state",
            XDG_RUNTIME_DIR=str(run),
            FROND_HELPER_NAME=NAME,
            FROND_ACCEL="software",
        )

    def make_medium(self):
        """A start with a disc has more steps that can be cut off."""
        self.medium = self.folder / "disc.iso"
        (self.folder / "disc").mkdir()
        (self.folder / "disc" / "file").write_text("storm")
        subprocess.run(["genisoimage", "-quiet", "-o", str(self.medium), str(self.folder / "disc")], check=True)

    def storm_worker(self, number):
        self.start_worker("storm", str(self.seed * 1000 + number), self.medium.as_uri())

    # What the worker says.

    def start_worker(self, *arguments):
        self.worker = subprocess.Popen(
            [self.worker_path, str(self.database), *arguments], stdout=subprocess.PIPE, start_new_session=True
        )
        os.set_blocking(self.worker.stdout.fileno(), False)
        self.partial = b""

    def read(self, seconds):
        """Reads what the worker says for that long, or until it ends."""
        deadline = time.monotonic() + seconds
        fd = self.worker.stdout.fileno()
        while (left := deadline - time.monotonic()) > 0:
            if not select.select([fd], [], [], left)[0]:
                return
            data = os.read(fd, 65536)
            if not data:
                return
            *whole, self.partial = (self.partial + data).split(b"\n")
            self.lines += [line.decode() for line in whole]

    def helper_pid(self):
        answer = subprocess.run(
            ["gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path",
             "/org/freedesktop/DBus", "--method", "org.freedesktop.DBus.GetConnectionUnixProcessID", NAME],
            capture_output=True, text=True, check=False,
        ).stdout
        found = re.search(r"uint32 (\d+)", answer)
        return int(found.group(1)) if found else None

    def kill_once(self, number):
        self.read(self.random.uniform(0.0, 1.5))
        if self.random.random() < 0.5 and (pid := self.helper_pid()):
            os.kill(pid, signal.SIGKILL)
            self.killed["helper"] += 1
            self.lines.append(f"helper {pid} killed")
            if self.random.random() < 0.7:
                return
        self.worker.kill()
        self.read(5)
        self.worker.wait()
        self.lines.append("killed")
        self.killed["frond"] += 1
        self.storm_worker(number)

    # What must be true afterwards.

    def expected(self):
        """id → (may exist, must exist, must run), from what was said."""
        there, may_trash, running = set(), set(), set()
        for line in self.lines:
            words = line.rstrip(":").split()
            if len(words) < 3:
                continue
            what, operation, ident = words[0], words[1], words[2].rstrip(":")
            if (what, operation) == ("done", "create"):
                there.add(ident)
            elif (what, operation) == ("done", "restore"):
                there.add(ident)
                may_trash.discard(ident)
            elif what == "begin" and operation == "restore":
                may_trash.add(ident)
            elif what == "begin" and operation == "trash":
                may_trash.add(ident)
                # It was off, so somebody must have switched it off.
                if ident in running:
                    self.died.append(ident)
                running.discard(ident)
            elif what == "failed" and operation == "trash":
                may_trash.add(ident)
            elif what == "begin" and operation == "purge":
                there.discard(ident)
                may_trash.discard(ident)
            elif (what, operation) == ("done", "start"):
                running.add(ident)
            elif what == "begin" and operation == "stop":
                running.discard(ident)
        return there, may_trash, running

    def check(self):
        self.died = []
        there, may_trash, running = self.expected()
        self.start_worker("settle")
        before = len(self.lines)
        self.read(120)
        if self.worker.wait() != 0:
            return ["the library did not settle"]

        guests, trashed = {}, {}
        problems = [f"guest {ident} was running and was found off later" for ident in self.died]
        for line in self.lines[before:]:
            words = line.split()
            if words[0] == "guest":
                guests[words[1]] = (words[2], words[3])
            elif words[0] == "trashed":
                trashed[words[1]] = words[2]

        for ident in there:
            if ident in guests:
                continue
            if ident in trashed and ident in may_trash:
                continue
            problems.append(f"profile {ident} is lost")
        for ident in running:
            if guests.get(ident, ("", ""))[1] != "running":
                problems.append(f"guest {ident} was running and is {guests.get(ident)}")
        for ident, (_, state) in guests.items():
            if state == "missing":
                problems.append(f"profile {ident} has no machine")
            elif state == "paused":
                problems.append(f"guest {ident} is paused, and nobody paused it")
        problems += self.check_folders(guests, trashed)
        problems += self.check_domains(guests)
        print(f"# {len(guests)} guests, {len(trashed)} in the trash, {len(running)} known to run")
        return problems

    def check_folders(self, guests, trashed):
        machines = [path for path in (self.folder / "data").glob("frond*/machines") if path.is_dir()]
        found = {path.name for folder in machines for path in folder.iterdir()}
        live = {uuid for uuid, _ in guests.values()}
        problems = [f"orphaned folder {name}" for name in found if not name.startswith(".") and name not in live]
        problems += [f"left over {name}" for name in found if name.startswith(".new")]
        problems += [f"machine {uuid} has no folder" for uuid in live if uuid not in found]
        in_trash = {path.name for folder in machines if (folder / ".trash").is_dir()
                    for path in (folder / ".trash").iterdir()}
        problems += [f"trash {name} has no profile" for name in in_trash if name not in trashed.values()]
        return problems

    def check_domains(self, guests):
        names = subprocess.run(
            ["virsh", "-c", "qemu:///session", "list", "--all", "--uuid"], capture_output=True, text=True, check=True
        ).stdout.split()
        live = {uuid for uuid, state in guests.values() if state in ("running", "paused")}
        return [f"orphaned domain {name}" for name in names if name not in live] + [
            f"machine {uuid} has no domain" for uuid in live if uuid not in names
        ]

    def clean_up(self):
        if self.worker and self.worker.poll() is None:
            self.worker.kill()
        if pid := self.helper_pid():
            os.kill(pid, signal.SIGTERM)
        for name in subprocess.run(["virsh", "-c", "qemu:///session", "list", "--uuid"], capture_output=True,
                                   text=True, check=False).stdout.split():
            subprocess.run(["virsh", "-c", "qemu:///session", "destroy", name], capture_output=True, check=False)

    def run(self):
        self.environment()
        self.make_medium()
        self.storm_worker(0)
        problems = ["the storm did not end"]
        try:
            for number in range(1, self.kills + 1):
                self.kill_once(number)
            self.read(1)
            self.worker.kill()
            self.read(5)
            self.worker.wait()
            problems = self.check()
        finally:
            self.clean_up()
        operations = sum(line.startswith("done ") for line in self.lines)
        failed = [line for line in self.lines if line.startswith("failed ")]
        print(f"# seed {self.seed}: killed Frond {self.killed['frond']} times, the helper {self.killed['helper']} times;"
              f" {operations} operations done, {len(failed)} failed")
        for line in failed[:5]:
            print(f"# {line}")
        if operations == 0:
            problems.append("nothing was done, so nothing was proven")
        if len(failed) * 10 > operations:
            problems.append("more than the deaths of the helper can explain has failed")
        return problems, operations


def main():
    worker, helper, kills = sys.argv[1], sys.argv[2], int(sys.argv[3])
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else random.SystemRandom().randrange(1, 100000)
    if "STORM_BUS" not in os.environ:
        os.environ["STORM_BUS"] = "1"
        storm_environment = Storm(worker, helper, kills, seed)
        storm_environment.environment()
        os.environ["STORM_FOLDER"] = str(storm_environment.folder)
        os.execvp("dbus-run-session", ["dbus-run-session", "--", sys.executable, *sys.argv[:4], str(seed)])
    storm = Storm(worker, helper, kills, seed)
    shutil.rmtree(storm.folder)
    storm.folder = Path(os.environ["STORM_FOLDER"])
    storm.database = storm.folder / "data" / "frond.db"
    storm.environment = lambda: None
    problems, _ = storm.run()
    for problem in problems:
        print(f"# {problem}")
    print(f"{'not ok' if problems else 'ok'} 1 storm")
    print("1..1")
    if not problems:
        shutil.rmtree(storm.folder, ignore_errors=True)
    else:
        (storm.folder / "storm.log").write_text("\n".join(storm.lines))
        print(f"# the folder is kept: {storm.folder}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
