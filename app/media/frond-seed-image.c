/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-seed-image.h"

#include "frond-error.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCK       (64 * 1024)
#define MAX_ENTRIES 100000

typedef struct archive Writer;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Writer, archive_write_free)
typedef struct archive Reader;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reader, archive_read_free)
typedef struct archive_entry Entry;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Entry, archive_entry_free)

FrondSeedFile *
frond_seed_file_new (const char *path, GBytes *content)
{
  FrondSeedFile *self = g_new0 (FrondSeedFile, 1);

  self->path = g_strdup (path);
  self->content = g_bytes_ref (content);
  return self;
}

void
frond_seed_file_free (FrondSeedFile *self)
{
  g_free (self->path);
  g_bytes_unref (self->content);
  g_free (self);
}

static void
set_archive_error (GError **error, struct archive *archive, const char *what)
{
  const char *message = archive_error_string (archive);

  frond_set_error (error, archive_errno (archive) == ENOSPC ? FROND_ERROR_NO_SPACE : FROND_ERROR_FAILED, NULL,
                   "%s: %s", what, message != NULL ? message : "unknown error");
}

/* Not in memory: a disc with drivers is as large as a small machine. A helper takes regular files only. */
static int
open_nameless (GError **error)
{
  int fd = open (g_get_tmp_dir (), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  g_autofree char *path = NULL;

  if (fd >= 0)
    return fd;

  path = g_build_filename (g_get_tmp_dir (), "frond-seed-XXXXXX", NULL);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      int code = errno;

      frond_set_error (error, code == ENOSPC ? FROND_ERROR_NO_SPACE : FROND_ERROR_FAILED, NULL, "%s",
                       g_strerror (code));
      return -1;
    }
  unlink (path);
  return fd;
}

static gboolean
write_entry (struct archive *archive, const FrondSeedFile *file)
{
  g_autoptr (Entry) entry = archive_entry_new ();
  gsize size;
  const void *data = g_bytes_get_data (file->content, &size);

  archive_entry_set_pathname (entry, file->path);
  archive_entry_set_size (entry, (la_int64_t) size);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_mtime (entry, g_get_real_time () / G_USEC_PER_SEC, 0);
  return archive_write_header (archive, entry) == ARCHIVE_OK &&
         (size == 0 || archive_write_data (archive, data, size) == (la_ssize_t) size);
}

static gboolean
write_archive (struct archive *archive, int fd, GPtrArray *files, GError **error)
{
  gboolean written = archive_write_open_fd (archive, fd) == ARCHIVE_OK;

  for (guint i = 0; written && i < files->len; i++)
    written = write_entry (archive, g_ptr_array_index (files, i));
  if (written && archive_write_close (archive) == ARCHIVE_OK)
    return TRUE;

  set_archive_error (error, archive, "seed");
  return FALSE;
}

int
frond_seed_image_write (const char *label, GPtrArray *files, GError **error)
{
  g_autofd int fd = open_nameless (error);
  g_autoptr (Writer) archive = archive_write_new ();
  g_autofree char *options =
      g_strdup_printf ("iso9660:volume-id=%s,iso9660:rockridge=useful,iso9660:joliet=long,"
                       "iso9660:iso-level=3,iso9660:pad",
                       label);

  if (fd < 0)
    return -1;
  archive_write_set_format_iso9660 (archive);
  archive_write_set_bytes_in_last_block (archive, 1);
  if (archive_write_set_options (archive, options) != ARCHIVE_OK)
    {
      set_archive_error (error, archive, "seed");
      return -1;
    }
  if (!write_archive (archive, fd, files, error) || lseek (fd, 0, SEEK_SET) < 0)
    return -1;
  return g_steal_fd (&fd);
}

/* At the end of what is there. */
gboolean
frond_seed_image_append (int fd, GPtrArray *files, GError **error)
{
  g_autoptr (Writer) archive = archive_write_new ();
  off_t end = lseek (fd, 0, SEEK_END);

  /* The kernel looks for the next archive at a multiple of four bytes. */
  if (end < 0 || ftruncate (fd, (end + 3) / 4 * 4) != 0 || lseek (fd, 0, SEEK_END) < 0)
    {
      frond_set_error (error, FROND_ERROR_FAILED, NULL, "initrd: %s", g_strerror (errno));
      return FALSE;
    }
  archive_write_set_format_cpio_newc (archive);
  archive_write_set_bytes_in_last_block (archive, 1);
  return write_archive (archive, fd, files, error) && lseek (fd, 0, SEEK_SET) == 0;
}

static struct archive *
open_disc (int fd, GError **error)
{
  g_autoptr (Reader) archive = archive_read_new ();

  archive_read_support_format_iso9660 (archive);
  if (lseek (fd, 0, SEEK_SET) == 0 && archive_read_open_fd (archive, fd, BLOCK) == ARCHIVE_OK)
    return g_steal_pointer (&archive);

  set_archive_error (error, archive, "medium");
  return NULL;
}

