#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a window costs that nobody sees, beside remote-viewer. See README.md; --help names the options.
set -eu

exec python3 "$(dirname "$0")/display.py" hidden "$@"
