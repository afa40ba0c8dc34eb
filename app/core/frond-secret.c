/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-secret.h"

#include "frond-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

int
frond_secret_seal (const char *text, GError **error)
{
  gsize length = strlen (text);
  g_autofd int fd = -1;

  if (length == 0 || length > FROND_SECRET_MAX)
    {
      frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, "passphrase", "The passphrase is empty or too long");
      return -1;
    }
  fd = memfd_create ("frond-passphrase", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0 || write (fd, text, length) != (ssize_t) length || fcntl (fd, F_ADD_SEALS, SEALS) < 0)
    {
      frond_set_error (error, FROND_ERROR_FAILED, NULL, "The passphrase: %s", g_strerror (errno));
      return -1;
    }
  return g_steal_fd (&fd);
}

gboolean
frond_secret_read (int fd, char *text, gsize length)
{
  struct stat st;

  if (fstat (fd, &st) < 0 || st.st_size < 1 || (gsize) st.st_size >= length ||
      pread (fd, text, (size_t) st.st_size, 0) != (ssize_t) st.st_size)
    return FALSE;
  text[st.st_size] = '\0';
  return TRUE;
}
