# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154

# assemble_bootsec FILE [-DNAME…]: 512 bytes.
assemble_bootsec ()
{
  local file=$1
  shift
  gcc -m32 -c "$@" -o "$file.o" "$here/bootsec.S"
  ld -m elf_i386 -Ttext=0x7c00 --oformat binary -o "$file" "$file.o"
  rm "$file.o"
}

# Disks of 1 MiB: SeaBIOS does not boot a smaller one on q35.
make_bootsec ()
{
  need_tools gcc ld
  assemble_bootsec "$work/bootsec.img"
  assemble_bootsec "$work/bootsec-loop.img" -DLOOP
  assemble_bootsec "$work/bootsec-kvm.img" -DFRAMES=2
  truncate -s 1M "$work/bootsec.img" "$work/bootsec-loop.img" "$work/bootsec-kvm.img"
  finish bootsec-loop.img
  finish bootsec-kvm.img
  finish bootsec.img
}
