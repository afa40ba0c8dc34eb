/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every screen over doubles: what shots takes pictures of and what walk goes through. */

#include "shots.h"

#include "frond-advanced-row.h"
#include "frond-display-private.h"
#include "frond-drop-hint.h"
#include "frond-error.h"
#include "frond-files-button.h"
#include "frond-guest-commands.h"
#include "frond-guest-files.h"
#include "frond-guest-tile.h"
#include "frond-monitor-window.h"
#include "frond-properties-dialog.h"
#include "frond-test-files.h"

static int shot_width = 960;
static int shot_height = 660;

void
shots_set_size (int width, int height)
{
  shot_width = width;
  shot_height = height;
}

void
shots_set_window_size (GtkWindow *window)
{
  gtk_window_set_default_size (window, shot_width, shot_height);
  ui_settle ();
}

static GtkWindow *
sized (GtkWindow *window)
{
  shots_set_window_size (window);
  return window;
}

static GtkWindow *
run (UiFixture *f)
{
  return sized (GTK_WINDOW (ui_fixture_run (f)));
}

static void
add_machines (UiFixture *f)
{
  ui_fixture_add (f, "Debian 13", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, 0);
  ui_fixture_add (f, "Accounts", "Windows 11", FROND_GUEST_STOPPED, FROND_GUEST_REASON_SHUTDOWN, 2);
  ui_fixture_add (f, "Fedora Workstation", "Fedora Linux 42", FROND_GUEST_PAUSED, FROND_GUEST_REASON_USER, 1);
  ui_fixture_add (f, "Build server of the whole department", "Alpine Linux 3.22", FROND_GUEST_STOPPED,
                  FROND_GUEST_REASON_CRASHED, -1);
  ui_fixture_add (f, "Router", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_add (f, "Old laptop", "Ubuntu 24.04", FROND_GUEST_MISSING, FROND_GUEST_REASON_NONE, -1);
}

static GtkWindow *
open_empty (UiFixture *f)
{
  return run (f);
}

GtkWindow *
shots_open_library (UiFixture *f)
{
  add_machines (f);
  return run (f);
}

/* As it is with the pointer over a tile. */
static GtkWindow *
open_hover (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);

  gtk_widget_set_state_flags (ui_find (GTK_WIDGET (window), FROND_TYPE_GUEST_TILE, NULL, NULL),
                              GTK_STATE_FLAG_PRELIGHT, FALSE);
  return window;
}

static GtkWindow *
open_software (UiFixture *f)
{
  add_machines (f);
  frond_test_host_set_software (f->host, "no-access");
  return run (f);
}

static GtkWindow *
open_software_details (UiFixture *f)
{
  GtkWindow *window = open_software (f);

  ui_click (GTK_WIDGET (window), "Details");
  return window;
}

/* As it is on the machines that Frond is made on. */
static GtkWindow *
open_doctor (UiFixture *f)
{
  const guint64 gib = 1ULL << 30;
  FrondLibraryWindow *window;

  frond_test_host_add_check (f->host, frond_check_new ("helper", FROND_CHECK_OK, "ok", NULL));
  frond_test_host_add_check (f->host, frond_check_new ("kvm", FROND_CHECK_WARNING, "no-access",
                                                       "open: Permission denied"));
  frond_test_host_add_check (f->host, frond_check_new ("nested", FROND_CHECK_NOTE, "in-guest", "nested=Y"));
  frond_test_host_add_check (f->host, frond_check_new ("libvirt", FROND_CHECK_OK, "ok", "11.3.0"));
  frond_test_host_add_check (f->host, frond_check_new ("tpm", FROND_CHECK_WARNING, "not-installed", NULL));
  frond_test_host_add_check (f->host, frond_check_new_with_room ("memory", FROND_CHECK_OK, "ok", NULL,
                                                                 12 * gib, 16 * gib));
  frond_test_host_add_check (f->host, frond_check_new_with_room ("disk", FROND_CHECK_WARNING, "low", NULL,
                                                                 12 * gib, 460 * gib));
  frond_test_host_add_check (f->host, frond_check_new ("portal", FROND_CHECK_OK, "ok", "4"));
  add_machines (f);
  window = ui_fixture_run (f);
  gtk_widget_activate_action (GTK_WIDGET (window), "app.doctor", NULL);
  ui_settle ();
  return sized (GTK_WINDOW (window));
}

