/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* What a clipboard can hold that a host and a guest understand each other about. One of these, or several where a set
 * is asked for. */
typedef enum /*< flags >*/
{
  FROND_CLIPBOARD_KIND_TEXT = 1 << 0, /* UTF-8, lines end with LF */
  FROND_CLIPBOARD_KIND_PNG = 1 << 1,
  FROND_CLIPBOARD_KIND_BMP = 1 << 2,
  FROND_CLIPBOARD_KIND_TIFF = 1 << 3,
  FROND_CLIPBOARD_KIND_JPEG = 1 << 4,
} FrondClipboardKinds;

/* Files are not among them: the agent names them by their place in a WebDAV share of the session, which a client can
 * only fill with libphodav's own interface, and the guest needs a daemon for it. They are sent by file transfer. */
#define FROND_CLIPBOARD_N_KINDS 5

GType frond_clipboard_kinds_get_type (void);
#define FROND_TYPE_CLIPBOARD_KINDS (frond_clipboard_kinds_get_type ())

/* The MIME types of one kind, the one to prefer first; NULL-terminated. */
const char *const *frond_clipboard_kind_get_mime_types (FrondClipboardKinds kind);

/* 0 when no kind has that MIME type. */
FrondClipboardKinds frond_clipboard_kind_from_mime_type (const char *mime_type);

/* What can be read from CLIPBOARD now. */
FrondClipboardKinds frond_clipboard_kinds_from_clipboard (GdkClipboard *clipboard);

/* (transfer full) */
GdkContentFormats *frond_clipboard_kinds_to_formats (FrondClipboardKinds kinds);

G_END_DECLS
