#!/usr/bin/env bash
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs one fuzzer, on a display of its own: fuzz.sh PROGRAM CORPUS CACHE. New conversations are kept in CACHE; what breaks
# something is named there as crash-*, timeout-* or oom-*. FROND_FUZZ_SECONDS says how long.

set -euo pipefail

program=$1 corpus=$2 cache=$3
name=${program##*/}
found=$cache/$name
mkdir -p "$found/corpus"

# The library switches stacks under the sanitizer's feet, and keeps caches until the process ends.
export ASAN_OPTIONS=detect_leaks=0:handle_abort=1:malloc_context_size=12:detect_stack_use_after_return=0
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export ASAN_SYMBOLIZER_PATH=${ASAN_SYMBOLIZER_PATH:-$(command -v addr2line)}
export GSK_RENDERER=cairo GTK_A11Y=none GDK_BACKEND=x11 LC_ALL=C.UTF-8

words=${corpus%/*}/${name#fuzz-}.dict
arguments=(
    -max_total_time="${FROND_FUZZ_SECONDS:-60}" -rss_limit_mb=1500 -malloc_limit_mb=700 -timeout=20 -max_len=4096
    -artifact_prefix="$found/" -print_final_stats=1 "$found/corpus" "$corpus"
)
[ ! -f "$words" ] || arguments+=(-dict="$words")
# The processor's time counts, of this run and of all that the cache knows of: on a busy machine a minute is not one.
TIMEFORMAT='%U %S'
status=0
{ time xvfb-run -a nice -n "${FROND_FUZZ_NICE:-0}" "$program" "${arguments[@]}" >"$found/log" 2>&1 || status=$?; } 2>"$found/time"
cat "$found/time" >>"$found/times"
printf '%s: %s s of processor time, %s s in all\n' "$name" "$(awk '{ print $1 + $2 }' "$found/time")" \
    "$(awk '{ sum += $1 + $2 } END { print sum }' "$found/times")"
if [ "$status" != 0 ]; then
    grep -aE -A14 'ERROR|runtime error|assertion' "$found/log" | head -n 40
    printf '%s found something; the log is %s\n' "$name" "$found/log"
    exit 1
fi
printf '%s: %s conversations, %s\n' "$name" \
    "$(sed -n 's/^stat::number_of_executed_units: *//p' "$found/log")" \
    "$(grep -aoE 'cov: [0-9]+ ft: [0-9]+' "$found/log" | tail -n 1)"
