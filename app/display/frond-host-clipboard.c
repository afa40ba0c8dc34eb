/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-host-clipboard.h"

#include "frond-error.h"

#define PIECE_SIZE   (256 * 1024)
#define TIMEOUT_MSEC 10000

typedef struct
{
  GInputStream *stream;
  GByteArray *content;
  gsize max_size;
  GCancellable *cancellable; /* ours: the caller's and the time-out's */
  GCancellable *callers;
  gulong callers_id;
  guint timeout;
  gboolean ended;
  guint8 piece[PIECE_SIZE];
} Reading;

static void
reading_free (Reading *reading)
{
  if (reading->callers != NULL)
    g_signal_handler_disconnect (reading->callers, reading->callers_id);
  g_clear_object (&reading->callers);
  g_clear_object (&reading->cancellable);
  g_clear_object (&reading->stream);
  g_byte_array_unref (reading->content);
  g_free (reading);
}

/* The first outcome counts. FALSE: there has been one. */
static gboolean
end (Reading *reading)
{
  gboolean first = !reading->ended;

  reading->ended = TRUE;
  g_clear_handle_id (&reading->timeout, g_source_remove);
  return first;
}

static void
fail (GTask *task, const char *message)
{
  GError *error = NULL;

  if (!end (g_task_get_task_data (task)) || g_task_return_error_if_cancelled (task))
    return;
  frond_set_error (&error, FROND_ERROR_FAILED, "clipboard", "The clipboard was not handed over: %s", message);
  g_task_return_error (task, error);
}

/* It ends here and not when the read is cancelled: GDK does not look at that while it waits for the owner. */
static gboolean
on_silence (gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (data);
  Reading *reading = g_task_get_task_data (task);

  reading->timeout = 0;
  fail (task, "its owner is silent");
  g_cancellable_cancel (reading->cancellable);
  return G_SOURCE_REMOVE;
}

static void
expect_life (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);

  g_clear_handle_id (&reading->timeout, g_source_remove);
  reading->timeout =
      g_timeout_add_full (G_PRIORITY_DEFAULT, TIMEOUT_MSEC, on_silence, g_object_ref (task), g_object_unref);
}

static void
succeed (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);
  GByteArray *content;

  if (!end (reading))
    return;
  content = g_steal_pointer (&reading->content);
  reading->content = g_byte_array_new ();
  g_task_return_pointer (task, g_byte_array_free_to_bytes (content), (GDestroyNotify) g_bytes_unref);
}

static void
refuse_size (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;

  if (!end (reading))
    return;
  /* Whoever writes it stops. */
  g_input_stream_close_async (reading->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  frond_set_error (&error, FROND_ERROR_OUT_OF_RANGE, "clipboard", "The clipboard has more than %zu bytes",
                   reading->max_size);
  g_task_return_error (task, error);
}

static gboolean read_piece (gpointer data);

/* From the main loop: GDK's stream (4.18) is not done with one read when it calls back, and forgets the next one. */
static void
read_piece_soon (GTask *task)
{
  expect_life (task);
  g_idle_add_full (g_task_get_priority (task), read_piece, g_object_ref (task), g_object_unref);
}

static void
on_piece (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n < 0)
    fail (task, error->message);
  else if (n == 0)
    succeed (task);
  else if ((gsize) n > reading->max_size - reading->content->len)
    refuse_size (task);
  else if (!reading->ended)
    {
      g_byte_array_append (reading->content, reading->piece, (guint) n);
      read_piece_soon (task);
    }
}

static gboolean
read_piece (gpointer data)
{
  GTask *task = data;
  Reading *reading = g_task_get_task_data (task);

  if (reading->ended)
    return G_SOURCE_REMOVE;
  g_input_stream_read_async (reading->stream, reading->piece, PIECE_SIZE, g_task_get_priority (task),
                             reading->cancellable, on_piece, g_object_ref (task));
  return G_SOURCE_REMOVE;
}

static void
on_stream (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  reading->stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, &error);
  if (reading->stream == NULL)
    fail (task, error->message);
  else if (!reading->ended)
    read_piece_soon (task);
}

static void
on_callers_cancelled (GCancellable *callers, GCancellable *ours)
{
  g_cancellable_cancel (ours);
}

static Reading *
reading_new (gsize max_size, GCancellable *cancellable)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->content = g_byte_array_new ();
  reading->max_size = max_size;
  reading->cancellable = g_cancellable_new ();
  if (cancellable != NULL)
    {
      reading->callers = g_object_ref (cancellable);
      reading->callers_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_callers_cancelled),
                                              reading->cancellable);
    }
  return reading;
}

void
frond_host_clipboard_read_async (GdkClipboard *clipboard, FrondClipboardKinds kind, gsize max_size,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Reading *reading;

  g_return_if_fail (GDK_IS_CLIPBOARD (clipboard));

  g_task_set_source_tag (task, frond_host_clipboard_read_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  reading = reading_new (max_size, cancellable);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  expect_life (task);
  gdk_clipboard_read_async (clipboard, (const char **) frond_clipboard_kind_get_mime_types (kind),
                            g_task_get_priority (task), reading->cancellable, on_stream, g_object_ref (task));
}

GBytes *
frond_host_clipboard_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_host_clipboard_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
