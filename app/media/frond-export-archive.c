/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-export-archive.h"

#include "frond-error.h"
#include "frond-export-target.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define MIB   (1024 * 1024)
#define BLOCK MIB

/* Headers, padding and the end of a tar, generously. */
#define OVERHEAD MIB

/* A list of more pieces than these is none that readers like: gaps are closed until they are fewer. */
#define MAX_PIECES 512

/* What is there of a member, between its holes. */
typedef struct
{
  guint64 start;
  guint64 length;
} Piece;

typedef struct
{
  char *name;
  int fd;
  GBytes *text; /* in place of a descriptor */
  guint64 bytes;
  GArray *pieces; /* Piece; NULL: it has no holes worth it */
} Member;

struct _FrondExportArchive
{
  GPtrArray *members;
  guint64 total; /* bytes that are no holes */
};

typedef struct archive Tar;
typedef struct archive_entry Entry;

static void
tar_free (Tar *tar)
{
  archive_write_free (tar);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Tar, tar_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Entry, archive_entry_free)

static void
member_free (gpointer data)
{
  Member *member = data;

  g_free (member->name);
  g_clear_pointer (&member->text, g_bytes_unref);
  g_clear_pointer (&member->pieces, g_array_unref);
  g_free (member);
}

FrondExportArchive *
frond_export_archive_new (const char *name, GBytes *text)
{
  FrondExportArchive *self = g_new0 (FrondExportArchive, 1);
  Member *member = g_new0 (Member, 1);

  self->members = g_ptr_array_new_with_free_func (member_free);
  member->name = g_strdup (name);
  member->fd = -1;
  member->text = g_bytes_ref (text);
  member->bytes = g_bytes_get_size (text);
  self->total = member->bytes;
  g_ptr_array_add (self->members, member);
  return self;
}

void
frond_export_archive_free (FrondExportArchive *self)
{
  g_ptr_array_unref (self->members);
  g_free (self);
}

/* The pieces of a file, over gaps of less than GAP. */
static GArray *
find_pieces (int fd, guint64 bytes, guint64 gap)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  guint64 at = 0;

  while (at < bytes)
    {
      const off_t start = lseek (fd, (off_t) at, SEEK_DATA);
      const off_t stop = start >= 0 ? lseek (fd, start, SEEK_HOLE) : -1;
      Piece *last = pieces->len > 0 ? &g_array_index (pieces, Piece, pieces->len - 1) : NULL;
      Piece piece;

      if (start < 0 && errno == ENXIO)
        break;
      if (start < 0 || stop <= start)
        return NULL;
      piece = (Piece) { (guint64) start, MIN ((guint64) stop, bytes) - (guint64) start };
      if (last != NULL && piece.start - (last->start + last->length) < gap)
        last->length = piece.start + piece.length - last->start;
      else
        g_array_append_val (pieces, piece);
      at = (guint64) stop;
    }
  return g_steal_pointer (&pieces);
}

static guint64
length_of (GArray *pieces)
{
  guint64 length = 0;

  for (guint i = 0; i < pieces->len; i++)
    length += g_array_index (pieces, Piece, i).length;
  return length;
}

void
frond_export_archive_add (FrondExportArchive *self, const char *name, int fd, guint64 bytes)
{
  Member *member = g_new0 (Member, 1);
  guint64 gap = MIB;

  member->name = g_strdup (name);
  member->fd = fd;
  member->bytes = bytes;
  member->pieces = find_pieces (fd, bytes, gap);
  while (member->pieces != NULL && member->pieces->len > MAX_PIECES)
    {
      g_array_unref (member->pieces);
      gap *= 4;
      member->pieces = find_pieces (fd, bytes, gap);
    }
  /* Readers that do not know holes are many: only for what they save. */
  if (member->pieces != NULL && (member->pieces->len == 0 || length_of (member->pieces) > bytes / 8 * 7))
    g_clear_pointer (&member->pieces, g_array_unref);
  self->total += member->pieces != NULL ? length_of (member->pieces) : bytes;
  g_ptr_array_add (self->members, member);
}

guint64
frond_export_archive_get_bytes (FrondExportArchive *self)
{
  return self->total + OVERHEAD;
}

