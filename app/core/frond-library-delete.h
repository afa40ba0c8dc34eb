/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-library.h"

G_BEGIN_DECLS

/* Moves GUEST to the trash (frond_library_trash_async()), whatever it does: one that is on has its plug pulled before. Once
 * that is done, cancelling leaves it off and where it was. */
void frond_library_delete_async (FrondLibrary *self, FrondGuest *guest, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_library_delete_finish (FrondLibrary *self, GAsyncResult *result, GError **error);

G_END_DECLS
