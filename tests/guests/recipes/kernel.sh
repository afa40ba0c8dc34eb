# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154

# kernel.tar: Debian's kernel and the modules of kms/modules.list with all that they need, uncompressed, with
# mods.list in the order of loading. Kept, because the package has 100 MB and changes on its own.
make_kernel ()
{
  local stage=$1/stage tree=$1/tree package version module file
  need_tools apt-get dpkg-deb depmod modprobe xz strip tar
  prepare_apt
  package=$(real_package linux-image-amd64)
  version=${package#linux-image-}
  fetch_packages "$1" "$package"
  mkdir -p "$stage/mods" "$tree"
  dpkg-deb -x "$1/$package.deb" "$tree"
  rm "$1/$package.deb"
  [ -e "$tree/lib" ] || ln -s usr/lib "$tree/lib"
  depmod -b "$tree" "$version"
  cp "$tree/boot/vmlinuz-$version" "$stage/vmlinuz"

  while read -r module; do
    [[ $module != \#* ]] || continue
    modprobe -d "$tree" -S "$version" --show-depends "$module" || say "this kernel has no module $module"
  done <"$here/kms/modules.list" | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$1/modules"
  while read -r file; do
    module=$(basename "$file" .xz)
    case $file in
      *.xz) xz -dc "$file" >"$stage/mods/$module" ;;
      *) cp "$file" "$stage/mods/$module" ;;
    esac
    strip --strip-debug "$stage/mods/$module"
    echo "/mods/$module" >>"$stage/mods.list"
  done <"$1/modules"
  tar -C "$stage" --sort=name --owner=0 --group=0 -cf "$work/kernel.tar" .
  finish kernel.tar
}
