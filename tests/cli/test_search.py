#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""GNOME Shell's calls of the search provider, over a private bus that starts it."""

import configparser
import os
import pathlib
import subprocess
import time
import unittest

from gi.repository import Gio, GLib

import frond_cli

APP_ID = "me.phyllo.Frond.Devel" if os.environ.get("FROND_DEVEL") == "1" else "me.phyllo.Frond"
INTERFACE = "org.gnome.Shell.SearchProvider2"
FERN, MOSS, REED = (f"{digit * 8}-1111-4111-8111-111111111111" for digit in "123")
CONFIG = """<busconfig><type>session</type><listen>unix:path={socket}</listen><servicedir>{services}</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""


class Application:
    """Stands in for the windows: notes the actions that it is asked for, as any GApplication would get them."""

    XML = """<node><interface name='org.freedesktop.Application'><method name='ActivateAction'>
    <arg type='s' direction='in'/><arg type='av' direction='in'/><arg type='a{sv}' direction='in'/></method></interface></node>"""

    def __init__(self, bus):
        self.asked = []
        node = Gio.DBusNodeInfo.new_for_xml(self.XML)
        path = "/" + APP_ID.replace(".", "/")
        self.registration = bus.register_object(path, node.interfaces[0], self.called, None, None)
        self.name = Gio.bus_own_name_on_connection(bus, APP_ID, Gio.BusNameOwnerFlags.NONE, None, None)

    def called(self, _bus, _sender, _path, _interface, _method, parameters, invocation):
        action, values, _ = parameters.unpack()
        self.asked.append((action, values))
        invocation.return_value(None)


class Search(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = frond_cli.Home([
            (FERN, "Fern", "Débian 13", "the web server", 1000),
            (MOSS, "Moss", "Fedora 42", "Webmail", 3000),
            (REED, "Straße", "Windows 11", "", 2000),
        ])
        cls.ini = configparser.ConfigParser()
        cls.ini.read(frond_cli.BUILD / f"data/{APP_ID}.search-provider.ini")
        cls.about = cls.ini["Shell Search Provider"]
        services = cls.home.path / "services"
        services.mkdir()
        # As it is installed, with the program of the build.
        service = (frond_cli.BUILD / f"data/{APP_ID}.SearchProvider.service").read_text()
        program = frond_cli.BUILD / "app/ui/frond-search-provider"
        lines = [f"Exec={program}" if line.startswith("Exec=") else line for line in service.splitlines()]
        (services / "provider.service").write_text("\n".join(lines) + "\n")
        socket = cls.home.path / "bus"
        config = cls.home.path / "bus.conf"
        config.write_text(CONFIG.format(socket=socket, services=services))
        cls.home.environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={socket}"
        cls.daemon = subprocess.Popen(["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"],
                                      env=cls.home.environment, stdout=subprocess.PIPE, text=True)
        cls.daemon.stdout.readline()
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        cls.bus = Gio.DBusConnection.new_for_address_sync(f"unix:path={socket}", flags, None, None)
        cls.bus.set_exit_on_close(False)
        cls.application = Application(cls.bus)

    @classmethod
    def tearDownClass(cls):
        cls.daemon.terminate()
        cls.daemon.wait()
        cls.daemon.stdout.close()
        cls.home.close()

    def start(self, method, signature, values, done):
        self.bus.call(self.about["BusName"], self.about["ObjectPath"], INTERFACE, method, GLib.Variant(signature, values),
                      None, Gio.DBusCallFlags.NONE, 30000, None, lambda bus, result: done(bus.call_finish(result)))

    def call(self, method, signature, *values):
        answers = []
        self.start(method, signature, values, answers.append)
        while not answers:
            GLib.MainContext.default().iteration(True)
        return answers[0].unpack()[0] if answers[0].n_children() else None

    def find(self, *terms):
        return self.call("GetInitialResultSet", "(as)", terms)

    def owner_pid(self):
        try:
            return self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                      "GetConnectionUnixProcessID", GLib.Variant("(s)", (self.about["BusName"],)), None,
                                      Gio.DBusCallFlags.NONE, 5000, None).unpack()[0]
        except GLib.Error:
            return None

    def test_found(self):
        for terms, wanted in ((["fern"], [FERN]), (["FERN"], [FERN]), (["debian"], [FERN]), (["web"], [MOSS, FERN]),
                              (["web", "server"], [FERN]), (["strasse"], [REED]), (["win", "stra"], [REED]),
                              (["web", "windows"], []), ([], []), ([""], []), (["a" * 5000], []), (["a"] * 500, [])):
            with self.subTest(terms):
                self.assertEqual(self.find(*terms), wanted)
        self.assertEqual(self.call("GetSubsearchResultSet", "(asas)", [FERN, "nonsense"], ["web"]), [FERN])

    def test_order_follows_use(self):
        self.home.add(late := "44444444-1111-4111-8111-111111111111", "Late", "Fedora 43", "", 4000)
        self.assertEqual(self.find("fedora"), [late, MOSS])

    def test_metas(self):
        metas = self.call("GetResultMetas", "(as)", [FERN, "no-such", "../../etc/passwd"])
        self.assertEqual(len(metas), 1)
        self.assertEqual((metas[0]["id"], metas[0]["name"]), (FERN, "Fern"))
        # No helper runs, and none is started to say what the machine does.
        self.assertEqual(metas[0]["description"], "Débian 13")
        kind, names = metas[0]["icon"]
        self.assertEqual((kind, names[0]), ("themed", APP_ID))

    def test_activated(self):
        self.call("ActivateResult", "(sasu)", MOSS, ["moss"], 0)
        self.call("LaunchSearch", "(asu)", ["web", "server"], 0)
        self.assertEqual(self.application.asked[-2:], [("start-machine", [MOSS]), ("search-machines", ["web server"])])

    def test_many_at_once(self):
        """A person types faster than anybody answers: every call has an answer, and the last one is right."""
        answers = []
        for length in range(1, 5):
            self.start("GetInitialResultSet", "(as)", (["fern"[:length]],), lambda a: answers.append(a.unpack()[0]))
        while len(answers) < 4:
            GLib.MainContext.default().iteration(True)
        self.assertEqual(answers[-1], [FERN])

    def test_ends_by_itself(self):
        self.find("fern")
        pid = self.owner_pid()
        self.assertIsNotNone(pid)
        mapped = pathlib.Path(f"/proc/{pid}/maps").read_text()
        self.assertNotIn("libgtk", mapped)
        loop = GLib.MainLoop()
        watch = Gio.bus_watch_name_on_connection(self.bus, self.about["BusName"], Gio.BusNameWatcherFlags.NONE, None,
                                                 lambda *_: loop.quit())
        timer = GLib.timeout_add_seconds(40, loop.quit)
        loop.run()
        Gio.bus_unwatch_name(watch)
        GLib.source_remove(timer)
        self.assertIsNone(self.owner_pid())

        began = time.monotonic()
        self.assertEqual(self.find("fern"), [FERN])
        seconds = time.monotonic() - began
        print(f"started and answered after {1000 * seconds:.0f} ms")
        self.assertLess(seconds, 5, "on a machine that is busy; 50 ms on an idle one")


if __name__ == "__main__":
    unittest.main(verbosity=2)
