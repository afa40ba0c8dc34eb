#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs a command on a Wayland compositor that has two monitors, with a session bus and XDG folders of its own. It is sway,
# each of whose monitors is a window of an X server: without hardware it has no keyboard, and no window the focus.
set -eu

for program in sway swaymsg Xvfb; do
  command -v "$program" >/dev/null || { echo "1..0 # SKIP there is no $program"; exit 0; }
done

base=$(mktemp -d)
sway=
x=
clean () {
  [ -z "$sway" ] || kill "$sway" 2>/dev/null || true
  [ -z "$x" ] || kill "$x" 2>/dev/null || true
  rm -rf "$base"
}
trap clean EXIT INT TERM

for name in config data cache state runtime; do mkdir -m 700 "$base/$name"; done
export XDG_CONFIG_HOME="$base/config" XDG_DATA_HOME="$base/data" XDG_CACHE_HOME="$base/cache"
export XDG_STATE_HOME="$base/state" XDG_RUNTIME_DIR="$base/runtime"
export GSETTINGS_BACKEND=memory GDK_BACKEND=wayland GTK_A11Y="${GTK_A11Y:-none}" GIO_USE_VFS=local GIO_USE_PORTALS=0
export LIBGL_ALWAYS_SOFTWARE=1 GSK_RENDERER="${GSK_RENDERER:-cairo}"
unset WAYLAND_DISPLAY SWAYSOCK DBUS_SESSION_BUS_ADDRESS

mkfifo "$base/display"
Xvfb -displayfd 3 -screen 0 1600x1200x24 -nolisten tcp 3>"$base/display" 2>"$base/x.log" &
x=$!
read -r number <"$base/display"

# Windows are tiled: sway 1.10 takes the size of a floating one for that of its full screen when it is asked for that
# before it shows the window.
cat >"$base/sway.conf" <<CONFIG
xwayland disable
default_border none
default_floating_border none
output X11-1 mode --custom 1400x900 position 0 0 bg #808080 solid_color
output X11-2 mode --custom 1280x800 position 1400 0 bg #606060 solid_color
exec echo \$WAYLAND_DISPLAY \$SWAYSOCK >$base/up
CONFIG
mkfifo "$base/up"
DISPLAY=":$number" WLR_BACKENDS=x11 WLR_X11_OUTPUTS=2 WLR_RENDERER=pixman \
  sway -c "$base/sway.conf" >"$base/sway.log" 2>&1 &
sway=$!
read -r WAYLAND_DISPLAY SWAYSOCK <"$base/up"
export WAYLAND_DISPLAY SWAYSOCK
unset DISPLAY

dbus-run-session -- "$@"
