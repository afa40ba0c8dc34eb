#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a program on a session bus of its own with a real keyring, empty and unlocked.
set -eu
if [ "${1:-}" != inside ]; then
  exec dbus-run-session -- sh "$0" inside "$@"
fi
shift
folder=$(mktemp -d)
trap 'kill "$daemon" 2>/dev/null || :; rm -rf "$folder"' EXIT
export XDG_DATA_HOME="$folder/data" XDG_RUNTIME_DIR="$folder/run" HOME="$folder"
mkdir -p -m 700 "$XDG_DATA_HOME" "$XDG_RUNTIME_DIR"
printf 'of this test' | gnome-keyring-daemon --foreground --unlock --components=secrets --control-directory="$folder/run" >/dev/null &
daemon=$!
gdbus wait --session --timeout 30 org.freedesktop.secrets
"$@"
