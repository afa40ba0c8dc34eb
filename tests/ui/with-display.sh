#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs a command on an X server, a window manager, a session bus and XDG folders of its own.
set -eu

base=$(mktemp -d)
wm=
x=
clean () {
  [ -z "$wm" ] || kill "$wm" 2>/dev/null || true
  [ -z "$x" ] || kill "$x" 2>/dev/null || true
  rm -rf "$base"
}
trap clean EXIT INT TERM

for name in config data cache state runtime; do mkdir -m 700 "$base/$name"; done
export XDG_CONFIG_HOME="$base/config" XDG_DATA_HOME="$base/data" XDG_CACHE_HOME="$base/cache"
export XDG_STATE_HOME="$base/state" XDG_RUNTIME_DIR="$base/runtime"
export GSETTINGS_BACKEND=memory GDK_BACKEND=x11 GTK_A11Y="${GTK_A11Y:-none}" GIO_USE_VFS=local GIO_USE_PORTALS=0
export LIBGL_ALWAYS_SOFTWARE=1 GSK_RENDERER="${GSK_RENDERER:-cairo}"
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS

# The server writes the number of the display that it found free.
mkfifo "$base/display"
Xvfb -displayfd 3 -screen 0 "${FROND_TEST_SCREEN:-1600x1200}x24" -nolisten tcp 3>"$base/display" 2>"$base/x.log" &
x=$!
read -r number <"$base/display"
export DISPLAY=":$number"
# A window that is there before the manager gets no focus, and sometimes no size.
mkfifo "$base/managed"
printf '#!/bin/sh\necho yes >"%s/managed"\n' "$base" >"$base/startup"
chmod +x "$base/startup"
openbox --sm-disable --startup "$base/startup" >"$base/wm.log" 2>&1 &
wm=$!
read -r _ <"$base/managed"

dbus-run-session -- "$@"
