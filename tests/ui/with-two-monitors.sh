#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs a command on a Wayland compositor that has two monitors, sway without hardware, with a session bus and XDG folders
# of its own.
set -eu

for program in sway swaymsg; do
  command -v "$program" >/dev/null || { echo "1..0 # SKIP there is no $program"; exit 0; }
done

base=$(mktemp -d)
sway=
clean () {
  [ -z "$sway" ] || kill "$sway" 2>/dev/null || true
  rm -rf "$base"
}
trap clean EXIT INT TERM

for name in config data cache state runtime; do mkdir -m 700 "$base/$name"; done
export XDG_CONFIG_HOME="$base/config" XDG_DATA_HOME="$base/data" XDG_CACHE_HOME="$base/cache"
export XDG_STATE_HOME="$base/state" XDG_RUNTIME_DIR="$base/runtime"
export GSETTINGS_BACKEND=memory GDK_BACKEND=wayland GTK_A11Y="${GTK_A11Y:-none}" GIO_USE_VFS=local GIO_USE_PORTALS=0
export LIBGL_ALWAYS_SOFTWARE=1 GSK_RENDERER="${GSK_RENDERER:-cairo}"
unset DISPLAY WAYLAND_DISPLAY SWAYSOCK DBUS_SESSION_BUS_ADDRESS

# Windows float: a tiling desktop would choose their sizes.
cat >"$base/sway.conf" <<CONFIG
xwayland disable
default_border none
default_floating_border none
for_window [app_id=".*"] floating enable
output HEADLESS-1 resolution 1400x900 position 0 0 bg #808080 solid_color
output HEADLESS-2 resolution 1280x800 position 1400 0 bg #606060 solid_color
exec echo \$WAYLAND_DISPLAY \$SWAYSOCK >$base/up
CONFIG
mkfifo "$base/up"
WLR_BACKENDS=headless WLR_HEADLESS_OUTPUTS=2 WLR_LIBINPUT_NO_DEVICES=1 WLR_RENDERER=pixman \
  sway -c "$base/sway.conf" >"$base/sway.log" 2>&1 &
sway=$!
read -r WAYLAND_DISPLAY SWAYSOCK <"$base/up"
export WAYLAND_DISPLAY SWAYSOCK

dbus-run-session -- "$@"
