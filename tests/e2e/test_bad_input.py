#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Media that are none: each is refused with words, and nothing is left behind."""

import os
import pathlib
import socket

from frond_e2e.case import FrondTestCase, main
from frond_e2e.desktop import BUTTONS, PATIENCE, Atspi


class BadInput(FrondTestCase):
    def media(self):
        """[(what it is, path)]"""
        folder = pathlib.Path(self.session.folder) / "media"
        folder.mkdir()
        whole = self.guest_file("kms.iso").read_bytes()
        contents = {"empty.iso": b"", "text.iso": b"This is no disc.\n" * 100, "zeros.iso": bytes(1 << 20),
                    "truncated.iso": whole[:len(whole) // 3], "noise.iso": os.urandom(1 << 20),
                    "header-only.iso": whole[:40 * 1024]}
        for name, data in contents.items():
            (folder / name).write_bytes(data)
        (folder / "folder.iso").mkdir()
        os.mkfifo(folder / "pipe.iso")
        (folder / "loop.iso").symlink_to(folder / "loop.iso")
        (folder / "dangling.iso").symlink_to(folder / "nowhere")
        (folder / "locked.iso").write_bytes(whole[:1 << 20])
        (folder / "locked.iso").chmod(0)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(folder / "socket.iso"))
        return [*sorted(folder.iterdir()), pathlib.Path("/dev/zero"), folder / "absent.iso"]

    def test_refused(self):
        self.launch()
        for path in self.media():
            with self.subTest(medium=path.name):
                self.session.start_app(path).wait(PATIENCE)
                self.desktop.find("Cannot Be Used$", "label")
                self.picture(path.stem)
                self.assertIsNone(self.startable(), "a bad disc must not be startable")
                self.desktop.key("Escape")
                self.desktop.gone("Cannot Be Used")
        self.assertEqual(self.helper.machines(), [])

    def startable(self):
        return self.desktop.search("^Start$", BUTTONS, states=(Atspi.StateType.SHOWING, Atspi.StateType.SENSITIVE))


if __name__ == "__main__":
    main()
