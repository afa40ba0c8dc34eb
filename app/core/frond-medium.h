/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Opens FILE as a medium in a thread: read-only, a regular file, never waiting for a pipe's other end. finish returns
 * a descriptor that the caller owns, or -1 with FROND_ERROR_MEDIA_*. */
void frond_medium_open_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
int frond_medium_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
