/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-download-sniff.h"

#include "frond-error.h"

#include <string.h>

#define ISO_MARK  (32 * 1024 + 1)
#define MBR_MARK  510
#define GPT_MARK  512
#define TEXT_LOOK 512

static gboolean
has (const guint8 *bytes, gsize length, gsize at, const char *mark, gsize mark_length)
{
  return length >= at + mark_length && memcmp (bytes + at, mark, mark_length) == 0;
}

#define HAS(at, mark) has (bytes, length, at, mark, sizeof (mark) - 1)

static gboolean
is_text (const guint8 *bytes, gsize length)
{
  const char *end = NULL;
  gsize look = MIN (length, TEXT_LOOK);

  for (gsize i = 0; i < look; i++)
    if (bytes[i] == 0x7f || (bytes[i] < 0x20 && memchr ("\t\n\r\f\b\033", bytes[i], 6) == NULL))
      return FALSE;

  /* A character may be cut off at the end. */
  return g_utf8_validate ((const char *) bytes, (gssize) look, &end) ||
         (gsize) (end - (const char *) bytes) + 4 > look;
}

gboolean
frond_download_sniff_early (const guint8 *bytes, gsize length, GError **error)
{
  g_autofree char *start = NULL;

  if (length == 0 || !is_text (bytes, length))
    return TRUE;

  start = g_strndup ((const char *) bytes, MIN (length, 60));
  g_strdelimit (start, "\t\n\r\f\b\033", ' ');
  frond_set_error (error, FROND_ERROR_DOWNLOAD_WEB_PAGE, NULL, "a text came in place of the file: %s", start);
  return FALSE;
}

static gboolean
is_of_kind (const guint8 *bytes, gsize length, FrondImageKind kind)
{
  switch (kind)
    {
    case FROND_IMAGE_KIND_ISO:
      return HAS (ISO_MARK, "CD001") || HAS (ISO_MARK, "BEA01");
    case FROND_IMAGE_KIND_QCOW2:
      return HAS (0, "QFI\xfb");
    case FROND_IMAGE_KIND_RAW:
      return HAS (MBR_MARK, "\x55\xaa") || HAS (GPT_MARK, "EFI PART") || HAS (4096, "EFI PART");
    case FROND_IMAGE_KIND_VMDK:
      return HAS (0, "KDMV");
    case FROND_IMAGE_KIND_VHDX:
      return HAS (0, "vhdxfile");
    case FROND_IMAGE_KIND_ANY:
    default:
      return TRUE;
    }
}

static FrondCompression
compression_of (const guint8 *bytes, gsize length)
{
  if (HAS (0, "\xfd"
              "7zXZ\0"))
    return FROND_COMPRESSION_XZ;
  if (HAS (0, "\x1f\x8b\x08"))
    return FROND_COMPRESSION_GZIP;
  if (HAS (0, "\x28\xb5\x2f\xfd"))
    return FROND_COMPRESSION_ZSTD;
  if (HAS (0, "BZh"))
    return FROND_COMPRESSION_BZIP2;
  return FROND_COMPRESSION_NONE;
}

gboolean
frond_download_sniff (const guint8 *bytes, gsize length, FrondImageKind kind, FrondCompression *compression,
                      GError **error)
{
  FrondCompression found =
      kind != FROND_IMAGE_KIND_ANY ? compression_of (bytes, length) : FROND_COMPRESSION_NONE;

  if (length == 0)
    {
      frond_set_error (error, FROND_ERROR_DOWNLOAD_EMPTY, NULL, "the file is empty");
      return FALSE;
    }
  if (!frond_download_sniff_early (bytes, length, error))
    return FALSE;

  if (compression != NULL)
    *compression = found;
  if (compression != NULL && found != FROND_COMPRESSION_NONE)
    return TRUE;
  if (is_of_kind (bytes, length, kind))
    return TRUE;

  frond_set_error (error, FROND_ERROR_DOWNLOAD_NOT_IMAGE, NULL, "its first bytes are not those of an image");
  return FALSE;
}