/* One run of the writing. */
typedef struct
{
  FrondExportArchive *archive;
  Tar *tar;
  const Member *member;
  guint64 done; /* bytes of all members */
  guint8 *block;
  FrondProgressFunc progress;
  gpointer progress_data;
  GCancellable *cancellable;
} Run;

static gboolean
fail (Run *run, GError **error)
{
  const int code = archive_errno (run->tar);

  return frond_export_target_fail (run->member->name, code > 0 ? code : EIO, error);
}

static gboolean
write_block (Run *run, const void *data, gsize length, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (run->cancellable, error))
    return FALSE;
  return archive_write_data (run->tar, data, length) == (la_ssize_t) length || fail (run, error);
}

/* The tar skips what it knows to be a hole. */
static gboolean
write_hole (Run *run, guint64 length, GError **error)
{
  memset (run->block, 0, MIN (BLOCK, length));
  for (guint64 left = length; left > 0; left -= MIN (BLOCK, left))
    if (!write_block (run, run->block, MIN (BLOCK, left), error))
      return FALSE;
  return TRUE;
}

static gboolean
write_piece (Run *run, guint64 start, guint64 length, GError **error)
{
  guint64 at = start;

  while (at < start + length)
    {
      const ssize_t n = pread (run->member->fd, run->block, MIN (BLOCK, start + length - at), (off_t) at);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return frond_export_target_fail (run->member->name, EIO, error);
      if (!write_block (run, run->block, (gsize) n, error))
        return FALSE;
      at += (guint64) n;
      run->done += (guint64) n;
      if (run->progress != NULL)
        run->progress ((double) run->done / (double) run->archive->total, run->progress_data);
    }
  return TRUE;
}

static gboolean
write_pieces (Run *run, GError **error)
{
  GArray *pieces = run->member->pieces;
  guint64 at = 0;

  for (guint i = 0; i < pieces->len; i++)
    {
      const Piece *piece = &g_array_index (pieces, Piece, i);

      if (!write_hole (run, piece->start - at, error) ||
          !write_piece (run, piece->start, piece->length, error))
        return FALSE;
      at = piece->start + piece->length;
    }
  return write_hole (run, run->member->bytes - at, error);
}

static gboolean
write_member (Run *run, GError **error)
{
  const Member *member = run->member;
  g_autoptr (Entry) entry = archive_entry_new ();
  gsize length;

  archive_entry_set_pathname (entry, member->name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, (la_int64_t) member->bytes);
  archive_entry_set_mtime (entry, g_get_real_time () / G_USEC_PER_SEC, 0);
  for (guint i = 0; member->pieces != NULL && i < member->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (member->pieces, Piece, i);

      archive_entry_sparse_add_entry (entry, (la_int64_t) piece->start, (la_int64_t) piece->length);
    }
  if (archive_write_header (run->tar, entry) != ARCHIVE_OK)
    return fail (run, error);
  if (member->text != NULL)
    {
      gconstpointer text = g_bytes_get_data (member->text, &length);

      return write_block (run, text, length, error);
    }
  return member->pieces != NULL ? write_pieces (run, error) : write_piece (run, 0, member->bytes, error);
}

gboolean
frond_export_archive_write (FrondExportArchive *self, int fd, FrondProgressFunc progress,
                            gpointer progress_data, GCancellable *cancellable, GError **error)
{
  g_autoptr (Tar) tar = archive_write_new ();
  g_autofree guint8 *block = g_malloc (BLOCK);
  Run run = { .archive = self,
              .tar = tar,
              .member = g_ptr_array_index (self->members, 0),
              .block = block,
              .progress = progress,
              .progress_data = progress_data,
              .cancellable = cancellable };

  /* What is small is as old as ustar; only a disk of more than 8 GiB, or with holes, says so in a header more. */
  archive_write_set_format_pax_restricted (tar);
  archive_write_add_filter_none (tar);
  if (archive_write_open_fd (tar, fd) != ARCHIVE_OK)
    return fail (&run, error);
  for (guint i = 0; i < self->members->len; i++)
    {
      run.member = g_ptr_array_index (self->members, i);
      if (!write_member (&run, error))
        return FALSE;
    }
  return archive_write_close (tar) == ARCHIVE_OK || fail (&run, error);
}
