#!/bin/bash
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# build-tree-guest.sh gl|computer: Debian's kernel and an initramfs that takes everything else from the tree that it is
# started in (NAME/init). In $FROND_GUESTS_DIR/NAME, where build-guests.sh puts its own; made once for these inputs.

set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
name=$1
out=${FROND_GUESTS_DIR:-${FROND_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/frond}/guests}/$name

fetch_kernel ()
{
  local state=$work/apt
  local apt=(-o "Dir::State=$state" -o "Dir::State::status=$state/status" -o "Dir::Cache=$state/cache")
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  : >"$state/status"
  apt-get "${apt[@]}" -qq update
  package=$(apt-cache "${apt[@]}" depends --important linux-image-amd64 |
    awk '$1 == "Depends:" && $2 ~ /^linux-image-/ { print $2; exit }')
  (cd "$work" && apt-get "${apt[@]}" -qq download "$package")
  dpkg-deb -x "$work/$package"_*.deb "$work/tree"
  [ -e "$work/tree/lib" ] || ln -s usr/lib "$work/tree/lib"
}

# Modules and what they need, unpacked, and the order of loading.
copy_modules ()
{
  local version=$1 root=$2 module file
  mkdir -p "$root/mods"
  depmod -b "$work/tree" "$version"
  while read -r module; do
    [[ $module != \#* ]] || continue
    modprobe -d "$work/tree" -S "$version" --show-depends "$module"
  done <"$here/$name/modules.list" | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$work/modules"
  while read -r file; do
    module=$(basename "$file" .xz)
    xz -dc "$file" >"$root/mods/$module" 2>/dev/null || cp "$file" "$root/mods/$module"
    echo "/mods/$module" >>"$root/mods.list"
  done <"$work/modules"
}

main ()
{
  local hash package root
  hash=$(cat "$0" "$here/$name/init" "$here/$name/modules.list" | sha256sum | cut -c1-32)
  if [ "$(cat "$out/stamp" 2>/dev/null)" != "$hash" ]; then
    mkdir -p "$out"
    work=$(mktemp -d "$out/.work.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    root=$work/root
    fetch_kernel
    mkdir -p "$root/bin"
    copy_modules "${package#linux-image-}" "$root"
    cp /usr/bin/busybox "$root/bin/busybox"
    ln -s busybox "$root/bin/sh"
    install -m 755 "$here/$name/init" "$root/init"
    (cd "$root" && find . | sort | cpio -o -H newc --quiet -R 0:0) | zstd -q -12 >"$work/initrd"
    mv "$work/initrd" "$out/initrd"
    mv "$work/tree/boot/vmlinuz-${package#linux-image-}" "$out/vmlinuz"
    echo "$hash" >"$out/stamp"
  fi
  printf '%s\n' "$out"
}

main
