/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of files that are sent into a guest, over a guest that does as the test says. */

#include "frond-error.h"
#include "frond-test-files.h"
#include "test-wait.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  FrondFileTransfers *files;
  GListStore *chosen;
  char *dir;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->files = frond_test_files_new ();
  f->chosen = g_list_store_new (G_TYPE_FILE);
  f->dir = g_dir_make_tmp ("frond-files-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->dir, 0, NULL);
  const char *name;

  g_clear_object (&f->files);
  g_clear_object (&f->chosen);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (f->dir);
  g_free (f->dir);
}

static char *
choose (Fixture *f, const char *name)
{
  char *path = g_build_filename (f->dir, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_list_store_append (f->chosen, file);
  return path;
}

static void
choose_text (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = choose (f, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
choose_many (Fixture *f, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("file-%u", i);

      choose_text (f, name, "0123456789");
    }
}

static void
send (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (frond_file_transfers_send (f->files, G_LIST_MODEL (f->chosen), &error));
  g_assert_no_error (error);
}

/* Borrowed. */
static FrondFileTransfer *
nth (Fixture *f, guint n)
{
  g_autoptr (FrondFileTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (f->files), n);

  return transfer;
}

static guint
n_started (Fixture *f)
{
  return frond_test_files_get_n_started (FROND_TEST_FILES (f->files));
}

static void
test_queue (Fixture *f, gconstpointer data)
{
  choose_many (f, 20);
  send (f);
  g_assert_cmpuint (frond_file_transfers_get_n_active (f->files), ==, 20);
  for (guint i = 0; i < 20; i++)
    {
      wait_until (frond_file_transfer_get_state (nth (f, i)) == FROND_FILE_SENDING);
      g_assert_cmpuint (frond_file_transfer_get_total (nth (f, i)), ==, 10);
      frond_file_transfer_end (nth (f, i), NULL);
      g_assert_cmpint (frond_file_transfer_get_state (nth (f, i)), ==, FROND_FILE_SENT);
      g_assert_cmpuint (frond_file_transfer_get_done (nth (f, i)), ==, 10);
    }
  g_assert_cmpuint (n_started (f), ==, 20);
  g_assert_cmpuint (frond_test_files_get_most (FROND_TEST_FILES (f->files)), ==, 4);
  g_assert_cmpuint (frond_file_transfers_get_n_active (f->files), ==, 0);
  g_assert_cmpfloat (frond_file_transfers_get_fraction (f->files), ==, 1);

  /* What has ended makes room for the next ones. */
  g_list_store_remove_all (f->chosen);
  choose_text (f, "another", "1");
  send (f);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->files)), ==, 1);
}

static void
assert_refused (Fixture *f, guint n, FrondError code)
{
  wait_until (frond_file_transfer_get_state (nth (f, n)) == FROND_FILE_FAILED);
  g_assert_error (frond_file_transfer_get_error (nth (f, n)), FROND_ERROR, (int) code);
}

static void
test_bad_files (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = choose (f, "folder");
  g_autofree char *pipe = choose (f, "pipe");
  g_autofree char *gone = choose (f, "gone");

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  choose_text (f, "two\nlines", "1");
  choose_text (f,
               "not\xff"
               "text",
               "1");
  choose_text (f, "c:\\boot.ini", "1");
  choose_text (f, "secret", "1");
  choose_text (f, "good", "1");
  send (f);

  assert_refused (f, 0, FROND_ERROR_FILES_FOLDER);
  assert_refused (f, 1, FROND_ERROR_FILES_SPECIAL);
  assert_refused (f, 2, FROND_ERROR_FILES_UNREADABLE);
  assert_refused (f, 3, FROND_ERROR_FILES_NAME);
  assert_refused (f, 4, FROND_ERROR_FILES_NAME);
  assert_refused (f, 5, FROND_ERROR_FILES_NAME);
  wait_until (n_started (f) == 2);
  g_assert_cmpint (frond_file_transfer_get_state (nth (f, 7)), ==, FROND_FILE_SENDING);
  /* Nothing that breaks a line of a window or a log. */
  g_assert_cmpstr (frond_file_transfer_get_name (nth (f, 3)), ==, "two\357\277\275lines");
  g_assert_true (g_utf8_validate (frond_file_transfer_get_name (nth (f, 4)), -1, NULL));
}

