/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-guest-content.h"

#define PIECE_SIZE (256 * 1024)

struct _FrondGuestContent
{
  GdkContentProvider parent_instance;

  FrondGuestClipboard *guest;
  FrondSelection selection;
  FrondClipboardKinds kinds;
};

G_DEFINE_FINAL_TYPE (FrondGuestContent, frond_guest_content, GDK_TYPE_CONTENT_PROVIDER)

static GdkContentFormats *
frond_guest_content_ref_formats (GdkContentProvider *provider)
{
  return frond_clipboard_kinds_to_formats (FROND_GUEST_CONTENT (provider)->kinds);
}

/* What is being written, piece by piece: GDK (4.18) sends all that it was given at once as one request to an X server,
 * which refuses what is larger than 16 MiB, and the reader would wait for ever. Each piece is written from the main
 * loop: GDK's stream is not done with one write when it calls back. */
typedef struct
{
  GOutputStream *stream;
  GBytes *content;
  gsize written;
} Writing;

static void
writing_free (Writing *writing)
{
  g_object_unref (writing->stream);
  g_clear_pointer (&writing->content, g_bytes_unref);
  g_free (writing);
}

static gboolean write_piece (gpointer data);

static void
write_piece_soon (GTask *task)
{
  g_idle_add_full (g_task_get_priority (task), write_piece, g_object_ref (task), g_object_unref);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Writing *writing = g_task_get_task_data (task);
  GError *error = NULL;
  gsize n = 0;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, &n, &error))
    {
      writing->written += n;
      write_piece_soon (task);
    }
  else
    g_task_return_error (task, error);
}

static gboolean
write_piece (gpointer data)
{
  GTask *task = data;
  Writing *writing = g_task_get_task_data (task);
  gsize size;
  const guint8 *content = g_bytes_get_data (writing->content, &size);

  if (writing->written == size)
    {
      g_task_return_boolean (task, TRUE);
      return G_SOURCE_REMOVE;
    }
  g_output_stream_write_all_async (writing->stream, content + writing->written,
                                   MIN (size - writing->written, PIECE_SIZE), g_task_get_priority (task),
                                   g_task_get_cancellable (task), on_written, g_object_ref (task));
  return G_SOURCE_REMOVE;
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Writing *writing = g_task_get_task_data (task);
  GError *error = NULL;

  writing->content = frond_guest_clipboard_request_finish (FROND_GUEST_CLIPBOARD (source), result, &error);
  if (writing->content != NULL)
    write_piece_soon (task);
  else
    g_task_return_error (task, error);
}

static void
frond_guest_content_write_mime_type_async (GdkContentProvider *provider, const char *mime_type,
                                           GOutputStream *stream, int io_priority, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data)
{
  FrondGuestContent *self = FROND_GUEST_CONTENT (provider);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  FrondClipboardKinds kind = frond_clipboard_kind_from_mime_type (mime_type);
  Writing *writing = g_new0 (Writing, 1);

  writing->stream = g_object_ref (stream);
  g_task_set_source_tag (task, frond_guest_content_write_mime_type_async);
  g_task_set_priority (task, io_priority);
  g_task_set_task_data (task, writing, (GDestroyNotify) writing_free);
  if ((kind & self->kinds) == 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "The guest has no %s", mime_type);
      return;
    }
  frond_guest_clipboard_request_async (self->guest, self->selection, kind, cancellable, on_fetched,
                                       g_object_ref (task));
}

static gboolean
frond_guest_content_write_mime_type_finish (GdkContentProvider *provider, GAsyncResult *result,
                                            GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
frond_guest_content_finalize (GObject *object)
{
  g_object_unref (FROND_GUEST_CONTENT (object)->guest);
  G_OBJECT_CLASS (frond_guest_content_parent_class)->finalize (object);
}

static void
frond_guest_content_class_init (FrondGuestContentClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = frond_guest_content_finalize;
  provider_class->ref_formats = frond_guest_content_ref_formats;
  provider_class->write_mime_type_async = frond_guest_content_write_mime_type_async;
  provider_class->write_mime_type_finish = frond_guest_content_write_mime_type_finish;
}

static void
frond_guest_content_init (FrondGuestContent *self)
{
}

GdkContentProvider *
frond_guest_content_new (FrondGuestClipboard *guest, FrondSelection selection, FrondClipboardKinds kinds)
{
  FrondGuestContent *self = g_object_new (FROND_TYPE_GUEST_CONTENT, NULL);

  self->guest = g_object_ref (guest);
  self->selection = selection;
  self->kinds = kinds;
  return GDK_CONTENT_PROVIDER (self);
}

FrondGuestClipboard *
frond_guest_content_get_guest (FrondGuestContent *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_CONTENT (self), NULL);

  return self->guest;
}
