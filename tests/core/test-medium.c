/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-error.h"
#include "frond-medium.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("frond-medium-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);

  g_remove (file);
  g_remove (fixture->folder);
  g_free (fixture->folder);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static int
open_and_wait (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  frond_medium_open_async (file, NULL, opened_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return frond_medium_open_finish (result, error);
}

static void
assert_refused (const char *path, FrondError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (open_and_wait (path, &error), ==, -1);
  g_assert_error (error, FROND_ERROR, (int) code);
  g_assert_cmpstr (frond_error_get_field (error), ==, "media-uri");
}

static void
test_regular (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "file", NULL);
  g_autoptr (GError) error = NULL;
  g_autofd int fd = -1;

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  fd = open_and_wait (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fcntl (fd, F_GETFL) & O_ACCMODE, ==, O_RDONLY);
  g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
}

static void
test_bad (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "file", NULL);

  assert_refused (path, FROND_ERROR_MEDIA_MISSING);
  assert_refused (fixture->folder, FROND_ERROR_MEDIA_NOT_REGULAR);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_refused (path, FROND_ERROR_MEDIA_EMPTY);
  g_remove (path);

  /* With nobody at the other end: must not wait. */
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  assert_refused (path, FROND_ERROR_MEDIA_NOT_REGULAR);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/medium/regular", Fixture, NULL, set_up, test_regular, tear_down);
  g_test_add ("/medium/bad", Fixture, NULL, set_up, test_bad, tear_down);
  return g_test_run ();
}
