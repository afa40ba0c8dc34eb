/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The small file of the launches, read and written whole, in a thread. One that is not there, or is damaged, is an
 * empty one. (transfer full) */
void frond_launch_file_read_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
GKeyFile *frond_launch_file_read_finish (GAsyncResult *result, GError **error);

/* Takes TEXT. The folder is made. */
void frond_launch_file_write_async (const char *path, char *text, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_launch_file_write_finish (GAsyncResult *result, GError **error);

G_END_DECLS