static GtkWindow *
open_unavailable (UiFixture *f)
{
  frond_test_host_set_unavailable (f->host, FROND_ERROR_HELPER_MISSING);
  return run (f);
}

static GtkWindow *
open_no_libvirt (UiFixture *f)
{
  frond_test_host_set_backend_error (f->host, "no-libvirt");
  return run (f);
}

static GtkWindow *
open_load_failed (UiFixture *f)
{
  frond_test_store_fail_load (f->store, FROND_ERROR_STORE_DAMAGED);
  return run (f);
}

static GtkWindow *
open_no_results (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  GtkWidget *entry;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.search", NULL);
  ui_settle ();
  entry = ui_find (GTK_WIDGET (window), GTK_TYPE_SEARCH_ENTRY, NULL, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "beos");
  return window;
}

GtkWindow *
shots_open_create (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  g_autoptr (GFile) iso = ui_fixture_make_iso (f, "debian-13.1.0-amd64-netinst.iso");

  frond_library_window_create_from (FROND_LIBRARY_WINDOW (window), iso);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "debian-13.1.0-amd64-netinst.iso"));
  return window;
}

static GtkWindow *
open_create_advanced (UiFixture *f)
{
  GtkWindow *window = shots_open_create (f);
  GtkWidget *row = ui_find (GTK_WIDGET (window), FROND_TYPE_ADVANCED_ROW, NULL, NULL);
  GtkAdjustment *adjustment;

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  ui_wait_until (ui_find (row, ADW_TYPE_SWITCH_ROW, NULL, NULL) != NULL);
  ui_settle ();
  /* So that all of what unfolds is in the picture. */
  adjustment = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW)));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return window;
}

static GtkWindow *
open_create_bad_name (UiFixture *f)
{
  GtkWindow *window = shots_open_create (f);
  GtkWidget *row = ui_find (GTK_WIDGET (window), ADW_TYPE_ENTRY_ROW, NULL, NULL);

  gtk_editable_set_text (GTK_EDITABLE (row), "-debian");
  return window;
}

static GtkWindow *
open_create_bad_medium (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  g_autoptr (GFile) file = ui_fixture_make_file (f, "holiday.jpg", "this is no disc");

  frond_library_window_create_from (FROND_LIBRARY_WINDOW (window), file);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "holiday.jpg"));
  return window;
}

static GtkWindow *
open_create_not_bootable (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  g_autoptr (GFile) iso = ui_fixture_make_data_iso (f, "music.iso");

  frond_library_window_create_from (FROND_LIBRARY_WINDOW (window), iso);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "music.iso"));
  return window;
}

static GtkWindow *
open_drop (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  GtkWidget *hint = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (window), FROND_TYPE_LIBRARY_WINDOW, "drop_hint"));

  gtk_revealer_set_reveal_child (GTK_REVEALER (hint), TRUE);
  return window;
}

static GtkWindow *
open_deleted (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  FrondLibraryWindow *library_window = FROND_LIBRARY_WINDOW (window);
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 1);

  frond_guest_commands_delete (guest, f->library, frond_library_window_get_toasts (library_window));
  return window;
}

static GtkWindow *
open_rename (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);

  frond_guest_commands_rename (guest, f->library,
                               frond_library_window_get_toasts (FROND_LIBRARY_WINDOW (window)));
  return window;
}

static GtkWindow *
open_duplicate (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);

  g_object_set (frond_guest_get_profile (guest), "tpm", TRUE, "os-family", FROND_OS_WINDOWS, NULL);
  frond_guest_commands_duplicate (guest, f->library,
                                  frond_library_window_get_toasts (FROND_LIBRARY_WINDOW (window)));
  return window;
}

static GtkWindow *
open_properties (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);

  adw_dialog_present (frond_properties_dialog_new (f->library, guest), GTK_WIDGET (window));
  return window;
}

static GtkWindow *
open_properties_no_gl (UiFixture *f)
{
  frond_test_host_add_left_out (f->host, "gl", "no-device");
  return open_properties (f);
}

static GtkWindow *
open_about (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);

  gtk_window_present (window);
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "about", NULL);
  return window;
}

static GtkWindow *
open_shortcuts (UiFixture *f)
{
  shots_open_library (f);
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "shortcuts", NULL);
  ui_settle ();
  for (GList *l = gtk_window_list_toplevels (); l != NULL; l = l->next)
    if (g_str_equal (G_OBJECT_TYPE_NAME (l->data), "GtkShortcutsWindow"))
      return l->data;
  g_assert_not_reached ();
}