static void
test_unreadable (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  choose_text (f, "secret", "1");
  path = g_build_filename (f->dir, "secret", NULL);
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  if (access (path, R_OK) == 0)
    {
      g_test_skip ("whoever runs this may read everything");
      return;
    }
  send (f);
  assert_refused (f, 0, FROND_ERROR_FILES_UNREADABLE);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  choose_many (f, 6);
  send (f);
  wait_until (n_started (f) == 4);

  /* One that waits never starts; one that is on its way is stopped. */
  frond_file_transfer_cancel (nth (f, 4));
  frond_file_transfer_cancel (nth (f, 0));
  g_assert_true (g_cancellable_is_cancelled (frond_file_transfer_get_cancellable (nth (f, 0))));
  g_assert_cmpint (frond_file_transfer_get_state (nth (f, 0)), ==, FROND_FILE_CANCELLED);
  wait_until (n_started (f) == 5);
  g_assert_cmpint (frond_file_transfer_get_state (nth (f, 5)), ==, FROND_FILE_SENDING);

  /* Not even the guest's word makes it a success then. */
  frond_file_transfer_end (nth (f, 0), NULL);
  g_assert_cmpint (frond_file_transfer_get_state (nth (f, 0)), ==, FROND_FILE_CANCELLED);
  g_assert_null (frond_file_transfer_get_error (nth (f, 0)));

  frond_file_transfers_cancel_all (f->files);
  g_assert_cmpuint (frond_file_transfers_get_n_active (f->files), ==, 0);
  g_assert_cmpuint (n_started (f), ==, 5);
}

static void
count_cb (GObject *object, GParamSpec *pspec, guint *count)
{
  (*count)++;
}

static void
test_throttle (Fixture *f, gconstpointer data)
{
  g_autofree char *big = g_strnfill (100000, 'x');
  guint done = 0, fraction = 0;

  choose_text (f, "big", big);
  send (f);
  wait_until (n_started (f) == 1);
  g_signal_connect (nth (f, 0), "notify::done", G_CALLBACK (count_cb), &done);
  g_signal_connect (f->files, "notify::fraction", G_CALLBACK (count_cb), &fraction);
  for (guint i = 1; i <= 50000; i++)
    frond_file_transfers_take_progress (f->files, nth (f, 0), i);
  wait_until (done > 0 && fraction > 0);
  g_assert_cmpuint (done, <=, 2);
  g_assert_cmpuint (fraction, <=, 2);
  g_assert_cmpuint (frond_file_transfer_get_done (nth (f, 0)), ==, 50000);
  g_assert_cmpfloat_with_epsilon (frond_file_transfers_get_fraction (f->files), 0.5, 0.01);

  /* Nothing comes while nothing moves. */
  done = fraction = 0;
  test_wait_ms (100);
  g_assert_cmpuint (done + fraction, ==, 0);

  /* More than there is does not count. */
  frond_file_transfers_take_progress (f->files, nth (f, 0), G_MAXUINT64);
  g_assert_cmpuint (frond_file_transfer_get_done (nth (f, 0)), ==, 100000);
  g_signal_handlers_disconnect_by_func (nth (f, 0), count_cb, &done);
  g_signal_handlers_disconnect_by_func (f->files, count_cb, &fraction);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (f->dir);

  frond_test_files_set_refusal (FROND_TEST_FILES (f->files), FROND_ERROR_FILES_NO_AGENT);
  choose_many (f, 1);
  g_assert_false (frond_file_transfers_send (f->files, G_LIST_MODEL (f->chosen), &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_FILES_NO_AGENT);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->files)), ==, 0);
  g_clear_error (&error);

  frond_test_files_set_refusal (FROND_TEST_FILES (f->files), -1);
  for (guint i = 0; i < FROND_FILE_TRANSFERS_MAX; i++)
    g_list_store_append (f->chosen, file);
  g_assert_false (frond_file_transfers_send (f->files, G_LIST_MODEL (f->chosen), &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_FILES_TOO_MANY);

  /* The agent may go between the drop and a file's turn. */
  g_list_store_remove_all (f->chosen);
  choose_many (f, 1);
  send (f);
  frond_test_files_set_refusal (FROND_TEST_FILES (f->files), FROND_ERROR_FILES_REFUSED);
  assert_refused (f, 0, FROND_ERROR_FILES_REFUSED);
  g_assert_cmpuint (n_started (f), ==, 0);
}

static void
test_dropped (Fixture *f, gconstpointer data)
{
  g_autoptr (FrondFileTransfer) running = NULL;
  g_autoptr (FrondFileTransfer) waiting = NULL;

  choose_many (f, 5);
  send (f);
  wait_until (n_started (f) == 4);
  running = g_object_ref (nth (f, 0));
  waiting = g_object_ref (nth (f, 4));
  g_clear_object (&f->files);
  g_assert_cmpint (frond_file_transfer_get_state (running), ==, FROND_FILE_CANCELLED);
  g_assert_cmpint (frond_file_transfer_get_state (waiting), ==, FROND_FILE_CANCELLED);
}

#define TEST(name, func) g_test_add ("/display/files/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  TEST ("queue", test_queue);
  TEST ("bad-files", test_bad_files);
  TEST ("unreadable", test_unreadable);
  TEST ("cancel", test_cancel);
  TEST ("throttle", test_throttle);
  TEST ("refused", test_refused);
  TEST ("dropped", test_dropped);

  return g_test_run ();
}
