# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154

# xguest.iso: an X desktop with the real SPICE agent, whole in an initramfs. Nothing is installed: what files.list
# names and the libraries that it needs are taken out of the packages. Like kms.iso it is a Debian 12 to libosinfo.
make_xguest ()
{
  local root=$1/root stage=$1/stage tree=$1/tree
  need_tools apt-get dpkg-deb readelf cpio zstd grub-mkrescue xorriso mformat
  . "$here/recipes/kernel.sh"
  . "$here/recipes/kms.sh"
  mkdir -p "$root"/{dev,proc,sys,run,tmp,etc/X11,usr} "$stage/boot/grub" "$stage/install.amd" "$tree"
  unpack_packages "$1" "$here/xguest/packages.list" "$tree"
  copy_files "$tree" "$here/xguest/files.list" "$root"
  copy_libraries "$tree" "$root"
  take_kernel xguest "$root" "$stage/install.amd/vmlinuz"
  cp -r "$here/xguest/root/." "$root"
  pack_initramfs "$root" "$stage/install.amd/initrd.gz"

  # The kernel tries its timer for a moment and panics when a busy host delays it.
  cat >"$stage/boot/grub/grub.cfg" <<'GRUB'
set timeout=0
linux /install.amd/vmlinuz console=ttyS0 quiet mitigations=off no_timer_check
initrd /install.amd/initrd.gz
boot
GRUB
  make_rescue_iso "$stage" "$work/xguest.iso" 'Debian 12.11.0 amd64 n'
  finish xguest.iso
}

# unpack_packages FOLDER LIST TREE: the packages of the list and what they depend on, unless the list says never.
unpack_packages ()
{
  local folder=$1 list=$2 tree=$3 wanted packages package
  prepare_apt
  mapfile -t wanted < <(grep -v '^[#-]' "$list")
  sed -n 's/^-/^/p' "$list" >"$folder/never"
  mapfile -t packages < <(apt-get "${apt[@]}" -s --no-install-recommends install "${wanted[@]}" |
    awk '$1 == "Inst" { print $2 }' | grep -v -E -f "$folder/never")
  [ ${#packages[@]} -ge ${#wanted[@]} ] || die "apt does not know what ${list##*/} needs"
  mkdir -p "$folder/debs"
  say "fetching ${#packages[@]} packages"
  (cd "$folder/debs" && apt-get "${apt[@]}" -qq download "${packages[@]}")
  for package in "$folder"/debs/*.deb; do
    dpkg-deb -x "$package" "$tree"
  done
}

# copy_files TREE LIST ROOT: the programs and data, in a root whose /usr is merged.
copy_files ()
{
  local tree=$1 list=$2 root=$3 file folder
  for folder in bin sbin lib lib64; do
    mkdir -p "$root/usr/$folder"
    ln -s "usr/$folder" "$root/$folder"
    [ ! -d "$tree/$folder" ] || [ -L "$tree/$folder" ] || cp -a "$tree/$folder/." "$tree/usr/$folder/"
  done
  while read -r file; do
    [[ $file != \#* ]] || continue
    mkdir -p "$root/usr/${file%/*}"
    cp -rL "$tree/usr/$file" "$root/usr/$file" || die "no package has $file"
  done <"$list"
}

# copy_libraries TREE ROOT: what the programs of ROOT are linked to, over and over until nothing is missing.
copy_libraries ()
{
  local tree=$1 root=$2 libraries=usr/lib/x86_64-linux-gnu name found=1
  mv "$tree/$libraries"/systemd/*.so "$tree/$libraries/"
  mkdir -p "$root/$libraries"
  cp -L "$tree/usr/lib64/ld-linux-x86-64.so.2" "$root/usr/lib64/"
  while [ $found -gt 0 ]; do
    found=0
    while read -r name; do
      [ ! -e "$root/$libraries/$name" ] && [ -e "$tree/$libraries/$name" ] || continue
      cp -L "$tree/$libraries/$name" "$root/$libraries/$name"
      found=$((found + 1))
    done < <(find "$root/usr" -type f \( -perm -u+x -o -name '*.so*' \) -exec readelf -d {} + 2>/dev/null |
      sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u)
  done
}

# pack_initramfs ROOT FILE: little packed, because the guest unpacks it under emulation.
pack_initramfs ()
{
  (cd "$1" && find . | sort | cpio -o -H newc --quiet -R 0:0) | zstd -q -12 >"$2"
}
