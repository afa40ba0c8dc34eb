#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Runs a program on an X server and a window manager of its own: there is no focus without the second.
set -eu

dir=$(mktemp -d)
trap 'kill $(cat "$dir"/*.pid 2>/dev/null) 2>/dev/null || true; rm -rf "$dir"' EXIT

# The server chooses a free number and writes it when it is ready; nobody has to guess or to wait in vain.
mkfifo "$dir/number"
Xvfb -displayfd 3 -screen 0 1400x1000x24 -nolisten tcp 3>"$dir/number" 2>"$dir/xvfb.log" &
echo $! >"$dir/xvfb.pid"
read -r number <"$dir/number"

export DISPLAY=":$number" GDK_BACKEND=x11 GTK_A11Y="${GTK_A11Y:-none}" LIBGL_ALWAYS_SOFTWARE=1
export XDG_CONFIG_HOME="$dir/config" XDG_CACHE_HOME="$dir/cache" XDG_DATA_HOME="$dir/data"
export GSETTINGS_BACKEND=memory
unset WAYLAND_DISPLAY

# A window that is there before the manager does not get the focus.
mkfifo "$dir/managed"
printf '#!/bin/sh\necho yes >"%s/managed"\n' "$dir" >"$dir/startup"
chmod +x "$dir/startup"
# All keys are the tests', but for one of the desktop's.
export FROND_DESKTOP_KEY="$dir/desktop-key"
cat >"$dir/rc.xml" <<EOF
<openbox_config xmlns="http://openbox.org/3.4/rc"><mouse/><keyboard><keybind key="W-F9">
<action name="Execute"><command>touch $dir/desktop-key</command></action>
</keybind></keyboard></openbox_config>
EOF
openbox --sm-disable --config-file "$dir/rc.xml" --startup "$dir/startup" >"$dir/openbox.log" 2>&1 &
echo $! >"$dir/openbox.pid"
read -r _ <"$dir/managed"

"$@"
