# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154

# debian13-gtk.iso: the Debian 13 installer with its graphical start, for BIOS and UEFI, as a disc that libosinfo
# knows. Debian has no package with a disc image; this one holds kernel and initrds for starting over a network.
make_debian13 ()
{
  local stage=$1/stage tree=$1/tree images package=debian-installer-13-netboot-amd64
  need_tools apt-get dpkg-deb grub-mkrescue xorriso mformat
  . "$here/recipes/kms.sh"
  fetch_packages "$1" "$package"
  mkdir -p "$stage/boot/grub" "$stage/install.amd/gtk" "$tree"
  dpkg-deb -x "$1/$package.deb" "$tree"
  images=$tree/usr/lib/debian-installer/images/13/amd64
  mv "$images/gtk/debian-installer/amd64/linux" "$stage/install.amd/vmlinuz"
  mv "$images/gtk/debian-installer/amd64/initrd.gz" "$stage/install.amd/gtk/initrd.gz"
  mv "$images/text/debian-installer/amd64/initrd.gz" "$stage/install.amd/initrd.gz"

  cat >"$stage/boot/grub/grub.cfg" <<'GRUB'
set timeout=3
insmod all_video
insmod gfxterm
set gfxmode=auto
terminal_output gfxterm
menuentry "Graphical install" {
  set gfxpayload=keep
  linux /install.amd/vmlinuz vga=788 --- quiet
  initrd /install.amd/gtk/initrd.gz
}
menuentry "Install" {
  linux /install.amd/vmlinuz --- quiet
  initrd /install.amd/initrd.gz
}
GRUB
  make_rescue_iso "$stage" "$work/debian13-gtk.iso" 'Debian trixie-DI-rc1 amd64 n'
  finish debian13-gtk.iso
}
