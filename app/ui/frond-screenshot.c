/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-screenshot.h"

#include <string.h>

/* File systems take 255 bytes; time, number and ending need their share. */
#define MAX_SUBJECT_BYTES 200
#define MAX_NUMBER        99

typedef struct
{
  GBytes *png;
  GFile *folder;
  char *name;
  GFile *file;
  guint number; /* of the name that is tried */
} Saving;

static void
saving_free (Saving *saving)
{
  g_bytes_unref (saving->png);
  g_clear_object (&saving->folder);
  g_clear_object (&saving->file);
  g_free (saving->name);
  g_free (saving);
}

/* No separators and nothing hidden. */
static char *
dup_subject (const char *subject)
{
  g_autofree char *valid = g_utf8_make_valid (subject, -1);
  gsize length = MIN (strlen (valid), MAX_SUBJECT_BYTES);
  char *start = valid;

  while (length > 0 && (valid[length] & 0xc0) == 0x80)
    length--;
  valid[length] = '\0';
  for (char *c = valid; *c != '\0'; c++)
    if (*c == G_DIR_SEPARATOR || g_ascii_iscntrl (*c))
      *c = '-';
  while (*start == '.' || *start == ' ')
    start++;

  return g_strdup (*start != '\0' ? start : "Frond");
}

char *
frond_screenshot_dup_name (const char *subject)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");
  g_autofree char *clean = dup_subject (subject);

  return g_strdup_printf ("%s %s.png", clean, time);
}

static void create_file (GTask *task);

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_file_delete_finish (G_FILE (source), result, NULL);
}

static void
give_up (GTask *task, GError *error)
{
  Saving *saving = g_task_get_task_data (task);

  g_file_delete_async (saving->file, G_PRIORITY_DEFAULT, NULL, removed_cb, NULL);
  g_task_return_error (task, error);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Saving *saving = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error))
    g_task_return_pointer (task, g_object_ref (saving->file), g_object_unref);
  else
    give_up (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_output_stream_close_async (G_OUTPUT_STREAM (source), G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                 closed_cb, g_object_ref (task));
  else
    give_up (task, error);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Saving *saving = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GFileOutputStream) stream = g_file_create_finish (G_FILE (source), result, &error);

  if (stream != NULL)
    {
      gsize size;
      gconstpointer bytes = g_bytes_get_data (saving->png, &size);

      g_output_stream_write_all_async (G_OUTPUT_STREAM (stream), bytes, size, G_PRIORITY_DEFAULT,
                                       g_task_get_cancellable (task), written_cb, g_object_ref (task));
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS) && saving->number < MAX_NUMBER)
    {
      g_clear_error (&error);
      saving->number++;
      create_file (task);
    }
  else
    g_task_return_error (task, error);
}

static void
create_file (GTask *task)
{
  Saving *saving = g_task_get_task_data (task);
  g_autofree char *stem = g_strndup (saving->name, strlen (saving->name) - strlen (".png"));
  g_autofree char *name =
      saving->number > 1 ? g_strdup_printf ("%s (%u).png", stem, saving->number) : g_strdup (saving->name);

  g_clear_object (&saving->file);
  saving->file = g_file_get_child (saving->folder, name);
  g_file_create_async (saving->file, G_FILE_CREATE_NONE, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                       created_cb, g_object_ref (task));
}

static void
folder_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_file_make_directory_finish (G_FILE (source), result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    {
      g_clear_error (&error);
      create_file (task);
    }
  else
    g_task_return_error (task, error);
}

void
frond_screenshot_save_async (GBytes *png, const char *subject, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  Saving *saving = g_new0 (Saving, 1);

  saving->png = g_bytes_ref (png);
  saving->name = frond_screenshot_dup_name (subject);
  saving->number = 1;
  g_task_set_source_tag (task, frond_screenshot_save_async);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  if (pictures == NULL)
    {
      g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no folder for pictures");
      return;
    }

  /* The name that GNOME uses, in no language: it is the same folder for all programs. */
  saving->folder = g_file_new_build_filename (pictures, "Screenshots", NULL);
  g_file_make_directory_async (saving->folder, G_PRIORITY_DEFAULT, cancellable, folder_made_cb,
                               g_steal_pointer (&task));
}

GFile *
frond_screenshot_save_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
