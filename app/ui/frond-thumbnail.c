/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-thumbnail.h"

#include "frond-error.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#define MAX_SOURCE_PIXELS 16384

static const guint8 png_header[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n',
                                     0,    0,   0,   13,  'I',  'H',  'D',  'R' };

/* Reads the size out of the header, so that a decoder never allocates what a bad picture asks for. */
static gboolean
check_header (GBytes *png, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (png, &size);
  guint32 width, height;

  if (size < sizeof png_header + 8 || memcmp (data, png_header, sizeof png_header) != 0)
    {
      frond_set_error (error, FROND_ERROR_INVALID_VALUE, "picture", "The picture is not a PNG");
      return FALSE;
    }

  memcpy (&width, data + sizeof png_header, sizeof width);
  memcpy (&height, data + sizeof png_header + 4, sizeof height);
  width = GUINT32_FROM_BE (width);
  height = GUINT32_FROM_BE (height);
  if (width == 0 || height == 0 || width > MAX_SOURCE_PIXELS || height > MAX_SOURCE_PIXELS)
    {
      frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, "picture", "The picture is %u by %u pixels", width,
                       height);
      return FALSE;
    }

  return TRUE;
}

/* Never enlarges: the loader tells the size before it allocates. */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  double factor = MIN (1.0, MIN ((double) FROND_THUMBNAIL_MAX_WIDTH / width,
                                 (double) FROND_THUMBNAIL_MAX_HEIGHT / height));

  gdk_pixbuf_loader_set_size (loader, MAX (1, (int) (width * factor)), MAX (1, (int) (height * factor)));
}

static GdkPixbuf *
decode (GBytes *png, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = NULL;
  GdkPixbuf *pixbuf;

  if (!check_header (png, error))
    return NULL;

  loader = gdk_pixbuf_loader_new_with_mime_type ("image/png", error);
  if (loader == NULL)
    return NULL;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), NULL);
  if (!gdk_pixbuf_loader_write_bytes (loader, png, error))
    {
      gdk_pixbuf_loader_close (loader, NULL);
      return NULL;
    }
  if (!gdk_pixbuf_loader_close (loader, error))
    return NULL;

  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf == NULL)
    frond_set_error (error, FROND_ERROR_INVALID_VALUE, "picture", "The picture is empty");

  return pixbuf != NULL ? g_object_ref (pixbuf) : NULL;
}

static GdkTexture *
texture_from_pixbuf (GdkPixbuf *pixbuf)
{
  g_autoptr (GBytes) pixels = gdk_pixbuf_read_pixel_bytes (pixbuf);

  return gdk_memory_texture_new (gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf),
                                 gdk_pixbuf_get_has_alpha (pixbuf) ? GDK_MEMORY_R8G8B8A8 : GDK_MEMORY_R8G8B8,
                                 pixels, (gsize) gdk_pixbuf_get_rowstride (pixbuf));
}

static void
load_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  /* Who scrolls fast has passed it by the time that it is its turn. */
  if (g_task_return_error_if_cancelled (task))
    return;

  pixbuf = decode (task_data, &error);
  if (pixbuf == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, texture_from_pixbuf (pixbuf), g_object_unref);
}

static void
shrink_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = decode (task_data, &error);
  char *data = NULL;
  gsize size = 0;

  if (pixbuf == NULL || !gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "png", &error, NULL))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_bytes_new_take (data, size), (GDestroyNotify) g_bytes_unref);
}

static void
encode_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (task_data), (GDestroyNotify) g_bytes_unref);
}

void
frond_thumbnail_load_async (GBytes *png, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, frond_thumbnail_load_async);
  g_task_set_task_data (task, g_bytes_ref (png), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, load_worker);
}

GdkTexture *
frond_thumbnail_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
frond_thumbnail_shrink_async (GBytes *png, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, frond_thumbnail_shrink_async);
  g_task_set_task_data (task, g_bytes_ref (png), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, shrink_worker);
}

GBytes *
frond_thumbnail_shrink_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
frond_thumbnail_encode_async (GdkTexture *texture, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, frond_thumbnail_encode_async);
  g_task_set_task_data (task, g_object_ref (texture), g_object_unref);
  g_task_run_in_thread (task, encode_worker);
}

GBytes *
frond_thumbnail_encode_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
