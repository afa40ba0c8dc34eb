#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A library of 10,000 profiles beside one of 10, with its bars. Fails where one is missed.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=${FROND_BUILD_DIR:?}
source=$(cd "$here/../.." && pwd)
many=${FROND_BENCH_PROFILES:-10000}
export GSETTINGS_SCHEMA_DIR="$build/data" FROND_OSINFO_DIR="$source/app/media/osinfo"
export XDG_DATA_DIRS="$source/data:/usr/local/share:/usr/share" LC_ALL=C.UTF-8 FROND_ACCEL= LANGUAGE=

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
run () {
  "$build/tests/bench/library-bench" fill "$folder/$1.db" "$1" >&2
  "$here/../ui/with-display.sh" "$build/tests/bench/library-bench" "$folder/$1.db" 2>/dev/null
}
few=$(run 10)
all=$(run "$many")
echo "10: $few"
echo "$many: $all"

value () { # line, name
  echo "$1" | tr ' ' '\n' | awk -v name="$2" 'found { print; exit } $0 == name { found = 1 }'
}
missed=0
bar () { # words, figure, most, unit
  awk -v words="$1" -v is="$2" -v most="$3" -v unit="$4" \
    'BEGIN { printf "%s: %.1f %s, bar %.1f: %s\n", words, is, unit, most, is <= most ? "met" : "MISSED"; exit is > most }' \
    || missed=1
}

bar 'list after the window is up' "$(value "$all" list-ms)" 100 ms
bar 'search, p99 of a key' "$(value "$all" key-p99)" 16 ms
bar 'scrolling, p99 of a frame' "$(value "$all" frame-p99)" 16.7 ms
echo "from a key to its frame, p99: $(value "$all" answer-p99) ms; with 10: $(value "$few" answer-p99) ms"
bar 'memory over 10 profiles' "$(echo "$(value "$all" pss-kb) $(value "$few" pss-kb)" | awk '{ print ($1 - $2) / 1024 }')" 20 MB
bar 'tiles made while scrolling' "$(echo "$(value "$all" tiles-after) $(value "$all" tiles)" | awk '{ print $1 - $2 }')" 0 tiles
exit $missed
