# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests share: a session, a started Frond, a machine that runs the KMS guest."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

from gi.repository import GLib

from . import cores
from .desktop import BUTTONS, MENU_ITEMS, PATIENCE, Desktop, WindowGone
from .helper import RUNNING, STOPPED, Helper, HelperGone, JobError, error_name, new_request
from .session import Session
from .waiting import wait_for
from .xguest import X_READY, XGuest

LIBRARY_TITLE = "^Frond$"
HELPER = "vmm-helper/service/frond-vmm-helper"
KEY = re.compile(r"KEY (\d+) ([01])")
MODE = re.compile(r"MODE (\d+)x(\d+)")
# The screen is on and the keyboard is there.
BOOTED = re.compile(r"READY|STATUS")
STATUS = re.compile(r"STATUS .* held (\d+)")

TESTS = pathlib.Path(__file__).resolve().parents[2]


def _guests_folder():
    """As build-guests.sh has it; read before the session hides the user's folders."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(os.environ.get("FROND_GUESTS_DIR")
                        or os.path.join(os.environ.get("FROND_CACHE") or os.path.join(cache, "frond"), "guests"))


GUESTS = _guests_folder()

# Booting under emulation, on a machine that is busy with other things.
BOOT_SECONDS = 240

# A guest that has not come up by then stands still.
STILL_SECONDS = 90


class FrondTestCase(unittest.TestCase):
    """The session is made once for a test program. A test that fails leaves a picture and the tree of what was on
    the screen among the results; one that succeeds leaves the pictures that it takes."""

    session = None
    # Whether Frond and its machines stay for the next test of the class, which saves it a boot. After a failure
    # they never do.
    keeps_guest = False
    guest = None

    @classmethod
    def setUpClass(cls):
        if FrondTestCase.session is None:
            FrondTestCase.session = Session(pathlib.Path(sys.argv[0]).stem)
            FrondTestCase.desktop = Desktop(FrondTestCase.session)
            FrondTestCase.helper = Helper(FrondTestCase.session.helper_name)

    @classmethod
    def tearDownClass(cls):
        cls.clear()

    def tearDown(self):
        if not self.keeps_guest or self.guest is None:
            self.clear()

    @classmethod
    def clear(cls):
        """No Frond, no machines."""
        if cls.guest is not None:
            cls.guest[1].close()
            cls.guest = None
        cls.session.stop_app()
        crashes = cls.session.crashes()
        if cls.helper.pid() is not None:
            cls.remove_machines()
        if crashes:
            raise AssertionError("\n".join(crashes))

    def _leave_evidence(self, call, *arguments):
        try:
            call(*arguments)
        except Exception:
            self.picture("failed")
            tree = self.session.results / f"{self._testMethodName}-tree.txt"
            tree.write_text(self.desktop.tree())
            # What the windows said; the pictures do not leave the machine that a test fails on.
            print("on the screen:", "; ".join(self.desktop.words()))
            if self.session.app is not None and cores.is_crash(self.session.app.poll()):
                print("Frond", self.session.death(self.session.app.returncode))
            self.clear()
            raise

    def _callSetUp(self):
        self._leave_evidence(super()._callSetUp)

    def _callTestMethod(self, method):
        self._leave_evidence(super()._callTestMethod, method)
        complaints = self.session.complaints()
        if complaints:
            print(cores.stacks(self.session.results, self.session.build / HELPER))
        self.assertEqual(complaints, [], "the logs have lines that they must not have")

    def picture(self, name):
        return self.session.picture(f"{self._testMethodName}-{name}")

    @staticmethod
    def guest_file(name):
        """A file of tests/guests, made if need be."""
        recipe = {"kms.iso": "kms", "xguest.iso": "xguest", "debian13-gtk.iso": "debian13",
                  "cloud.qcow2": "cloud"}.get(name, "fixtures")
        subprocess.run([TESTS / "guests/build-guests.sh", recipe], check=True, stdout=subprocess.DEVNULL,
                       env=os.environ | {"FROND_GUESTS_DIR": str(GUESTS)})
        return GUESTS / name

    # Steps

    def launch(self, *arguments):
        self.session.start_app(*arguments)
        return self.desktop.window(LIBRARY_TITLE)

    def press_start(self):
        """The button of the sheet for a new machine."""
        self.desktop.press("^Start$", BUTTONS, root=self.sheet())

    def sheet(self):
        return self.desktop.find("^New Machine$", "dialog")

    def the_machine(self, seconds=BOOT_SECONDS):
        """Path of the only machine."""
        machines = wait_for(self.helper.machines, seconds, "a machine")
        self.assertEqual(len(machines), 1)
        return machines[0][0]

    def create_and_boot(self, medium="kms.iso", booted=BOOTED):
        """A machine from the command line that shows its first frame, or the one that an earlier test has left:
        (path, console, screen)."""
        if self.guest is None:
            self.launch(self.guest_file(medium))
            self.press_start()
            path = self.the_machine()
            self.helper.wait_state(path, RUNNING, BOOT_SECONDS)
            console = self.open_console(path)
            type(self).guest = path, console, None
            self.wait_booted(booted)
            # Found only now: the first mode of the guest may replace what was there before it.
            type(self).guest = path, console, self.desktop.find("^Screen of ")
        return self.guest

    def wait_booted(self, booted=BOOTED):
        """Waits for self.guest; returns the time and the line."""
        return self.booted(*self.guest[:2], booted)

    def booted(self, path, console, booted=BOOTED):
        """The line that says so, and its time. Without KVM a kernel may stand still in its first seconds on a busy host:
        how often is what test_boots.py counts. Here such a guest is restarted, once, and it is said."""
        try:
            return console.wait_line(booted, STILL_SECONDS)
        except TimeoutError:
            print(f"{path} stood still while it booted: restarted", file=sys.stderr)
        self.helper.call(path, "Machine", "Reset", GLib.Variant("(s)", (new_request(),)))
        return console.wait_line(booted, BOOT_SECONDS)

    def focus_screen(self, screen):
        """The guest's window is the active one, and the keyboard the guest's; returns the X window."""
        window = self.desktop.window(f"^{re.escape(self.desktop.name(screen).removeprefix('Screen of '))}$")
        self.desktop.activate(window)
        self.desktop.focus(screen)
        return window

    def expect_picture(self, name, colours):
        """The guest draws in its window: more than so many colours."""
        wait_for(lambda: self._colours(f"^Screen of {name}") > colours, BOOT_SECONDS, "the guest's picture")
        self.picture("booted")

    def _colours(self, name):
        """How many the middle of a screen has; 0 as long as there is none. Found anew each time."""
        screen = self.desktop.search(name)
        try:
            x, y = self.desktop.point_in(screen) if screen else (0, 0)
            width, height = self.desktop.size(screen) if screen else (0, 0)
        except (GLib.Error, WindowGone):
            return 0
        box = f"{width // 2}x{height // 2}+{x - width // 4}+{y - height // 4}"
        return int(self.desktop.output("import", "-window", "root", "-crop", box, "-format", "%k", "info:-") or 0) \
            if width else 0

    def machine_name(self):
        return self.helper.machines()[0][-1]["name"]

    def boot_x_guest(self):
        """The same with the X desktop that has the real SPICE agent: (path, XGuest, screen)."""
        path, console, screen = self.create_and_boot("xguest.iso", X_READY)
        return path, XGuest(console), screen

    def open_console(self, path):
        """Reads the guest's serial port from now on; its lines end up among the results."""
        log = self.session.results / f"{self._testMethodName}-console.log"

        def opened():
            try:
                return self.helper.console(path, log)
            except GLib.Error as error:
                # Who had it before may have closed it this moment.
                if not error_name(error).endswith(".Error.Busy"):
                    raise
                return None

        console = wait_for(opened, PATIENCE, "the serial port")
        self.addClassCleanup(console.close)
        return console

    def drag_files(self, files, window, hint):
        """Drags files from another program to the middle of a window, which then shows the hint, and drops them."""
        source = self.session.start([sys.executable, str(TESTS / "e2e/drag-source.py"), *map(str, files)],
                                    "drag-source")
        self.addCleanup(source.wait)
        self.addCleanup(source.terminate)
        dragged = self.desktop.window("^Drag Source$")
        self.desktop.find("^Drag me$", application="python3")
        self.desktop.xdotool("windowmove", "--sync", dragged, 10, 10)
        wait_for(lambda: self.desktop.geometry(dragged)[0] < 50, PATIENCE, "the source to move")
        self.desktop.activate(dragged)
        self.desktop.clicks = 0
        self._drag(self.desktop.geometry(dragged), self.desktop.geometry(window), hint)

    def _drag(self, start, end, hint):
        """With the pointer, in steps: a drag that jumps is no drag for GTK."""
        (x, y), (to_x, to_y) = ((left + width // 2, top + height // 2) for left, top, width, height in (start, end))
        steps = 20
        self.desktop.xdotool("mousemove", x, y, "mousedown", 1)
        for step in range(1, steps + 1):
            self.desktop.xdotool("mousemove", "--sync", x + (to_x - x) * step // steps,
                                 y + (to_y - y) * step // steps)

        def hovers():
            # A drag that begins late is only noticed with the next motion.
            self.desktop.xdotool("mousemove_relative", "--sync", "--", 3, 0)
            self.desktop.xdotool("mousemove_relative", "--sync", "--", -3, 0)
            return self.desktop.search(hint)

        wait_for(hovers, PATIENCE, "the hint to drop")
        self.picture("hovering")
        self.desktop.xdotool("mouseup", 1)

    def menu(self, item, button="^(Machine )?[Mm]enu$|^Main [Mm]enu$", root=None):
        """Opens a menu button and chooses an item."""
        self.desktop.press(button, "toggle button", root=root)
        self.desktop.press(item, MENU_ITEMS)

    @classmethod
    def remove_machines(cls):
        """Powers off, deletes and purges whatever is there, behind the application's back."""
        wait_for(cls._try_to_remove_machines, BOOT_SECONDS, "the machines to go")

    @classmethod
    def _try_to_remove_machines(cls):
        try:
            for path, uuid, _, state, *_ in cls.helper.machines():
                if state != STOPPED:
                    cls.helper.wait_job(cls.helper.stop(path, new_request()))
                cls.helper.wait_job(cls.helper.delete(path, new_request()))
                cls.helper.wait_job(cls.helper.purge(uuid))
        except (GLib.Error, HelperGone, JobError) as error:
            # An application that was ended in the middle has left its job: a machine that it makes or starts.
            print(f"removing the machines, again: {error}")
            return False
        return True


def main():
    """Tells how long each test took, and where pictures and logs of a failure are."""
    program = unittest.main(verbosity=2, durations=0, warnings="ignore", exit=False)
    print(f"pictures and logs: {FrondTestCase.session.results}")
    sys.exit(not program.result.wasSuccessful())
