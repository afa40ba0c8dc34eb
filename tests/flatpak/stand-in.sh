#!/usr/bin/env bash
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# stand-in.sh FOLDER: a Flatpak runtime made of what is installed here (Debian 13), where GNOME's cannot be downloaded.
# FOLDER/repo is then a repository with the runtime (and SDK, the same) that flatpak/stand-in.json names.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$1
id=$(python3 -c "import json, sys; print(json.load(open(sys.argv[1]))['runtime'])" "$here/../../flatpak/stand-in.json")
arch=$(flatpak --default-arch)
ref=runtime/$id/$arch/1
tree=$folder/stand-in

rm -rf --one-file-system "$tree" "$folder/repo"
mkdir -p "$tree/files"

# What neither builds nor runs Frond. passt is not in GNOME's runtime either, and could not work in a sandbox.
left_out=(
    --exclude=./share/doc --exclude=./share/man --exclude=./share/info --exclude=./share/gtk-doc --exclude=./share/lintian
    --exclude=./share/zsh --exclude=./share/fish --exclude=./share/perl5/Lintian --exclude=./share/bash-completion
    --exclude='./share/fonts/*/noto' --exclude='./share/fonts/opentype' --exclude=./lib/debug --exclude='./lib/llvm-*'
    --exclude=./lib/git-core --exclude=./lib/grub --exclude=./share/help --exclude='./lib/*/libclang*'
    --exclude='./bin/passt*' --exclude='./bin/pasta*' --exclude='./share/locale/*/LC_MESSAGES'
)
tar -c -C /usr "${left_out[@]}" . | tar -x -C "$tree/files"

# What a program reads below /etc, and nothing that knows this computer.
mkdir "$tree/files/etc"
cp -a /etc/alternatives /etc/fonts /etc/ssl /etc/ld.so.conf /etc/ld.so.conf.d /etc/nsswitch.conf /etc/mime.types /etc/xdg \
    /etc/libvirt /etc/os-release "$tree/files/etc/" 2>/dev/null || true
printf 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n' >"$tree/files/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\n' >"$tree/files/etc/group"
# As flatpak expects of a runtime: it writes a cache of its own for each application.
printf 'include /run/flatpak/ld.so.conf.d/app-*.conf\ninclude /app/etc/ld.so.conf\n/app/lib\ninclude /etc/ld.so.conf.d/*.conf\n' \
    >"$tree/files/etc/ld.so.conf"
cp /etc/ld.so.cache "$tree/files/etc/"
chmod -R u+rwX,go+rX "$tree/files"
find "$tree/files" -type f -perm /6000 -exec chmod ug-s {} +

# Without a line's end: flatpak compares it with the commit's.
printf '[Runtime]\nname=%s\nruntime=%s/%s/1\nsdk=%s/%s/1' "$id" "$id" "$arch" "$id" "$arch" >"$tree/metadata"

ostree init --repo="$folder/repo" --mode=archive-z2
ostree config --repo="$folder/repo" set archive.zlib-level 1
ostree commit --repo="$folder/repo" --branch="$ref" --owner-uid=0 --owner-gid=0 --no-xattrs --canonical-permissions \
    --subject='Stand-in runtime' --add-metadata-string=xa.metadata="$(cat "$tree/metadata")" "$tree" >/dev/null
flatpak build-update-repo --no-update-appstream "$folder/repo" >/dev/null
rm -rf --one-file-system "$tree"
