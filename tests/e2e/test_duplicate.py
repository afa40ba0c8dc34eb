#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Another machine like one that there is, from its menu, with the real helper: the same bytes, another computer."""

import hashlib

from frond_e2e.case import FrondTestCase, main
from frond_e2e.desktop import BUTTONS, MENU_ITEMS
from frond_e2e.helper import STOPPED, new_request
from frond_e2e.waiting import wait_for

PATIENCE = 90


class Duplicate(FrondTestCase):
    def disks(self):
        """{path: checksum} of every disk there is."""
        return {path: hashlib.sha256(path.read_bytes()).hexdigest()
                for path in (self.session.folder / "data").rglob("disk*") if path.is_file()}

    def test_duplicate(self):
        self.helper.wait_job(self.helper.create(new_request(), "Fern"))
        (disk,) = self.disks()
        with open(disk, "r+b") as file:
            file.seek(4 << 20)
            file.write(b"what was installed" * 4096)
        self.launch()
        self.desktop.click(self.desktop.find("^Fern", "table cell"), button=3)
        self.desktop.press("^Duplicate…$", MENU_ITEMS)
        self.desktop.press("^Duplicate$", BUTTONS)
        machines = {machine[6]["name"]: machine for machine in wait_for(self.both_are_off, PATIENCE, "the other")}
        self.assertEqual(sorted(machines), ["Fern", "Fern 2"])
        self.assertNotEqual(machines["Fern"][1], machines["Fern 2"][1])
        configs = [self.helper.call(machine[0], "Machine", "GetConfig")[0][1] for machine in machines.values()]
        self.assertNotEqual(*(config["nics"][0]["mac"] for config in configs))
        disks = self.disks()
        self.assertEqual((len(disks), len(set(disks.values()))), (2, 1))
        self.desktop.gone("^Duplicating")

    def both_are_off(self):
        machines = self.helper.machines()
        return machines if len(machines) == 2 and {machine[3] for machine in machines} == {STOPPED} else None


if __name__ == "__main__":
    main()
