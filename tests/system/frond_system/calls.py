# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls as a hostile program makes them: many at once, with whatever descriptors and handles."""

import os

from frond_e2e.helper import INTERFACE
from frond_e2e.waiting import wait_for
from gi.repository import Gio, GLib

PATIENCE = 60


def tail(reply):
    """"ok", or what the error is called behind the contract's prefix."""
    name = reply.get_error_name()
    return "ok" if name is None else name.removeprefix(f"{INTERFACE}.Error.")


def begin(world, connection, path, member, parameters, fds=(), interactive=False, done=None):
    """MEMBER: "Interface.Method". DONE gets the reply, a Gio.DBusMessage; None when the connection is gone."""
    interface, _, method = member.partition(".")
    message = Gio.DBusMessage.new_method_call(world.name, path, f"{INTERFACE}.{interface}", method)
    if parameters is not None:
        message.set_body(parameters)
    if fds:
        message.set_unix_fd_list(Gio.UnixFDList.new_from_array([os.dup(fd) for fd in fds]))
    if interactive:
        message.set_flags(message.get_flags() | Gio.DBusMessageFlags.ALLOW_INTERACTIVE_AUTHORIZATION)

    def replied(source, result):
        try:
            reply = source.send_message_with_reply_finish(result)
        except GLib.Error:
            reply = None
        if done is not None:
            done.append(reply)

    connection.send_message_with_reply(message, Gio.DBusSendMessageFlags.NONE, 60000, None, replied)


def call(world, connection, path, member, parameters, fds=(), interactive=False):
    done = []
    begin(world, connection, path, member, parameters, fds, interactive, done)
    return wait_for(lambda: done, PATIENCE, f"an answer to {member}")[0]


def creation(request, name="Cell"):
    spec = {"name": GLib.Variant("s", name), "memory": GLib.Variant("t", 64 << 20), "vcpus": GLib.Variant("u", 1),
            "firmware": GLib.Variant("s", "bios"), "tpm": GLib.Variant("b", False),
            "disks": GLib.Variant("aa{sv}", [{"size": GLib.Variant("t", 1 << 20)}])}
    return GLib.Variant("(sa{sv}a(sh))", (request, spec, []))
