# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154

# kms.iso boots the KMS guest from BIOS and from UEFI. Its volume id is that of a Debian 12 disc, so that
# detection, defaults and the machine model are those of a real system.
make_kms ()
{
  local root=$1/root stage=$1/stage
  need_tools gcc cpio zstd grub-mkrescue grub-mkimage xorriso mformat mcopy mmd
  . "$here/recipes/bootsec.sh"
  . "$here/recipes/kernel.sh"
  mkdir -p "$root"/{dev,proc,sys} "$stage/boot/grub" "$stage/install.amd"
  take_kernel kms "$root" "$stage/install.amd/vmlinuz"
  gcc -static -Os -s -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -o "$root/init" "$here"/kms/*.c
  assemble_bootsec "$root/bootsec.img"
  make_installed "$1" "$root/installed.img"
  (cd "$root" && find . | sort | cpio -o -H newc --quiet -R 0:0) | zstd -q -19 >"$stage/install.amd/initrd.gz"

  # The kernel tries its timer for a moment and panics when a busy host delays it.
  cat >"$stage/boot/grub/grub.cfg" <<'GRUB'
set timeout=0
linux /install.amd/vmlinuz console=ttyS0 quiet no_timer_check g.fps=20
initrd /install.amd/initrd.gz
boot
GRUB
  make_rescue_iso "$stage" "$work/kms.iso" 'Debian 12.11.0 amd64 n'
  finish kms.iso
}

# make_installed FOLDER FILE: what the fake installer writes to the disk of a machine with UEFI: a boot loader that says so
# and stays.
make_installed ()
{
  local folder=$1 image=$2
  printf 'echo FROND INSTALLED\nsleep 86400\n' >"$folder/installed.cfg"
  grub-mkimage -O x86_64-efi -p / -c "$folder/installed.cfg" -o "$folder/installed.efi" echo sleep
  truncate -s 1440K "$image"
  mformat -i "$image" -f 1440 ::
  mmd -i "$image" ::/EFI ::/EFI/BOOT
  mcopy -i "$image" "$folder/installed.efi" ::/EFI/BOOT/BOOTX64.EFI
}

# make_rescue_iso STAGE ISO VOLUME-ID [OPTION…]: no fonts, themes and translations, which nobody sees.
make_rescue_iso ()
{
  local stage=$1 iso=$2 volume=$3
  shift 3
  SOURCE_DATE_EPOCH=1750000000 grub-mkrescue --fonts= --themes= --locales= "$@" -o "$iso" "$stage" \
    -- -volid "$volume" >"$iso.log" 2>&1 || { cat "$iso.log" >&2; return 1; }
  rm "$iso.log"
}
