/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Looks for a disc with Windows' drivers for virtual machines (virtio-win) where distributions install it and among
 * the person's downloads: the newest by its name. A thread does. NULL without an error: there is none. (transfer full) */
void frond_drivers_find_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GFile *frond_drivers_find_finish (GAsyncResult *result, GError **error);

G_END_DECLS
