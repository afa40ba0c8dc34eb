# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A display server, a synthetic guest, a client that shows it and a probe that looks: one of each, by themselves."""

import os
import pathlib
import select
import shutil
import signal
import subprocess
import threading
import time

BUILD = pathlib.Path(os.environ["FROND_BUILD_DIR"])
# The client's own furniture has to fit beside the guest, or it scales the picture.
ROOM = 240
ANSWER_S = 60
START_S = 20
# On a busy machine the last frames are still on their way when the guest has stopped.
CATCH_UP_S = 10

SWAY_CONFIG = """
xwayland disable
output HEADLESS-1 mode {width}x{height}@60Hz position 0 0 scale 1
output HEADLESS-1 bg #000000 solid_color
default_border none
default_floating_border none
focus_follows_mouse no
for_window [app_id=".*"] floating enable, move position 0 0
"""

CLIENTS = {
    "frond-cairo": {"GSK_RENDERER": "cairo"},
    "frond-gl": {"GSK_RENDERER": "gl"},
    "remote-viewer": {},
}


class Talker:
    """A program that answers each line with a line of its own."""

    def __init__(self, command, env, log):
        self.process = subprocess.Popen(
            command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
        self.pending = ""

    def wait_for(self, *prefixes):
        end = time.monotonic() + ANSWER_S
        while time.monotonic() < end:
            while "\n" in self.pending:
                line, self.pending = self.pending.split("\n", 1)
                if line.startswith(prefixes):
                    return line.split()
            if select.select([self.process.stdout], [], [], 1)[0]:
                text = os.read(self.process.stdout.fileno(), 65536).decode()
                if text == "":
                    break
                self.pending += text
        raise RuntimeError(f"{self.process.args[0]} does not say “{prefixes[0]}”")

    def ask(self, line, *prefixes):
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()
        return self.wait_for(*prefixes)

    def do(self, line):
        self.ask(line, f"done {line}")


def let_pass(seconds):
    """Time is what is measured here; nothing is waited for."""
    threading.Event().wait(seconds)


def cpu_seconds(pid):
    """utime + stime of all threads that the process ever had, at the kernel's own resolution."""
    return time.clock_gettime((~pid << 3) | 2)


class Stage:
    def __init__(self, folder, backend, client, width, height):
        self.folder = pathlib.Path(folder) / f"{backend}-{client}"
        self.folder.mkdir(mode=0o700)
        self.backend, self.client, self.width, self.height = backend, client, width, height
        self.processes = []
        self.window = self.cover = None
        self.env = dict(os.environ)
        for name in ("WAYLAND_DISPLAY", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GSK_RENDERER"):
            self.env.pop(name, None)
        for name in ("config", "cache", "data", "state", "runtime"):
            (self.folder / name).mkdir(mode=0o700)
            variable = "XDG_RUNTIME_DIR" if name == "runtime" else f"XDG_{name.upper()}_HOME"
            self.env[variable] = str(self.folder / name)
        self.env.update(GTK_A11Y="none", NO_AT_BRIDGE="1", GSETTINGS_BACKEND="memory", GIO_USE_VFS="local")
        self.env.update(LIBGL_ALWAYS_SOFTWARE="1", GDK_BACKEND="x11" if backend == "x11" else "wayland")

    def start(self):
        {"x11": self.start_x, "sway": self.start_sway, "weston": self.start_weston}[self.backend]()
        socket = self.folder / "spice.sock"
        synth = [BUILD / "tests/display/spice-synth", f"--width={self.width}", f"--height={self.height}", socket]
        self.synth = self.talk(synth)
        self.synth.wait_for("ready")
        self.viewer = self.run(self.client_command(socket), dict(self.env, **CLIENTS[self.client]), "client")
        self.synth.do("play idle")
        if self.backend == "weston":
            self.wait_until(self.client, lambda: self.counts() > 0)
            return
        self.probe = self.talk([BUILD / f"tests/bench/probe-{'x11' if self.backend == 'x11' else 'wayland'}"])
        if self.probe.ask("find", "found", "lost")[0] != "found":
            raise RuntimeError(f"{self.client} on {self.backend} does not show the guest; see {self.folder}/client.log")

    def client_command(self, socket):
        if self.client == "remote-viewer":
            return ["remote-viewer", f"spice+unix://{socket}"]
        extra = os.environ.get("FROND_BENCH_WINDOW", "").split()
        return [BUILD / "tests/bench/spice-window", "-d", f"--width={self.width}", f"--height={self.height}", *extra, socket]

    def run(self, command, env, name, **options):
        with open(self.folder / f"{name}.log", "wb") as log:
            process = subprocess.Popen(
                command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options
            )
        self.processes.append(process)
        return process

    def talk(self, command):
        with open(self.folder / f"{pathlib.Path(command[0]).name}.log", "wb") as log:
            talker = Talker(command, self.env, log)
        self.processes.append(talker.process)
        return talker

    def start_x(self):
        """Without Composite: with it, but without a compositor, X keeps a second copy of windows that have an alpha
        channel, which are all of GTK 4's and none of GTK 3's. FROND_BENCH_COMPOSITE=1 leaves it on; Frond then has
        windows without alpha."""
        size = f"{self.width + ROOM}x{self.height + ROOM}x24"
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"]
        if os.environ.get("FROND_BENCH_COMPOSITE") != "1":
            command += ["-extension", "Composite"]
        self.server = self.run(command, self.env, "server", pass_fds=[write])
        os.close(write)
        with open(read) as number:
            self.env["DISPLAY"] = ":" + number.readline().strip()
        # A window that is there before the manager does not get the focus.
        (self.folder / "managed.sh").write_text(f"#!/bin/sh\n: > {self.folder}/managed\n")
        (self.folder / "managed.sh").chmod(0o700)
        config = '<openbox_config xmlns="http://openbox.org/3.4/rc"><keyboard/><mouse/></openbox_config>'
        (self.folder / "openbox.xml").write_text(config)
        command = ["openbox", "--sm-disable", "--config-file", self.folder / "openbox.xml"]
        self.run([*command, "--startup", self.folder / "managed.sh"], self.env, "openbox")
        self.wait_until("openbox", (self.folder / "managed").exists)

    def start_sway(self):
        """Its pixman renderer keeps a buffer until the next one comes: GTK 4.18 then draws everything again in every
        frame, and GTK 3 makes a new buffer for each."""
        config = self.folder / "sway.conf"
        config.write_text(SWAY_CONFIG.format(width=self.width + ROOM, height=self.height + ROOM))
        env = dict(self.env, WLR_BACKENDS="headless", WLR_RENDERER="pixman", WLR_LIBINPUT_NO_DEVICES="1")
        self.server = self.run(["sway", "--config", config], env, "server")
        self.env["WAYLAND_DISPLAY"] = "wayland-1"
        self.wait_until("sway", (self.folder / "runtime/wayland-1").exists)

    def start_weston(self):
        """Shows nothing to anybody, and so gives buffers back at once, as compositors with a GPU do."""
        size = [f"--width={self.width + ROOM}", f"--height={self.height + ROOM}"]
        options = ["--backend=headless", "--renderer=noop", "--refresh-rate=60000", "--shell=kiosk", "--no-config"]
        self.server = self.run(["weston", "--socket=wayland-1", *options, *size], self.env, "server")
        self.env["WAYLAND_DISPLAY"] = "wayland-1"
        self.wait_until("weston", (self.folder / "runtime/wayland-1").exists)

    def wait_until(self, what, condition):
        end = time.monotonic() + START_S
        while not condition():
            if time.monotonic() > end:
                raise RuntimeError(f"{what} does not start; see the logs in {self.folder}")
            let_pass(0.05)

    def megapixels(self):
        """What the guest's server has written so far: 4 bytes a pixel, whatever it left out on the way."""
        for line in pathlib.Path(f"/proc/{self.synth.process.pid}/io").read_text().splitlines():
            if line.startswith("wchar:"):
                return int(line.split()[1]) / 4e6
        raise RuntimeError("/proc/PID/io has no wchar")

    def counts(self):
        answer = self.synth.ask("counts", "sent")
        self.synth.wait_for("done counts")
        return int(answer[1])

    def measure(self, seconds):
        start = (time.monotonic(), cpu_seconds(self.viewer.pid), cpu_seconds(self.server.pid), self.megapixels())
        self.counts()
        let_pass(seconds)
        end = (time.monotonic(), cpu_seconds(self.viewer.pid), cpu_seconds(self.server.pid), self.megapixels())
        elapsed, client, server, megapixels = (b - a for a, b in zip(start, end))
        return {
            "drawn": self.counts() / elapsed,
            "client": client / elapsed,
            "server": server / elapsed,
            "megapixels": megapixels / elapsed,
        }

    def watch(self, seconds):
        if self.backend == "weston":
            return {"shown": 0, "p50": 0, "p99": 0}
        answer = self.probe.ask(f"watch {int(seconds * 1000)}", "frames")
        return {"shown": int(answer[1]) / seconds, "p50": float(answer[3]), "p99": float(answer[5])}

    def shows_what_was_drawn(self):
        """Whether the picture on the screen is the guest's, to the last pixel."""
        if self.backend == "weston":
            return True
        drawn, shown = self.folder / "drawn.ppm", self.folder / "shown.ppm"
        self.synth.do(f"dump {drawn}")
        end = time.monotonic() + CATCH_UP_S
        while time.monotonic() < end:
            self.probe.ask(f"shot {shown} {self.width} {self.height}", "shot")
            if drawn.read_bytes() == shown.read_bytes():
                return True
            let_pass(0.2)
        return False

    def put(self, state):
        """The client's window: shown, minimised (in sway's scratchpad), or covered by one that fills the monitor and
        stands still."""
        if self.cover is not None:
            self.end(self.cover)
            self.cover = None
        put = {"x11": self.put_x, "sway": self.put_sway}[self.backend]
        put("shown")
        if state == "covered":
            self.cover = self.run([BUILD / "tests/bench/bare-window"], dict(self.env, GSK_RENDERER="cairo"), "cover")
        if state != "shown":
            put(state)

    def put_x(self, state):
        def windows(process):
            return self.output("xdotool", "search", "--all", "--onlyvisible", "--pid", str(process.pid), ".").split()

        if state == "minimised":
            self.window = self.output("xdotool", "getactivewindow").strip()
            self.output("xdotool", "windowminimize", self.window)
        elif state == "covered":
            self.wait_until("the cover", lambda: windows(self.cover))
            cover = windows(self.cover)[0]
            self.output("xdotool", "windowsize", "--sync", cover, "100%", "100%", "windowmove", cover, "0", "0")
        elif self.window is not None:
            self.output("xdotool", "windowactivate", "--sync", self.window)
            self.window = None

    def put_sway(self, state):
        def command(process, text):
            socket = next((self.folder / "runtime").glob("sway-ipc.*.sock"))
            return '"success": true' in self.output("swaymsg", "-s", str(socket), f"[pid={process.pid}] {text}")

        if state == "minimised":
            self.window = command(self.viewer, "move scratchpad")
        elif state == "covered":
            self.wait_until("the cover", lambda: command(self.cover, "fullscreen enable"))
        elif self.window is not None:
            command(self.viewer, "scratchpad show, move position 0 0")
            self.window = None

    def output(self, *command):
        return subprocess.run(command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              check=False).stdout

    def pss(self):
        for line in pathlib.Path(f"/proc/{self.viewer.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no PSS")

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def stop(self):
        for process in reversed(self.processes):
            self.end(process)
        shutil.rmtree(self.folder, ignore_errors=True)
