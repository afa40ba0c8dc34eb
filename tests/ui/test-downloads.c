/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What people see of downloads, over a queue that has no network and shows what it is told to. */

#include "ui-fixture.h"

#include "frond-cache-index.h"
#include "frond-download-private.h"
#include "frond-download-view.h"
#include "frond-downloads-button.h"
#include "frond-error.h"
#include "frond-message.h"
#include "frond-preferences-dialog.h"

#define MB G_GUINT64_CONSTANT (1000000)

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/downloads/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static FrondDownload *
add (UiFixture *f, const char *title)
{
  g_autofree char *uri = g_strdup_printf ("https://images.example/%s.iso", title);
  const char *const uris[] = { uri, NULL };
  g_autoptr (FrondDownloadSource) source = g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "title", title, "uris",
                                                         uris, "kind", FROND_IMAGE_KIND_ISO, NULL);

  return frond_downloads_add (f->downloads, source);
}

static void
show (FrondDownload *download, FrondDownloadState state, guint64 received, guint64 total, guint64 speed)
{
  FrondDownloadProgress progress = { received, total, speed, FALSE };

  _frond_download_show (download, state, &progress, NULL);
}

static void
show_error (FrondDownload *download, FrondDownloadState state, FrondError code)
{
  FrondDownloadProgress progress = { 10 * MB, 20 * MB, 0, FALSE };
  GError *error = NULL;

  frond_set_error (&error, code, NULL, "a test");
  _frond_download_show (download, state, &progress, error);
}

static GtkWidget *
open_list (FrondLibraryWindow *window)
{
  GtkWidget *button = ui_find (GTK_WIDGET (window), FROND_TYPE_DOWNLOADS_BUTTON, NULL, NULL);

  g_assert_nonnull (button);
  frond_library_window_show_downloads (window);
  ui_wait_until (ui_find (button, FROND_TYPE_DOWNLOAD_VIEW, NULL, NULL) != NULL);
  ui_settle ();
  return button;
}

static void
test_button_comes (UiFixture *f, gconstpointer user_data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  FrondDownload *download;
  GtkWidget *button;

  g_assert_null (ui_find (GTK_WIDGET (window), FROND_TYPE_DOWNLOADS_BUTTON, NULL, NULL));
  download = add (f, "one");
  show (download, FROND_DOWNLOAD_RUNNING, 10 * MB, 100 * MB, 1 * MB);
  ui_settle ();
  button = ui_find (GTK_WIDGET (window), FROND_TYPE_DOWNLOADS_BUTTON, NULL, NULL);
  g_assert_nonnull (button);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (adw_bin_get_child (ADW_BIN (button))), ==,
                   "Downloading 1 File");
}

static void
test_words (UiFixture *f, gconstpointer user_data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  FrondDownload *download = add (f, "one");
  GtkWidget *list;

  show (download, FROND_DOWNLOAD_RUNNING, 400 * MB, 2200 * MB, 10 * MB);
  list = open_list (window);
  g_assert_true (ui_has_text (list, "400.0"));
  g_assert_true (ui_has_text (list, "2.2"));
  g_assert_true (ui_has_text (list, "about 3 minutes left"));

  show (download, FROND_DOWNLOAD_PAUSED, 400 * MB, 2200 * MB, 0);
  ui_settle ();
  g_assert_true (ui_has_text (list, "Paused, 400.0"));
  g_assert_false (ui_has_text (list, "left"));

  show (download, FROND_DOWNLOAD_CHECKING, 400 * MB, 2200 * MB, 0);
  g_assert_true (ui_has_text (list, "Checking"));

  show_error (download, FROND_DOWNLOAD_FAILED, FROND_ERROR_DOWNLOAD_WEB_PAGE);
  ui_settle ();
  g_assert_true (ui_has_text (list, "A web page came"));
  g_assert_nonnull (ui_find_button (list, "Try Again"));
  g_assert_null (ui_find_button (list, "Pause"));

  show_error (download, FROND_DOWNLOAD_PAUSED, FROND_ERROR_NO_SPACE);
  ui_settle ();
  g_assert_true (ui_has_text (list, "too little free space"));
  g_assert_nonnull (ui_find_button (list, "Resume"));
  g_assert_nonnull (ui_find_button (list, "Cancel"));
}

static void
test_buttons (UiFixture *f, gconstpointer user_data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  FrondDownload *download = add (f, "one");
  GtkWidget *list;

  show (download, FROND_DOWNLOAD_RUNNING, 400 * MB, 2200 * MB, 10 * MB);
  list = open_list (window);
  ui_click (list, "Pause");
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_PAUSED);
  ui_settle ();
  g_assert_null (ui_find_button (list, "Pause"));
  ui_click (list, "Resume");
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_WAITING); /* there is no network */
  ui_settle ();
  ui_click (list, "Cancel");
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_CANCELLED);
  ui_settle ();
  g_assert_null (ui_find_button (list, "Cancel"));
  ui_click (list, "Clear List");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->downloads)), ==, 0);
  ui_wait_until (ui_find (GTK_WIDGET (window), FROND_TYPE_DOWNLOADS_BUTTON, NULL, NULL) == NULL);
}

