#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""“frond” over a terminal, without a display: real helper, real libvirt, real QEMU; and beside the windows."""

import json
import os
import pty
import select
import signal
import subprocess
import tarfile
import time
import unittest
import uuid

import jsonschema

from frond_e2e.case import FrondTestCase, main
from frond_e2e.helper import new_request
from frond_e2e.waiting import wait_for

OK, FAILED, MISUSE, NOT_FOUND, REFUSED, STATE, TIMEOUT, UNAVAILABLE = range(8)
INTERRUPTED = 130
APP_ID = "me.phyllo.Frond.Devel"

TEXT = {"type": "string"}
MAYBE = {"type": ["string", "null"]}
COUNT = {"type": "integer", "minimum": 0}

# What frond(1) promises to programs.
MACHINE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "id": TEXT, "uuid": MAYBE, "name": TEXT, "reason": TEXT, "place": {"enum": ["session", "system"]}, "system": TEXT,
        "system-id": TEXT, "memory": COUNT, "cpus": COUNT, "disk": COUNT, "notes": TEXT, "created": MAYBE,
        "last-used": MAYBE,
        "state": {"enum": ["unknown", "creating", "missing", "stopped", "starting", "running", "paused", "stopping"]},
    },
}
MACHINE["required"] = list(MACHINE["properties"])
ONE = {"type": "object", "additionalProperties": False, "required": ["version", "machine"],
       "properties": {"version": {"const": 1}, "machine": MACHINE, "file": TEXT}}
ALL = {"type": "object", "additionalProperties": False, "required": ["version", "machines"],
       "properties": {"version": {"const": 1}, "machines": {"type": "array", "items": MACHINE}}}

SYSTEM = {"type": "object", "additionalProperties": False,
          "properties": {"id": TEXT, "name": TEXT, "kind": {"enum": ["cloud-image", "live", "installer", "netboot"]},
                         "from": {"enum": ["frond", "update", "person", "osinfo"]}, "system-id": TEXT, "released": TEXT,
                         "end-of-life": TEXT, "address": TEXT, "size": COUNT, "checked": {"type": "boolean"}}}
SYSTEM["required"] = list(SYSTEM["properties"])
SYSTEMS = {"type": "object", "additionalProperties": False, "required": ["version", "systems"],
           "properties": {"version": {"const": 1}, "systems": {"type": "array", "items": SYSTEM}}}

# (arguments, status, what is said on standard error)
REFUSALS = [
    (("start",), MISUSE, "Too few"),
    (("start", "a", "b"), MISUSE, "Too many"),
    (("start", "--no-such-option", "a"), MISUSE, "no-such-option"),
    (("help", "fly"), MISUSE, "fly"),
    (("list", "--json", "more"), MISUSE, "Too many"),
    (("stop", "--timeout", "-1", "a"), MISUSE, "less than nothing"),
    (("stop", "--timeout", "soon", "a"), MISUSE, "soon"),
    (("create", "--memory", "lots", "a.iso"), MISUSE, "lots"),
    (("create", "--memory", "1e99T", "a.iso"), MISUSE, "1e99T"),
    (("create", "--memory", "-4G", "a.iso"), MISUSE, "-4G"),
    (("create", "--disk", "99999999T", "a.iso"), MISUSE, "99999999T"),
    (("create", "--name", "a\nb", "a.iso"), MISUSE, "name"),
    (("create", "--place", "moon", "a.iso"), MISUSE, "session"),
    (("create", "--cpus", "-1", "a.iso"), MISUSE, "processor"),
    (("screenshot", "--json", "a", "-"), MISUSE, "JSON"),
    (("show", "nothing"), NOT_FOUND, "nothing"),
    (("start", "nothing"), NOT_FOUND, "nothing"),
    (("stop", "nothing"), NOT_FOUND, "nothing"),
    (("restart", str(uuid.uuid4())), NOT_FOUND, "no machine"),
    (("pause", "\x1b[31m"), NOT_FOUND, "no machine"),
    (("open", "nothing"), NOT_FOUND, "nothing"),
    (("screenshot", "nothing"), NOT_FOUND, "nothing"),
    (("create", "/no/such/file.iso"), NOT_FOUND, "gone"),
    (("create", "no-such-system"), NOT_FOUND, "neither"),
    (("create", "/dev/zero"), FAILED, "folder or a device"),
    (("delete",), MISUSE, "Too few"),
    (("delete", "nothing"), NOT_FOUND, "no machine"),
    (("delete", "--permanently", "--yes", "nothing"), NOT_FOUND, "no machine"),
    (("restore", "nothing"), NOT_FOUND, "in the trash"),
    (("export", "nothing", "x.ova"), NOT_FOUND, "no machine"),
    (("import", "/no/such/file.ova"), NOT_FOUND, "gone"),
    (("import", "--memory", "lots", "a.ova"), MISUSE, "lots"),
    (("console", "nothing"), NOT_FOUND, "no machine"),
    (("duplicate", "nothing"), NOT_FOUND, "no machine"),
    (("duplicate", "--name", "a\nb", "nothing"), MISUSE, "name"),
    (("catalogue", "--all", "--no-such"), MISUSE, "no-such"),
]


