#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One click on a tile of the catalogue: downloaded, checked, made into a machine, started and seen. Clicks are counted."""

import hashlib
import json
import os
import pathlib
import subprocess

from frond_e2e.case import BOOT_SECONDS, GUESTS, TESTS, FrondTestCase, main
from frond_e2e.desktop import PATIENCE
from frond_e2e.helper import RUNNING
from frond_e2e.server import Server
from frond_e2e.waiting import holds_for, wait_for

MIB = 1 << 20
# What a life that is killed may have received and not yet made safe.
BLOCK = 8 * MIB


class Catalogue(FrondTestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.addCleanup(self.server.going.set)

    def offer(self, name, kind, form, data, digest=None):
        """A catalogue of one's own with that entry."""
        self.server.files["/file"] = data
        entry = {"id": "test", "name": name, "summary": "Draws a picture", "kind": kind,
                 "needs": {"memory": 256 * MIB}, "firmware": "bios",
                 "files": [{"arch": "x86_64", "url": self.server.url("/file"), "format": form, "size": len(data),
                            "checksum": {"type": "sha256", "value": digest or hashlib.sha256(data).hexdigest()}}]}
        for folder in ("frond", "frond-devel"):
            path = pathlib.Path(self.session.environment["XDG_CONFIG_HOME"]) / folder / "catalogue.d/test.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"version": 1, "entries": [entry]}))

    def boot_disk(self, size=MIB):
        subprocess.run([TESTS / "guests/build-guests.sh", "bootsec"], check=True, stdout=subprocess.DEVNULL,
                       env=os.environ | {"FROND_GUESTS_DIR": str(GUESTS)})
        # What follows the boot sector is another one for each test: none finds the file in the cache.
        data = (GUESTS / "bootsec.img").read_bytes()
        return data + os.urandom(size - len(data))

    def click_launch(self, name):
        """The one click; the tile is searched for with the keyboard."""
        self.desktop.activate(self.launch())
        self.desktop.key("ctrl+f")
        self.desktop.type(name)
        x, y = wait_for(lambda: self.settled(name), PATIENCE, "the tile of the catalogue")
        self.desktop.clicks = 0
        # GTK does not tell of the paddings of the tile and its cell (see point_in): the button is right of and below.
        self.desktop.click_at(x + 20, y + 14)

    def cancel(self):
        """Presses it in the middle: the paddings that GTK does not tell make that somewhere between two places."""
        def pressed():
            button = self.desktop.search("^Cancel$")
            if button is None:
                return True
            x, y = self.desktop.point_in(button)
            offset = offsets.pop(0)
            offsets.append(offset)
            self.desktop.click_at(x + offset[0], y + offset[1])
            return holds_for(lambda: self.desktop.search("^Cancel$") is not None, 2) is False

        offsets = [(14, 8), (0, 0)]
        wait_for(pressed, PATIENCE, "the download to be cancelled")

    def settled(self, name):
        """Where the button is, once it has been there for a while: tiles move while one searches."""
        def place():
            cell = self.desktop.search(f"^{name}$", ("table cell", "list item"))
            button = cell and self.desktop.search("^Launch( |$)", ("button", "push button"), root=cell)
            return button and self.desktop.point_in(button)

        first = place()
        return first if first and holds_for(lambda: place() == first, 0.5) else None

    def expect_booted(self, name):
        path = self.the_machine()
        self.helper.wait_state(path, RUNNING, BOOT_SECONDS)
        self.expect_picture(name, 16)
        self.assertIsNone(self.desktop.search(None, "password text"))

    def machine_folder(self):
        return next(pathlib.Path(self.session.environment["XDG_DATA_HOME"]).glob("*/machines/[0-9a-f]*-*"))

    def test_disc(self):
        """An installer's disc."""
        self.offer("Testdisc", "installer", "iso", self.guest_file("fixtures/unknown.iso").read_bytes())
        self.click_launch("Testdisc")
        self.expect_booted("Testdisc")
        self.assertEqual(self.desktop.clicks, 1)

    def test_image(self):
        """A ready-made system: its disk is of the image, its seed is beside it."""
        self.offer("Testcloud", "cloud-image", "raw", self.boot_disk())
        self.click_launch("Testcloud")
        self.expect_booted("Testcloud")
        self.assertEqual(self.desktop.clicks, 1)
        self.assertTrue((self.machine_folder() / "seed.img").exists())

    def test_checksum(self):
        """Another file than the one that was promised: words, and no machine."""
        self.offer("Testwrong", "cloud-image", "raw", self.boot_disk(), "0" * 64)
        self.click_launch("Testwrong")
        self.desktop.find("^Try Again$")
        self.picture("words")
        self.assertEqual(self.helper.machines(), [])

    def test_cancel(self):
        """No machine, no tile, and Launch is there again."""
        self.server.held = 4 * MIB
        self.offer("Testcancel", "cloud-image", "raw", self.boot_disk(8 * MIB))
        self.click_launch("Testcancel")
        wait_for(lambda: self.server.sent >= 3 * MIB, PATIENCE, "half of the file")
        self.cancel()
        self.desktop.find("^Launch( |$)", ("button", "push button"))
        self.assertEqual(self.helper.machines(), [])
        app = self.session.app
        self.session.stop_app()
        self.assertEqual(app.returncode, 0)

    def test_killed(self):
        """Half of the file is there when Frond is killed: the next life gets the other half, and makes the machine."""
        data = self.boot_disk(48 * MIB)
        self.server.held = 32 * MIB
        self.offer("Testkilled", "cloud-image", "raw", data)
        self.click_launch("Testkilled")
        wait_for(lambda: self.server.sent >= 32 * MIB, PATIENCE, "half of the file")
        self.session.app.kill()
        self.session.app.wait()
        self.assertEqual(self.server.ranges, [])
        self.server.held = None
        self.launch()
        self.expect_booted("Testkilled")
        self.assertEqual(len(self.server.ranges), 1)
        print(f"continued at {self.server.ranges[0]}, sent {self.server.sent} of {len(data)}")
        self.assertGreater(self.server.ranges[0], 0)
        self.assertLessEqual(self.server.sent, len(data) + BLOCK)
        self.assertEqual(self.desktop.clicks, 1)


if __name__ == "__main__":
    main()
