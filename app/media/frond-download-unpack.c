/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-download-unpack.h"

#include "frond-download-disk.h"
#include "frond-error.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER (256 * 1024)
#define HOLE   4096

typedef struct archive Archive;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_read_free)

typedef struct
{
  Archive *archive; /* borrowed */
  int out;
  guint64 written;
  GByteArray *start; /* the first bytes, until they are looked at */
  gboolean sniffed;
  FrondImageKind kind;
  GChecksum *checksum;
} Unpacking;

static gboolean
fail_archive (Archive *archive, GError **error)
{
  frond_set_error (error, FROND_ERROR_DOWNLOAD_UNPACK, NULL, "unpacking: %s",
                   archive_error_string (archive) ?: "damaged");
  return FALSE;
}

static Archive *
open_archive (int fd, GError **error)
{
  g_autoptr (Archive) archive = archive_read_new ();
  struct archive_entry *entry;

  archive_read_support_filter_xz (archive);
  archive_read_support_filter_gzip (archive);
  archive_read_support_filter_zstd (archive);
  archive_read_support_filter_bzip2 (archive);
  archive_read_support_format_raw (archive);
  if (lseek (fd, 0, SEEK_SET) != 0 || archive_read_open_fd (archive, fd, BUFFER) != ARCHIVE_OK ||
      archive_read_next_header (archive, &entry) != ARCHIVE_OK)
    {
      fail_archive (archive, error);
      return NULL;
    }
  return g_steal_pointer (&archive);
}

static gboolean
is_zero (const guint8 *bytes, gsize length)
{
  return length > 0 && bytes[0] == 0 && memcmp (bytes, bytes + 1, length - 1) == 0;
}

static gboolean
write_sparse (Unpacking *self, const guint8 *bytes, gsize length, GError **error)
{
  while (length > 0)
    {
      gsize n = MIN (length, HOLE - (gsize) (self->written % HOLE));

      if (!is_zero (bytes, n) && !frond_download_disk_write (self->out, bytes, n, self->written, error))
        return FALSE;
      self->written += n;
      bytes += n;
      length -= n;
    }
  return TRUE;
}

static gboolean
look (Unpacking *self, const guint8 *bytes, gsize length, gboolean complete, GError **error)
{
  if (self->sniffed)
    return TRUE;

  g_byte_array_append (self->start, bytes, (guint) MIN (length, FROND_SNIFF_BYTES - self->start->len));
  if (self->start->len < FROND_SNIFF_BYTES && !complete)
    return TRUE;

  self->sniffed = TRUE;
  return frond_download_sniff (self->start->data, self->start->len, self->kind, NULL, error);
}

static gboolean
unpack_all (Unpacking *self, guint64 max, guint64 total, FrondUnpackProgress progress, gpointer user_data,
            GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER);
  la_ssize_t n;

  while ((n = archive_read_data (self->archive, buffer, BUFFER)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (self->written + (guint64) n > max)
        {
          frond_set_error (error, FROND_ERROR_DOWNLOAD_TOO_LARGE, NULL,
                           "more than %" G_GUINT64_FORMAT " bytes come out of it", max);
          return FALSE;
        }
      if (!look (self, buffer, (gsize) n, FALSE, error) || !write_sparse (self, buffer, (gsize) n, error))
        return FALSE;
      g_checksum_update (self->checksum, buffer, n);
      progress ((guint64) archive_filter_bytes (self->archive, -1), total, user_data);
    }
  if (n < 0)
    return fail_archive (self->archive, error);
  return look (self, NULL, 0, TRUE, error);
}

char *
frond_download_unpack (int fd, int out, FrondImageKind kind, guint64 max, FrondUnpackProgress progress,
                       gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autoptr (Archive) archive = open_archive (fd, error);
  g_autoptr (GByteArray) start = g_byte_array_new ();
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  Unpacking self = { .archive = archive, .out = out, .start = start, .kind = kind, .checksum = checksum };
  struct stat st;

  if (archive == NULL)
    return NULL;
  if (fstat (fd, &st) != 0)
    st.st_size = 0;
  if (!unpack_all (&self, max, (guint64) st.st_size, progress, user_data, cancellable, error))
    return NULL;
  if (ftruncate (out, (off_t) self.written) != 0)
    {
      frond_download_disk_fail (error, "ftruncate");
      return NULL;
    }
  return g_strconcat ("sha256:", g_checksum_get_string (checksum), NULL);
}
