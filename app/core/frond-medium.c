/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-medium.h"

#include "frond-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static FrondError
code_for_errno (int saved_errno)
{
  return saved_errno == ENOENT ? FROND_ERROR_MEDIA_MISSING : FROND_ERROR_MEDIA_UNREADABLE;
}

static int
open_medium (const char *path, GError **error)
{
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat st;

  if (fd < 0 || fstat (fd, &st) < 0)
    {
      int saved_errno = errno;

      frond_set_error (error, code_for_errno (saved_errno), "media-uri", "%s: %s", path,
                       g_strerror (saved_errno));
      return -1;
    }

  if (!S_ISREG (st.st_mode))
    {
      frond_set_error (error, FROND_ERROR_MEDIA_NOT_REGULAR, "media-uri", "%s: not a regular file", path);
      return -1;
    }

  if (st.st_size == 0)
    {
      frond_set_error (error, FROND_ERROR_MEDIA_EMPTY, "media-uri", "%s: empty", path);
      return -1;
    }

  return g_steal_fd (&fd);
}

static void
open_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  int fd = open_medium (task_data, &error);

  if (fd < 0)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_int (task, fd);
}

void
frond_medium_open_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *path = g_file_get_path (file);

  g_task_set_source_tag (task, frond_medium_open_async);
  /* A descriptor that arrives late is still the caller's to close. */
  g_task_set_check_cancellable (task, FALSE);
  if (path == NULL)
    {
      g_autofree char *uri = g_file_get_uri (file);
      GError *error = NULL;

      frond_set_error (&error, FROND_ERROR_MEDIA_UNREADABLE, "media-uri", "%s: not a file of this computer",
                       uri);
      g_task_return_error (task, error);
      return;
    }

  g_task_set_task_data (task, g_steal_pointer (&path), g_free);
  g_task_run_in_thread (task, open_thread);
}

int
frond_medium_open_finish (GAsyncResult *result, GError **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}
