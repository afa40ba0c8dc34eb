#!/usr/bin/env bash
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# As the user that as-user.sh has made: what people install is built with the stand-in for GNOME's runtime, and then used.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$here/../..
folder=$HOME/distributed
log=/srv/flatpak/log
say() { printf 'flatpak: %6.1f s  %s\n' "$(($(date +%s%N) / 100000000 - began))e-1" "$*"; }
began=$(($(date +%s%N) / 100000000))
stage() { # words, command: its output goes to the log
    local began=$(($(date +%s%N) / 100000000)) words=$1; shift
    "$@" >>"$log" 2>&1 || { tail -n 25 "$log" >&2; echo "flatpak: failed: $words; the log is flatpak/log in the cache" >&2; exit 1; }
    say "$words"
}

install_runtime() {
    flatpak --user remote-add --no-gpg-verify stand-in file:///srv/flatpak/repo
    flatpak --user install --noninteractive stand-in "$(sed -n 's/.*"runtime": "\(.*\)",/\1/p' "$source/flatpak/stand-in.json")//1"
}

git config --global --add safe.directory '*'
stage 'install the stand-in for the runtime' install_runtime
stage 'build, and make repository and bundle' "$source/flatpak/distribute.sh" "$folder" "file://$folder/repo" \
    --runtime "$source/flatpak/stand-in.json"
printf 'flatpak: the bundle has %s bytes\n' "$(stat -c %s "$folder/me.phyllo.Frond.flatpak")"

# The next version, for the update: the same with one file more.
cat >"$HOME/next.sh" <<END
#!/bin/sh
set -e
echo next >'$folder/work/build/files/share/frond/next'
flatpak build-export '$folder/repo' '$folder/work/build' stable
flatpak build-update-repo '$folder/repo'
END
chmod +x "$HOME/next.sh"

export FROND_FLATPAK_DIST=$folder FROND_FLATPAK_NEXT=$HOME/next.sh FROND_E2E_RESULTS=/srv/flatpak/results
export PYTHONPATH=$source/tests/e2e PYTHONDONTWRITEBYTECODE=1
python3 "$here/test_flatpak.py" "$@"