/* The words do not change faster than they can be read. */
static void
test_calm (UiFixture *f, gconstpointer user_data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  FrondDownload *download = add (f, "one");
  GtkWidget *list;

  show (download, FROND_DOWNLOAD_RUNNING, 400 * MB, 2200 * MB, 10 * MB);
  list = open_list (window);
  show (download, FROND_DOWNLOAD_PAUSED, 400 * MB, 2200 * MB, 10 * MB);
  show (download, FROND_DOWNLOAD_RUNNING, 400 * MB, 2200 * MB, 10 * MB);
  show (download, FROND_DOWNLOAD_RUNNING, 401 * MB, 2200 * MB, 10 * MB);
  g_assert_true (ui_has_text (list, "400.0"));
  ui_wait_until ((show (download, FROND_DOWNLOAD_RUNNING, frond_download_get_received (download) + 1,
                        2200 * MB, 10 * MB),
                  ui_has_text (list, "401.0")));
}

static gboolean
has_words (FrondError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondMessage) message = NULL;

  frond_set_error (&error, code, NULL, "a test");
  message = frond_message_new (FROND_TASK_DOWNLOAD, "Debian 13", error);
  g_assert_cmpstr (message->title, ==, "“Debian 13” Could Not Be Downloaded");
  return strstr (message->body, "unexpected") == NULL;
}

static void
test_every_error (UiFixture *f, gconstpointer user_data)
{
  for (guint code = FROND_ERROR_DOWNLOAD_SOURCE; code <= FROND_ERROR_DOWNLOAD_FOLDER; code++)
    g_assert_true (has_words (code));
  g_assert_true (has_words (FROND_ERROR_NO_SPACE));
  g_assert_true (has_words (FROND_ERROR_BUSY));
  ui_fixture_run (f);
}

static void
put (UiFixture *f)
{
  const char *folder = frond_cache_get_path (frond_downloads_get_cache (f->downloads));
  g_autofree char *hex = g_strnfill (64, 'a');
  g_autofree char *digest = g_strconcat ("sha256:", hex, NULL);
  g_autoptr (GFile) file = ui_fixture_make_file (f, "image", "0123456789");
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (FrondCacheEntry) named =
      g_object_new (FROND_TYPE_CACHE_ENTRY, "digest", digest, "source-digest", digest, "title", "Debian 13",
                    "kind", FROND_IMAGE_KIND_ISO, NULL);
  g_autoptr (FrondCacheEntry) entry = frond_cache_index_put (folder, path, named, NULL);

  g_assert_nonnull (entry);
}

static gboolean
cache_has_files (UiFixture *f)
{
  g_autoptr (GPtrArray) list =
      frond_cache_index_read (frond_cache_get_path (frond_downloads_get_cache (f->downloads)), NULL);

  return list->len > 0;
}

static gboolean
row_is (GtkWidget *widget, const char *title)
{
  return g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title);
}

static void
press_row (GtkWidget *root, GType type, const char *title)
{
  GtkWidget *row = ui_find (root, type, row_is, title);

  g_assert_nonnull (row);
  g_signal_emit_by_name (row, "activated");
  ui_settle ();
}

static void
test_preferences (UiFixture *f, gconstpointer user_data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  FrondCache *cache = frond_downloads_get_cache (f->downloads);
  GtkWidget *dialog = NULL;
  GtkWidget *row;
  guint parallel;

  put (f);
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "preferences", NULL);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_PREFERENCES_DIALOG, NULL, NULL)) != NULL);
  adw_preferences_dialog_set_visible_page_name (ADW_PREFERENCES_DIALOG (dialog), "downloads");
  ui_wait_until (ui_has_text (dialog, "Debian 13"));

  row = ui_find (dialog, ADW_TYPE_SPIN_ROW, row_is, "_Keep at Most");
  g_assert_cmpfloat (adw_spin_row_get_value (ADW_SPIN_ROW (row)), ==, 20);
  adw_spin_row_set_value (ADW_SPIN_ROW (row), 5);
  g_assert_cmpuint (frond_cache_get_limit (cache), ==, 5000 * MB);
  row = ui_find (dialog, ADW_TYPE_SPIN_ROW, row_is, "_At the Same Time");
  adw_spin_row_set_value (ADW_SPIN_ROW (row), 5);
  g_object_get (f->downloads, "max-parallel", &parallel, NULL);
  g_assert_cmpuint (parallel, ==, 5);

  /* It asks first. */
  press_row (dialog, ADW_TYPE_BUTTON_ROW, "_Delete All…");
  ui_wait_until (ui_find_button (GTK_WIDGET (window), "Cancel") != NULL);
  ui_click (GTK_WIDGET (window), "Cancel");
  ui_settle ();
  g_assert_true (cache_has_files (f));

  press_row (dialog, ADW_TYPE_BUTTON_ROW, "_Delete All…");
  ui_wait_until (ui_find (GTK_WIDGET (window), ADW_TYPE_ALERT_DIALOG, NULL, NULL) != NULL);
  ui_click (ui_find (GTK_WIDGET (window), ADW_TYPE_ALERT_DIALOG, NULL, NULL), "Delete");
  ui_wait_until (ui_has_text (dialog, "Nothing"));
  g_assert_false (cache_has_files (f));
  g_assert_false (ui_has_text (dialog, "Debian 13"));
}

