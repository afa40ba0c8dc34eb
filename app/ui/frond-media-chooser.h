/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lets a person choose a disc image. */
void frond_media_chooser_async (GtkWindow *parent, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);

/* (transfer full); NULL when nothing was chosen. */
GFile *frond_media_chooser_finish (GAsyncResult *result, GError **error);

G_END_DECLS
