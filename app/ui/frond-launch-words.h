/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-launch.h"

G_BEGIN_DECLS

/* How far LAUNCH is, in a line for people: "120 MB of 420 MB · 3 MB/s". Caller frees. */
char *frond_launch_words_progress (FrondLaunch *launch);

G_END_DECLS
