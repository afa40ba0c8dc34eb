/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Killed again and again at random moments, a download ends in the right file, and fetches nothing twice but the block
 * that it was at. */

#include "download-fixture.h"

#include <signal.h>
#include <string.h>

#define FEW_KILLS  10
#define MOST_KILLS 50
#define BLOCK      (64 * 1024)
#define FILE_SIZE  (6 * 1024 * 1024)
#define PATH       "/slow/large.iso"

static GSubprocess *
start (DownloadFixture *self, const char *digest)
{
  g_autofree char *uri = download_fixture_uri (self, PORT_HTTP, PATH);
  g_autoptr (GError) error = NULL;
  GSubprocess *process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, g_getenv ("FROND_TEST_DOWNLOADER"), self->cache_path,
                        uri, digest, NULL);

  g_assert_no_error (error);
  return process;
}

static guint64
partial_size (DownloadFixture *self)
{
  g_autofree char *folder = g_build_filename (self->cache_path, "partial", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint64 size = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (path);
      g_autoptr (GFileInfo) info = NULL;

      if (!g_str_has_suffix (name, ".part"))
        continue;
      info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
      size = info != NULL ? (guint64) g_file_info_get_size (info) : 0;
    }
  return size;
}

static gboolean
killed_cb (gpointer user_data)
{
  g_subprocess_force_exit (user_data);
  return G_SOURCE_REMOVE;
}

/* Lets it run until it has got at least BYTES more, and then a random moment on. FALSE: it has ended before. */
static gboolean
run_and_kill (DownloadFixture *self, const char *digest, GRand *random, guint64 bytes)
{
  g_autoptr (GSubprocess) process = start (self, digest);
  g_autoptr (GAsyncResult) result = NULL;
  guint64 before = partial_size (self);
  guint timer = 0;

  g_subprocess_wait_async (process, NULL, download_got_result, &result);
  while (result == NULL)
    {
      if (timer == 0 && partial_size (self) >= before + bytes)
        timer = g_timeout_add ((guint) g_rand_int_range (random, 0, 15), killed_cb, process);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_true (g_subprocess_wait_finish (process, result, NULL));
  if (g_subprocess_get_if_exited (process))
    g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  return g_subprocess_get_if_signaled (process);
}

/* What the server was asked for by the run that has just ended, after BEFORE bytes were there. */
static void
check_answer (DownloadFixture *self, guint *n_answers, guint64 before)
{
  g_autoptr (GArray) answers = download_fixture_answers (self, PORT_HTTP, PATH);
  guint64 first;

  g_assert_cmpuint (answers->len / 2, <=, *n_answers + 1);
  if (answers->len / 2 == *n_answers)
    return; /* killed before it asked */
  first = g_array_index (answers, guint64, 2 * *n_answers);
  g_assert_cmpuint (first, <=, before);
  g_assert_cmpuint (first + BLOCK, >=, before);
  *n_answers = answers->len / 2;
}

static void
test_kills (DownloadFixture *self, gconstpointer user_data)
{
  g_autofree char *digest = download_fixture_make_image (self, "large.iso", FILE_SIZE, 3);
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  g_autoptr (FrondDownloadSource) source = download_fixture_source (self, PORT_HTTP, PATH, digest);
  const guint most = g_test_slow () ? MOST_KILLS : FEW_KILLS;
  guint n_answers = 0;
  guint n_resumed = 0;

  for (guint i = 0; i < most; i++)
    {
      guint64 before = partial_size (self);

      /* At the end of the file only its first bytes are waited for: all kills are to hit. */
      if (!run_and_kill (self, digest, random, i % 2 == 0 ? 0 : FILE_SIZE / most))
        break;
      check_answer (self, &n_answers, before);
      n_resumed += before > 0;
    }
  g_assert_cmpuint (n_resumed, >=, most / 2);
  g_assert_cmpint (frond_download_get_state (download_fixture_run (self, source)), ==, FROND_DOWNLOAD_DONE);
  g_assert_cmpuint (partial_size (self), ==, 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/media/download/kills", DownloadFixture, NULL, download_fixture_set_up, test_kills,
              download_fixture_tear_down);
  status = g_test_run ();
  download_fixture_end ();
  return status;
}
