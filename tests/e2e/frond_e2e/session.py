# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private desktop session: folders, X server, window manager, session bus, accessibility bus, Frond."""

import atexit
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from xml.sax.saxutils import escape

from . import cores, processes

SOURCE = pathlib.Path(__file__).resolve().parents[3]
SCREEN = "1600x1000x24"
A11Y_LAUNCHER = "/usr/libexec/at-spi-bus-launcher"

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

SERVICE = """[D-BUS Service]
Name={name}
Exec={command}
"""

# What hides the network, the portals and the taste of the machine's user from the tests.
ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "GDK_BACKEND": "x11",
    "GSK_RENDERER": os.environ.get("FROND_E2E_RENDERER", "cairo"),
    "GTK_A11Y": "atspi",
    "GDK_DEBUG": "no-portals",
    "ADW_DISABLE_PORTAL": "1",
    "GSETTINGS_BACKEND": "keyfile",
    "G_ENABLE_DIAGNOSTIC": "1",
    "NO_AT_BRIDGE": "0",
    "FROND_ACCEL": "software",
    "LIBVIRT_DEBUG": "3",
}

DROPPED = ("WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "G_MESSAGES_DEBUG")


# Where there is no sound server, GStreamer's automatic elements have no volume, and spice-client-glib asks for it all the
# same when the agent connects.
NO_SOUND_SERVER = re.compile(r"object class 'GstAutoAudioS\w+' has no property named 'volume'")


class Session:
    """Made once for a test program: libraries keep their connections to it."""

    def __init__(self, name):
        self.build = pathlib.Path(os.environ["FROND_BUILD_DIR"]).resolve()
        self.results = pathlib.Path(os.environ.get("FROND_E2E_RESULTS", self.build / "e2e-results")) / name
        shutil.rmtree(self.results, ignore_errors=True)
        self.results.mkdir(parents=True)
        self.helper_name = "me.phyllo.Frond.Test.VmmHelper1"
        self.app = None
        self._logs = []
        self._read = {}
        self._crashes = []
        processes.adopt_orphans()
        cores.allow()
        # Sockets of libvirt and QEMU live below: their paths have at most 107 bytes.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="fe-", dir="/tmp"))
        atexit.register(self.close)
        self._make_environment()
        self._start_display()
        self._start_bus()
        os.environ.update(self.environment)
        for variable in DROPPED:
            if variable not in self.environment:
                os.environ.pop(variable, None)

    def _make_environment(self):
        environment = {key: value for key, value in os.environ.items() if key not in DROPPED}
        environment.update(ENVIRONMENT)
        folders = {"HOME": "home", "XDG_RUNTIME_DIR": "run", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data",
                   "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state"}
        for variable, name in folders.items():
            folder = self.folder / name
            folder.mkdir(mode=0o700)
            environment[variable] = str(folder)
        environment["FROND_HELPER_NAME"] = self.helper_name
        # Not the service of the computer that runs the tests.
        environment["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={self.folder}/no-system-bus"
        environment["GSETTINGS_SCHEMA_DIR"] = str(self.build / "data")
        environment["FROND_OSINFO_DIR"] = os.environ.get("FROND_OSINFO_DIR", str(SOURCE / "app/media/osinfo"))
        settings = self.folder / "config/gtk-4.0/settings.ini"
        settings.parent.mkdir()
        settings.write_text("[Settings]\ngtk-enable-animations=false\ngtk-cursor-blink=false\n")
        self.environment = environment

    def log(self, name):
        """A file of the results that a process writes to."""
        path = self.results / f"{name}.log"
        self._logs.append(path)
        return open(path, "ab")

    def start(self, command, log, **options):
        options.setdefault("cwd", self.results)  # where a core would be
        with self.log(log) as output:
            return subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=output,
                                    stderr=subprocess.STDOUT, preexec_fn=processes.die_with_parent, **options)

    def _start_display(self):
        reader, writer = os.pipe()
        self.start(["Xvfb", "-displayfd", str(writer), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"],
                   "xvfb", pass_fds=(writer,))
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("the X server did not start: see xvfb.log")
        self.environment["DISPLAY"] = f":{number}"
        self.start(["openbox", "--sm-disable"], "openbox")
        # The list of windows is the last that openbox tells before it looks after them; reading its theme and the
        # fonts for the first time comes before that and can take many seconds.
        self._wait_for_output(["xprop", "-root", "_NET_CLIENT_LIST"], "window id", 60)

    def _wait_for_output(self, command, text, seconds):
        deadline = time.monotonic() + seconds
        while text not in subprocess.run(command, env=self.environment, capture_output=True, text=True).stdout:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} never told {text}")

    def _start_bus(self):
        services = self.folder / "services"
        services.mkdir()
        socket = self.folder / "run/bus"
        config = self.folder / "bus.conf"
        config.write_text(BUS_CONFIG.format(socket=escape(str(socket)), services=escape(str(services))))
        # FROND_E2E_HELPER_WRAPPER: a program (gdb, valgrind) that runs the helper.
        wrapper = os.environ.get("FROND_E2E_HELPER_WRAPPER", "")
        program = self.build / "vmm-helper/service/frond-vmm-helper"
        helper = f"{wrapper} {program} --session --bus-name {self.helper_name}"
        for name, command in ((self.helper_name, f"{self._wrapper('helper')} {helper}"),
                              ("org.a11y.Bus", f"{A11Y_LAUNCHER} --launch-immediately")):
            (services / f"{name}.service").write_text(SERVICE.format(name=name, command=command))
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={socket}"
        reader, writer = os.pipe()
        warden = pathlib.Path(__file__).with_name("warden.py")
        self.start([sys.executable, str(warden), "dbus-daemon", f"--config-file={config}", "--nofork",
                    f"--print-address={writer}"], "bus", pass_fds=(writer,))
        os.close(writer)
        with os.fdopen(reader) as pipe:
            if not pipe.readline():
                raise RuntimeError("the session bus did not start: see bus.log")

    def _wrapper(self, name):
        """A program that runs its arguments with output and exit status in the results: the bus would swallow
        them."""
        log = self.results / f"{name}.log"
        self._logs.append(log)
        wrapper = self.folder / f"run-{name}"
        wrapper.write_text(f'#!/bin/sh\nexec >>"{log}" 2>&1\n"$@"\necho "{name} ended with $?"\n')
        wrapper.chmod(0o700)
        return wrapper

    def start_app(self, *arguments, wrapper=()):
        """Starts Frond; an instance that runs already takes the arguments, and this process ends."""
        process = self.start([*wrapper, str(self.build / "app/ui/frond"), *map(str, arguments)], "frond")
        if self.app is None or self.app.poll() is not None:
            self.app = process
        return process

    def death(self, status, program="app/ui/frond"):
        """Words for the exit status of a program that crashed, which tests/again.py knows, and what it was doing."""
        return f"died by signal {signal.Signals(-status).name}: {cores.stacks(self.results, self.build / program)}"

    def stop_app(self, seconds=60):
        if self.app is not None and self.app.poll() is None:
            self.app.terminate()
            try:
                self.app.wait(seconds)
            except subprocess.TimeoutExpired:
                self.app.kill()
                self.app.wait()
            if cores.is_crash(self.app.returncode):
                self._crashes.append(f"Frond, asked to end, {self.death(self.app.returncode)}")
        self.app = None

    def crashes(self):
        """What is known of those at the end of Frond, since the last call."""
        found, self._crashes = self._crashes, []
        return found

    def picture(self, name):
        """A picture of the whole screen among the results."""
        path = self.results / f"{name}.png"
        subprocess.run(["import", "-window", "root", str(path)], env=self.environment, check=False, timeout=30)
        return path

    def complaints(self):
        """Lines of the logs that no run may have, since the last call."""
        words = ("-CRITICAL **", "Bail out!", "ERROR: AddressSanitizer", "runtime error:", "Segmentation fault")
        found = []
        for path in set(self._logs):
            if path.exists() and path.name in ("frond.log", "helper.log"):
                lines = path.read_text("utf-8", "replace").splitlines()
                found += [line for line in lines[self._read.get(path, 0):]
                          if any(word in line for word in words) and not NO_SOUND_SERVER.search(line)]
                self._read[path] = len(lines)
        return found

    def close(self):
        processes.end_all()
        shutil.rmtree(self.folder, ignore_errors=True)
