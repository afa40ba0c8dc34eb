#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""“frond doctor” on this computer, as it is over ssh: without a display, with the real helper and libvirt."""

import json
import os
import subprocess

import jsonschema

from frond_e2e import session
from frond_e2e.case import FrondTestCase, main

# The real verdict of the real /dev/kvm is asked for here.
session.ENVIRONMENT["FROND_ACCEL"] = ""
session.ENVIRONMENT["FROND_KVM_PROBE"] = os.environ["FROND_BUILD_DIR"] + "/vmm-helper/engines/frond-kvm-probe"

STATUS = {"ready": 0, "limited": 1, "unable": 2}
STATES = ["ok", "note", "unknown", "warning", "problem"]
TEXT = {"type": "string"}
BYTES = {"type": "integer", "minimum": 0}

# What frond-doctor.h promises to programs.
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "verdict", "checks"],
    "properties": {
        "version": {"const": 1},
        "verdict": {"enum": list(STATUS)},
        "checks": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "state", "reason", "detail"],
                "properties": {
                    "id": TEXT, "state": {"enum": STATES}, "reason": TEXT, "detail": TEXT, "free": BYTES, "total": BYTES,
                },
            },
        },
    },
}
WANTED = {"kvm", "virtualization", "nested", "vhost-net", "iommu", "helper", "libvirt", "qemu", "uefi", "tpm", "memory",
          "disk", "file-system", "cgroup", "portal", "display"}


class Doctor(FrondTestCase):
    def run_doctor(self, *arguments, **changes):
        environment = {k: v for k, v in self.session.environment.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
        environment.update(changes)
        program = self.session.build / "app/ui/frond"
        return subprocess.run([program, "doctor", *arguments], env=environment, capture_output=True, text=True,
                              timeout=180, check=False)

    def test_json(self):
        done = self.run_doctor("--json")
        told = json.loads(done.stdout)
        jsonschema.validate(told, SCHEMA)
        (self.session.results / "doctor.json").write_text(done.stdout)
        checks = {check["id"]: check for check in told["checks"]}
        self.assertEqual(WANTED - set(checks), set())
        self.assertEqual(len(checks), len(told["checks"]))
        self.assertEqual(done.returncode, STATUS[told["verdict"]])
        worst = max(STATES.index(check["state"]) for check in told["checks"])
        self.assertEqual(told["verdict"], {4: "unable", 3: "limited"}.get(worst, "ready"))
        self.assertNotEqual(checks["kvm"]["reason"], "pending")
        self.assertEqual(checks["kvm"]["state"], "ok" if checks["kvm"]["reason"] == "ok" else "warning")
        self.assertEqual(checks["display"]["reason"], "none")
        self.assertEqual(done.stderr, "")

    def test_words(self):
        done = self.run_doctor()
        self.assertIn(done.returncode, (0, 1))
        self.assertIn("Hardware Virtualization (KVM)", done.stdout)
        self.assertIn("Disk Space", done.stdout)

    def test_no_bus(self):
        done = self.run_doctor("--json", DBUS_SESSION_BUS_ADDRESS="unix:path=/nowhere")
        told = json.loads(done.stdout)
        jsonschema.validate(told, SCHEMA)
        self.assertEqual((done.returncode, told["verdict"]), (2, "unable"))

    def test_misuse(self):
        self.assertEqual(self.run_doctor("--no-such-option").returncode, 2)
        self.assertEqual(self.run_doctor("more").returncode, 2)


if __name__ == "__main__":
    main()
