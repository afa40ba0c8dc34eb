#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job without anybody watching: opens an installer's disc image in a real Frond, presses Start, waits for
the installer's screen in the guest's window and leaves a picture of it.

demo.py ISO PICTURE [FOLDER]    FOLDER: also the pictures of the README (create.png, guest.png, library.png)
"""

import pathlib
import re
import subprocess
import sys
import time

from frond_e2e.desktop import PATIENCE, Desktop
from frond_e2e.helper import RUNNING, Helper
from frond_e2e.installer import INSTALLER_SECONDS, InstallerPage
from frond_e2e.session import Session
from frond_e2e.waiting import holds_for, wait_for


class Demo:
    def __init__(self, iso, picture, folder):
        self.iso, self.picture, self.folder = iso, picture, folder
        self.session = Session("demo")
        self.desktop = Desktop(self.session)
        self.helper = Helper(self.session.helper_name)
        self.began = time.monotonic()

    def say(self, text):
        print(f"demo: {time.monotonic() - self.began:5.1f} s  {text}", flush=True)

    def window_picture(self, title, path):
        window = self.desktop.window(title)
        subprocess.run(["import", "-window", str(window), str(path)], env=self.session.environment, check=True)

    def run(self):
        self.session.start_app(self.iso)
        sheet = self.desktop.find("^New Machine$", "dialog")
        wait_for(lambda: self.desktop.search("^Debian", root=sheet), PATIENCE, "the recognized system")
        self.say("Frond has recognized the disc image")
        if self.folder:
            self.window_picture("^Frond$", self.folder / "create.png")
        self.desktop.press("^Start$", root=sheet)
        screen = self.desktop.find("^Screen of ")
        name = self.desktop.name(screen).removeprefix("Screen of ")
        path = wait_for(self.helper.machines, PATIENCE, "the machine")[0][0]
        self.helper.wait_state(path, RUNNING, PATIENCE)
        self.say(f"{name} runs in its own window")
        title = f"^{re.escape(name)}"
        wait_for(InstallerPage(self.desktop, title).is_there, INSTALLER_SECONDS, "the installer's screen")
        self.say("the installer asks its first question")
        self.window_picture(title, self.picture)
        if self.folder:
            self.window_picture(title, self.folder / "guest.png")
            self.desktop.activate(self.desktop.window("^Frond$"))
            holds_for(lambda: True, 2)
            self.window_picture("^Frond$", self.folder / "library.png")


def main():
    iso, picture = map(pathlib.Path, sys.argv[1:3])
    folder = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    demo = Demo(iso.resolve(), picture.resolve(), folder and folder.resolve())
    try:
        demo.run()
    except Exception:
        demo.session.picture("failed")
        print(f"demo: a picture of what was there instead: {demo.session.results}", file=sys.stderr)
        raise
    print(f"demo: the picture is {demo.picture}")


if __name__ == "__main__":
    main()