class CommandLine(FrondTestCase):
    def setUp(self):
        # The machines of the test before are gone; without this its rows would be shown as missing.
        for path in (self.session.folder / "data").glob("frond*/frond.db*"):
            path.unlink()

    def spawn(self, *arguments, **changes):
        environment = {k: v for k, v in self.session.environment.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
        environment.update(changes)
        return subprocess.Popen([self.session.build / "app/ui/frond", *map(str, arguments)], env=environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                cwd=self.session.results)

    def frond(self, *arguments, status=OK, **changes):
        """Standard output and error of a run that ended with STATUS."""
        process = self.spawn(*arguments, **changes)
        out, err = process.communicate(timeout=180)
        if process.returncode < 0:
            self.fail(f"{arguments} {self.session.death(process.returncode)}: {out}{err}")
        self.assertEqual(process.returncode, status, f"{arguments}: {out}{err}")
        return out, err

    def machine(self, *arguments):
        told = json.loads(self.frond(*arguments, "--json")[0])
        jsonschema.validate(told, ONE)
        return told["machine"]

    def machines(self):
        told = json.loads(self.frond("list", "--json")[0])
        jsonschema.validate(told, ALL)
        return told["machines"]

    def create(self, name, *more):
        return self.machine("create", self.guest_file("kms.iso"), "--name", name, "--memory", "256M", "--disk", "16M",
                            "--cpus", "1", *more)

    def test_refusals(self):
        for arguments, status, words in REFUSALS:
            with self.subTest(arguments):
                out, err = self.frond(*arguments, status=status)
                self.assertIn(words, err)
                self.assertNotIn("\x1b", err)
                self.assertEqual(out, "")

    def test_no_bus(self):
        nowhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
        self.frond("list", status=UNAVAILABLE, **nowhere)
        self.assertEqual(self.frond("list", "--names", **nowhere)[1], "")

    def test_alone(self):
        """What only windows need is not begun: its thread would run on while the process ends."""
        for command in (("help",), ("list",), ("list", "--names")):
            self.assertNotIn("GST_INIT", self.frond(*command, GST_DEBUG="GST_INIT:5", GST_DEBUG_NO_COLOR="1")[1])

    def test_life(self):
        made = self.create("Fern Ü", "--start")
        self.assertEqual((made["memory"], made["disk"], made["cpus"]), (256 << 20, 16 << 20, 1))
        self.assertEqual([m["uuid"] for m in self.machines()], [made["uuid"]])
        for word in (made["id"], made["uuid"].upper(), "Fern Ü", "fern ü", "Fern U\u0308"):
            self.assertEqual(self.machine("show", word)["state"], "running")
        self.assertIn("Running", self.frond("list")[0])
        self.assertEqual(self.frond("list", "--names")[0], f"{made['uuid']}\tFern Ü\n")

        picture = self.session.results / "picture.png"
        self.frond("screenshot", "Fern Ü", picture)
        self.assertEqual(picture.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        self.frond("screenshot", "Fern Ü", picture, status=FAILED)
        self.frond("screenshot", "Fern Ü", picture, "--replace")

        self.machine("start", "Fern Ü")  # it runs already, which is what was wished for
        self.assertEqual(self.machine("pause", "Fern Ü")["state"], "paused")
        self.frond("start", "Fern Ü", status=STATE)
        self.assertEqual(self.machine("resume", "Fern Ü")["state"], "running")
        self.machine("restart", "--force", "Fern Ü")
        self.frond("stop", "--wait", "--timeout", "1", "Fern Ü", status=TIMEOUT)  # this guest does not listen
        self.assertEqual(self.machine("stop", "--force", "--wait", "Fern Ü")["state"], "stopped")
        self.frond("screenshot", "Fern Ü", status=STATE)
        self.frond("pause", "Fern Ü", status=STATE)
        self.assertIsNotNone(self.machine("show", "Fern Ü")["last-used"])

    def test_interrupted(self):
        made = self.create("Moss")
        waiting = self.spawn("start", "--wait", "Moss")
        wait_for(lambda: self.machine("show", "Moss")["state"] == "running", 120, "Moss to run")
        waiting.send_signal(signal.SIGINT)
        _, err = waiting.communicate(timeout=60)
        self.assertEqual(waiting.returncode, INTERRUPTED)
        self.assertIn("Moss", err)
        self.assertEqual(self.machine("show", made["uuid"])["state"], "running")
        waiting = self.spawn("start", "--wait", "--json", "Moss")
        self.frond("stop", "--force", "Moss")
        self.assertEqual(waiting.wait(120), OK)
        waiting.communicate()

    def test_ambiguous(self):
        made = [self.create("Reed"), self.create("Reed")]
        err = self.frond("start", "Reed", status=NOT_FOUND)[1]
        for machine in made:
            self.assertIn(machine["uuid"], err)
        self.machine("show", made[1]["uuid"])

    def test_trash(self):
        made = self.create("Fern")
        self.assertEqual(self.machine("delete", "Fern")["uuid"], made["uuid"])
        self.assertEqual(self.machines(), [])
        self.frond("start", "Fern", status=NOT_FOUND)
        self.assertEqual(self.machine("restore", "Fern"), made)
        self.assertEqual([m["uuid"] for m in self.machines()], [made["uuid"]])
        # Nobody is there to be asked.
        self.assertIn("--yes", self.frond("delete", "--permanently", "Fern", status=MISUSE)[1])
        self.frond("delete", "Fern")
        self.frond("delete", "--permanently", "--yes", "Fern")
        self.frond("restore", "Fern", status=NOT_FOUND)
        self.assertEqual(self.helper.machines(), [])

    def test_one_file(self):
        """A whole machine to a file, away, and back: under another id, with all that it was."""
        made = self.create("Moss/Ü")
        written = self.session.results / "Moss-Ü.ova"
        told = json.loads(self.frond("export", made["uuid"], self.session.results, "--json")[0])
        jsonschema.validate(told, ONE)
        self.assertEqual(told["file"], str(written))
        with tarfile.open(written) as archive:
            self.assertEqual(archive.getnames()[:2], ["machine.ovf", "disk0.img"])
        # What is there is somebody's, and what failed leaves nothing.
        self.frond("export", made["uuid"], written, status=FAILED)
        self.frond("export", made["uuid"], written, "--replace")
        self.frond("export", made["uuid"], "/proc/x.ova", status=FAILED)
        self.assertEqual(list(self.session.results.glob(".frond-export*")), [])

        other = self.machine("duplicate", made["uuid"], "--name", "Other")
        self.assertEqual((other["name"], other["disk"]), ("Other", made["disk"]))
        self.frond("delete", other["uuid"], "--permanently", "--yes")
        self.frond("delete", made["uuid"], "--permanently", "--yes")
        again = self.machine("import", written)
        for key in ("name", "memory", "cpus", "disk", "system", "system-id", "notes"):
            self.assertEqual(again[key], made[key], key)
        self.assertNotEqual(again["uuid"], made["uuid"])
        self.assertEqual(self.machine("import", written, "--name", "Other", "--cpus", "2")["cpus"], 2)
        self.frond("import", self.guest_file("kms.iso"), status=MISUSE)
        written.unlink()

    def test_catalogue(self):
        told = json.loads(self.frond("catalogue", "--json")[0])
        jsonschema.validate(told, SYSTEMS)
        self.assertIn("debian-13", [system["id"] for system in told["systems"]])
        some = json.loads(self.frond("catalogue", "--json", "debian", "13")[0])["systems"]
        self.assertTrue(0 < len(some) < len(told["systems"]))
        self.assertIn("debian-13 ", self.frond("catalogue")[0])

    def read_until(self, fd, words, seconds=240):
        """Reads the terminal until it shows one of WORDS; which of them, and all that was read."""
        seen, deadline = b"", time.monotonic() + seconds
        while time.monotonic() < deadline:
            if select.select([fd], [], [], 1)[0]:
                seen += os.read(fd, 65536)
            for word in words:
                if word in seen:
                    return word, seen
        self.fail(f"none of {words}: {seen}")

    @unittest.skipUnless(os.environ.get("FROND_DEEP"), "a whole boot under emulation")
    def test_console(self):
        """A terminal of a person's: what is typed arrives, the machine's answer is shown, Ctrl+] leaves."""
        self.frond("console", self.create("Rush")["uuid"], status=STATE)
        self.machine("start", "Rush")
        pid, fd = pty.fork()
        if pid == 0:
            environment = {k: v for k, v in self.session.environment.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
            os.execve(self.session.build / "app/ui/frond", ["frond", "console", "Rush"], environment)
        try:
            self.read_until(fd, [b"Ctrl+]"])
            self.read_until(fd, [b"READY", b"STATUS"])
            # One program has it; another is told.
            self.frond("console", "Rush", status=STATE)
            os.write(fd, b"hello frond\r")
            self.read_until(fd, [b"TYPED hello frond"])
            os.write(fd, b"\x1d")
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), OK)
        except BaseException:
            os.kill(pid, signal.SIGKILL)
            raise
        finally:
            os.close(fd)
        self.frond("delete", "Rush", status=STATE)
        self.frond("export", "Rush", status=STATE)
        self.machine("delete", "--force", "--permanently", "--yes", "Rush")
        self.assertEqual(self.helper.machines(), [])

    def check_actions(self, machine):
        """What any program of the session can ask of the windows."""
        def ask(action, parameter):
            # What has the wrong type is refused before it reaches anything of ours, and gapplication says so.
            subprocess.run(["gapplication", "action", APP_ID, action, parameter], env=self.session.environment, check=False,
                           timeout=60, capture_output=True)

        for parameter in ("''", "'nonsense'", "'../../../etc/passwd'", "'" + "0" * 5000 + "'", "uint32 3", "[@s '']"):
            for action in ("open-machine", "start-machine", "stop-machine"):
                ask(action, parameter)
        ask("search-machines", "'" + "a" * 5000 + "'")
        self.assertIsNone(self.session.app.poll())
        self.assertEqual(self.machine("show", machine)["state"], "stopped")
        ask("start-machine", f"'{machine}'")
        wait_for(lambda: self.machine("show", machine)["state"] == "running", 60, "the machine to run")
        self.frond("stop", "--force", machine)

    def test_beside_windows(self):
        """What the command line does is seen by a Frond with windows, once; and the other way around."""
        self.launch()
        made = self.create("Sedge")
        self.desktop.find("Sedge")
        self.assertEqual([m["id"] for m in self.machines()], [made["id"]])
        self.frond("open", "Sedge")
        self.desktop.window("^Sedge")
        self.check_actions(made["uuid"])
        other = self.helper.wait_job(self.helper.create(new_request(), "Rush"))
        self.assertTrue(other)
        self.desktop.find("Rush")
        wait_for(lambda: sorted(m["name"] for m in self.machines()) == ["Rush", "Sedge"], 30, "both to be listed")
        self.session.stop_app()
        self.assertEqual(sorted(m["name"] for m in self.machines()), ["Rush", "Sedge"])


if __name__ == "__main__":
    main()
