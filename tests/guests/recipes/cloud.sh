# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154

# cloud.qcow2: a ready-made Debian as clouds have it, with systemd and cloud-init: a disk with one partition, whose boot
# loader is the kernel with the whole system as its initramfs. No package is configured by its own scripts: what those
# would do and the system needs is in cloud/root and below.
make_cloud ()
{
  local tree=$1/tree efi=$1/cloud.efi disk=$1/disk.raw esp=$1/esp.img
  need_tools apt-get dpkg-deb depmod modprobe cpio zstd ukify mformat mcopy mmd sfdisk qemu-img
  . "$here/recipes/kernel.sh"
  . "$here/recipes/xguest.sh"
  mkdir -p "$tree"
  unpack_packages "$1" "$here/cloud/packages.list" "$tree"
  settle "$tree"
  take_cloud_kernel "$1" "$tree" "$1/vmlinuz"
  cp -r "$here/cloud/root/." "$tree"
  pack_initramfs "$tree" "$1/initrd"
  ukify build --linux "$1/vmlinuz" --initrd "$1/initrd" --output "$efi" \
    --cmdline 'console=tty0 console=ttyS0 quiet audit=0 no_timer_check systemd.unit=multi-user.target systemd.firstboot=no rdinit=/usr/lib/systemd/systemd'

  truncate -s 256M "$esp"
  mformat -i "$esp" -F ::
  mmd -i "$esp" ::/EFI ::/EFI/BOOT
  mcopy -i "$esp" "$efi" ::/EFI/BOOT/BOOTX64.EFI
  truncate -s 260M "$disk"
  printf 'label: gpt\nstart=1MiB, size=256MiB, type=uefi\n' | sfdisk -q "$disk"
  dd if="$esp" of="$disk" bs=1M seek=1 conv=notrunc,sparse status=none
  qemu-img convert -q -c -f raw -O qcow2 "$disk" "$work/cloud.qcow2"
  finish cloud.qcow2
}

# Accounts, logins and what is to be started.
settle ()
{
  local tree=$1 kind wants=$1/etc/systemd/system
  cp "$tree/usr/share/base-passwd/passwd.master" "$tree/etc/passwd"
  cp "$tree/usr/share/base-passwd/group.master" "$tree/etc/group"
  sed 's/:.*/:*:19000:0:99999:7:::/' "$tree/etc/passwd" >"$tree/etc/shadow"
  sed 's/:.*/:*::/' "$tree/etc/group" >"$tree/etc/gshadow"
  for kind in auth account password session session-noninteractive; do
    printf '%s required pam_unix.so\n' "${kind%%-*}" >"$tree/etc/pam.d/common-$kind"
  done
  ln -sf mawk "$tree/usr/bin/awk"
  ln -sf nc.openbsd "$tree/usr/bin/nc"
  mkdir -p "$tree/etc/ssl/certs"
  find "$tree/usr/share/ca-certificates" -name '*.crt' -exec cat {} + >"$tree/etc/ssl/certs/ca-certificates.crt"
  mkdir -p "$wants/cloud-init.target.wants" "$wants/multi-user.target.wants" "$wants/sysinit.target.wants" \
    "$tree/var/lib/cloud" "$tree/proc" "$tree/sys" "$tree/dev" "$tree/run" "$tree/tmp"
  ln -sf /usr/lib/systemd/system/systemd-networkd.service "$wants/multi-user.target.wants/"
  rm -rf "$tree"/usr/share/{doc,man,locale,info} "$tree/usr/lib/python3/dist-packages/cloudinit/sources/DataSourceAzure.py" \
    "$tree/boot" "$tree/var/cache" "$tree/var/lib/dpkg"
  mkdir -p "$tree/var/cache"
  printf 'NAME="Frond test"\n' >>"$tree/etc/machine-info"
}

# The kernel for clouds with the few modules that are not in it.
take_cloud_kernel ()
{
  local folder=$1 tree=$2 vmlinuz=$3 package version from=$1/kernel module
  package=$(real_package linux-image-cloud-amd64)
  version=${package#linux-image-}
  fetch_packages "$folder" "$package"
  mkdir -p "$from"
  dpkg-deb -x "$folder/$package.deb" "$from"
  [ -e "$from/lib" ] || ln -s usr/lib "$from/lib"
  depmod -b "$from" "$version"
  cp "$from/boot/vmlinuz-$version" "$vmlinuz"
  mkdir -p "$tree/usr/lib/modules/$version"
  for module in virtio_blk virtio_net virtio_pci virtio_console isofs overlay; do
    modprobe -d "$from" -S "$version" --show-depends "$module" 2>/dev/null || true
  done | awk '$1 == "insmod" { print $2 }' | sort -u | while read -r module; do
    module=${module#"$from"}
    mkdir -p "$tree/usr/${module%/*}"
    cp "$from$module" "$tree/usr$module" 2>/dev/null || cp "$from$module" "$tree/${module#/}"
  done
  cp "$from/lib/modules/$version"/modules.{order,builtin,builtin.modinfo} "$tree/usr/lib/modules/$version/"
  depmod -b "$tree" "$version"
}
