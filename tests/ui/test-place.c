/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person does about the place of a machine: moving it, its network, the computer's devices, its start with the
 * computer, and another passphrase. Real dialogs over two hosts. */

#include "frond-devices-dialog.h"
#include "frond-error.h"
#include "frond-export-dialog.h"
#include "frond-move-dialog.h"
#include "frond-network-row.h"
#include "frond-passphrase-change.h"
#include "frond-place-group.h"
#include "frond-properties-dialog.h"
#include "frond-resources.h"
#include "ui-fixture.h"

#define MIB (1024ULL * 1024)

typedef struct
{
  FrondTestStore *store;
  FrondTestHost *session;
  FrondTestHost *system;
  FrondLibrary *library;
  FrondGuest *guest;
  GtkWidget *window;
} Fixture;

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (frond_library_load_finish (FROND_LIBRARY (source), result, NULL));
}

/* DATA is the helper that has the machine. */
static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  g_autofree char *uuid = g_uuid_string_random ();
  const gboolean system = g_str_equal (data, "system");

  self->store = frond_test_store_new ();
  self->session = frond_test_host_new_for (FROND_HOST_MODE_SESSION);
  self->system = frond_test_host_new_for (FROND_HOST_MODE_SYSTEM);
  self->library = frond_library_new (FROND_PROFILE_STORE (self->store), FROND_MACHINE_HOST (self->session));
  frond_library_add_host (self->library, FROND_MACHINE_HOST (self->system));
  g_object_set (profile, "name", "Traveller", "stage", FROND_PROFILE_READY, "memory", 512 * MIB, "vcpus", 1,
                "helper", data, "machine-uuid", uuid, "network", TRUE, NULL);
  frond_test_store_put (self->store, profile);
  frond_test_host_put (system ? self->system : self->session, profile, FROND_GUEST_STOPPED,
                       FROND_GUEST_REASON_NONE);
  frond_library_load_async (self->library, NULL, loaded_cb, NULL);
  ui_wait_until (frond_library_find (self->library, frond_profile_get_id (profile)) != NULL);
  self->guest = frond_library_find (self->library, frond_profile_get_id (profile));
  ui_wait_until (frond_guest_get_state (self->guest) == FROND_GUEST_STOPPED);

  self->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 700, 800);
  adw_window_set_content (ADW_WINDOW (self->window), gtk_label_new ("behind"));
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->library);
  g_object_unref (self->store);
  g_object_unref (self->session);
  g_object_unref (self->system);
}

static GtkWidget *
present (Fixture *self, AdwDialog *dialog)
{
  adw_dialog_present (dialog, self->window);
  ui_settle ();
  return GTK_WIDGET (dialog);
}

static gboolean
has_title (GtkWidget *row, const char *text)
{
  return g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), text) == 0;
}

static GtkWidget *
find_row (GtkWidget *root, const char *title)
{
  GtkWidget *row = ui_find (root, ADW_TYPE_PREFERENCES_ROW, has_title, title);

  g_assert_nonnull (row);
  return row;
}

static FrondProfile *
row_of (Fixture *self)
{
  return frond_test_store_get (self->store, frond_profile_get_id (frond_guest_get_profile (self->guest)));
}

static void
assert_place (Fixture *self, FrondHostMode mode, const char *left_at)
{
  g_assert_cmpint (frond_guest_get_mode (self->guest), ==, mode);
  g_assert_cmpstr (frond_profile_get_left_at (row_of (self)), ==, left_at);
  g_assert_cmpuint (frond_test_host_count (self->session), ==, mode == FROND_HOST_MODE_SESSION ? 1 : 0);
  g_assert_cmpuint (frond_test_host_count (self->system), ==, mode == FROND_HOST_MODE_SYSTEM ? 1 : 0);
}

