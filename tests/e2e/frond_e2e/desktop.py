# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Eyes and hands: what is on the screen as assistive programs see it, and real pointer and key events."""

import re
import subprocess

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from .waiting import wait_for  # noqa: E402

# A busy machine may be slow; one that is not pays nothing for patience.
PATIENCE = 120

# AT-SPI's names of roles differ between its versions.
BUTTONS = ("button", "push button", "toggle button")
MENU_ITEMS = ("menu item", "check menu item", "radio menu item")
POPOVERS = ("menu", "panel", "window", "dialog", "alert", "grouping")

# What the widgets around a small one usually have.
PADDING = 6


class WindowGone(Exception):
    """An X window that was there a moment ago."""


class Desktop:
    """One for a test program. clicks counts the presses of a mouse button since it was set."""

    def __init__(self, session):
        self.session = session
        self.clicks = 0
        Atspi.init()
        Atspi.set_timeout(5000, 15000)

    # What is there

    def application(self, name="frond"):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache_single()
        for index in range(desktop.get_child_count()):
            try:
                child = desktop.get_child_at_index(index)
                if child is not None and re.search(name, child.get_name() or "", re.I):
                    child.set_cache_mask(Atspi.Cache.NONE)
                    return child
            except GLib.Error:  # one that ends just now
                continue
        return None

    def walk(self, root):
        """All below root that is there now, in the order of the tree. What goes away meanwhile is left out."""
        stack = [root]
        while stack:
            node = stack.pop()
            try:
                count = node.get_child_count()
                children = [node.get_child_at_index(index) for index in range(count)]
            except GLib.Error:
                continue
            yield node
            stack += [child for child in reversed(children) if child is not None]

    @staticmethod
    def name(node):
        """What a screen reader says for it: its name, or the text that labels it."""
        name = node.get_name()
        if name:
            return name
        for relation in node.get_relation_set():
            if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
                label = relation.get_target(0)
                text = label.get_text_iface()
                return label.get_name() or (Atspi.Text.get_text(text, 0, -1) if text else "")
        return ""

    def search(self, name=None, roles=None, application="frond", states=(Atspi.StateType.SHOWING,), root=None):
        """The first one whose name matches the pattern and whose role is one of roles; None when there is none."""
        roles = (roles,) if isinstance(roles, str) else roles
        root = root or self.application(application)
        if root is None:
            return None
        for node in self.walk(root):
            try:
                if roles and node.get_role_name() not in roles:
                    continue
                if name is not None and not re.search(name, self.name(node)):
                    continue
                held = node.get_state_set()
                if all(held.contains(state) for state in states):
                    return node
            except GLib.Error:
                continue
        return None

    def find(self, name=None, roles=None, seconds=PATIENCE, **options):
        return wait_for(lambda: self.search(name, roles, **options), seconds, f"{roles or 'anything'} named {name!r}")

    def gone(self, name=None, roles=None, seconds=PATIENCE, **options):
        wait_for(lambda: self.search(name, roles, **options) is None, seconds,
                 f"{roles or 'anything'} named {name!r} to go")

    def words(self, application="frond"):
        """Titles of the windows, and the texts in them that can be seen."""
        root = self.application(application)
        found = []

        def look(node):
            try:
                if not node.get_state_set().contains(Atspi.StateType.SHOWING):
                    return
                if node.get_role_name() in ("frame", "dialog", "alert", "label", "static", "notification"):
                    found.append(self.name(node))
                for index in range(node.get_child_count()):
                    child = node.get_child_at_index(index)
                    if child is not None:
                        look(child)
            except GLib.Error:
                return

        for index in range(root.get_child_count() if root is not None else 0):
            look(root.get_child_at_index(index))
        return [text for text in found if text]

    def tree(self, application="frond"):
        """The whole tree as text, for the results of a failed test."""
        lines = []

        def describe(node, depth):
            try:
                showing = "" if node.get_state_set().contains(Atspi.StateType.SHOWING) else " (hidden)"
                lines.append(f"{'  ' * depth}{node.get_role_name()} {self.name(node)!r}{showing}")
                for index in range(node.get_child_count()):
                    child = node.get_child_at_index(index)
                    if child is not None:
                        describe(child, depth + 1)
            except GLib.Error as error:
                lines.append(f"{'  ' * depth}({error.message})")

        root = self.application(application)
        if root is not None:
            describe(root, 0)
        return "\n".join(lines) + "\n"

    # Windows of the X server

    def output(self, *command):
        return subprocess.run(command, env=self.session.environment, capture_output=True, text=True).stdout

    def xdotool(self, *arguments):
        result = subprocess.run(["xdotool", *map(str, arguments)], env=self.session.environment,
                                capture_output=True, text=True, timeout=120)
        if result.returncode != 0:
            raise RuntimeError(f"xdotool {' '.join(map(str, arguments))}: {result.stderr.strip()}")
        return result.stdout

    def windows(self, title):
        """X ids of the visible windows with a title like that."""
        return [int(line) for line in self.output("xdotool", "search", "--onlyvisible", "--name", title).split()]

    def window(self, title, seconds=PATIENCE):
        return wait_for(lambda: self.windows(title), seconds, f"a window {title!r}")[-1]

    def geometry(self, window):
        """(x, y, width, height) of a window on the screen, or of the whole one: "root"."""
        # Not xdotool's word: it counts the window manager's frame twice.
        text = self.output("xwininfo", *(["-root"] if window == "root" else ["-id", str(window)]))
        fields = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
        found = [re.search(rf"{field}:\s*(-?\d+)", text) for field in fields]
        if None in found:
            raise WindowGone(f"there is no window {window}")
        return tuple(int(match[1]) for match in found)

    def property(self, window, name):
        text = self.output("xprop", "-id", str(window), name)
        return text.split("=", 1)[1].strip() if "=" in text else ""

    def activate(self, window):
        self.xdotool("windowactivate", "--sync", window)

    def focus(self, node):
        """Clicks it; what is typed from now on is its."""
        self.click(node)
        wait_for(lambda: node.get_state_set().contains(Atspi.StateType.FOCUSED), PATIENCE,
                 f"the focus on {self.name(node)!r}")

    def point_in(self, node):
        """A point on the screen where a click meets node."""
        return wait_for(lambda: self._point_in(node), PATIENCE, f"a place on the screen for {self.name(node)!r}")

    def settled(self, look, what, seconds=PATIENCE):
        """What look() finds, and a point in it, as soon as two looks find it in the same place: what was shown this
        moment is laid out, moved or replaced with the next frame."""
        last = None

        def same():
            nonlocal last
            before, last = last, None
            try:
                node = look()
                last = node and self._point_in(node)
            except (GLib.Error, WindowGone):
                return None
            return (node, last) if last and last == before else None

        return wait_for(same, seconds, what)

    def _point_in(self, node):
        """None as long as it has no place on the screen.

        GTK leaves the paddings of the widgets around out of the place that it tells (4.18), and counts the border
        of the window twice: what is small is met a little right of and below the middle of that place."""
        box = self._box(node)
        if box.width <= 0 or box.height <= 0:
            return None
        popover, popup = self._popover_of(node)
        if popover is None and node.get_role_name() in MENU_ITEMS:
            return None  # its popover is not on the screen yet
        if popover is not None:
            outer = self._box(popover)
            left, above, x, y = popup[0], popup[1], box.x - outer.x, box.y - outer.y
        else:
            top = self._ancestors(node)[-1]
            frame = self._box(top)
            left, above, _, _ = self.geometry(self._window_of(top))
            x, y = box.x - 2 * frame.x, box.y - 2 * frame.y
        return (left + x + box.width // 2 + min(PADDING, box.width // 4),
                above + y + box.height // 2 + min(PADDING, box.height // 4))

    def size(self, node):
        box = self._box(node)
        return box.width, box.height

    @staticmethod
    def _box(node):
        return node.get_extents(Atspi.CoordType.WINDOW)

    def _ancestors(self, node):
        """node, its parent and so on; the last one is its window."""
        found = [node]
        while True:
            parent = found[-1].get_parent()
            if parent is None or parent.get_role_name() in ("application", "desktop frame", "invalid"):
                return found
            found.append(parent)

    def _popover_of(self, node):
        """What of the ancestors is in an X window of its own, by its size; and that window's place."""
        text = self.output("xwininfo", "-root", "-children")
        popups = {}
        # The frames that the window manager puts around windows have no class.
        for match in re.finditer(r'"\)  (\d+)x(\d+)\+-?\d+\+-?\d+  \+(-?\d+)\+(-?\d+)$', text, re.M):
            width, height, x, y = map(int, match.groups())
            popups[width, height] = (x, y, width, height)
        for ancestor in self._ancestors(node)[:-1]:
            if self.size(ancestor) in popups and ancestor.get_role_name() in POPOVERS:
                return ancestor, popups[self.size(ancestor)]
        return None, None

    def _window_of(self, top):
        title = top.get_name()
        windows = self.windows(f"^{re.escape(title)}$") if title else []
        return windows[-1] if windows else int(self.xdotool("getactivewindow"))

    # Hands

    def click(self, node, button=1):
        self.click_at(*self.point_in(node), button)

    def click_at(self, x, y, button=1):
        self.clicks += 1
        self.xdotool("mousemove", x, y, "click", button)

    def press(self, name, roles=BUTTONS, seconds=PATIENCE, **options):
        """Finds and clicks."""
        options.setdefault("states", (Atspi.StateType.SHOWING, Atspi.StateType.SENSITIVE))
        node, point = self.settled(lambda: self.search(name, roles, **options),
                                   f"{roles or 'anything'} named {name!r} to press", seconds)
        self.click_at(*point)
        return node

    def key(self, *names, delay=12):
        self.xdotool("key", "--delay", delay, *names)

    def tab_to(self, name, roles=None, key="Tab", limit=60, **options):
        """Goes on with KEY until the focus is where a person without a mouse wants it."""
        for _ in range(limit):
            if self.search(name, roles, states=(Atspi.StateType.SHOWING, Atspi.StateType.FOCUSED), **options):
                return
            focused = self.search(states=(Atspi.StateType.SHOWING, Atspi.StateType.FOCUSED), **options)
            self.key(key)
            wait_for(lambda: self.search(states=(Atspi.StateType.SHOWING, Atspi.StateType.FOCUSED), **options)
                     != focused, PATIENCE, f"{key} to move the focus on from {focused and self.name(focused)!r}")
        raise TimeoutError(f"{limit} times {key} do not lead to {name!r}:\n{self.tree()}")

    def type(self, text, delay=12):
        self.xdotool("type", "--delay", delay, text)

    def copy(self, text):
        """Puts a text on the clipboard."""
        subprocess.run(["xclip", "-selection", "clipboard"], input=text, text=True, check=True, timeout=10,
                       env=self.session.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
