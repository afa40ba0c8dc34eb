#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window that files can be dragged out of: drag-source.py FILE…"""

import os
import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, Gtk  # noqa: E402


def main():
    dragged = [Gio.File.new_for_path(path) for path in sys.argv[1:]]
    application = Gtk.Application(application_id=f"me.phyllo.Frond.DragSource{os.getpid()}")

    def activate(_application):
        label = Gtk.Label(label="Drag me")
        files = Gdk.FileList.new_from_list(dragged)
        source = Gtk.DragSource(actions=Gdk.DragAction.COPY,
                                content=Gdk.ContentProvider.new_for_value(files))
        source.connect("drag-end", lambda *_: print("dropped", flush=True))
        source.connect("drag-begin", lambda *_: print("dragging", flush=True))
        label.add_controller(source)
        window = Gtk.ApplicationWindow(application=application, title="Drag Source", child=label,
                                       default_width=200, default_height=150)
        window.present()

    application.connect("activate", activate)
    return application.run([])


if __name__ == "__main__":
    sys.exit(main())