static void
test_move (Fixture *self, gconstpointer data)
{
  GtkWidget *properties = present (self, frond_properties_dialog_new (self->library, self->guest));
  GtkWidget *row = find_row (properties, "_Move to This Computer’s Service…");
  GtkWidget *dialog = NULL;

  g_assert_true (gtk_widget_get_sensitive (row));
  adw_action_row_activate (ADW_ACTION_ROW (row));
  ui_wait_until ((dialog = ui_find (self->window, FROND_TYPE_MOVE_DIALOG, NULL, NULL)) != NULL);
  ui_wait_until (ui_has_text (dialog, "Move “Traveller” to this computer’s service?"));
  frond_test_host_hold_copy (self->session);
  ui_click (dialog, "Move");
  ui_wait_until (ui_has_text (dialog, "Moving “Traveller”"));
  ui_wait_until (frond_guest_get_busy (self->guest));
  frond_test_host_release_copy (self->session);
  ui_wait_until (ui_find_button (dialog, "Done") != NULL);
  assert_place (self, FROND_HOST_MODE_SYSTEM, "session");
  ui_click (dialog, "Done");
  ui_wait_until (g_strcmp0 (frond_profile_get_left_at (row_of (self)), "") == 0);
  assert_place (self, FROND_HOST_MODE_SYSTEM, "");
  g_assert_cmpuint (frond_test_host_get_n_purged (self->session), ==, 1);
}

static void
test_undo (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = present (self, frond_move_dialog_new (self->library, self->guest));

  ui_click (dialog, "Move");
  ui_wait_until (ui_find_button (dialog, "Undo") != NULL);
  ui_click (dialog, "Undo");
  ui_wait_until (g_strcmp0 (frond_profile_get_left_at (row_of (self)), "") == 0);
  assert_place (self, FROND_HOST_MODE_SYSTEM, "");
  ui_wait_until (ui_find (self->window, FROND_TYPE_MOVE_DIALOG, NULL, NULL) == NULL);
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = present (self, frond_move_dialog_new (self->library, self->guest));

  frond_test_host_hold_copy (self->session);
  ui_click (dialog, "Move");
  ui_wait_until (frond_guest_get_busy (self->guest));
  /* Escape does not leave a move without a word: it stops it. */
  adw_dialog_close (ADW_DIALOG (dialog));
  ui_wait_until (!frond_guest_get_busy (self->guest));
  ui_wait_until (ui_find (self->window, FROND_TYPE_MOVE_DIALOG, NULL, NULL) == NULL);
  assert_place (self, FROND_HOST_MODE_SESSION, "");
}

static void
test_failure (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = present (self, frond_move_dialog_new (self->library, self->guest));

  frond_test_host_fail_copy (self->session, FROND_ERROR_NO_SPACE);
  ui_click (dialog, "Move");
  ui_wait_until (ui_has_text (self->window, "“Traveller” Could Not Be Moved"));
  assert_place (self, FROND_HOST_MODE_SESSION, "");
}

/* Into a folder of its own: (transfer full) */
static GFile *
make_target (void)
{
  g_autofree char *folder = g_dir_make_tmp ("frond-export-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "Traveller.ova", NULL);

  g_assert_nonnull (folder);
  return g_file_new_for_path (path);
}

static void
remove_target (GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);

  g_file_delete (file, NULL, NULL);
  /* Nothing else is in it. */
  g_assert_true (g_file_delete (folder, NULL, NULL));
}

static void
test_export (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = present (self, frond_export_dialog_new (self->guest));
  g_autoptr (GFile) file = make_target ();

  ui_wait_until (ui_has_text (dialog, "Write “Traveller” to one file?"));
  frond_test_host_hold_copy (self->session);
  frond_export_dialog_export (FROND_EXPORT_DIALOG (dialog), file);
  ui_wait_until (ui_has_text (dialog, "Exporting “Traveller”"));
  ui_wait_until (frond_guest_get_busy (self->guest));
  frond_test_host_release_copy (self->session);
  ui_wait_until (ui_has_text (dialog, "“Traveller.ova” Is Written"));
  g_assert_true (g_file_query_exists (file, NULL));
  ui_click (dialog, "Close");
  ui_wait_until (ui_find (self->window, FROND_TYPE_EXPORT_DIALOG, NULL, NULL) == NULL);
  remove_target (file);
}

