/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-image-base.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

typedef DIR Directory;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Directory, closedir)

static gboolean
add_file (GChecksum *checksum, int fd)
{
  g_autofree char *text = NULL;
  struct statfs fs;
  struct stat st;
  guint64 device = 0;

  if (fstat (fd, &st) < 0 || fstatfs (fd, &fs) < 0)
    return FALSE;
  /* Unlike st_dev it is the same after the next boot, where there is one. */
  memcpy (&device, &fs.f_fsid, MIN (sizeof device, sizeof fs.f_fsid));
  if (device == 0)
    device = st.st_dev;

  text = g_strdup_printf ("%" G_GINT64_MODIFIER "x %" G_GINT64_MODIFIER "x %" G_GINT64_MODIFIER
                          "x %" G_GINT64_MODIFIER "x.%lx %" G_GINT64_MODIFIER "x.%lx;",
                          device, (guint64) st.st_ino, (guint64) st.st_size, (guint64) st.st_mtim.tv_sec,
                          st.st_mtim.tv_nsec, (guint64) st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
  g_checksum_update (checksum, (const guchar *) text, -1);
  return TRUE;
}

char *
vmm_image_base_dup_key (const VmmImageSource *source)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *format = vmm_ipc_image_format_to_token (source->format);

  g_checksum_update (checksum, (const guchar *) format, -1);
  for (guint i = 0; i < source->n_fds; i++)
    if (!add_file (checksum, source->fds[i]))
      return NULL;
  return g_strdup (g_checksum_get_string (checksum));
}

gboolean
vmm_image_base_take (int bases_fd, const char *key, int dir_fd, const char *name)
{
  return linkat (bases_fd, key, dir_fd, name, 0) == 0;
}

void
vmm_image_base_keep (int bases_fd, const char *key, int dir_fd, const char *name)
{
  g_autofree char *other = NULL;

  if (linkat (dir_fd, name, bases_fd, key, 0) == 0)
    {
      fsync (bases_fd);
      return;
    }
  if (errno != EEXIST)
    {
      g_info ("A shared image is not kept: %s", g_strerror (errno));
      return;
    }
  other = g_strconcat (name, ".other", NULL);
  if (linkat (bases_fd, key, dir_fd, other, 0) == 0 && renameat (dir_fd, other, dir_fd, name) < 0)
    unlinkat (dir_fd, other, 0);
}

/* A machine may link the file between the look and the removal: then it has it all the same, and only the next one has to
 * make it anew. */
void
vmm_image_base_sweep (int bases_fd)
{
  int copy = openat (bases_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autoptr (Directory) directory = copy >= 0 ? fdopendir (copy) : NULL;
  struct dirent *entry;
  struct stat st;

  if (directory == NULL)
    {
      g_clear_fd (&copy, NULL);
      return;
    }
  while ((entry = readdir (directory)) != NULL)
    if (fstatat (bases_fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (st.st_mode) &&
        st.st_nlink == 1)
      unlinkat (bases_fd, entry->d_name, 0);
}
