#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Runs a program on a Wayland compositor of its own, sway, which is a window of an X server of its own: the compositor
# is real, and xdotool moves its mouse and presses its keys. Programs that want to skip without it see 77.
set -eu

for program in sway swaymsg grim wlrctl xdotool; do
  command -v "$program" >/dev/null || { echo "1..0 # SKIP there is no $program"; exit 0; }
done

dir=$(mktemp -d)
trap 'kill $(cat "$dir"/*.pid 2>/dev/null) 2>/dev/null || true; rm -rf "$dir"' EXIT
chmod 700 "$dir"

mkfifo "$dir/number"
Xvfb -displayfd 3 -screen 0 1400x1000x24 -nolisten tcp 3>"$dir/number" 2>"$dir/xvfb.log" &
echo $! >"$dir/xvfb.pid"
read -r number <"$dir/number"

export DISPLAY=":$number" XDG_RUNTIME_DIR="$dir" GTK_A11Y="${GTK_A11Y:-none}" LIBGL_ALWAYS_SOFTWARE=1
export XDG_CONFIG_HOME="$dir/config" XDG_CACHE_HOME="$dir/cache" XDG_DATA_HOME="$dir/data"
export GSETTINGS_BACKEND=memory FROND_DESKTOP_KEY="$dir/desktop-key"
unset WAYLAND_DISPLAY SWAYSOCK

# One key is the desktop's. Windows float: a tiling desktop would choose their sizes.
cat >"$dir/sway.conf" <<EOF
xwayland disable
default_border none
default_floating_border none
focus_follows_mouse no
for_window [app_id=".*"] floating enable
output * bg #808080 solid_color
bindsym Mod4+F9 exec touch $dir/desktop-key
exec echo \$WAYLAND_DISPLAY \$SWAYSOCK >$dir/up
EOF
mkfifo "$dir/up"
WLR_BACKENDS=x11 WLR_RENDERER=pixman sway -c "$dir/sway.conf" >"$dir/sway.log" 2>&1 &
echo $! >"$dir/sway.pid"
read -r WAYLAND_DISPLAY SWAYSOCK <"$dir/up"
export WAYLAND_DISPLAY SWAYSOCK GDK_BACKEND=wayland
swaymsg -q 'output X11-1 mode --custom 1200x900'

"$@"