static void
test_settings (UiFixture *f, gconstpointer user_data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (GSettings) settings = g_settings_new ("me.phyllo.Frond");
  guint parallel;
  gboolean metered;

  g_assert_true (GTK_IS_WINDOW (window));
  g_settings_set_uint (settings, "downloads-parallel", 6);
  g_settings_set_boolean (settings, "downloads-metered", TRUE);
  g_settings_set_uint64 (settings, "downloads-limit", 3000 * MB);
  ui_settle ();
  g_object_get (f->downloads, "max-parallel", &parallel, "metered", &metered, NULL);
  g_assert_cmpuint (parallel, ==, 6);
  g_assert_true (metered);
  g_assert_cmpuint (frond_cache_get_limit (frond_downloads_get_cache (f->downloads)), ==, 3000 * MB);
  g_settings_reset (settings, "downloads-parallel");
  g_settings_reset (settings, "downloads-metered");
  g_settings_reset (settings, "downloads-limit");
}

/* While something is downloaded the computer is kept awake, and the application alive without a window. */
static void
test_keeps_awake (UiFixture *f, gconstpointer user_data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  FrondDownload *download = add (f, "one");

  show (download, FROND_DOWNLOAD_RUNNING, 10 * MB, 100 * MB, 1 * MB);
  g_assert_true (frond_downloads_watch_get_inhibits (frond_application_get_downloads_watch (f->application)));
  show (download, FROND_DOWNLOAD_PAUSED, 10 * MB, 100 * MB, 0);
  g_assert_false (
      frond_downloads_watch_get_inhibits (frond_application_get_downloads_watch (f->application)));
  show (download, FROND_DOWNLOAD_RUNNING, 10 * MB, 100 * MB, 1 * MB);
  show (download, FROND_DOWNLOAD_WAITING, 10 * MB, 100 * MB, 0); /* for a network, perhaps for days */
  g_assert_false (
      frond_downloads_watch_get_inhibits (frond_application_get_downloads_watch (f->application)));
  show (download, FROND_DOWNLOAD_RUNNING, 10 * MB, 100 * MB, 1 * MB);
  frond_downloads_pause_all (f->downloads);
  g_assert_false (
      frond_downloads_watch_get_inhibits (frond_application_get_downloads_watch (f->application)));
  g_assert_true (GTK_IS_WINDOW (window));
}

/* The shell is told of what ends, unless somebody looks. */
static void
test_notification (UiFixture *f, gconstpointer user_data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  FrondDownload *download = add (f, "one");
  FrondDownloadsWatch *watch = frond_application_get_downloads_watch (f->application);

  /* GIO complains where no shell is, as on a test's bus. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  show (download, FROND_DOWNLOAD_RUNNING, 10 * MB, 100 * MB, 1 * MB);
  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)));
  show (download, FROND_DOWNLOAD_DONE, 100 * MB, 100 * MB, 0);
  g_assert_cmpuint (frond_downloads_watch_get_n_told (watch), ==, 0);

  gtk_window_minimize (GTK_WINDOW (window));
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  ui_wait_until (!gtk_window_is_active (GTK_WINDOW (window)));
  show (download, FROND_DOWNLOAD_RUNNING, 10 * MB, 100 * MB, 1 * MB);
  show_error (download, FROND_DOWNLOAD_FAILED, FROND_ERROR_DOWNLOAD_CUT);
  g_assert_cmpuint (frond_downloads_watch_get_n_told (watch), ==, 1);

  /* What its buttons do. */
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "retry-download",
                                  g_variant_new_string (frond_download_source_get_uris (
                                      frond_download_get_source (download))[0]));
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_WAITING);
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "show-downloads", NULL);
  ui_wait_until (ui_find (GTK_WIDGET (window), FROND_TYPE_DOWNLOAD_VIEW, NULL, NULL) != NULL);
}

int
main (int argc, char **argv)
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);

  TEST ("button-comes", test_button_comes);
  TEST ("words", test_words);
  TEST ("buttons", test_buttons);
  TEST ("calm", test_calm);
  TEST ("every-error", test_every_error);
  TEST ("preferences", test_preferences);
  TEST ("settings", test_settings);
  TEST ("keeps-awake", test_keeps_awake);
  TEST ("notification", test_notification);

  return g_test_run ();
}
