#!/bin/sh
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The bars of the helper that can be measured without a computer of its own: see helper.py. FROND_BENCH_SCALE (10):
# per cent of the counts that the bars name.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$here/../e2e"
exec python3 "$here/helper.py" "$@"
