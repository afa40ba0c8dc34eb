/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* Called by the worker of TASK: FUNC learns in the context that TASK was made in that FRACTION of the work is done, unless
 * TASK has ended by then. Not of each block: *STEP, the worker's own, keeps what was told last. -1 before the
 * first; 0: the beginning is not told. */
void frond_worker_progress (GTask *task, double fraction, int *step, FrondProgressFunc func,
                            gpointer user_data);

G_END_DECLS
