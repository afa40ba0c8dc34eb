#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How often Frond and its helper wake up in half a minute: with an idle library, and with a guest whose window is
# closed. The e2e suite runs the same for a shorter time.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
"$here/../guests/build-guests.sh" kms
FROND_IDLE_SECONDS=${FROND_IDLE_SECONDS:-30} exec python3 "$here/../e2e/test_idle.py"
