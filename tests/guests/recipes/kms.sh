# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154

# kms.iso boots the KMS guest from BIOS and from UEFI. Its volume id is that of a Debian 12 disc, so that
# detection, defaults and the machine model are those of a real system.
make_kms ()
{
  local root=$1/root stage=$1/stage
  need_tools gcc cpio zstd grub-mkrescue xorriso mformat
  . "$here/recipes/bootsec.sh"
  . "$here/recipes/kernel.sh"
  mkdir -p "$root"/{dev,proc,sys} "$stage/boot/grub" "$stage/install.amd"
  take_kernel kms "$root" "$stage/install.amd/vmlinuz"
  gcc -static -Os -s -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -o "$root/init" "$here"/kms/*.c
  assemble_bootsec "$root/bootsec.img"
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

# make_rescue_iso STAGE ISO VOLUME-ID [OPTION…]: no fonts, themes and translations, which nobody sees.
make_rescue_iso ()
{
  local stage=$1 iso=$2 volume=$3
  shift 3
  SOURCE_DATE_EPOCH=1750000000 grub-mkrescue --fonts= --themes= --locales= "$@" -o "$iso" "$stage" \
    -- -volid "$volume" >"$iso.log" 2>&1 || { cat "$iso.log" >&2; return 1; }
  rm "$iso.log"
}
