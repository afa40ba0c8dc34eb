/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-guest-content.h"

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

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GBytes *bytes = frond_guest_clipboard_request_finish (FROND_GUEST_CLIPBOARD (source), result, &error);
  GOutputStream *stream = g_task_get_task_data (task);
  gsize size;
  gconstpointer content;

  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  content = g_bytes_get_data (bytes, &size);
  g_object_set_data_full (G_OBJECT (task), "content", bytes, (GDestroyNotify) g_bytes_unref);
  g_output_stream_write_all_async (stream, content, size, g_task_get_priority (task),
                                   g_task_get_cancellable (task), on_written, g_object_ref (task));
}

static void
frond_guest_content_write_mime_type_async (GdkContentProvider *provider, const char *mime_type,
                                           GOutputStream *stream, int io_priority, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data)
{
  FrondGuestContent *self = FROND_GUEST_CONTENT (provider);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  FrondClipboardKinds kind = frond_clipboard_kind_from_mime_type (mime_type);

  g_task_set_source_tag (task, frond_guest_content_write_mime_type_async);
  g_task_set_priority (task, io_priority);
  g_task_set_task_data (task, g_object_ref (stream), g_object_unref);
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
