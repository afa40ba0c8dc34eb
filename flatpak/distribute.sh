#!/usr/bin/env bash
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What people install Frond from: builds the Flatpak and leaves in a folder
#
#   repo/                       an OSTree repository: put it on any host that serves files
#   me.phyllo.Frond.flatpakref  installs from there, with one click
#   frond.flatpakrepo           only adds the repository
#   me.phyllo.Frond.flatpak     everything in one file
#
# distribute.sh FOLDER URL [--key ID] [--runtime FILE] [--installation user|system]
#   URL           where repo/ is going to be served
#   --key ID      sign with this key of GnuPG's keyring; without one, nothing is signed, and users are told so
#   --runtime     the manifest for another runtime (README.md, "The stand-in")
#
# Into a folder that it made before it adds a commit: whoever has the application is updated.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
app=me.phyllo.Frond
branch=stable
key='' runtime='' installation=user
flathub=https://dl.flathub.org/repo/flathub.flatpakrepo # has GNOME's runtime

usage() { sed -n '5,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
say() { printf 'flatpak: %s\n' "$*" >&2; }

[ $# -ge 2 ] || usage
folder=$1 url=$2; shift 2
while [ $# -gt 0 ]; do
    case $1 in
        --key) key=$2; shift 2 ;;
        --runtime) runtime=$2 flathub=''; shift 2 ;;
        --installation) installation=$2; shift 2 ;;
        *) usage ;;
    esac
done

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$folder/work
repo=$folder/repo
sign=()
[ -z "$key" ] || sign=("--gpg-sign=$key")

# Only what belongs to the sources: neither builds nor whatever else lies around.
rm -rf "$work/source"
mkdir -p "$work/source"
(cd "$here/.." && git ls-files -z --cached --others --exclude-standard | xargs -0 -r ls -d 2>/dev/null \
    | tar -c -T - | tar -x -C "$work/source")

"$here/manifest.py" "$here/$app.json" "$work/source" ${runtime:+"$runtime"} >"$work/$app.json"

say "building"
flatpak-builder "--$installation" --force-clean --disable-rofiles-fuse --state-dir="$work/state" --default-branch="$branch" \
    --repo="$repo" "${sign[@]}" "$work/build" "$work/$app.json"

say "making the repository"
flatpak build-update-repo --generate-static-deltas "${sign[@]}" --title='Frond' --default-branch="$branch" "$repo"

# The key goes into the two files: who installs from them trusts what it signs, and nothing else.
public=''
if [ -n "$key" ]; then
    gpg --export "$key" >"$folder/key.gpg"
    public="GPGKey=$(base64 -w0 "$folder/key.gpg")"
fi

cat >"$folder/$app.flatpakref" <<END
[Flatpak Ref]
Title=Frond
Name=$app
Branch=$branch
Url=$url
IsRuntime=false
SuggestRemoteName=frond
${flathub:+RuntimeRepo=$flathub}
$public
END
cat >"$folder/frond.flatpakrepo" <<END
[Flatpak Repo]
Title=Frond
Comment=Virtual machines for the desktop
Url=$url
DefaultBranch=$branch
$public
END

say "making the bundle"
flatpak build-bundle "${sign[@]}" ${key:+"--gpg-keys=$folder/key.gpg"} \
    ${flathub:+"--runtime-repo=$flathub"} "$repo" "$folder/$app.flatpak" "$app" "$branch"
say "the bundle has $(du -h --apparent-size "$folder/$app.flatpak" | cut -f1), the repository $(du -sh "$repo" | cut -f1)"