GtkWindow *
shots_open_guest (UiFixture *f, FrondGuestState state, FrondGuestReason reason)
{
  g_autoptr (FrondGuest) guest = NULL;
  g_autoptr (FrondSession) session = NULL;
  GtkWindow *window;

  ui_fixture_add (f, "Debian 13", "Debian 13", state, reason, 0);
  run (f);
  guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  frond_profile_set_window_size (frond_guest_get_profile (guest), shot_width, shot_height);
  window = frond_application_open_guest (f->application, guest);
  session = frond_test_session_new (1280, 800);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), session);
  g_object_set_data (G_OBJECT (window), "frond-shots-files", frond_session_get_files (session));
  ui_settle ();

  return window;
}

static GtkWindow *
open_guest_running (UiFixture *f)
{
  return shots_open_guest (f, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
}

static GtkWindow *
open_guest_gl_unshown (UiFixture *f)
{
  GtkWindow *window = open_guest_running (f);
  GtkWidget *display = ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL);

  frond_display_set_gl_unshown (FROND_DISPLAY (display), TRUE);
  return window;
}

static GtkWindow *
open_guest_starting (UiFixture *f)
{
  return shots_open_guest (f, FROND_GUEST_STARTING, FROND_GUEST_REASON_NONE);
}

static GtkWindow *
open_guest_paused (UiFixture *f)
{
  return shots_open_guest (f, FROND_GUEST_PAUSED, FROND_GUEST_REASON_USER);
}

static GtkWindow *
open_guest_stopped (UiFixture *f)
{
  GtkWindow *window = shots_open_guest (f, FROND_GUEST_STOPPED, FROND_GUEST_REASON_SHUTDOWN);
  FrondGuest *guest = frond_guest_window_get_guest (FROND_GUEST_WINDOW (window));

  frond_profile_set_media_uri (frond_guest_get_profile (guest),
                               "file:///media/debian-13.1.0-amd64-netinst.iso");
  frond_profile_set_boot_media (frond_guest_get_profile (guest), TRUE);
  return window;
}

static GtkWindow *
open_guest_error (UiFixture *f)
{
  GtkWindow *window = shots_open_guest (f, FROND_GUEST_STOPPED, FROND_GUEST_REASON_SHUTDOWN);

  frond_test_host_fail_start (f->host, FROND_ERROR_NO_SPACE);
  frond_guest_window_start (FROND_GUEST_WINDOW (window));
  return window;
}

static GtkWindow *
open_guest_lost (UiFixture *f)
{
  GtkWindow *window = shots_open_guest (f, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  g_autoptr (FrondSession) session = frond_test_session_new (1280, 800);

  frond_test_session_set_broken (FROND_TEST_SESSION (session), TRUE);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), session);
  ui_wait_until (g_strcmp0 (ui_page (window), "lost") == 0);
  return window;
}

static GtkWindow *
open_guest_refused (UiFixture *f)
{
  GtkWindow *window = shots_open_guest (f, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  g_autoptr (FrondSession) session = frond_test_session_new (1280, 800);

  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), session);
  frond_test_session_refuse (FROND_TEST_SESSION (session), FROND_ERROR_OUT_OF_RANGE);
  return window;
}

static GtkWindow *
open_guest_force_off (UiFixture *f)
{
  GtkWindow *window = open_guest_running (f);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.force-off", NULL);
  return window;
}

static GtkWindow *
open_guest_fullscreen (UiFixture *f)
{
  GtkWindow *window = open_guest_running (f);

  gtk_window_fullscreen (window);
  ui_wait_until (gtk_window_is_fullscreen (window));
  return window;
}

