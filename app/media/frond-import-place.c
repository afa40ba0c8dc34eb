/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-place.h"

#include "frond-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_NAME   1024
#define MAX_LISTED 1000

struct _FrondImportPlace
{
  gatomicrefcount ref_count;
  int folder; /* -1: it is an archive */
  char *path;
  FrondImportTrust trust;
  FrondImportArchive *archive;
  char *prefix;
};

static FrondImportPlace *
place_new (void)
{
  FrondImportPlace *self = g_new0 (FrondImportPlace, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->folder = -1;
  return self;
}

FrondImportPlace *
frond_import_place_new_folder (const char *path, FrondImportTrust trust, GError **error)
{
  g_autoptr (FrondImportPlace) self = place_new ();

  self->folder = open (path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (self->folder < 0)
    {
      frond_set_error (error, FROND_ERROR_MEDIA_UNREADABLE, "media-uri", "%s: %s", path, g_strerror (errno));
      return NULL;
    }
  self->path = g_canonicalize_filename (path, NULL);
  self->trust = trust;
  return g_steal_pointer (&self);
}

FrondImportPlace *
frond_import_place_new_archive (FrondImportArchive *archive, const char *prefix)
{
  FrondImportPlace *self = place_new ();

  self->archive = archive;
  self->prefix = g_strdup (prefix);
  return self;
}

FrondImportPlace *
frond_import_place_ref (FrondImportPlace *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
frond_import_place_unref (FrondImportPlace *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_fd (&self->folder, NULL);
  g_clear_pointer (&self->archive, frond_import_archive_unref);
  g_free (self->path);
  g_free (self->prefix);
  g_free (self);
}

FrondImportArchive *
frond_import_place_get_archive (FrondImportPlace *self)
{
  return self->archive;
}

gboolean
frond_import_name_is_safe (const char *name)
{
  g_auto (GStrv) parts = NULL;

  if (*name == '\0' || *name == '/' || strlen (name) > MAX_NAME || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) || *p == '\\')
      return FALSE;

  parts = g_strsplit (name, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] == '\0' || g_str_equal (parts[i], ".") || g_str_equal (parts[i], ".."))
      return FALSE;
  return TRUE;
}

/* NAME as it is below the place: without "./", and without the place's own path in front. NULL: it is elsewhere. */
static const char *
inner_name (FrondImportPlace *self, const char *name)
{
  if (self->path != NULL && g_str_has_prefix (name, self->path) && name[strlen (self->path)] == '/')
    name += strlen (self->path) + 1;
  while (g_str_has_prefix (name, "./"))
    name += 2;
  return frond_import_name_is_safe (name) ? name : NULL;
}

const FrondImportMember *
frond_import_place_find (FrondImportPlace *self, const char *name)
{
  const char *inner = inner_name (self, name);
  g_autofree char *full = inner != NULL ? g_strconcat (self->prefix, inner, NULL) : NULL;

  return full != NULL ? frond_import_archive_find (self->archive, full) : NULL;
}

static int
fail (GError **error, FrondError code, const char *name, const char *reason)
{
  frond_set_error (error, code, "disks", "%s: %s", name, reason);
  return -1;
}

static int
fail_errno (GError **error, int saved_errno, const char *name)
{
  if (saved_errno == ENOENT)
    return fail (error, FROND_ERROR_IMPORT_MISSING, name, g_strerror (saved_errno));
  if (saved_errno == ELOOP || saved_errno == ENOTDIR)
    return fail (error, FROND_ERROR_IMPORT_UNSAFE, name, "is or goes through a link");
  return fail (error, FROND_ERROR_MEDIA_UNREADABLE, name, g_strerror (saved_errno));
}

/* Part by part, so that no part can be a link to somewhere else; whoever swaps one meanwhile gains nothing. */
static int
open_beneath (int folder, const char *name, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);
  g_autofd int at = fcntl (folder, F_DUPFD_CLOEXEC, 0);
  guint i;

  for (i = 0; at >= 0 && parts[i + 1] != NULL; i++)
    {
      int next = openat (at, parts[i], O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      int saved_errno = errno;

      if (next < 0)
        return fail_errno (error, saved_errno, name);
      close (at);
      at = next;
    }
  if (at >= 0)
    {
      int fd = openat (at, parts[i], O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

      return fd >= 0 ? fd : fail_errno (error, errno, name);
    }
  return fail_errno (error, errno, name);
}

static int
check_regular (int fd, const char *name, GError **error)
{
  g_autofd int owned = fd;
  struct stat st;

  if (owned < 0)
    return -1;
  if (fstat (owned, &st) < 0)
    return fail_errno (error, errno, name);
  if (!S_ISREG (st.st_mode))
    return fail (error, FROND_ERROR_IMPORT_UNSAFE, name, "not a regular file");
  return g_steal_fd (&owned);
}

int
frond_import_place_open (FrondImportPlace *self, const char *name, GError **error)
{
  const char *inner = inner_name (self, name);
  int fd;

  if (inner != NULL)
    return check_regular (open_beneath (self->folder, inner, error), name, error);

  if (self->trust != FROND_IMPORT_PLACE_OWN || !g_path_is_absolute (name))
    return fail (error, FROND_ERROR_IMPORT_UNSAFE, name, "is outside of the folder");
  fd = open (name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  return fd >= 0 ? check_regular (fd, name, error) : fail_errno (error, errno, name);
}

GBytes *
frond_import_read_fd (int fd, gsize max, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (64 * 1024);

  while (bytes->len <= max)
    {
      ssize_t n = pread (fd, buffer, 64 * 1024, (off_t) bytes->len);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          frond_set_error (error, FROND_ERROR_MEDIA_UNREADABLE, NULL, "%s", g_strerror (errno));
          return NULL;
        }
      if (n == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
      g_byte_array_append (bytes, buffer, (guint) n);
    }
  frond_set_error (error, FROND_ERROR_IMPORT_DAMAGED, NULL, "a description of more than %zu bytes", max);
  return NULL;
}

GBytes *
frond_import_place_read (FrondImportPlace *self, const char *name, gsize max, GError **error)
{
  g_autofd int fd = -1;

  if (self->archive != NULL)
    {
      const FrondImportMember *member = frond_import_place_find (self, name);

      if (member != NULL && member->head != NULL && member->size >= 0 &&
          (guint64) member->size == g_bytes_get_size (member->head) && (guint64) member->size <= max)
        return g_bytes_ref (member->head);
      fail (error, member != NULL ? FROND_ERROR_IMPORT_DAMAGED : FROND_ERROR_IMPORT_MISSING, name,
            "not in the archive, or too large");
      return NULL;
    }

  fd = frond_import_place_open (self, name, error);
  return fd >= 0 ? frond_import_read_fd (fd, max, error) : NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
add_inner (FrondImportPlace *self, GPtrArray *names, guint index)
{
  const char *name = frond_import_archive_get_member (self->archive, index)->name;

  if (!g_str_has_prefix (name, self->prefix) || strchr (name + strlen (self->prefix), '/') != NULL)
    return FALSE;
  g_ptr_array_add (names, g_strdup (name + strlen (self->prefix)));
  return TRUE;
}

char **
frond_import_place_list (FrondImportPlace *self)
{
  GPtrArray *names = g_ptr_array_new ();

  if (self->archive != NULL)
    {
      for (guint i = 0; i < frond_import_archive_get_n_members (self->archive) && names->len < MAX_LISTED;
           i++)
        add_inner (self, names, i);
    }
  else
    {
      g_autoptr (GDir) dir = g_dir_open (self->path, 0, NULL);
      const char *name;

      for (guint i = 0; dir != NULL && i < MAX_LISTED && (name = g_dir_read_name (dir)) != NULL; i++)
        if (frond_import_name_is_safe (name))
          g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}
