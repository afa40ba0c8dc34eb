# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells the first page of Debian's graphical installer from everything that a guest shows before it."""

from .waiting import holds_for

# From the start of the machine, under emulation: 54 s where nothing else runs, and more than 300 with the thirtieth part
# of two processors.
INSTALLER_SECONDS = 900

# A banner with hundreds of colours above, smooth text in the middle. A firmware's logo has nothing above, a boot menu
# hardly any colours, an empty page nothing in the middle.
BANNER = ("north", "60%x30%+0+0", 500)
PAGE = ("center", "60%x50%+0+0", 50)


class InstallerPage:
    """The page in the guest's window with a title like that."""

    def __init__(self, desktop, title):
        self.desktop, self.title = desktop, title

    def look(self, gravity, box, wanted):
        """What ImageMagick says of a part of the window: %k, how many colours; %#, a checksum."""
        return self.desktop.output("import", "-window", str(self.desktop.window(self.title)), "-gravity", gravity,
                                   "-crop", box, "+repage", "-format", wanted, "info:-").strip()

    def shows(self, gravity, box, colours):
        return int(self.look(gravity, box, "%k") or 0) > colours

    def is_there(self):
        """It asks its first question, and is complete."""
        if not self.shows(*BANNER) or not self.shows(*PAGE):
            return False
        picture = self.look(*PAGE[:2], "%#")
        return holds_for(lambda: self.look(*PAGE[:2], "%#") == picture, 3)
