/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-archive.h"

#include "frond-error.h"
#include "frond-import-place.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define KIB 1024
#define MIB (1024 * KIB)
#define GIB (1024ULL * MIB)

/* What a machine's archive has at most; no manager packs a thousand files. */
#define MAX_MEMBERS 4096
#define MAX_HEADS   16
#define HEAD        MIB
#define SMALL       (64 * KIB) /* what is kept of the rest */
#define MAX_KEPT    (64 * MIB)

/* A disk of 64 TiB is larger than any; what grows 500 times, after a beginning that may be empty, is a bomb: deflate
 * reaches 1032 times with nothing but zeros. */
#define MAX_UNPACKED (64 * 1024 * GIB)
#define RATIO_AFTER  (256ULL * MIB)
#define MAX_RATIO    500

/* Names of a compressed tar are between its contents: so much is unpacked to read them. */
#define MAX_SKIPPED (512ULL * MIB)

/* The computer needs some room itself. */
#define RESERVE (256ULL * MIB)

struct _FrondImportArchive
{
  gatomicrefcount ref_count;
  GPtrArray *members; /* (element-type FrondImportMember) */
  gsize kept;
  guint heads;
};

typedef struct archive Reader;

static void
reader_free (Reader *reader)
{
  archive_read_free (reader);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reader, reader_free)

static void
member_free (gpointer data)
{
  FrondImportMember *member = data;

  g_free (member->name);
  g_clear_pointer (&member->head, g_bytes_unref);
  g_free (member);
}

FrondImportArchive *
frond_import_archive_ref (FrondImportArchive *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
frond_import_archive_unref (FrondImportArchive *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->members);
  g_free (self);
}

gboolean
frond_import_archive_is_one (const guint8 *head, gsize length)
{
  return (length >= 4 && memcmp (head, "PK\3\4", 4) == 0) ||
         (length >= 3 && memcmp (head, "\x1f\x8b\x08", 3) == 0) ||
         (length >= 6 && memcmp (head,
                                 "\xfd"
                                 "7zXZ\0",
                                 6) == 0) ||
         (length >= 4 && memcmp (head, "\x28\xb5\x2f\xfd", 4) == 0) ||
         (length >= 4 && memcmp (head, "BZh", 3) == 0 && head[3] >= '1' && head[3] <= '9') ||
         (length >= 262 && memcmp (head + 257, "ustar", 5) == 0);
}

static gboolean
fail (GError **error, FrondError code, const char *name, const char *reason)
{
  frond_set_error (error, code, "disks", "%s: %s", name, reason);
  return FALSE;
}

static gboolean
fail_reader (GError **error, Reader *reader, const char *name)
{
  const char *why = archive_error_string (reader);

  return fail (error, FROND_ERROR_IMPORT_DAMAGED, name, why != NULL ? why : "damaged archive");
}

/* Few formats: each more is more of a library that hostile files are read by. */
static Reader *
open_reader (int fd, const char *name, GError **error)
{
  g_autoptr (Reader) reader = archive_read_new ();

  archive_read_support_filter_gzip (reader);
  archive_read_support_filter_bzip2 (reader);
  archive_read_support_filter_xz (reader);
  archive_read_support_filter_zstd (reader);
  archive_read_support_format_tar (reader);
  archive_read_support_format_zip_seekable (reader);
  archive_read_support_format_raw (reader);

  if (lseek (fd, 0, SEEK_SET) < 0 || archive_read_open_fd (reader, fd, 256 * KIB) != ARCHIVE_OK)
    {
      fail_reader (error, reader, name);
      return NULL;
    }
  /* One compression and the file itself; matryoshkas are none that anybody packs. */
  if (archive_filter_count (reader) > 2)
    {
      fail (error, FROND_ERROR_IMPORT_TOO_LARGE, name, "compressed several times");
      return NULL;
    }
  return g_steal_pointer (&reader);
}

/* "disk.img.xz" has "disk.img" in it. */
static char *
inner_name (const char *name)
{
  char *inner = g_path_get_basename (name);
  char *dot = strrchr (inner, '.');

  if (dot != NULL && dot != inner)
    *dot = '\0';
  return inner;
}

