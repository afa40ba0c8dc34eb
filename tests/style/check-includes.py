#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dependency law of the rooms: which room may include what, and which words it may never say."""

import dataclasses
import re

import style

# A header in angle brackets belongs to the first library whose pattern it starts with.
LIBRARIES = {
    "gio": r"(glib|gobject|gio|gmodule)/|glib(-object|-unix)?\.h|gmodule\.h",
    "gio-unix": r"gio/g(unix|desktopappinfo)|gio-unix",
    "json-glib": r"json-glib/",
    "sqlite": r"sqlite3\.h",
    "libsecret": r"libsecret/",
    "libosinfo": r"osinfo/",
    "libsoup": r"libsoup/",
    "libarchive": r"archive(_entry)?\.h",
    "libxml2": r"libxml/",
    "gpgme": r"gpgme\.h",
    "seccomp": r"seccomp\.h",
    "polkit": r"polkit",
    "systemd": r"systemd/",
    "gudev": r"gudev/",
    "libvirt": r"libvirt",
    "spice": r"spice|channel-",
    "gstreamer": r"gst/",
    "adwaita": r"adwaita\.h",
    "vte": r"vte/",
    "libportal": r"libportal",
    "gtk": r"(gtk|gdk|gsk|graphene|pango|cairo|epoxy)|(X11|wayland)",
    "c": r"(sys|linux|drm|netinet|arpa|bits|asm)/|(config|frond-config)\.h|"
    r"(assert|crypt|ctype|dirent|dlfcn|errno|fcntl|fnmatch|ftw|grp|inttypes|libgen|libintl|limits|locale|malloc|math|poll|"
    r"pwd|sched|setjmp|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|string|strings|syslog|"
    r"termios|threads|time|unistd|wchar)\.h",
}

GDBUS = r"\b(GDBus\w+|g_dbus_\w+|g_bus_\w+)\b"
PROXIES = r"\b(GDBusProxy|g_dbus_proxy_\w+|VmmIpc\w+|vmm_ipc_\w+)\b"


@dataclasses.dataclass(frozen=True)
class Room:
    rooms: tuple = ()  # whose headers it may include, beside its own
    libraries: tuple = ()  # beside the C library and GIO
    never: str = ""  # what its text may not say, where an include alone would not show it


# design.md, section 3.
LAW = {
    "vmm-helper/ipc": Room((), ("gio-unix",)),
    "vmm-helper/images": Room(("vmm-helper/ipc",), ("gio-unix", "libarchive", "seccomp"), GDBUS),
    "vmm-helper/engines": Room(("vmm-helper/ipc",), ("gio-unix", "gudev", "libvirt", "libsoup", "json-glib", "libxml2"), GDBUS),
    "vmm-helper/service": Room(
        ("vmm-helper/ipc", "vmm-helper/engines", "vmm-helper/images"), ("gio-unix", "polkit", "json-glib", "systemd")
    ),
    "app/core": Room((), (), GDBUS),
    "app/store": Room(("app/core",), ("libsecret", "sqlite"), GDBUS),
    "app/client": Room(("app/core", "vmm-helper/ipc"), ("gio-unix",)),
    "app/media": Room(
        ("app/core",), ("gio-unix", "libosinfo", "libsoup", "json-glib", "libarchive", "libxml2", "gpgme"), GDBUS
    ),
    "app/display": Room(("app/core",), ("gio-unix", "gtk", "spice", "gstreamer"), GDBUS),
    # Without a display: of app/ui it has the words and the settings, and no GTK.
    "app/cli": Room(
        ("app/core", "app/store", "app/client", "app/media", "app/ui"),
        ("gio-unix", "json-glib"),
        PROXIES,
    ),
    "app/ui": Room(
        ("app/core", "app/store", "app/client", "app/media", "app/display"),
        ("gtk", "adwaita", "vte", "libportal"),
        PROXIES,
    ),
    # Whatever the programs are made of, and nothing besides.
    "app/main": Room(("app/cli", "app/display", "app/ui"), ("gtk", "adwaita")),
}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)
GENERATED = re.compile(r"(frond-config|[\w-]+-(resources|enums|generated|client-protocol))\.h")

# The programs themselves: each is as much as its room may be.
MAIN = {"app/main.c": "app/main", "vmm-helper/main.c": "vmm-helper/service"}


def blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def library_of(header):
    if header.startswith(("gio/gunix", "gio/gdesktopappinfo")):
        return "gio-unix"
    return next((name for name, start in LIBRARIES.items() if re.match(start, header)), None)


