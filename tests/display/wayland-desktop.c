/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "wayland-desktop.h"

#include "test-wait.h"

#include <stdio.h>

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GBytes **output = data;

  g_subprocess_communicate_finish (G_SUBPROCESS (source), result, output, NULL, &error);
  g_assert_no_error (error);
}

static GBytes *
run (GPtrArray *arguments)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *output = NULL;

  g_ptr_array_add (arguments, NULL);
  process =
      g_subprocess_newv ((const char *const *) arguments->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_async (process, NULL, NULL, on_done, &output);
  wait_until (output != NULL);
  g_assert_true (g_subprocess_get_successful (process));
  return output;
}

static void
run_list (const char *program, const char *first, va_list args)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GBytes) output = NULL;

  g_ptr_array_add (arguments, (gpointer) program);
  for (const char *argument = first; argument != NULL; argument = va_arg (args, const char *))
    g_ptr_array_add (arguments, (gpointer) argument);
  output = run (arguments);
}

void
wayland_desktop_do (const char *first, ...)
{
  va_list args;

  va_start (args, first);
  run_list ("swaymsg", first, args);
  va_end (args);
}

void
wayland_desktop_run (const char *program, ...)
{
  va_list args;
  const char *first;

  va_start (args, program);
  first = va_arg (args, const char *);
  run_list (program, first, args);
  va_end (args);
}

DesktopPicture *
wayland_desktop_take_picture (void)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  DesktopPicture *self = g_new0 (DesktopPicture, 1);
  const char *data;
  int header = 0;
  gsize size;

  for (const char *const *argument = (const char *const[]) { "grim", "-t", "ppm", "-", NULL };
       *argument != NULL; argument++)
    g_ptr_array_add (arguments, (gpointer) *argument);
  self->file = run (arguments);
  data = g_bytes_get_data (self->file, &size);
  g_assert_cmpint (sscanf (data, "P6 %d %d 255%n", &self->width, &self->height, &header), ==, 2);
  g_assert_cmpint (header, >, 0);
  header++;
  g_assert_cmpuint (size, ==, (gsize) header + (gsize) self->width * self->height * 3);
  self->pixels = (const guint8 *) data + header;
  return self;
}

void
desktop_picture_free (DesktopPicture *self)
{
  g_bytes_unref (self->file);
  g_free (self);
}

guint32
desktop_picture_get_pixel (DesktopPicture *self, int x, int y)
{
  const guint8 *pixel = self->pixels + ((gsize) y * self->width + x) * 3;

  return (guint32) pixel[0] << 16 | (guint32) pixel[1] << 8 | pixel[2];
}

gboolean
wayland_desktop_is_inhibited (GtkWindow *window)
{
  gboolean inhibited;

  g_object_get (gtk_native_get_surface (GTK_NATIVE (window)), "shortcuts-inhibited", &inhibited, NULL);
  return inhibited;
}
