/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-download-disk.h"

#include "frond-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* So much is left to everybody else on the disk. */
#define MARGIN (G_GUINT64_CONSTANT (64) * 1024 * 1024)

gboolean
frond_download_disk_fail (GError **error, const char *what)
{
  int saved_errno = errno;
  /* EFBIG is a limit of the process (ulimit -f), which for a download is the same as a full disk. */
  gboolean full = saved_errno == ENOSPC || saved_errno == EDQUOT || saved_errno == EFBIG;

  frond_set_error (error, full ? FROND_ERROR_NO_SPACE : FROND_ERROR_DOWNLOAD_FOLDER, NULL, "%s: %s", what,
                   g_strerror (saved_errno));
  return FALSE;
}

gboolean
frond_download_disk_make_folder (const char *path, GError **error)
{
  return g_mkdir_with_parents (path, 0700) == 0 || frond_download_disk_fail (error, path);
}

gboolean
frond_download_disk_write (int fd, const void *bytes, gsize length, guint64 offset, GError **error)
{
  gsize done = 0;

  while (done < length)
    {
      ssize_t n = pwrite (fd, (const guint8 *) bytes + done, length - done, (off_t) (offset + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return frond_download_disk_fail (error, "write");
      done += (gsize) n;
    }
  return TRUE;
}

gboolean
frond_download_disk_sync_folder (const char *path, GError **error)
{
  g_autofd int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  /* Some file systems cannot, and need not. */
  if (fd >= 0 && fsync (fd) != 0 && errno != EINVAL && errno != ENOTSUP)
    return frond_download_disk_fail (error, path);
  return TRUE;
}

static gboolean
write_new (const char *path, const char *text, GError **error)
{
  g_autofd int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    return frond_download_disk_fail (error, path);
  if (!frond_download_disk_write (fd, text, strlen (text), 0, error))
    return FALSE;
  return fdatasync (fd) == 0 || frond_download_disk_fail (error, path);
}

gboolean
frond_download_disk_replace (const char *path, const char *text, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".new", NULL);

  if (!write_new (temporary, text, error))
    {
      unlink (temporary);
      return FALSE;
    }
  return rename (temporary, path) == 0 || frond_download_disk_fail (error, path);
}

char *
frond_download_disk_read (const char *path, gsize max)
{
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  g_autofree char *text = NULL;
  struct stat st;
  gsize done = 0;

  if (fd < 0 || fstat (fd, &st) != 0 || !S_ISREG (st.st_mode) || (guint64) st.st_size > max)
    return NULL;

  text = g_malloc0 ((gsize) st.st_size + 1);
  while (done < (gsize) st.st_size)
    {
      ssize_t n = pread (fd, text + done, (gsize) st.st_size - done, (off_t) done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return NULL;
      done += (gsize) n;
    }
  return g_steal_pointer (&text);
}

guint64
frond_download_disk_get_free (const char *path)
{
  struct statvfs st;

  if (statvfs (path, &st) != 0)
    return G_MAXUINT64;
  return (guint64) st.f_bavail * st.f_frsize;
}

gboolean
frond_download_disk_check_space (const char *path, guint64 needed, GError **error)
{
  guint64 free_bytes = frond_download_disk_get_free (path);

  if (needed == 0 || free_bytes >= needed + MARGIN)
    return TRUE;
  frond_set_error (error, FROND_ERROR_NO_SPACE, NULL,
                   "%" G_GUINT64_FORMAT " bytes are needed, and %" G_GUINT64_FORMAT " are free", needed,
                   free_bytes);
  return FALSE;
}
