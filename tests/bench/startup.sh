#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# From exec to a usable library window, and its memory, beside the least that a libadwaita window is. Further
# arguments are programs to measure in the same way, each one word: startup.sh virt-manager gnome-boxes
set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=${FROND_BUILD_DIR:?}
if [ -z "${FROND_BENCH_INSIDE:-}" ]; then
  meson install -C "$build" --no-rebuild --quiet >/dev/null
  export FROND_BENCH_INSIDE=1
  exec "$here/../ui/with-display.sh" "$0" "$@"
fi

# A transition would count as time until the window is usable.
for version in 3 4; do
  mkdir -p "$XDG_CONFIG_HOME/gtk-$version.0"
  printf '[Settings]\ngtk-enable-animations=false\n' >"$XDG_CONFIG_HOME/gtk-$version.0/settings.ini"
done
export PATH="$build/install/bin:$PATH"
export XDG_DATA_DIRS="$build/install/share:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}"
runs=${FROND_BENCH_RUNS:-10}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

median () { sort -n | awk '{ a[NR] = $1 } END { print (NR % 2) ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }
column () { cut -d' ' -f"$2" "$results/$1" | median; }

measure () { # name, program
  if ! "$build/tests/bench/startup-probe" "$2" >/dev/null 2>"$results/$1.log"; then
    echo "$1 shows no window:"
    tail -n 3 "$results/$1.log"
    return
  fi
  i=0
  while [ $i -lt "$runs" ]; do
    "$build/tests/bench/startup-probe" "$2" >>"$results/$1" 2>>"$results/$1.log"
    i=$((i + 1))
  done
  printf '%-14s mapped %5.0f ms  drawn %5.0f ms  usable %5.0f ms  PSS %5.1f MB  private %5.1f MB\n' "$1" \
    "$(column "$1" 1)" "$(column "$1" 2)" "$(column "$1" 3)" \
    "$(column "$1" 4 | awk '{ print $1 / 1024 }')" "$(column "$1" 5 | awk '{ print $1 / 1024 }')"
}

# The bare window stays open meanwhile, so that what all of them map is shared by at least two, as on a real desktop.
"$build/tests/bench/bare-window" 2>/dev/null &
bare=$!
xdotool search --sync --onlyvisible --name '^Bare$' >/dev/null
measure bare "$build/tests/bench/bare-window"
measure frond frond
for program in "$@"; do measure "$(basename "$program")" "$program"; done
kill "$bare"

[ -s "$results/bare" ] && [ -s "$results/frond" ] || exit 1
column bare 4 >"$results/a"; column frond 4 >"$results/b"
paste "$results/a" "$results/b" \
  | awk '{ printf "frond over bare: %.1f MB more PSS (bar: 25), %.2f times as much\n", ($2 - $1) / 1024, $2 / $1 }'
