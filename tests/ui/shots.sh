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

ninja -C "$build" --quiet tests/ui/shots all

export GSETTINGS_SCHEMA_DIR="$build/data"
export FROND_OSINFO_DIR="$source/app/media/osinfo"
export XDG_DATA_DIRS="$source/data:/usr/local/share:/usr/share"
export FROND_SHOTS_LOCALEDIR="$build/po" FROND_ACCEL= LANGUAGE=

exec python3 "$here/shots.py" "$build/tests/ui/shots" "$@"
