/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-download-sniff.h"

G_BEGIN_DECLS

/* DONE of TOTAL bytes of the compressed file are unpacked. Called on the thread that unpacks. */
typedef void (*FrondUnpackProgress) (guint64 done, guint64 total, gpointer user_data);

/* Unpacks the one file that FD, read from its start, was compressed from into the empty file OUT, in which zeros become
 * holes. The result must be an image of KIND and not be larger than MAX bytes. Returns its digest, "sha256:<hex>", or
 * NULL with FROND_ERROR_DOWNLOAD_UNPACK, _TOO_LARGE, _NOT_IMAGE, FROND_ERROR_NO_SPACE or G_IO_ERROR_CANCELLED. For
 * threads. Caller frees. */
char *frond_download_unpack (int fd, int out, FrondImageKind kind, guint64 max, FrondUnpackProgress progress,
                             gpointer user_data, GCancellable *cancellable, GError **error);

G_END_DECLS
