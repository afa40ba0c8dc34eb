# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The session that as-user.sh has begun, with a display: the user's own folders, a bus of the usual kind, portals."""

import os
import pathlib
import subprocess

from frond_e2e.session import DROPPED, ENVIRONMENT, Session

APP = "me.phyllo.Frond"

# The portals and the user's folders are what is tried out here.
NOT_HIDDEN = ("GDK_DEBUG", "ADW_DISABLE_PORTAL")

# What processes that D-Bus starts are to have as well.
FOR_SERVICES = ("DISPLAY", "XDG_CURRENT_DESKTOP", "XDG_DATA_DIRS", *(key for key in ENVIRONMENT if key not in NOT_HIDDEN))


class FlatpakSession(Session):
    def _make_environment(self):
        self.environment = {key: value for key, value in os.environ.items()
                            if key not in DROPPED or key == "DBUS_SESSION_BUS_ADDRESS"}
        self.environment.update({key: value for key, value in ENVIRONMENT.items() if key not in NOT_HIDDEN})
        self.helper_name = f"{APP}.VmmHelper1"
        home = pathlib.Path(self.environment["HOME"])
        (home / ".config/gtk-4.0").mkdir(parents=True, exist_ok=True)
        (home / ".config/xdg-desktop-portal").mkdir(exist_ok=True)
        (home / ".config/xdg-desktop-portal/portals.conf").write_text("[preferred]\ndefault=gtk\n")

    def _start_bus(self):
        subprocess.run(["dbus-update-activation-environment", *FOR_SERVICES], env=self.environment, check=True)

    def start_app(self, *arguments, wrapper=()):
        process = self.start([*wrapper, "flatpak", "run", APP, *map(str, arguments)], "frond")
        if self.app is None or self.app.poll() is not None:
            self.app = process
        return process
