/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "synth-client.h"

#include "test-wait.h"

#include <glib/gstdio.h>

struct _SynthClient
{
  GSubprocess *process;
  GDataInputStream *output;
  GCancellable *cancellable;
  GPtrArray *lines;
  char *dir;
  char *path;
};

static void read_next (SynthClient *self);

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line =
      g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  SynthClient *self = data;

  if (line == NULL)
    return;
  g_test_message ("server: %s", line);
  g_ptr_array_add (self->lines, g_steal_pointer (&line));
  read_next (self);
}

static void
read_next (SynthClient *self)
{
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, self->cancellable, on_line, self);
}

SynthClient *
synth_client_new (int width, int height)
{
  return synth_client_new_with_heads (width, height, 1);
}

SynthClient *
synth_client_new_with_heads (int width, int height, int n_heads)
{
  SynthClient *self = g_new0 (SynthClient, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *w = g_strdup_printf ("--width=%d", width);
  g_autofree char *h = g_strdup_printf ("--height=%d", height);
  g_autofree char *heads = g_strdup_printf ("--heads=%d", n_heads);

  self->dir = g_dir_make_tmp ("frond-synth-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->dir, "spice.sock", NULL);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                    g_getenv ("FROND_SPICE_SYNTH"), w, h, heads, self->path, NULL);
  g_assert_no_error (error);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  read_next (self);
  wait_until (synth_client_saw (self, "ready"));
  return self;
}

void
synth_client_free (SynthClient *self)
{
  synth_client_kill (self);
  g_cancellable_cancel (self->cancellable);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_unlink (self->path);
  g_rmdir (self->dir);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->lines);
  g_free (self->dir);
  g_free (self->path);
  g_free (self);
}

const char *
synth_client_get_path (SynthClient *self)
{
  return self->path;
}

void
synth_client_do (SynthClient *self, const char *format, ...)
{
  g_autofree char *command = NULL;
  g_autofree char *line = NULL;
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, format);
  command = g_strdup_vprintf (format, args);
  va_end (args);
  line = g_strdup_printf ("%s\n", command);
  answer = g_strdup_printf ("done %s", command);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), line, strlen (line), NULL, NULL,
                             &error);
  g_assert_no_error (error);
  wait_until (synth_client_saw (self, answer));
}

gboolean
synth_client_saw (SynthClient *self, const char *line)
{
  return g_ptr_array_find_with_equal_func (self->lines, line, g_str_equal, NULL);
}

gboolean
synth_client_saw_prefix (SynthClient *self, const char *prefix)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (self->lines, i), prefix))
      return TRUE;
  return FALSE;
}

guint
synth_client_count (SynthClient *self, const char *prefix)
{
  guint n = 0;

  for (guint i = 0; i < self->lines->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (self->lines, i), prefix);
  return n;
}

char *
synth_client_join (SynthClient *self, const char *prefix)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const char *line = g_ptr_array_index (self->lines, i);

      if (g_str_has_prefix (line, prefix))
        g_string_append_printf (joined, "%s%s", joined->len > 0 ? " " : "", line + strlen (prefix));
    }
  return g_string_free (joined, FALSE);
}

void
synth_client_forget (SynthClient *self)
{
  g_ptr_array_set_size (self->lines, 0);
}

static void
on_dead (GObject *source, GAsyncResult *result, gpointer data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  *(gboolean *) data = TRUE;
}

void
synth_client_kill (SynthClient *self)
{
  gboolean dead = FALSE;

  g_subprocess_force_exit (self->process);
  g_subprocess_wait_async (self->process, NULL, on_dead, &dead);
  wait_until (dead);
}
