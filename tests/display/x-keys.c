/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "x-keys.h"

#include "test-wait.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

void
x_do (const char *first, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  va_list args;

  g_ptr_array_add (arguments, (gpointer) "xdotool");
  va_start (args, first);
  for (const char *argument = first; argument != NULL; argument = va_arg (args, const char *))
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (args);
  g_ptr_array_add (arguments, NULL);

  process = g_subprocess_newv ((const char *const *) arguments->pdata, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, on_done, &done);
  wait_until (done);
}

static const char *
desktop_key_file (void)
{
  return g_getenv ("FROND_DESKTOP_KEY");
}

gboolean
x_desktop_key_came (void)
{
  return g_file_test (desktop_key_file (), G_FILE_TEST_EXISTS);
}

/* The monitor is what wakes the main loop. */
void
x_wait_desktop_key (void)
{
  g_autoptr (GFile) file = g_file_new_for_path (desktop_key_file ());
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileMonitor) monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, &error);

  g_assert_no_error (error);
  wait_until (x_desktop_key_came ());
  g_unlink (desktop_key_file ());
}
