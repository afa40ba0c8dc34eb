# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A library of machines that only the file knows, and the programs beside it."""

import contextlib
import os
import pathlib
import sqlite3
import subprocess
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["FROND_BUILD_DIR"]).resolve()
PROGRAM = BUILD / "app/ui/frond"
FOLDER = "frond-devel" if os.environ.get("FROND_DEVEL") == "1" else "frond"


class Home:
    """A home with a library of these machines: (id, name, system, notes, last used)."""

    def __init__(self, machines):
        self.folder = tempfile.TemporaryDirectory(prefix="fc-", dir="/tmp")
        self.path = pathlib.Path(self.folder.name)
        self.environment = {key: value for key, value in os.environ.items()
                            if key not in ("DISPLAY", "WAYLAND_DISPLAY", "LANGUAGE", "DBUS_SESSION_BUS_ADDRESS")}
        self.environment |= {
            "HOME": str(self.path), "XDG_DATA_HOME": str(self.path / "data"), "XDG_RUNTIME_DIR": str(self.path),
            "XDG_CONFIG_HOME": str(self.path / "config"), "XDG_CACHE_HOME": str(self.path / "cache"),
            "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8",
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.path}/none",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.path}/none",
        }
        (self.path / "data" / FOLDER).mkdir(parents=True)
        self.database = self.path / "data" / FOLDER / "frond.db"
        with contextlib.closing(sqlite3.connect(self.database)) as rows, rows:
            rows.executescript((SOURCE / "tests/store/fixtures/schema-4.sql").read_text("utf-8"))
            self._columns = [row[1] for row in rows.execute("PRAGMA table_info (profiles)")]
            self._pattern = rows.execute("SELECT * FROM profiles WHERE stage = 'ready' LIMIT 1").fetchone()
            rows.execute("DELETE FROM profile_pictures")
            rows.execute("DELETE FROM profiles")
        for machine in machines:
            self.add(*machine)

    def add(self, machine_id, name, system="", notes="", last_used=0):
        row = dict(zip(self._columns, self._pattern)) | {
            "id": machine_id, "request_id": machine_id, "machine_uuid": machine_id, "name": name, "os_name": system,
            "notes": notes, "last_used": last_used, "group": "", "stage": "ready"}
        with contextlib.closing(sqlite3.connect(self.database)) as rows, rows:
            marks = ", ".join("?" * len(row))
            names = ", ".join(f'"{name}"' for name in row)
            rows.execute(f"INSERT INTO profiles ({names}) VALUES ({marks})", list(row.values()))

    def run(self, *command, **options):
        return subprocess.run(list(map(str, command)), env=self.environment, capture_output=True, text=True, timeout=60,
                              check=False, stdin=subprocess.DEVNULL, cwd=self.path, **options)

    def close(self):
        self.folder.cleanup()
