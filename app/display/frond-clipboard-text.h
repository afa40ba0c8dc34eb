/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  FROND_LINE_ENDS_LF,
  FROND_LINE_ENDS_CRLF,
} FrondLineEnds;

/* TEXT as it may go on to the other side: zero bytes at its end (Windows has one) taken away, and its lines ended in
 * LINE_ENDS. Works in a thread, a clipboard can be large.
 * Errors: FROND_ERROR_INVALID_VALUE when it is not UTF-8, FROND_ERROR_OUT_OF_RANGE when it is larger than MAX_SIZE
 * bytes in the end; the field is "clipboard". */
void frond_clipboard_text_async (GBytes *text, FrondLineEnds line_ends, gsize max_size,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) */
GBytes *frond_clipboard_text_finish (GAsyncResult *result, GError **error);

/* The same at once, for what is short. (transfer full) */
GBytes *frond_clipboard_text_convert (GBytes *text, FrondLineEnds line_ends, gsize max_size, GError **error);

G_END_DECLS