/* The window of the guest's second monitor; without an agent it waits. */
static GtkWindow *
open_second (UiFixture *f, gboolean agent)
{
  const char *id =
      ui_fixture_add (f, "Debian 13", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, 0);
  g_autoptr (FrondGuest) guest = NULL;
  g_autoptr (FrondSession) session = frond_test_session_new (1280, 800);
  g_autofree char *windows = g_strdup_printf ("2 open %dx%d window\n", shot_width, shot_height);
  GtkWindow *window = NULL;

  g_object_set (frond_test_store_get (f->store, id), "monitor-windows", windows, "resize-guest", TRUE, NULL);
  run (f);
  guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  frond_test_session_add_dark_screens (FROND_TEST_SESSION (session), 1);
  frond_test_session_set_agent (FROND_TEST_SESSION (session), TRUE);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (frond_application_open_guest (f->application, guest)),
                                  session);
  ui_settle ();
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (f->application)); l != NULL; l = l->next)
    if (FROND_IS_MONITOR_WINDOW (l->data))
      window = l->data;
  g_assert_nonnull (window);
  if (agent)
    ui_wait_until (frond_screen_get_ready (
        frond_display_get_screen (frond_monitor_window_get_display (FROND_MONITOR_WINDOW (window)))));
  else
    frond_monitor_window_set_screen (FROND_MONITOR_WINDOW (window), NULL);
  ui_settle ();
  return window;
}

static GtkWindow *
open_second_shown (UiFixture *f)
{
  return open_second (f, TRUE);
}

static GtkWindow *
open_second_waiting (UiFixture *f)
{
  return open_second (f, FALSE);
}

static GtkWindow *
open_second_fullscreen (UiFixture *f)
{
  GtkWindow *window = open_second (f, TRUE);

  gtk_window_fullscreen (window);
  ui_wait_until (gtk_window_is_fullscreen (window));
  return window;
}

/* What the window's session has: it is the one that open_guest has put there. */
static FrondFileTransfers *
guest_files (GtkWindow *window)
{
  return g_object_get_data (G_OBJECT (window), "frond-shots-files");
}

static FrondFileTransfer *
nth_file (FrondFileTransfers *files, guint n)
{
  g_autoptr (FrondFileTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (files), n);

  return transfer;
}

/* Some on their way, one through, one that the guest did not take. */
static GtkWindow *
open_guest_files (UiFixture *f)
{
  static const char *const names[] = { "holiday.jpg",
                                       "Annual report of the whole department, final version.pdf",
                                       "debian-13.1.0-amd64-netinst.iso", "notes.txt", "music.flac" };
  GtkWindow *window = open_guest_running (f);
  FrondFileTransfers *files = guest_files (window);
  g_autoptr (GListStore) chosen = g_list_store_new (G_TYPE_FILE);
  GtkWidget *button;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GFile) file = ui_fixture_make_file (f, names[i], "0123456789");

      g_list_store_append (chosen, file);
    }
  frond_file_transfers_send (files, G_LIST_MODEL (chosen), NULL);
  ui_wait_until (frond_test_files_get_n_started (FROND_TEST_FILES (files)) == 4);
  for (guint i = 1; i < 4; i++)
    frond_file_transfer_set_total (nth_file (files, i), i * 12345678);
  frond_file_transfer_end (nth_file (files, 0), NULL);
  frond_file_transfer_end (nth_file (files, 1),
                           g_error_new_literal (FROND_ERROR, FROND_ERROR_FILES_GUEST_FULL, "full"));
  frond_file_transfers_take_progress (files, nth_file (files, 2), 9876543);
  frond_file_transfers_take_progress (files, nth_file (files, 3), 1234567);
  ui_settle ();
  button = ui_find (GTK_WIDGET (window), FROND_TYPE_FILES_BUTTON, NULL, NULL);
  gtk_menu_button_popup (GTK_MENU_BUTTON (ui_find (button, GTK_TYPE_MENU_BUTTON, NULL, NULL)));
  return window;
}

static FrondDropHint *
drop_hint (GtkWindow *window)
{
  return FROND_DROP_HINT (ui_find (GTK_WIDGET (window), FROND_TYPE_DROP_HINT, NULL, NULL));
}

static GtkWindow *
open_guest_files_hint (UiFixture *f)
{
  GtkWindow *window = open_guest_running (f);
  FrondGuest *guest = frond_guest_window_get_guest (FROND_GUEST_WINDOW (window));

  frond_drop_hint_show_target (drop_hint (window), "Debian 13", frond_guest_files_place (guest));
  return window;
}

static GtkWindow *
open_guest_files_refused (UiFixture *f)
{
  GtkWindow *window = open_guest_running (f);
  g_autoptr (GError) error = g_error_new_literal (FROND_ERROR, FROND_ERROR_FILES_NO_AGENT, "none");

  frond_drop_hint_show_refusal (drop_hint (window), "Debian 13", error);
  return window;
}

