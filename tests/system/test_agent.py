#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""C34: a guest whose agent says nothing, floods, answers hugely or wrongly. Its owner's calls end, its plug can be pulled,
and nobody else notices. The guest is real Linux, whose agent is a line of shell on the agent's own channel."""

import os
import pathlib
import subprocess
import sys
import tempfile
import threading

from gi.repository import GLib

from frond_system.case import SKIPPED, SystemTestCase, main
from frond_e2e.helper import STOPPED, new_request
from frond_e2e.waiting import wait_for
from frond_e2e.xguest import X_READY, XGuest

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
MEDIUM = pathlib.Path(os.environ.get("FROND_CACHE") or CACHE / "frond") / "guests/xguest.iso"
BOOT = 400
# What is asked of an agent ends in a minute, whatever it says; the rest is for a computer that is busy with the test.
BOUND = 150
# Of somebody else's call meanwhile: a bound against being held up, not a figure of speed.
OTHERS = 10
HELPER_RSS = 128 << 20
PORT = "/dev/$(basename $(dirname $(grep -l guest_agent /sys/class/virtio-ports/*/name)))"
AGENTS = {
    "answers wrongly": "while :; do read -r line && printf 'not json\\n{\"return\": {\"x\": 1}, \"id\": 7}\\n"
                       "{\"error\": {\"class\": 5}}\\n\\377\\n{\"return\": 18446744073709551616}\\n' >&0; done <>$PORT",
    "never answers": "tail -f /dev/null <>$PORT",
    "floods": "yes '{\"return\": {}}' >$PORT",
    "answers hugely": "while printf '{\"return\": \"' && head -c 100M /dev/zero | tr '\\0' x && printf '\"}\\n'; do :; done >$PORT",
}


def rss(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


class Agent(SystemTestCase):
    def boot(self):
        alice = self.world.helper("alice")
        path = alice.wait_job(alice.create(new_request(), "Liar", memory=1 << 30), BOUND)["machine"]
        medium = os.open(MEDIUM, os.O_RDONLY)
        alice.wait_job(alice.start(path, new_request(), medium), BOUND)
        os.close(medium)
        log = tempfile.NamedTemporaryFile(prefix="agent-", suffix=".log", delete=False)
        console = alice.console(path, log.name)
        self.addCleanup(console.close)
        console.wait_line(X_READY, BOOT)
        return alice, path, XGuest(console)

    def connected(self, path):
        """Whether libvirt sees somebody at the other end of the agent's channel."""
        name = f"frond-{self.uuid(path)}"
        xml = subprocess.run(["virsh", "-c", "qemu:///system", "dumpxml", name], capture_output=True, text=True, check=True)
        return "org.qemu.guest_agent.0' state='connected'" in xml.stdout

    @staticmethod
    def uuid(path):
        digits = path.rpartition("/")[2]
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def ask(self, path):
        """Asks the guest to shut down, of a connection of its own; (thread, [seconds that it took])."""
        helper = type(self.world.helper("alice"))(self.world.name, self.world.new_connection("alice"))
        took = []

        def call():
            begun = GLib.get_monotonic_time()
            try:
                helper.call(path, "Machine", "Shutdown", GLib.Variant("(s)", (new_request(),)), seconds=BOUND)
            except GLib.Error:
                pass
            took.append((GLib.get_monotonic_time() - begun) / 1e6)

        thread = threading.Thread(target=call)
        thread.start()
        return thread, took

    def slowest(self, thread):
        """Of what somebody else asks until the thread has ended: seconds."""
        bob, slowest = self.world.helper("bob"), 0
        while True:
            begun = GLib.get_monotonic_time()
            self.assertEqual(bob.machines(), [])
            slowest = max(slowest, (GLib.get_monotonic_time() - begun) / 1e6)
            thread.join(0.05)
            if not thread.is_alive():
                return slowest

    def test_hostile(self):
        alice, path, guest = self.boot()
        helper, libvirt = (self.world.processes[name].pid for name in ("helper", "libvirt"))
        for kind, agent in AGENTS.items():
            before = rss(libvirt)
            guest.run(f"PORT={PORT}; export PORT; setsid sh -c '{agent.replace(chr(39), chr(39) + chr(92) + chr(39) * 2)}' "
                      ">/dev/null 2>&1 & echo $! >/tmp/agent")
            wait_for(lambda: self.connected(path), BOUND, f"the agent that {kind}")
            thread, took = self.ask(path)
            slowest = self.slowest(thread)
            print(f"{kind}: asked {took[0]:.1f} s, somebody else {slowest:.2f} s, helper {rss(helper) >> 20} MiB, "
                  f"libvirt {before >> 20} to {rss(libvirt) >> 20} MiB", file=sys.stderr)
            self.assertLess(took[0], BOUND - 5, kind)
            self.assertLess(slowest, OTHERS, kind)
            self.assertLess(rss(helper), HELPER_RSS, kind)
            self.assertLess(rss(libvirt) - before, HELPER_RSS, kind)
            guest.run("kill -9 -- -$(cat /tmp/agent)", check=False)
        alice.wait_job(alice.stop(path, new_request()), BOUND)
        self.assertEqual(alice.state(path), STOPPED)


if __name__ == "__main__":
    sys.exit(main() if MEDIUM.exists() else SKIPPED)
