/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-ipc.h"

G_BEGIN_DECLS

/* vmm_medium_check() on a thread of its own and with a deadline of ten seconds: a file of a FUSE or network file
 * system may keep its reader for ever. Such a thread is left to its fate with its own descriptor. FD is duplicated.
 * FIELD is a literal. VMM_IPC_ERROR_BAD_IMAGE; VMM_IPC_ERROR_BUSY while too many readers hang. */
void vmm_medium_read_async (int fd, const char *field, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_medium_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