/* The name of an entry that can be used, "" for a folder. NULL and an error for what must not be there. */
static char *
check_entry (struct archive_entry *entry, const char *archive_name, GError **error)
{
  const char *name = archive_entry_pathname_utf8 (entry);
  g_autofree char *trimmed = NULL;
  gsize length;

  if (name == NULL)
    name = archive_entry_pathname (entry);
  if (name == NULL)
    {
      fail (error, FROND_ERROR_IMPORT_UNSAFE, archive_name, "a member without a name");
      return NULL;
    }
  while (g_str_has_prefix (name, "./"))
    name += 2;
  trimmed = g_strdup (name);
  length = strlen (trimmed);
  if (length > 0 && trimmed[length - 1] == '/')
    trimmed[length - 1] = '\0';

  if (archive_entry_hardlink (entry) != NULL || archive_entry_symlink (entry) != NULL ||
      (archive_entry_filetype (entry) != AE_IFREG && archive_entry_filetype (entry) != AE_IFDIR))
    {
      fail (error, FROND_ERROR_IMPORT_UNSAFE, archive_name, "a member that is a link or a device");
      return NULL;
    }
  if (*trimmed != '\0' && !g_str_equal (trimmed, ".") && !frond_import_name_is_safe (trimmed))
    {
      fail (error, FROND_ERROR_IMPORT_UNSAFE, archive_name, "a member that would be outside");
      return NULL;
    }
  return archive_entry_filetype (entry) == AE_IFDIR ? g_strdup ("") : g_steal_pointer (&trimmed);
}

static gboolean
is_text (const char *name)
{
  static const char *const endings[] = { ".ovf", ".plist", ".conf", ".vbox", ".xml", ".vmdk" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]))
      return TRUE;
  return FALSE;
}

