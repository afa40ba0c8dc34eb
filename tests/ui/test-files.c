/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that are sent from a guest's window, over a double of the guest. */

#include "ui-fixture.h"

#include "frond-error.h"
#include "frond-files-button.h"
#include "frond-test-files.h"

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/files/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

typedef struct
{
  GtkWidget *window;
  FrondFileTransfers *files;
} Guest;

static Guest
open_guest (UiFixture *f)
{
  g_autoptr (FrondGuest) guest = NULL;
  g_autoptr (FrondSession) session = frond_test_session_new (640, 480);
  Guest result;

  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_run (f);
  guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  result.window = GTK_WIDGET (frond_application_open_guest (f->application, guest));
  result.files = frond_session_get_files (session);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (result.window), session);
  ui_settle ();
  return result;
}

static GdkFileList *
make_files (UiFixture *f, guint n)
{
  GSList *files = NULL;
  GdkFileList *list;

  for (guint i = n; i > 0; i--)
    {
      g_autofree char *name = g_strdup_printf ("file-%u", i);

      files = g_slist_prepend (files, ui_fixture_make_file (f, name, "0123456789"));
    }
  list = gdk_file_list_new_from_list (files);
  g_slist_free_full (files, g_object_unref);
  return list;
}

/* As a file manager's Copy and our Paste Files do it. */
static void
paste (UiFixture *f, Guest guest, guint n)
{
  GdkFileList *files = make_files (f, n);

  gdk_clipboard_set (gtk_widget_get_clipboard (guest.window), GDK_TYPE_FILE_LIST, files);
  g_boxed_free (GDK_TYPE_FILE_LIST, files);
  ui_settle ();
  gtk_widget_activate_action (guest.window, "win.paste-files", NULL);
}

static FrondFileTransfer *
nth (Guest guest, guint n)
{
  g_autoptr (FrondFileTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (guest.files), n);

  return transfer;
}

static GtkWidget *
find_button (Guest guest)
{
  return ui_find (guest.window, FROND_TYPE_FILES_BUTTON, NULL, NULL);
}

static void
test_sent (UiFixture *f, gconstpointer data)
{
  Guest guest = open_guest (f);

  g_assert_null (find_button (guest));
  paste (f, guest, 2);
  ui_wait_until (frond_test_files_get_n_started (FROND_TEST_FILES (guest.files)) == 2);
  ui_wait_until (find_button (guest) != NULL);

  frond_file_transfer_end (nth (guest, 0), NULL);
  g_assert_false (ui_has_text (guest.window, "were sent to"));
  frond_file_transfer_end (nth (guest, 1), NULL);
  ui_settle ();
  g_assert_true (ui_has_text (guest.window, "2 files were sent to “one”"));
}

static void
test_popover (UiFixture *f, gconstpointer data)
{
  Guest guest = open_guest (f);
  GtkWidget *button;

  paste (f, guest, 3);
  ui_wait_until (frond_test_files_get_n_started (FROND_TEST_FILES (guest.files)) == 3);
  ui_settle ();
  button = ui_find (find_button (guest), GTK_TYPE_MENU_BUTTON, NULL, NULL);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  ui_settle ();
  frond_file_transfers_take_progress (guest.files, nth (guest, 1), 5);
  ui_wait_until (ui_has_text (button, "5 bytes of 10 bytes"));
  g_assert_true (ui_has_text (button, "file-1"));
  g_assert_true (ui_has_text (button, "Downloads"));

  ui_click (button, "Cancel"); /* the first row's */
  g_assert_cmpint (frond_file_transfer_get_state (nth (guest, 0)), ==, FROND_FILE_CANCELLED);
  ui_settle ();
  g_assert_true (ui_has_text (button, "Cancelled"));
  ui_click (button, "Cancel All");
  g_assert_cmpuint (frond_file_transfers_get_n_active (guest.files), ==, 0);
  ui_settle ();
  g_assert_null (ui_find_button (button, "Cancel All"));
  g_assert_false (ui_has_text (guest.window, "sent to"));

  /* Nothing failed: looked at once, and it goes. */
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  ui_wait_until (find_button (guest) == NULL);
}

static void
test_failed (UiFixture *f, gconstpointer data)
{
  static const struct
  {
    FrondError code;
    const char *words;
  } cases[] = {
    { FROND_ERROR_FILES_GUEST_FULL, "too little free space" },
    { FROND_ERROR_FILES_LOCKED, "locked" },
    { FROND_ERROR_FILES_NO_SESSION, "logged in" },
    { FROND_ERROR_FILES_REFUSED, "take no files" },
    { FROND_ERROR_FILES_LOST, "ended in the middle" },
    { FROND_ERROR_FILES_GUEST_ENDED, "stopped it" },
    { FROND_ERROR_FILES_FOLDER, "archive" },
    { FROND_ERROR_FILES_NAME, "Rename" },
    { FROND_ERROR_FILES_SPECIAL, "device" },
    { FROND_ERROR_FILES_UNREADABLE, "cannot be read" },
    { FROND_ERROR_FILES_GUEST, "could not save" },
  };
  Guest guest = open_guest (f);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GtkWidget *button;

      paste (f, guest, 1);
      ui_wait_until (frond_test_files_get_n_started (FROND_TEST_FILES (guest.files)) == i + 1);
      frond_file_transfer_end (nth (guest, 0),
                               g_error_new_literal (FROND_ERROR, (int) cases[i].code, "test"));
      ui_settle ();
      g_assert_true (ui_has_text (guest.window, "“file-1” Could Not Be Sent"));
      button = ui_find (find_button (guest), GTK_TYPE_MENU_BUTTON, NULL, NULL);
      gtk_menu_button_popup (GTK_MENU_BUTTON (button));
      ui_settle ();
      g_assert_true (ui_has_text (button, cases[i].words));
      gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
    }
}

static void
test_refused (UiFixture *f, gconstpointer data)
{
  Guest guest = open_guest (f);

  frond_test_files_set_refusal (FROND_TEST_FILES (guest.files), FROND_ERROR_FILES_NO_AGENT);
  paste (f, guest, 1);
  ui_wait_until (ui_has_text (guest.window, "Files Cannot Be Sent to “one”"));
  ui_click (guest.window, "Details");
  ui_settle ();
  g_assert_true (ui_has_text (guest.window, "spice-vdagent"));
  g_assert_null (find_button (guest));

  /* No chooser either, of which nothing could come. */
  gtk_widget_activate_action (guest.window, "win.send-files", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (guest.files)), ==, 0);
}

static void
test_text (UiFixture *f, gconstpointer data)
{
  Guest guest = open_guest (f);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (guest.window), "words");
  ui_settle ();
  gtk_widget_activate_action (guest.window, "win.paste-files", NULL);
  ui_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (guest.files)), ==, 0);
  g_assert_false (ui_has_text (guest.window, "Cannot Be Sent"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  TEST ("sent", test_sent);
  TEST ("popover", test_popover);
  TEST ("failed", test_failed);
  TEST ("refused", test_refused);
  TEST ("text-is-no-file", test_text);

  return g_test_run ();
}