/* The next regular file; NULL at the end, or with ERROR. */
static struct archive_entry *
next_file (struct archive *archive, guint *seen, GCancellable *cancellable, GError **error)
{
  struct archive_entry *entry;

  for (;;)
    {
      int status = archive_read_next_header (archive, &entry);

      if (status == ARCHIVE_EOF || g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (status < ARCHIVE_WARN || ++*seen > MAX_ENTRIES)
        {
          set_archive_error (error, archive, "medium");
          return NULL;
        }
      if (archive_entry_filetype (entry) == AE_IFREG && archive_entry_pathname (entry) != NULL)
        return entry;
    }
}

static gboolean
refuse_size (GError **error, const char *path)
{
  frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, NULL, "%s: is too large", path);
  return FALSE;
}

static gboolean
copy_file (struct archive *archive, int to, const char *path, gsize max, GCancellable *cancellable,
           GError **error)
{
  g_autofree char *block = g_malloc (BLOCK);
  gsize total = 0;
  la_ssize_t got;

  while ((got = archive_read_data (archive, block, BLOCK)) > 0)
    {
      total += (gsize) got;
      if (total > max)
        return refuse_size (error, path);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (write (to, block, (size_t) got) != got)
        {
          frond_set_error (error, errno == ENOSPC ? FROND_ERROR_NO_SPACE : FROND_ERROR_FAILED, NULL, "%s: %s",
                           path, g_strerror (errno));
          return FALSE;
        }
    }
  if (got < 0)
    set_archive_error (error, archive, path);
  return got == 0;
}

int
frond_seed_image_extract (int fd, const char *path, gsize max, GCancellable *cancellable, GError **error)
{
  g_autoptr (Reader) archive = open_disc (fd, error);
  g_autoptr (GError) local = NULL;
  struct archive_entry *entry;
  guint seen = 0;

  if (archive == NULL)
    return -1;

  while ((entry = next_file (archive, &seen, cancellable, &local)) != NULL)
    if (g_ascii_strcasecmp (archive_entry_pathname (entry), path) == 0)
      {
        g_autofd int to = open_nameless (error);

        if (to < 0 || !copy_file (archive, to, path, max, cancellable, error) || lseek (to, 0, SEEK_SET) < 0)
          return -1;
        return g_steal_fd (&to);
      }

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    frond_set_error (error, FROND_ERROR_NOT_FOUND, NULL, "%s: is not on the medium", path);
  return -1;
}

static gboolean
has_prefix (const char *path, const char *const *prefixes)
{
  for (gsize i = 0; prefixes[i] != NULL; i++)
    if (g_ascii_strncasecmp (path, prefixes[i], strlen (prefixes[i])) == 0)
      return TRUE;
  return FALSE;
}

/* Symbols for debuggers are most of what drivers come with. */
static gboolean
is_wanted (const char *path, const char *const *prefixes)
{
  return has_prefix (path, prefixes) && !g_str_has_suffix (path, ".pdb") && strstr (path, "..") == NULL;
}

static GBytes *
read_file (struct archive *archive, gsize size, const char *path, GError **error)
{
  g_autofree char *data = g_malloc (size + 1);
  gsize total = 0;
  la_ssize_t got;

  while (total < size && (got = archive_read_data (archive, data + total, size - total)) > 0)
    total += (gsize) got;
  if (total == size)
    return g_bytes_new_take (g_steal_pointer (&data), size);

  set_archive_error (error, archive, path);
  return NULL;
}

int
frond_seed_image_collect (int fd, const char *const *prefixes, const char *into, gsize max, GPtrArray *files,
                          GCancellable *cancellable, GError **error)
{
  g_autoptr (Reader) archive = open_disc (fd, error);
  g_autoptr (GError) local = NULL;
  struct archive_entry *entry;
  guint seen = 0;
  gsize total = 0;
  int count = 0;

  if (archive == NULL)
    return -1;

  while ((entry = next_file (archive, &seen, cancellable, &local)) != NULL)
    {
      const char *path = archive_entry_pathname (entry);
      g_autofree char *name = g_strconcat (into, "/", path, NULL);
      la_int64_t size = archive_entry_size (entry);
      g_autoptr (GBytes) content = NULL;

      if (!is_wanted (path, prefixes))
        continue;
      if (size < 0 || (guint64) size > max - total)
        return refuse_size (error, path) - 1;
      content = read_file (archive, (gsize) size, path, error);
      if (content == NULL)
        return -1;
      total += (gsize) size;
      g_ptr_array_add (files, frond_seed_file_new (name, content));
      count++;
    }

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return -1;
    }
  return count;
}
