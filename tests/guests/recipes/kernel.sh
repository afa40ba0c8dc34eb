# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154

# kernel.tar: Debian's kernel and, in a folder for each guest, the modules of its modules.list with all that they
# need, uncompressed, with mods.list in the order of loading. Kept, because the package has 100 MB and changes on its
# own.
make_kernel ()
{
  local stage=$1/stage tree=$1/tree package version guest
  need_tools apt-get dpkg-deb depmod modprobe xz strip tar
  prepare_apt
  package=$(real_package linux-image-amd64)
  version=${package#linux-image-}
  fetch_packages "$1" "$package"
  mkdir -p "$stage" "$tree"
  dpkg-deb -x "$1/$package.deb" "$tree"
  rm "$1/$package.deb"
  [ -e "$tree/lib" ] || ln -s usr/lib "$tree/lib"
  depmod -b "$tree" "$version"
  cp "$tree/boot/vmlinuz-$version" "$stage/vmlinuz"
  for guest in kms xguest; do
    copy_modules "$tree" "$version" "$here/$guest/modules.list" "$stage/$guest"
  done
  tar -C "$stage" --sort=name --owner=0 --group=0 -cf "$work/kernel.tar" .
  finish kernel.tar
}

copy_modules ()
{
  local tree=$1 version=$2 list=$3 to=$4 module file
  mkdir -p "$to/mods"
  while read -r module; do
    [[ $module != \#* ]] || continue
    modprobe -d "$tree" -S "$version" --show-depends "$module" || say "this kernel has no module $module"
  done <"$list" | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$to/modules"
  while read -r file; do
    module=$(basename "$file" .xz)
    case $file in
      *.xz) xz -dc "$file" >"$to/mods/$module" ;;
      *) cp "$file" "$to/mods/$module" ;;
    esac
    strip --strip-debug "$to/mods/$module"
    echo "/mods/$module" >>"$to/mods.list"
  done <"$to/modules"
  rm "$to/modules"
}

# take_kernel GUEST ROOT VMLINUZ: what that guest needs of kernel.tar.
take_kernel ()
{
  tar -C "$2" --strip-components=2 -xf "$out/kernel.tar" "./$1"
  tar -xOf "$out/kernel.tar" ./vmlinuz >"$3"
}