/* Stopped, or failed, there is no file, and the dialog is where it was. */
static void
test_export_ends (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = present (self, frond_export_dialog_new (self->guest));
  g_autoptr (GFile) file = make_target ();

  frond_test_host_hold_copy (self->session);
  frond_export_dialog_export (FROND_EXPORT_DIALOG (dialog), file);
  ui_wait_until (frond_guest_get_busy (self->guest));
  adw_dialog_close (ADW_DIALOG (dialog));
  ui_wait_until (!frond_guest_get_busy (self->guest));
  ui_wait_until (ui_find_button (dialog, "Choose File…") != NULL);
  g_assert_false (g_file_query_exists (file, NULL));

  frond_test_host_fail_copy (self->session, FROND_ERROR_NO_SPACE);
  frond_export_dialog_export (FROND_EXPORT_DIALOG (dialog), file);
  ui_wait_until (ui_has_text (self->window, "“Traveller” Could Not Be Exported"));
  g_assert_false (g_file_query_exists (file, NULL));
  remove_target (file);
}

/* What cannot be is there with the reason. */
static void
test_session (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = present (self, frond_properties_dialog_new (self->library, self->guest));
  GtkWidget *move = find_row (dialog, "_Move to This Computer’s Service…");
  GtkWidget *network = ui_find (dialog, FROND_TYPE_NETWORK_ROW, NULL, NULL);

  g_assert_false (gtk_widget_get_sensitive (find_row (dialog, "Start With the Computer")));
  g_assert_false (gtk_widget_get_sensitive (find_row (dialog, "_Devices of This Computer…")));
  g_assert_true (ui_has_text (dialog, "Only for machines on this computer’s service"));
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (network))), ==, 2);
  g_assert_null (ui_find (dialog, ADW_TYPE_PREFERENCES_ROW, has_title, "_Change Passphrase…"));

  frond_test_host_set_unavailable (self->system, FROND_ERROR_HELPER_MISSING);
  g_assert_false (gtk_widget_get_sensitive (move));
  frond_test_host_set_unavailable (self->system, -1);
  g_assert_true (gtk_widget_get_sensitive (move));
  frond_test_host_set_state (self->session,
                             frond_profile_get_machine_uuid (frond_guest_get_profile (self->guest)),
                             FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  ui_wait_until (!gtk_widget_get_sensitive (move));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (move)), ==, "Only while the machine is off");
}

static void
close_properties (Fixture *self, GtkWidget *dialog)
{
  adw_dialog_close (ADW_DIALOG (dialog));
  ui_wait_until (ui_find (self->window, FROND_TYPE_PROPERTIES_DIALOG, NULL, NULL) == NULL);
}

static void
test_service (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = present (self, frond_properties_dialog_new (self->library, self->guest));
  GtkWidget *network = ui_find (dialog, FROND_TYPE_NETWORK_ROW, NULL, NULL);
  GtkWidget *autostart = find_row (dialog, "Start With the Computer");
  GListModel *words = NULL;

  ui_wait_until ((words = adw_combo_row_get_model (ADW_COMBO_ROW (network))) != NULL &&
                 g_list_model_get_n_items (words) == 4);
  g_assert_cmpstr (gtk_string_list_get_string (GTK_STRING_LIST (words), 2), ==, "Bridged (br0)");
  adw_combo_row_set_selected (ADW_COMBO_ROW (network), 2);
  adw_switch_row_set_active (ADW_SWITCH_ROW (autostart), TRUE);
  close_properties (self, dialog);
  ui_wait_until (frond_profile_get_autostart (row_of (self)));
  g_assert_cmpstr (frond_profile_get_network_class (row_of (self)), ==, "bridge");
  g_assert_cmpstr (frond_profile_get_network_token (row_of (self)), ==, "0123456789abcdef");

  /* A bridge that has gone is still what the machine has; and no card is a choice. */
  frond_test_host_remove_bridges (self->system);
  ui_wait_until (!frond_guest_get_busy (self->guest));
  dialog = present (self, frond_properties_dialog_new (self->library, self->guest));
  network = ui_find (dialog, FROND_TYPE_NETWORK_ROW, NULL, NULL);
  ui_wait_until (g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (network)), "Bridged is not"));
  words = adw_combo_row_get_model (ADW_COMBO_ROW (network));
  g_assert_cmpstr (gtk_string_list_get_string (GTK_STRING_LIST (words),
                                               adw_combo_row_get_selected (ADW_COMBO_ROW (network))),
                   ==, "Bridged");
  adw_combo_row_set_selected (ADW_COMBO_ROW (network), 2);
  close_properties (self, dialog);
  ui_wait_until (!frond_profile_get_network (row_of (self)));
  ui_wait_until (!frond_guest_get_busy (self->guest));
}

