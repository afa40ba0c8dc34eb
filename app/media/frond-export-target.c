/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-export-target.h"

#include "frond-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

struct _FrondExportTarget
{
  char *path;
  char *temporary; /* NULL: it has no name yet */
  int fd;
  gboolean replace;
};

gboolean
frond_export_target_fail (const char *path, int saved_errno, GError **error)
{
  FrondError code;

  switch (saved_errno)
    {
    case ENOSPC:
    case EDQUOT:
      code = FROND_ERROR_NO_SPACE;
      break;
    case EEXIST:
      code = FROND_ERROR_EXPORT_EXISTS;
      break;
    case EFBIG:
      code = FROND_ERROR_EXPORT_LARGE;
      break;
    case EIO:
    case ENOMEM:
      code = FROND_ERROR_FAILED;
      break;
    default:
      code = FROND_ERROR_EXPORT_PLACE;
    }
  frond_set_error (error, code, NULL, "%s: %s", path, g_strerror (saved_errno));
  return FALSE;
}

static gboolean
check_place (const char *path, const char *folder, gboolean replace, guint64 bytes, GError **error)
{
  struct statvfs fs;
  struct stat st;

  if (lstat (path, &st) == 0 && (!replace || !S_ISREG (st.st_mode)))
    return frond_export_target_fail (path, replace ? EISDIR : EEXIST, error);
  if (statvfs (folder, &fs) < 0)
    return frond_export_target_fail (path, errno, error);
  if ((guint64) fs.f_bavail * fs.f_frsize >= bytes)
    return TRUE;

  frond_set_error (error, FROND_ERROR_NO_SPACE, "file", "%s: %" G_GUINT64_FORMAT " bytes needed", path,
                   bytes);
  if (error != NULL)
    frond_error_set_amount (*error, bytes);
  return FALSE;
}

FrondExportTarget *
frond_export_target_open (const char *path, gboolean replace, guint64 bytes, GError **error)
{
  g_autoptr (FrondExportTarget) self = g_new0 (FrondExportTarget, 1);
  g_autofree char *folder = g_path_get_dirname (path);

  self->fd = -1;
  self->path = g_strdup (path);
  self->replace = replace;
  if (!check_place (path, folder, replace, bytes, error))
    return NULL;

  self->fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  if (self->fd < 0)
    {
      /* Not every file system can. */
      self->temporary = g_build_filename (folder, ".frond-export-XXXXXX", NULL);
      self->fd = g_mkstemp_full (self->temporary, O_RDWR | O_CLOEXEC, 0644);
      if (self->fd < 0)
        {
          g_clear_pointer (&self->temporary, g_free);
          frond_export_target_fail (path, errno, error);
          return NULL;
        }
    }
  return g_steal_pointer (&self);
}

int
frond_export_target_get_fd (FrondExportTarget *self)
{
  return self->fd;
}

/* A name beside the one that it gets. */
static gboolean
give_temporary_name (FrondExportTarget *self, const char *unnamed)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *unique = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (".frond-export-", unique, NULL);

  self->temporary = g_build_filename (folder, name, NULL);
  if (linkat (AT_FDCWD, unnamed, AT_FDCWD, self->temporary, AT_SYMLINK_FOLLOW) == 0)
    return TRUE;
  g_clear_pointer (&self->temporary, g_free);
  return FALSE;
}

static gboolean
give_name (FrondExportTarget *self)
{
  char unnamed[32];

  g_snprintf (unnamed, sizeof unnamed, "/proc/self/fd/%d", self->fd);
  if (self->temporary == NULL && !self->replace)
    return linkat (AT_FDCWD, unnamed, AT_FDCWD, self->path, AT_SYMLINK_FOLLOW) == 0;
  if (self->temporary == NULL && !give_temporary_name (self, unnamed))
    return FALSE;
  if (self->replace ? rename (self->temporary, self->path) < 0
                    : renameat2 (AT_FDCWD, self->temporary, AT_FDCWD, self->path, RENAME_NOREPLACE) < 0)
    {
      /* FUSE and some others cannot tell; it was looked for before. */
      if (self->replace || (errno != EINVAL && errno != ENOSYS) || rename (self->temporary, self->path) < 0)
        return FALSE;
    }
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}

gboolean
frond_export_target_commit (FrondExportTarget *self, GCancellable *cancellable, GError **error)
{
  if (fsync (self->fd) < 0)
    return frond_export_target_fail (self->path, errno, error);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return give_name (self) || frond_export_target_fail (self->path, errno, error);
}

void
frond_export_target_free (FrondExportTarget *self)
{
  if (self->temporary != NULL)
    unlink (self->temporary);
  g_clear_fd (&self->fd, NULL);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}
