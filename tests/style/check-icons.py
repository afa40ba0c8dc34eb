#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every icon that is named is ours or one that Adwaita keeps, which GTK falls back on in all other themes; and ours are
drawn alike: 16 by 16, of areas in one colour, which GTK exchanges for that of the text.

An unknown name makes no error: there is a picture of something missing in the window, in some themes only."""

import os
import pathlib
import re
import xml.etree.ElementTree as ElementTree

import style

OURS = "app/ui/icons"
OF_APPLICATION = "data/icons/hicolor/symbolic/apps"
RESOURCES = "app/ui/frond.gresource.xml"
NAMED = re.compile(r"\b([a-z0-9]+(?:-[a-z0-9]+)*-symbolic)\b(?!\.svg)")
# What is given as an icon, whatever it is called.
GIVEN = re.compile(r'icon-name">([^<]+)<|icon_name \((?:[^()"]*, )?"([^"]+)"\)|<attribute name="icon">([^<]+)<')
SIZE = {"width": "16", "height": "16", "viewBox": "0 0 16 16"}
COLOUR = "#222222"


def data_folders(root):
    # The trees of the self-test have a theme of their own.
    if (root / "share").exists():
        return [root / "share"]
    folders = os.environ.get("XDG_DATA_DIRS", "") + ":/usr/local/share:/usr/share"
    return [pathlib.Path(folder) for folder in folders.split(":") if folder]


def names_of_theme(root):
    """What Adwaita has. What it calls legacy it gives up one after the other."""
    return {
        path.stem
        for folder in data_folders(root)
        for path in (folder / "icons" / "Adwaita").rglob("*-symbolic.svg")
        if path.parent.name != "legacy"
    }


def names_in(root):
    """What is named in the user interface: pairs of a name and where it stands."""
    for path in style.files(root, ".c", ".h", ".ui", under="app"):
        text = style.read(root, path)
        for pattern in (NAMED, GIVEN):
            for match in pattern.finditer(text):
                name = next(group for group in match.groups() if group)
                yield name, f"{path}:{style.line_of(text, match.start())}"


def complaints_about_drawing(root, path):
    svg = ElementTree.fromstring(style.read(root, path))
    for key, value in SIZE.items():
        if svg.get(key) != value:
            yield f"{path}: its {key} is {svg.get(key)} and not {value}"
    for element in svg.iter():
        if element.get("stroke") not in (None, "none") or "style" in element.attrib:
            yield f"{path}: has lines; GTK only exchanges the colour of areas"
        if element.get("fill") not in (None, "none", COLOUR):
            yield f"{path}: is {element.get('fill')} and not {COLOUR}"


def check(root):
    theme = names_of_theme(root)
    if not theme:
        return ["There is no icon theme Adwaita on this computer: install adwaita-icon-theme"]
    drawings = style.files(root, ".svg", under=OURS)
    ours = {path.stem for path in drawings}
    complaints, used = [], set()
    for name, place in sorted(set(names_in(root)), key=lambda pair: pair[1]):
        used.add(name)
        if not name.endswith("-symbolic"):
            complaints.append(f"{place}: {name} is no symbolic icon")
        elif name not in theme | ours:
            complaints.append(f"{place}: {name} is neither in {OURS} nor an icon that Adwaita keeps")
    resources = style.read(root, RESOURCES) if (root / RESOURCES).exists() else ""
    for path in drawings:
        if path.stem not in used:
            complaints.append(f"{path}: nothing uses it")
        if f'"icons/scalable/actions/{path.name}"' not in resources:
            complaints.append(f"{RESOURCES}: lacks {path.name}")
        if path.stem in theme:
            complaints.append(f"{path}: Adwaita has one of that name")
    for path in drawings + style.files(root, "-symbolic.svg", under=OF_APPLICATION):
        complaints += complaints_about_drawing(root, path)
    return complaints


def svg(fill=COLOUR, width="16", more=""):
    return f'<svg width="{width}" height="16" viewBox="0 0 16 16"><path fill="{fill}" {more} d="M1 1h14"/></svg>'


def tree(words="", drawing=None, **more):
    files = {
        "share/icons/Adwaita/symbolic/actions/go-next-symbolic.svg": svg(),
        "share/icons/Adwaita/symbolic/legacy/goa-panel-symbolic.svg": svg(),
        "app/ui/a.ui": '<property name="icon-name">go-next-symbolic</property>' + words,
    }
    if drawing:
        files |= {f"{OURS}/frond-leaf-symbolic.svg": drawing, RESOURCES: RESOURCE, "app/ui/leaf.c": LEAF}
    return files | more


LEAF = 'gtk_image_new_from_icon_name ("frond-leaf-symbolic")'
RESOURCE = '<file alias="icons/scalable/actions/frond-leaf-symbolic.svg">icons/frond-leaf-symbolic.svg</file>'
CASES = [
    ("good", tree(drawing=svg()), None),
    ("no theme", {"share/icons/nothing": "", "app/ui/a.c": LEAF}, "no icon theme"),
    ("unknown", tree('<property name="icon-name">go-nowhere-symbolic</property>'), "go-nowhere-symbolic is neither"),
    ("unknown in C", {**tree(), "app/ui/a.c": 'return "go-nowhere-symbolic";'}, "a.c:1: go-nowhere-symbolic"),
    ("legacy", tree('<property name="icon-name">goa-panel-symbolic</property>'), "goa-panel-symbolic is neither"),
    ("coloured", tree('<property name="start-icon-name">go-next</property>'), "go-next is no symbolic icon"),
    ("coloured in C", {**tree(), "app/ui/a.c": 'gtk_button_set_icon_name (self->button, "go-next");'}, "go-next is no"),
    ("unused", {**tree(drawing=svg()), "app/ui/leaf.c": ""}, "nothing uses it"),
    ("not in the resources", {**tree(drawing=svg()), RESOURCES: ""}, "lacks frond-leaf"),
    ("size", tree(drawing=svg(width="24")), "its width is 24"),
    ("lines", tree(drawing=svg(more='stroke="#222222"')), "has lines"),
    ("colour", tree(drawing=svg(fill="#2e3436")), "is #2e3436"),
]

if __name__ == "__main__":
    style.main(check, CASES)
