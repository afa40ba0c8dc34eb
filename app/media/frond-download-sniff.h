/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-download-source.h"

G_BEGIN_DECLS

typedef enum
{
  FROND_COMPRESSION_NONE,
  FROND_COMPRESSION_XZ,
  FROND_COMPRESSION_GZIP,
  FROND_COMPRESSION_ZSTD,
  FROND_COMPRESSION_BZIP2,
} FrondCompression;

/* So many of the first bytes tell what a file is: the mark of an ISO 9660 volume is behind 32 KiB. */
#define FROND_SNIFF_BYTES (33 * 1024)

/* Whether the first LENGTH bytes of a file, of which COMPLETE says that there are no more, can be those of an image of
 * KIND. COMPRESSION, may be NULL, is set where they are those of a compressed file, about which nothing more is known
 * yet; NULL means that it may not be compressed. Fails with FROND_ERROR_DOWNLOAD_EMPTY, _WEB_PAGE or _NOT_IMAGE. */
gboolean frond_download_sniff (const guint8 *bytes, gsize length, FrondImageKind kind,
                               FrondCompression *compression, GError **error);

/* The same for fewer bytes than FROND_SNIFF_BYTES: only what is text, and never will be an image, is refused. */
gboolean frond_download_sniff_early (const guint8 *bytes, gsize length, GError **error);

G_END_DECLS