/* The beginning of what the reader is at. The end of a member may be damaged: whoever unpacks it is told. */
static GBytes *
read_head (Reader *reader, gsize length)
{
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (4 * KIB);
  g_autofree guint8 *buffer = g_malloc (16 * KIB);

  while (bytes->len < length)
    {
      la_ssize_t n = archive_read_data (reader, buffer, MIN (16 * KIB, length - bytes->len));

      if (n <= 0)
        break;
      g_byte_array_append (bytes, buffer, (guint) n);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static void
keep_head (FrondImportArchive *self, FrondImportMember *member, Reader *reader)
{
  gsize length = SMALL;

  if (is_text (member->name) && member->size >= 0 && member->size <= 4 * MIB)
    length = 4 * MIB;
  else if ((member->size < 0 || member->size > SMALL) && self->heads < MAX_HEADS)
    {
      length = HEAD;
      self->heads++;
    }
  if (self->kept + length > MAX_KEPT)
    return;
  member->head = read_head (reader, length);
  self->kept += g_bytes_get_size (member->head);
}

static gboolean
add_entry (FrondImportArchive *self, Reader *reader, struct archive_entry *entry, const char *archive_name,
           GError **error)
{
  g_autofree char *name = check_entry (entry, archive_name, error);
  FrondImportMember *member;

  if (name == NULL)
    return FALSE;
  if (archive_entry_is_encrypted (entry))
    return fail (error, FROND_ERROR_IMPORT_ENCRYPTED, archive_name, "encrypted");
  if (*name == '\0' || g_str_has_prefix (name, "__MACOSX/"))
    return TRUE;
  if (self->members->len >= MAX_MEMBERS)
    return fail (error, FROND_ERROR_IMPORT_TOO_LARGE, archive_name, "too many members");
  /* A second member of a name would hide what was looked at. */
  if (frond_import_archive_find (self, name) != NULL)
    return fail (error, FROND_ERROR_IMPORT_UNSAFE, archive_name, "two members of one name");

  member = g_new0 (FrondImportMember, 1);
  member->size = archive_entry_size_is_set (entry) ? archive_entry_size (entry) : -1;
  if (archive_format (reader) == ARCHIVE_FORMAT_RAW)
    {
      member->name = inner_name (archive_name);
      member->size = -1;
    }
  else
    member->name = g_steal_pointer (&name);
  g_ptr_array_add (self->members, member);
  if (member->size > (gint64) MAX_UNPACKED ||
      (archive_entry_size_is_set (entry) && archive_entry_size (entry) < 0))
    return fail (error, FROND_ERROR_IMPORT_TOO_LARGE, archive_name, "a member that is too large");
  keep_head (self, member, reader);
  return TRUE;
}

/* Names are not far apart where it can be skipped; else everything between them has to be unpacked. */
static gboolean
check_effort (Reader *reader, const char *name, GError **error)
{
  gboolean packed = archive_filter_count (reader) > 1 && archive_format (reader) != ARCHIVE_FORMAT_RAW;

  if (packed && (guint64) archive_filter_bytes (reader, 0) > MAX_SKIPPED)
    return fail (error, FROND_ERROR_IMPORT_TOO_LARGE, name, "a compressed archive that is too large");
  return TRUE;
}

/* Everything in between, in pieces: a skip of the library's own could not be stopped. */
static gboolean
skip_packed (Reader *reader, const char *name, GCancellable *cancellable, GError **error)
{
  const void *block;
  size_t length;
  la_int64_t offset;
  int status = ARCHIVE_OK;

  if (archive_filter_count (reader) < 2 || archive_format (reader) == ARCHIVE_FORMAT_RAW)
    return TRUE;
  while (status == ARCHIVE_OK)
    {
      status = archive_read_data_block (reader, &block, &length, &offset);
      if (!check_effort (reader, name, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_members (FrondImportArchive *self, Reader *reader, const char *name, GCancellable *cancellable,
              GError **error)
{
  struct archive_entry *entry;
  int status;

  while ((status = archive_read_next_header (reader, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN)
    {
      if (!add_entry (self, reader, entry, name, error) || !skip_packed (reader, name, cancellable, error) ||
          g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      /* Nothing is behind it. */
      if (archive_format (reader) == ARCHIVE_FORMAT_RAW)
        return TRUE;
    }
  if (status != ARCHIVE_EOF)
    return fail_reader (error, reader, name);
  return self->members->len > 0 || fail (error, FROND_ERROR_IMPORT_NO_DISK, name, "an empty archive");
}

FrondImportArchive *
frond_import_archive_read (int fd, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (FrondImportArchive) self = g_new0 (FrondImportArchive, 1);
  g_autoptr (Reader) reader = NULL;

  g_atomic_ref_count_init (&self->ref_count);
  self->members = g_ptr_array_new_with_free_func (member_free);
  reader = open_reader (fd, name, error);
  if (reader == NULL || !read_members (self, reader, name, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

guint
frond_import_archive_get_n_members (FrondImportArchive *self)
{
  return self->members->len;
}

const FrondImportMember *
frond_import_archive_get_member (FrondImportArchive *self, guint index)
{
  return g_ptr_array_index (self->members, index);
}

const FrondImportMember *
frond_import_archive_find (FrondImportArchive *self, const char *name)
{
  for (guint i = 0; i < self->members->len; i++)
    {
      const FrondImportMember *member = g_ptr_array_index (self->members, i);

      if (g_str_equal (member->name, name))
        return member;
    }
  return NULL;
}

/* --- unpacking -------------------------------------------------------------------------------------------------- */

typedef struct
{
  Reader *reader;
  int out;
  const char *name;
  guint64 packed;  /* bytes of the archive's file */
  guint64 written; /* bytes that are no holes */
  guint64 size;    /* as the table says, 0: nobody knows */
  guint64 end;
  guint64 checked;
  FrondImportProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
} Unpacking;

static int
new_unlinked (const char *folder, GError **error)
{
  g_autofree char *template = g_build_filename (folder, "unpacked-XXXXXX", NULL);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    {
      fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
      if (fd >= 0)
        return fd;
      /* Not every file system can. */
      fd = g_mkstemp_full (template, O_RDWR | O_CLOEXEC, 0600);
      if (fd >= 0)
        {
          g_unlink (template);
          return fd;
        }
    }
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", folder, g_strerror (errno));
  return -1;
}

static gboolean
check_room (Unpacking *self, GError **error)
{
  struct statvfs fs;

  if (self->written - self->checked < 64ULL * MIB && self->written > 0)
    return TRUE;
  self->checked = self->written;
  if (fstatvfs (self->out, &fs) == 0 && (guint64) fs.f_bavail * fs.f_frsize < RESERVE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "%s: no room to unpack it", self->name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_block (Unpacking *self, const guint8 *block, gsize length, guint64 offset, GError **error)
{
  static const guint8 zeros[64 * KIB];

  for (gsize at = 0; at < length;)
    {
      gsize piece = MIN (length - at, sizeof zeros);
      ssize_t n = (ssize_t) piece;

      if (memcmp (block + at, zeros, piece) != 0)
        {
          n = pwrite (self->out, block + at, piece, (off_t) (offset + at));
          if (n < 0 && errno == EINTR)
            continue;
          if (n < 0)
            {
              g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", self->name,
                           g_strerror (errno));
              return FALSE;
            }
          self->written += (guint64) n;
        }
      at += (gsize) n;
    }
  self->end = offset + length;
  return check_room (self, error);
}

static gboolean
check_bomb (Unpacking *self, GError **error)
{
  if (self->end > MAX_UNPACKED || (self->end > RATIO_AFTER && self->end / MAX_RATIO > self->packed))
    return fail (error, FROND_ERROR_IMPORT_TOO_LARGE, self->name, "grows beyond all measure");
  return TRUE;
}

static gboolean
unpack (Unpacking *self, GError **error)
{
  const void *block;
  size_t length;
  la_int64_t offset;
  int status;

  while ((status = archive_read_data_block (self->reader, &block, &length, &offset)) == ARCHIVE_OK)
    {
      if (offset < 0 || (guint64) offset < self->end || (guint64) offset > MAX_UNPACKED)
        return fail (error, FROND_ERROR_IMPORT_DAMAGED, self->name, "blocks out of order");
      self->end = (guint64) offset;
      if (!check_bomb (self, error) || !write_block (self, block, length, (guint64) offset, error) ||
          g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (self->progress != NULL)
        self->progress (self->end, self->progress_data);
    }
  if (status != ARCHIVE_EOF)
    return fail_reader (error, self->reader, self->name);
  /* A hole at the end is no block. */
  self->end = MAX (self->end, self->size);
  if (ftruncate (self->out, (off_t) self->end) < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", self->name,
                   g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}

/* The entry that MEMBER is. Its name was checked when the table was read; the file may be another one by now. */
static gboolean
find_entry (Reader *reader, const FrondImportMember *member, GError **error)
{
  struct archive_entry *entry;

  while (archive_read_next_header (reader, &entry) == ARCHIVE_OK)
    {
      g_autofree char *name = check_entry (entry, member->name, error);

      if (name == NULL)
        return FALSE;
      if (archive_format (reader) == ARCHIVE_FORMAT_RAW || g_str_equal (name, member->name))
        return TRUE;
    }
  return fail (error, FROND_ERROR_IMPORT_MISSING, member->name, "not in the archive any more");
}

/* Whoever gets it may only read: the helper takes no other. */
static int
reopen (int fd, const char *name, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  int again = open (path, O_RDONLY | O_CLOEXEC);

  if (again < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", name, g_strerror (errno));
  return again;
}

int
frond_import_archive_extract (FrondImportArchive *self, int fd, const FrondImportMember *member,
                              const char *folder, FrondImportProgress progress, gpointer progress_data,
                              GCancellable *cancellable, GError **error)
{
  g_autoptr (Reader) reader = open_reader (fd, member->name, error);
  g_autofd int out = -1;
  struct stat st;
  Unpacking unpacking = { 0 };

  if (reader == NULL || !find_entry (reader, member, error))
    return -1;
  out = new_unlinked (folder, error);
  if (out < 0 || fstat (fd, &st) < 0)
    return -1;

  unpacking = (Unpacking) { .reader = reader,
                            .out = out,
                            .name = member->name,
                            .packed = (guint64) st.st_size,
                            .size = (guint64) MAX (member->size, 0),
                            .progress = progress,
                            .progress_data = progress_data,
                            .cancellable = cancellable };
  return unpack (&unpacking, error) ? reopen (out, member->name, error) : -1;
}
