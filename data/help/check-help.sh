#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check-help.sh YELP-CHECK WHAT FOLDER: fails when yelp-check has something to say, which it does with success.

said=$("$1" "$2" "$3"/*.page 2>&1) || { echo "$said"; exit 1; }
[ -z "$said" ] || { echo "$said"; exit 1; }