static void
test_devices (Fixture *self, gconstpointer data)
{
  const char *uuid = frond_profile_get_machine_uuid (frond_guest_get_profile (self->guest));
  GtkWidget *dialog = present (self, frond_devices_dialog_new (self->guest));
  GtkWidget *card, *camera;

  ui_wait_until (ui_has_text (dialog, "Logitech HD Webcam"));
  g_assert_true (ui_has_text (dialog, "This computer’s own network goes through it"));
  g_assert_true (ui_has_text (dialog, "All of group 14 goes to the machine together"));
  g_assert_false (
      gtk_widget_get_sensitive (find_row (dialog, "Intel Corporation Ethernet Controller I226-V")));
  card = find_row (dialog, "NVIDIA Corporation GA106 [GeForce RTX 3060]");
  g_assert_true (gtk_widget_get_sensitive (card));
  /* A guest that is off has no USB. */
  camera = find_row (dialog, "Logitech HD Webcam");
  g_assert_false (gtk_widget_get_sensitive (camera));

  gtk_switch_set_active (GTK_SWITCH (ui_find (card, GTK_TYPE_SWITCH, NULL, NULL)), TRUE);
  ui_wait_until (ui_has_text (dialog, "This machine has it"));
  g_assert_cmpstr (frond_test_host_get_assigned (self->system), ==, "GA106 [GeForce RTX 3060]");
  card = find_row (dialog, "NVIDIA Corporation GA106 [GeForce RTX 3060]");
  gtk_switch_set_active (GTK_SWITCH (ui_find (card, GTK_TYPE_SWITCH, NULL, NULL)), FALSE);
  ui_wait_until (frond_test_host_get_assigned (self->system) == NULL);

  frond_test_host_set_state (self->system, uuid, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  ui_wait_until (gtk_widget_get_sensitive (find_row (dialog, "Logitech HD Webcam")));
  g_assert_true (ui_has_text (dialog, "The machine will be able to sign in as you with it"));
}

static void
type_passphrases (GtkWidget *window, const char *old, const char *next)
{
  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Present Passphrase")), old);
  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Passphrase")), next);
  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Confirm Passphrase")), next);
}

static void
test_passphrase (Fixture *self, gconstpointer data)
{
  GtkWidget *button = NULL;

  frond_test_host_set_passphrase (self->system, "the old one");
  frond_passphrase_change (self->guest, self->window);
  ui_wait_until ((button = ui_find_button (self->window, "Change")) != NULL);
  g_assert_false (gtk_widget_get_sensitive (button));
  type_passphrases (self->window, "another one", "short");
  g_assert_false (gtk_widget_get_sensitive (button));
  type_passphrases (self->window, "another one", "the new one");
  g_assert_true (gtk_widget_get_sensitive (button));
  ui_click (self->window, "Change");
  ui_wait_until (ui_has_text (self->window, "The present passphrase is not right. Nothing was changed."));
  g_assert_cmpstr (frond_test_host_get_passphrase (self->system), ==, "the old one");
  type_passphrases (self->window, "the old one", "the new one");
  ui_click (self->window, "Change");
  ui_wait_until (g_strcmp0 (frond_test_host_get_passphrase (self->system), "the new one") == 0);
}

#define PLACE_TEST(path, helper, function)                                                                   \
  g_test_add ("/place/" path, Fixture, helper, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  frond_register_resource ();

  PLACE_TEST ("move", "session", test_move);
  PLACE_TEST ("undo", "system", test_undo);
  PLACE_TEST ("cancel", "session", test_cancel);
  PLACE_TEST ("failure", "session", test_failure);
  PLACE_TEST ("export", "session", test_export);
  PLACE_TEST ("export-ends", "session", test_export_ends);
  PLACE_TEST ("session", "session", test_session);
  PLACE_TEST ("service", "system", test_service);
  PLACE_TEST ("devices", "system", test_devices);
  PLACE_TEST ("passphrase", "system", test_passphrase);
  return g_test_run ();
}