def complaint_about_include(room, bracket, header, owners):
    """Why ROOM may not include HEADER; None where it may."""
    law = LAW[room]
    if bracket == "<":
        library = library_of(header)
        if library is None:
            return f"<{header}> is of no library that the table knows"
        if library not in ("c", "gio", *law.libraries):
            return f"{room} may not use {library}: <{header}>"
        return None
    name = header.rsplit("/", 1)[-1]
    owner = owners.get(name)
    if owner is None:
        return None if GENERATED.fullmatch(name) else f'"{header}" is in no room'
    if "/" in header:
        return f'"{header}": rooms are found by the build, not by paths'
    if owner != room and owner not in law.rooms:
        return f"{room} may not use {owner}: {header}"
    return None


def check_file(root, room, path, owners):
    text = style.read(root, path)
    complaints = []
    for match in INCLUDE.finditer(text):
        why = complaint_about_include(room, *match.groups(), owners)
        if why:
            complaints.append(f"{path}:{style.line_of(text, match.start())}: {why}")
    if LAW[room].never:
        code = COMMENT.sub(blank, text)
        for match in re.finditer(LAW[room].never, code):
            complaints.append(f"{path}:{style.line_of(text, match.start())}: {room} never says {match.group()}")
    return complaints


def room_of(path):
    return MAIN.get(str(path)) or "/".join(path.parts[:2])


def check(root):
    paths = style.files(root, ".c", ".h", under="app") + style.files(root, ".c", ".h", under="vmm-helper")
    owners = {path.name: room_of(path) for path in paths if path.suffix == ".h"}
    complaints = []
    for path in paths:
        room = room_of(path)
        if room in LAW:
            complaints += check_file(root, room, path, owners)
        else:
            complaints.append(f"{path}: is in no room of the table")
    return complaints


CASES = [
    ("own header", {"app/core/a.h": "", "app/core/a.c": '#include "a.h"\n#include <gio/gio.h>\n'}, None),
    ("gtk in core", {"app/core/a.c": "#include <gtk/gtk.h>\n"}, "app/core may not use gtk"),
    ("sqlite in ui", {"app/ui/a.c": "#include <sqlite3.h>\n"}, "app/ui may not use sqlite"),
    ("spice in ui", {"app/ui/a.c": "#include <spice-client.h>\n"}, "app/ui may not use spice"),
    ("libvirt in images", {"vmm-helper/images/a.c": "#include <libvirt/libvirt.h>\n"}, "may not use libvirt"),
    ("unix in core", {"app/core/a.c": "#include <gio/gunixfdlist.h>\n"}, "may not use gio-unix"),
    (
        "ui's header in core",
        {"app/ui/b.h": "", "app/core/a.c": '#include "b.h"\n'},
        "app/core may not use app/ui: b.h",
    ),
    (
        "the helper's header in the app",
        {"vmm-helper/service/b.h": "", "app/client/a.c": '#include "b.h"\n'},
        "app/client may not use vmm-helper/service",
    ),
    (
        "a way around by a path",
        {"app/core/b.h": "", "app/ui/a.c": '#include "../core/b.h"\n'},
        "not by paths",
    ),
    ("no such header", {"app/core/a.c": '#include "b.h"\n'}, "is in no room"),
    ("generated header", {"app/ui/a.c": '#include "frond-resources.h"\n#include "frond-config.h"\n'}, None),
    ("unknown library", {"app/core/a.c": "#include <curl/curl.h>\n"}, "no library that the table knows"),
    ("D-Bus in core", {"app/core/a.c": "void a (GDBusConnection *c);\n"}, "never says GDBusConnection"),
    ("proxy in ui", {"app/ui/a.c": "\nVmmIpcManager *m;\n"}, "a.c:2: app/ui never says VmmIpcManager"),
    ("only in words", {"app/core/a.c": '/* no GDBusProxy */\nconst char *a = "g_bus_get";\n'}, None),
    ("main", {"app/main.c": "#include <adwaita.h>\n"}, None),
    ("main reaches too far", {"app/main.c": "#include <sqlite3.h>\n"}, "app/main may not use sqlite"),
    ("gtk in cli", {"app/cli/a.c": "#include <gtk/gtk.h>\n"}, "app/cli may not use gtk"),
    ("cli in ui", {"app/cli/b.h": "", "app/ui/a.c": '#include "b.h"\n'}, "app/ui may not use app/cli"),
    ("stray file", {"app/a.c": ""}, "is in no room of the table"),
]

if __name__ == "__main__":
    style.main(check, CASES)
