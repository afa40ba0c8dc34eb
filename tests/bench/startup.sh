#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# From exec to a usable library window, and its memory: Frond, the least that a libadwaita window is, and the rivals
# that are installed, in turns. Further arguments are more programs to measure, each one word.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=${FROND_BUILD_DIR:?}
if [ -z "${FROND_BENCH_INSIDE:-}" ]; then
  meson install -C "$build" --no-rebuild --quiet >/dev/null
  export FROND_BENCH_INSIDE=1
  exec "$here/../ui/with-display.sh" "$0" "$@"
fi

# A transition would count as time until the window is usable. No toolkit feeds assistive technologies here.
for version in 3 4; do
  mkdir -p "$XDG_CONFIG_HOME/gtk-$version.0"
  printf '[Settings]\ngtk-enable-animations=false\n' >"$XDG_CONFIG_HOME/gtk-$version.0/settings.ini"
done
export NO_AT_BRIDGE=1
# Boxes would open its tutorial over its window at the first start.
export GSETTINGS_BACKEND=keyfile
mkdir -p "$XDG_CONFIG_HOME/glib-2.0/settings"
printf '[org/gnome/boxes]\nfirst-run=false\n' >"$XDG_CONFIG_HOME/glib-2.0/settings/keyfile"
export PATH="$build/install/bin:$PATH"
export XDG_DATA_DIRS="$build/install/share:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}"
rounds=${FROND_BENCH_RUNS:-5}
probe=$build/tests/bench/startup-probe
results=$(mktemp -d)
bare=
clean () {
  [ -z "$bare" ] || kill "$bare" 2>/dev/null || true
  rm -rf "$results"
}
trap clean EXIT INT TERM

median () { sort -n | awk '{ a[NR] = $1 } END { print (NR % 2) ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }
column () { cut -d' ' -f"$2" "$results/$1" | median; }

launch () { # name
  case $1 in
    # As Frond does where there is no GPU: with the software renderer of GL the bar would be 15 MB wider.
    bare) GDK_DISABLE=gl,vulkan "$probe" "$build/tests/bench/bare-window" ;;
    virt-manager) "$probe" virt-manager --no-fork ;;
    *) "$probe" "$1" ;;
  esac
}

# The first run of each warms the caches, starts its services and is not counted.
warm_up () { # name
  launch "$1" >/dev/null 2>"$results/$1.log" && return
  echo "$1 shows no window:"
  tail -n 3 "$results/$1.log"
  return 1
}

report () { # name
  printf '%-14s mapped %5.0f ms  drawn %5.0f ms  usable %5.0f ms  PSS %5.1f MB  private %5.1f MB\n' "$1" \
    "$(column "$1" 1)" "$(column "$1" 2)" "$(column "$1" 3)" \
    "$(column "$1" 4 | awk '{ print $1 / 1024 }')" "$(column "$1" 5 | awk '{ print $1 / 1024 }')"
}

# The bare window stays open meanwhile, so that what all of them map is shared by at least two, as on a real desktop.
GDK_DISABLE=gl,vulkan "$build/tests/bench/bare-window" 2>/dev/null &
bare=$!
xdotool search --sync --onlyvisible --name '^Bare$' >/dev/null

warm_up bare
warm_up frond
names='bare frond'
rivals=
for program in gnome-boxes virt-manager "$@"; do
  if ! command -v "$program" >/dev/null; then echo "$program is not installed"
  elif warm_up "$program"; then names="$names $program" rivals="$rivals $program"; fi
done

i=0
while [ $i -lt "$rounds" ]; do
  for name in $names; do launch "$name" >>"$results/$name" 2>>"$results/$name.log"; done
  i=$((i + 1))
done
for name in $names; do report "$name"; done

missed=0
bar () { # words, figure, most, unit
  awk -v words="$1" -v is="$2" -v most="$3" -v unit="$4" \
    'BEGIN { printf "%s: %.1f %s, bar %.1f: %s\n", words, is, unit, most, is <= most ? "met" : "MISSED"; exit is > most }' \
    || missed=1
}

bar 'frond over bare, PSS' "$(echo "$(column frond 4) $(column bare 4)" | awk '{ print ($1 - $2) / 1024 }')" 25 MB
if [ -n "$rivals" ]; then
  fastest=$(for name in $rivals; do column "$name" 3; done | sort -n | head -n 1)
  bar 'usable, beside the fastest' "$(column frond 3)" "$fastest" ms
  [ ! -s "$results/gnome-boxes" ] \
    || echo "$(column frond 3) $(column gnome-boxes 3)" | awk '{ printf "usable, of Boxes: %.2f (goal: 0.5)\n", $1 / $2 }'
fi
exit $missed
