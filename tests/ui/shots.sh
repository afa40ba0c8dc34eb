#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Pictures of every screen: shots.sh DIRECTORY [SCREEN [VARIANT]]. In English in DIRECTORY, in German in DIRECTORY/de.
set -eu

[ $# -ge 1 ] || { echo "Usage: shots.sh DIRECTORY [SCREEN [VARIANT]]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
build=$(cd "${FROND_BUILD_DIR:-$source/_build}" && pwd)
mkdir -p "$1"
directory=$(cd "$1" && pwd)
shift

ninja -C "$build" --quiet tests/ui/shots all

export GSETTINGS_SCHEMA_DIR="$build/data"
export FROND_OSINFO_DIR="$source/app/media/osinfo"
export XDG_DATA_DIRS="$source/data:/usr/local/share:/usr/share"
export FROND_SHOTS_LOCALEDIR="$build/po" FROND_ACCEL= LANGUAGE=

LC_ALL=C.UTF-8 "$here/with-display.sh" "$build/tests/ui/shots" "$directory" "$@"

# The long words of German, where they can hurt. Its locale is made here: few machines have it.
[ $# -gt 1 ] && exit 0
locales=$(mktemp -d)
trap 'rm -rf "$locales"' EXIT INT TERM
localedef -i de_DE -f UTF-8 "$locales/de_DE.UTF-8"
for variant in light narrow; do
  LOCPATH=$locales LC_ALL=de_DE.UTF-8 "$here/with-display.sh" "$build/tests/ui/shots" "$directory/de" "${1:-}" "$variant"
done
