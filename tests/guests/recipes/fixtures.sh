# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154

# Small ISOs that libosinfo takes for what fixtures.tsv says; the bootable ones boot the 512-byte guest.
make_fixtures ()
{
  local stage=$1/stage name tool bootable _ volume publisher system application row
  need_tools xorriso genisoimage
  . "$here/recipes/bootsec.sh"
  mkdir -p "$stage/boot" "$work/fixtures"
  assemble_bootsec "$stage/boot/boot.img"
  echo 'A fixture of Frond: no operating system.' >"$stage/README"

  # Tabs in a row are white space to read, which would skip empty fields: they become another character.
  while IFS= read -r row; do
    [[ $row != \#* ]] || continue
    IFS=$'\x1f' read -r name tool bootable _ volume publisher system application <<<"${row//$'\t'/$'\x1f'}"
    make_fixture "$stage" "$work/fixtures/$name.iso" "$tool" "$bootable" "$volume" "$publisher" "$system" \
      "$application"
    finish "fixtures/$name.iso"
  done <"$here/fixtures.tsv"
  grep -v '^#' "$here/fixtures.tsv" >"$work/fixtures/index.tsv"
  finish fixtures/index.tsv
}

make_fixture ()
{
  local stage=$1 iso=$2 tool=$3 bootable=$4 volume=$5 publisher=$6 system=$7 application=$8
  local command=(genisoimage) options=(-quiet -R -J -V "$volume")
  [ "$tool" = genisoimage ] || command=(xorriso -as mkisofs)
  [ -z "$publisher" ] || options+=(-publisher "$publisher")
  [ -z "$system" ] || options+=(-sysid "$system")
  [ -z "$application" ] || options+=(-A "$application")
  [ "$bootable" = no ] || options+=(-b boot/boot.img -c boot/boot.cat -no-emul-boot -boot-load-size 4)
  "${command[@]}" "${options[@]}" -o "$iso" "$stage" 2>"$iso.log" || { cat "$iso.log" >&2; return 1; }
  rm "$iso.log"
}