static const ShotsScreen screens[] = {
  { "library-empty", open_empty },
  { "library", shots_open_library },
  { "library-hover", open_hover },
  { "library-focused", shots_open_library_focused },
  { "library-focused-button", shots_open_library_focused_button },
  { "library-selecting", shots_open_library_selecting },
  { "library-move-to-group", shots_open_library_move_to_group },
  { "library-software", open_software },
  { "library-software-details", open_software_details },
  { "doctor", open_doctor },
  { "library-helper-missing", open_unavailable },
  { "library-no-libvirt", open_no_libvirt },
  { "library-damaged", open_load_failed },
  { "library-no-results", open_no_results },
  { "library-drop", open_drop },
  { "library-deleted", open_deleted },
  { "create", shots_open_create },
  { "create-advanced", open_create_advanced },
  { "create-encrypted", shots_open_create_encrypted },
  { "unlock", shots_open_unlock },
  { "place-service", shots_open_place_service },
  { "place-session", shots_open_place_session },
  { "move", shots_open_move },
  { "move-back", shots_open_move_back },
  { "moving", shots_open_moving },
  { "moved", shots_open_moved },
  { "devices", shots_open_devices },
  { "passphrase", shots_open_passphrase },
  { "preferences-machines", shots_open_preferences_machines },
  { "create-bad-name", open_create_bad_name },
  { "create-bad-medium", open_create_bad_medium },
  { "create-not-bootable", open_create_not_bootable },
  { "import", shots_open_import },
  { "import-end", shots_open_import_end },
  { "import-problem", shots_open_import_problem },
  { "import-found", shots_open_import_found },
  { "rename", open_rename },
  { "duplicate", open_duplicate },
  { "properties", open_properties },
  { "properties-no-gl", open_properties_no_gl },
  { "about", open_about },
  { "shortcuts", open_shortcuts },
  { "guest", open_guest_running },
  { "guest-gl-unshown", open_guest_gl_unshown },
  { "guest-starting", open_guest_starting },
  { "guest-paused", open_guest_paused },
  { "guest-stopped", open_guest_stopped },
  { "guest-saved", shots_open_guest_saved },
  { "guest-start-fresh", shots_open_guest_start_fresh },
  { "properties-fates", shots_open_properties_fates },
  { "guest-error", open_guest_error },
  { "guest-lost", open_guest_lost },
  { "guest-refused", open_guest_refused },
  { "guest-force-off", open_guest_force_off },
  { "guest-fullscreen", open_guest_fullscreen },
  { "screen-2", open_second_shown },
  { "screen-2-waiting", open_second_waiting },
  { "screen-2-fullscreen", open_second_fullscreen },
  { "guest-fullscreen-bar", shots_open_guest_fullscreen_bar },
  { "guest-blank", shots_open_guest_blank },
  { "preferences", shots_open_preferences },
  { "preferences-keys", shots_open_preferences_keys },
  { "catalogue", shots_open_catalogue },
  { "catalogue-focused", shots_open_catalogue_focused },
  { "catalogue-no-results", shots_open_catalogue_no_results },
  { "catalogue-launching", shots_open_catalogue_launching },
  { "catalogue-configure", shots_open_catalogue_configure },
  { "library-launching", shots_open_library_launching },
  { "downloads", shots_open_downloads },
  { "downloads-failed", shots_open_downloads_failed },
  { "preferences-downloads", shots_open_preferences_downloads },
  { "usb", shots_open_usb },
  { "usb-failed", shots_open_usb_failed },
  { "usb-empty", shots_open_usb_empty },
  { "guest-console", shots_open_guest_console },
  { "guest-console-off", shots_open_guest_console_off },
  { "guest-console-busy", shots_open_guest_console_busy },
  { "guest-files", open_guest_files },
  { "guest-files-hint", open_guest_files_hint },
  { "guest-files-refused", open_guest_files_refused },
  { "errors", shots_open_errors },
  { "errors-media", shots_open_errors_media },
  { "errors-files", shots_open_errors_files },
  { "errors-downloads", shots_open_errors_downloads },
  { "errors-import", shots_open_errors_import },
  { "errors-library", shots_open_errors_library },
  { "errors-images", shots_open_errors_images },
  { "errors-passphrase", shots_open_errors_passphrase },
  { "errors-save", shots_open_errors_save },
  { "errors-tasks", shots_open_errors_tasks },
  { "errors-fields", shots_open_errors_fields },
};

const ShotsScreen *
shots_get_screens (guint *n_screens)
{
  *n_screens = G_N_ELEMENTS (screens);
  return screens;
}
