# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody at the screen: an authentication agent of polkit that closes every question, leaves it open, or gives root's
password (which only root can say for it)."""

import os

from gi.repository import Gio, GLib

AUTHORITY = ("org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority",
             "org.freedesktop.PolicyKit1.Authority")
PATH = "/me/phyllo/Frond/TestAgent"
INTERFACE = Gio.DBusNodeInfo.new_for_xml("""
<node><interface name="org.freedesktop.PolicyKit1.AuthenticationAgent">
  <method name="BeginAuthentication"><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="a{ss}" direction="in"/><arg type="s" direction="in"/>
    <arg type="a(sa{sv})" direction="in"/></method>
  <method name="CancelAuthentication"><arg type="s" direction="in"/></method>
</interface></node>""").interfaces[0]


class Agent:
    """For every caller of this process, registered by root. open: the questions nobody has answered, by cookie."""

    def __init__(self, connection, dismiss=True, give=False):
        self.connection = connection
        self.dismiss = dismiss
        self.give = give
        self.begun = []
        self.cancelled = []
        self.open = {}

    def __enter__(self):
        self.id = self.connection.register_object(PATH, INTERFACE, self._on_call, None, None)
        self._call("RegisterAuthenticationAgent", GLib.Variant("((sa{sv})ss)", (self._subject(), "C", PATH)))
        return self

    def __exit__(self, *unused):
        for invocation in self.open.values():
            self._dismiss(invocation)
        self._call("UnregisterAuthenticationAgent", GLib.Variant("((sa{sv})s)", (self._subject(), PATH)))
        self.connection.unregister_object(self.id)

    @staticmethod
    def _subject():
        with open("/proc/self/stat", encoding="ascii") as stat:
            started = int(stat.read().rpartition(")")[2].split()[19])
        return ("unix-process", {"pid": GLib.Variant("u", os.getpid()), "start-time": GLib.Variant("t", started)})

    def _call(self, method, parameters):
        name, path, interface = AUTHORITY
        self.connection.call_sync(name, path, interface, method, parameters, None, Gio.DBusCallFlags.NONE, 20000, None)

    @staticmethod
    def _dismiss(invocation):
        invocation.return_dbus_error("org.freedesktop.PolicyKit1.Error.Cancelled", "Closed")

    def _give(self, cookie, invocation):
        """What polkit-agent-helper-1 does once PAM is content."""
        name, path, interface = AUTHORITY
        root = ("unix-user", {"uid": GLib.Variant("u", 0)})

        def told(source, result):
            source.call_finish(result)
            invocation.return_value(None)

        self.connection.call(name, path, interface, "AuthenticationAgentResponse2",
                             GLib.Variant("(us(sa{sv}))", (0, cookie, root)), None, Gio.DBusCallFlags.NONE, 20000, None,
                             told)

    def _on_call(self, _connection, _sender, _path, _interface, method, parameters, invocation):
        if method == "CancelAuthentication":
            cookie = parameters.unpack()[0]
            # polkit says so for the caller that is gone, and for the helper that asks no more.
            if cookie not in self.cancelled:
                self.cancelled.append(cookie)
            waiting = self.open.pop(cookie, None)
            if waiting is not None:
                self._dismiss(waiting)
            invocation.return_value(None)
            return
        action, message, _, details, cookie, _ = parameters.unpack()
        self.begun.append((action.rpartition(".")[2], message, details))
        if self.give:
            self._give(cookie, invocation)
        elif self.dismiss:
            self._dismiss(invocation)
        else:
            self.open[cookie] = invocation
