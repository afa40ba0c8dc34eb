#!/usr/bin/env bash
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# as-user.sh FOLDER COMMAND…: as root in a copy of the system that is thrown away (./dev shell --root), makes what a Flatpak
# finds on a desktop: a system bus, a user's run-time folder, a home of the user's. The command runs as that user, who
# may not look into root's folders: these sources are /srv/source then, the guests /srv/guests, FOLDER /srv/flatpak.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$1; shift
user=alice
uid=$(id -u "$user")

# A user's sandbox may only have a /proc of its own where a whole one can be seen, and bubblewrap covers parts of it.
mount -t proc proc /proc
bring() { # folder, where
    mkdir -p "$1" "$2"
    mount --bind "$1" "$2"
}
bring "$here/../.." /srv/source
bring "$FROND_CACHE/guests" /srv/guests
bring "$folder" /srv/flatpak
bring "$folder/home" "/home/$user"
chown "$uid:$uid" "/home/$user"
mkdir -p "/run/user/$uid" /run/dbus
chown "$uid:$uid" "/run/user/$uid"; chmod 700 "/run/user/$uid"
mkdir -p /tmp/.X11-unix; chmod 1777 /tmp/.X11-unix
rm -f /etc/machine-id
dbus-uuidgen --ensure=/etc/machine-id
dbus-daemon --system --fork --nopidfile

as_user() { setpriv --reuid "$uid" --regid "$uid" --clear-groups "$@"; }

cd "/home/$user"
export HOME="/home/$user" USER="$user" LOGNAME="$user" SHELL=/bin/bash XDG_RUNTIME_DIR="/run/user/$uid" \
    XDG_DATA_DIRS="/home/$user/.local/share/flatpak/exports/share:/usr/local/share:/usr/share" \
    XDG_CURRENT_DESKTOP=GNOME DBUS_SESSION_BUS_ADDRESS="unix:path=/run/user/$uid/bus"
as_user dbus-daemon --session --fork --nopidfile --address="$DBUS_SESSION_BUS_ADDRESS"

# Nothing here may be setuid (bubblewrap sees to that), as fusermount3 is: what mounts the documents gets the one
# capability that it would have used, and no other process.
setpriv --reuid "$uid" --regid "$uid" --clear-groups --inh-caps +sys_admin --ambient-caps +sys_admin \
    /usr/libexec/xdg-document-portal >/tmp/document-portal.log 2>&1 &

as_user "$@"
