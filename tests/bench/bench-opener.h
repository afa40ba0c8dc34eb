/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display-opener.h"

G_BEGIN_DECLS

#define BENCH_TYPE_OPENER (bench_opener_get_type ())
G_DECLARE_FINAL_TYPE (BenchOpener, bench_opener, BENCH, OPENER, GObject)

/* Connects to a unix socket for each channel. */
FrondDisplayOpener *bench_opener_new (const char *path);

/* How often it was asked. */
guint bench_opener_get_n_calls (BenchOpener *self);

G_END_DECLS
