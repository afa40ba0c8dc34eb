/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-medium-reader.h"

#include "vmm-fd-gate.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

#define DEADLINE_SECONDS 10
#define MAX_READERS      4

/* Readers that have not come back, also those that nobody waits for any more. */
static gint n_readers;

/* The thread hands it back to the main loop, which frees it. */
typedef struct
{
  int fd;
  const char *field;
  GTask *task; /* main thread; NULL once it is returned */
  guint deadline;
  gboolean success;
  GError *error;
} Reader;

static void
reader_free (Reader *reader)
{
  g_clear_fd (&reader->fd, NULL);
  g_clear_error (&reader->error);
  g_free (reader);
}

static GTask *
take_task (Reader *reader)
{
  g_clear_handle_id (&reader->deadline, g_source_remove);
  return g_steal_pointer (&reader->task);
}

static gboolean
on_read (gpointer user_data)
{
  Reader *reader = user_data;
  g_autoptr (GTask) task = take_task (reader);

  if (task != NULL && reader->success)
    g_task_return_boolean (task, TRUE);
  else if (task != NULL)
    g_task_return_error (task, g_steal_pointer (&reader->error));
  reader_free (reader);
  return G_SOURCE_REMOVE;
}

static void
on_deadline (gpointer user_data)
{
  Reader *reader = user_data;
  g_autoptr (GTask) task = NULL;

  reader->deadline = 0;
  task = take_task (reader);
  if (task != NULL)
    g_task_return_new_error (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE,
                             "%s: could not be read in %d seconds", reader->field, DEADLINE_SECONDS);
}

static gpointer
read_in_thread (gpointer data)
{
  Reader *reader = data;

  reader->success = vmm_medium_check (reader->fd, reader->field, &reader->error);
  g_atomic_int_add (&n_readers, -1);
  g_idle_add (on_read, reader);
  return NULL;
}

void
vmm_medium_read_async (int fd, const char *field, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Reader *reader;
  int copy;

  g_task_set_source_tag (task, vmm_medium_read_async);
  if (g_atomic_int_get (&n_readers) >= MAX_READERS)
    {
      g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY,
                                       "Other media are being read and do not answer");
      return;
    }
  copy = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  if (copy < 0)
    {
      g_task_return_new_error (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_FD, "%s: %s", field,
                               g_strerror (errno));
      return;
    }

  reader = g_new0 (Reader, 1);
  reader->fd = copy;
  reader->field = field;
  reader->task = g_steal_pointer (&task);
  reader->deadline = g_timeout_add_seconds_once (DEADLINE_SECONDS, on_deadline, reader);
  g_atomic_int_inc (&n_readers);
  g_thread_unref (g_thread_new ("medium-reader", read_in_thread, reader));
}

gboolean
vmm_medium_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
