#!/bin/bash
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes the guests and media of the tests from Debian packages, in the Debian 13 tree, as an ordinary user.
#
#   build-guests.sh [--list] [NAME…]      without names: all of them
#
# The results go to $FROND_GUESTS_DIR (default: $FROND_CACHE/guests, else $XDG_CACHE_HOME/frond/guests). Each is
# made once for its inputs (these scripts and sources): it is built aside and moved into place, so that an
# interrupted run leaves nothing half done. Packages are asked for only when something has to be made.

set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
out=${FROND_GUESTS_DIR:-${FROND_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/frond}/guests}

# The recipes, in the order of their needs: name, file that it makes, files that its hash covers.
recipes=(
  'bootsec:bootsec.img:recipes/bootsec.sh bootsec.S'
  'fixtures:fixtures/index.tsv:recipes/fixtures.sh fixtures.tsv bootsec.S'
  'kernel:kernel.tar:recipes/kernel.sh kms/modules.list xguest/modules.list'
  'kms:kms.iso:recipes/kms.sh recipes/kernel.sh bootsec.S kms'
  'xguest:xguest.iso:recipes/xguest.sh recipes/kernel.sh recipes/kms.sh xguest'
  'debian13:debian13-gtk.iso:recipes/debian13.sh'
  'cloud:cloud.qcow2:recipes/cloud.sh recipes/kernel.sh recipes/xguest.sh cloud'
)

# Made only when they are asked for by name.
special=' cloud '

say ()
{
  printf 'guests: %s\n' "$*" >&2
}

die ()
{
  say "$*"
  exit 1
}

need_tools ()
{
  local tool
  for tool; do
    command -v "$tool" >/dev/null || die "the program $tool is missing"
  done
}

# Hash of the recipe's inputs, names and contents, and of this script.
input_hash ()
{
  (cd "$here" && find build-guests.sh "$@" -type f | sort | xargs sha256sum | sha256sum | cut -c1-32)
}

# fetch_packages DIR PACKAGE…: the newest versions that the tree's apt sources have, as DIR/PACKAGE.deb. apt
# checks them against the archive's signature. Its state is private: nothing of the tree is written to.
fetch_packages ()
{
  local folder=$1 package
  shift
  prepare_apt
  for package; do
    say "fetching $package"
    (cd "$work/download" && apt-get "${apt[@]}" -qq download "$package" && mv ./"$package"_*.deb "$folder/$package.deb")
  done
}

prepare_apt ()
{
  local state=$work/apt
  apt=(-o "Dir::State=$state" -o "Dir::State::status=$state/status" -o "Dir::Cache=$state/cache")
  [ ! -e "$state/ready" ] || return 0
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$work/download"
  : >"$state/status"
  say 'reading the package lists'
  apt-get "${apt[@]}" -qq update
  : >"$state/ready"
}

# The package that a meta package stands for now: real_package linux-image-amd64 -> linux-image-6.12…
real_package ()
{
  apt-cache "${apt[@]}" depends --important "$1" | awk '$1 == "Depends:" && $2 ~ /^linux-image-/ { print $2; exit }'
}

# finish FILE: moves what was built as $work/FILE to its place.
finish ()
{
  mkdir -p "$(dirname "$out/$1")"
  mv -f "$work/$1" "$out/$1"
}

build ()
{
  local name=$1 file=$2 hash started
  shift 2
  hash=$(input_hash "$@")
  if [ -e "$out/$file" ] && [ "$(cat "$out/.stamps/$name" 2>/dev/null)" = "$hash" ]; then
    return 0
  fi
  started=$SECONDS
  say "making $file"
  rm -f "$out/.stamps/$name"
  mkdir -p "$work/$name"
  # shellcheck source=/dev/null
  . "$here/recipes/$name.sh"
  "make_$name" "$work/$name"
  echo "$hash" >"$work/stamp"
  mv -f "$work/stamp" "$out/.stamps/$name"
  rm -rf "${work:?}/$name"
  say "made $file: $(($(stat -c %s "$out/$file") / 1024)) KiB in $((SECONDS - started)) s"
}

main ()
{
  local recipe name file inputs
  if [ "${1:-}" = --list ]; then
    printf '%s\n' "${recipes[@]%%:*}"
    return
  fi

  mkdir -p "$out/.stamps"
  exec 9>"$out/.lock"
  flock -n 9 || { say 'another run is making guests, waiting for it'; flock 9; }
  rm -rf "$out"/.work.*
  work=$(mktemp -d "$out/.work.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM HUP

  for recipe in "${recipes[@]}"; do
    IFS=: read -r name file inputs <<<"$recipe"
    # A kernel is made for the guests that need it.
    if { [ $# -eq 0 ] && [[ $special != *" $name "* ]]; } || [[ " $* " == *" $name "* ]] || { [ "$name" = kernel ] && [[ " $* " =~ ' '(kms|xguest)' ' ]]; }; then
      # shellcheck disable=SC2086
      build "$name" "$file" $inputs
    fi
  done
  printf '%s\n' "$out"
}

main "$@"
