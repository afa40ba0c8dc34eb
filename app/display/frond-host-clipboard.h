/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-clipboard-kind.h"

G_BEGIN_DECLS

/* What the host's clipboard holds of KIND, as it is there. Reads no more than MAX_SIZE bytes, and gives up on an owner
 * that is silent for ten seconds.
 * Errors: FROND_ERROR_OUT_OF_RANGE (more than that; the field is "clipboard"), FROND_ERROR_FAILED (it does not hand it
 * over). */
void frond_host_clipboard_read_async (GdkClipboard *clipboard, FrondClipboardKinds kind, gsize max_size,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
/* (transfer full) */
GBytes *frond_host_clipboard_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
