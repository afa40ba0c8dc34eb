/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-grid-entries.h"
#include "frond-grid-entry.h"
#include "frond-test-portal.h"
#include "ui-fixture.h"

#include "frond-config.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gstdio.h>
#include <string.h>

#define UUID "0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9"

/* What a desktop makes of the text, with the validator's word for it. */
static GDesktopAppInfo *
read_entry (UiFixture *f, const char *text)
{
  g_autofree char *path = g_build_filename (f->dir, "entry.desktop", NULL);
  const char *const argv[] = { "desktop-file-validate", path, NULL };
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  g_assert_true (g_key_file_load_from_data (file, text, -1, G_KEY_FILE_NONE, &error));
  g_assert_no_error (error);

  return g_desktop_app_info_new_from_keyfile (file);
}

static void
test_text (UiFixture *f, gconstpointer user_data)
{
  const char *names[] = {
    "Debian 13", "a\nExec=sh -c evil\n[Desktop Action x]", " \\s%f%%\"`$(id)`;", "=", "\t[x]", "ダ 🌿"
  };
  g_autofree char *id = frond_grid_entry_id (UUID);

  g_assert_cmpstr (id, ==, FROND_APP_ID ".m0a1b2c3d4e5f40718293a4b5c6d7e8f9");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = frond_grid_entry_text (UUID, names[i], "/icon.png", "/usr/bin/env");
      g_autoptr (GDesktopAppInfo) info = read_entry (f, text);

      g_assert_nonnull (info);
      g_assert_cmpstr (g_app_info_get_name (G_APP_INFO (info)), ==, names[i]);
      g_assert_cmpstr (g_app_info_get_commandline (G_APP_INFO (info)), ==,
                       "\"/usr/bin/env\" --machine=" UUID);
      g_assert_cmpstr (*g_desktop_app_info_list_actions (info) != NULL ? "actions" : "", ==, "");
    }
}

/* A path that the specification has rules for. (A per cent sign in it is beyond GLib, which looks for the file before it
 * reads them.) */
static void
test_program (UiFixture *f, gconstpointer user_data)
{
  g_autofree char *folder = g_build_filename (f->dir, "a \"b\" $c `d` \\", NULL);
  g_autofree char *program = g_build_filename (folder, "frond", NULL);
  g_autofree char *said = g_build_filename (f->dir, "said", NULL);
  g_autofree char *script =
      g_strdup_printf ("#!/bin/sh\necho \"$1\" >'%s.new'\nmv '%s.new' '%s'\n", said, said, said);
  g_autofree char *text = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GDesktopAppInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents_full (program, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  text = frond_grid_entry_text (UUID, "Debian", NULL, program);
  {
    g_autoptr (GKeyFile) file = g_key_file_new ();

    g_assert_true (g_key_file_load_from_data (file, text, -1, G_KEY_FILE_NONE, NULL));
    info = g_desktop_app_info_new_from_keyfile (file);
  }
  g_assert_nonnull (info);
  g_app_info_launch (G_APP_INFO (info), NULL, NULL, &error);
  g_assert_no_error (error);
  ui_wait_until (g_file_get_contents (said, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "--machine=" UUID "\n");
}

static void
test_icon (UiFixture *f, gconstpointer user_data)
{
  const char *names[] = { "Debian 13", "", "🌿", "ダ", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) png = frond_grid_entry_draw_icon (names[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (png, &error);

      g_assert_no_error (error);
      g_assert_cmpint (gdk_texture_get_width (texture), ==, gdk_texture_get_height (texture));
      g_assert_cmpint (gdk_texture_get_width (texture), <=, 512);
    }
}

static char *
path_of (const char *profile_id)
{
  g_autofree char *id = frond_grid_entry_id (profile_id);
  g_autofree char *name = g_strconcat (id, ".desktop", NULL);

  return g_build_filename (g_get_user_data_dir (), "applications", name, NULL);
}

/* Whether the entry of the machine is there, and has this NAME (NULL: any), and its icon. */
static gboolean
is_there (const char *profile_id, const char *name)
{
  g_autofree char *path = path_of (profile_id);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *found = NULL;
  g_autofree char *icon = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return FALSE;

  found = g_key_file_get_string (file, "Desktop Entry", "Name", NULL);
  icon = g_key_file_get_string (file, "Desktop Entry", "Icon", NULL);
  g_assert_true (g_file_test (icon, G_FILE_TEST_IS_REGULAR));

  return name == NULL || g_strcmp0 (found, name) == 0;
}

static void
activate (UiFixture *f, const char *action, const char *id)
{
  g_action_group_activate_action (G_ACTION_GROUP (f->application), action, g_variant_new_string (id));
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_files (UiFixture *f, gconstpointer user_data)
{
  g_autofree char *id =
      g_strdup (ui_fixture_add (f, "Debian", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1));
  FrondLibraryWindow *window = ui_fixture_run (f);
  FrondGridEntries *entries = frond_application_get_grid_entries (f->application);
  g_autoptr (GAsyncResult) trashed = NULL;
  g_autoptr (GAsyncResult) restored = NULL;
  FrondGuest *guest;

  ui_wait_until ((guest = frond_library_find (f->library, id)) != NULL);
  ui_wait_until (frond_guest_get_state (guest) == FROND_GUEST_STOPPED);
  g_assert_false (frond_grid_entries_has (entries, id));
  activate (f, "add-to-grid", id);
  ui_wait_until (frond_grid_entries_has (entries, id));
  g_assert_true (is_there (id, "Debian"));
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "“Debian” is in the application grid"));

  frond_profile_set_name (frond_guest_get_profile (guest), "Trixie; rm -rf %f");
  ui_wait_until (is_there (id, "Trixie; rm -rf %f"));

  /* It goes with its machine, and comes back with it. */
  frond_library_trash_async (f->library, guest, NULL, done_cb, &trashed);
  ui_wait_until (trashed != NULL && !frond_grid_entries_has (entries, id));
  g_assert_true (frond_library_trash_finish (f->library, trashed, NULL));
  g_assert_false (is_there (id, NULL));
  frond_library_restore_async (f->library, id, NULL, done_cb, &restored);
  ui_wait_until (restored != NULL && frond_grid_entries_has (entries, id));
  g_assert_true (is_there (id, NULL));

  activate (f, "remove-from-grid", id);
  ui_wait_until (!frond_grid_entries_has (entries, id));
  g_assert_false (is_there (id, NULL));
  /* Nothing to remove is no error. */
  activate (f, "remove-from-grid", id);
  ui_settle ();
}

/* Whatever was asked before is done: entries are made and removed one after the other. */
static void
flush (FrondGridEntries *entries)
{
  g_autoptr (GAsyncResult) done = NULL;

  frond_grid_entries_remove_async (entries, UUID, done_cb, &done);
  ui_wait_until (done != NULL);
  g_assert_true (frond_grid_entries_remove_finish (entries, done, NULL));
}

/* What is asked last holds, whatever is under way: a new name does not bring an entry back that somebody removes, and
 * none stays of a machine that goes while its entry is made. */
static void
test_meanwhile (UiFixture *f, gconstpointer user_data)
{
  g_autofree char *id =
      g_strdup (ui_fixture_add (f, "Debian", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1));
  FrondGridEntries *entries;
  g_autoptr (GAsyncResult) trashed = NULL;
  FrondGuest *guest;

  ui_fixture_run (f);
  entries = frond_application_get_grid_entries (f->application);
  ui_wait_until ((guest = frond_library_find (f->library, id)) != NULL);
  ui_wait_until (frond_guest_get_state (guest) == FROND_GUEST_STOPPED);
  activate (f, "add-to-grid", id);
  ui_wait_until (frond_grid_entries_has (entries, id));

  activate (f, "remove-from-grid", id);
  frond_profile_set_name (frond_guest_get_profile (guest), "Trixie");
  flush (entries);
  g_assert_false (frond_grid_entries_has (entries, id));
  g_assert_false (is_there (id, NULL));

  activate (f, "add-to-grid", id);
  frond_library_trash_async (f->library, guest, NULL, done_cb, &trashed);
  ui_wait_until (trashed != NULL);
  flush (entries);
  /* That has told of the new entry, and so asked for its end. */
  flush (entries);
  g_assert_false (frond_grid_entries_has (entries, id));
  g_assert_false (is_there (id, NULL));
}

/* Where the folder cannot be written the person is told, and nothing half done is left. */
static void
test_refused (UiFixture *f, gconstpointer user_data)
{
  g_autofree char *id =
      g_strdup (ui_fixture_add (f, "Debian", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1));
  FrondLibraryWindow *window = ui_fixture_run (f);
  FrondGridEntries *entries = frond_application_get_grid_entries (f->application);
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "applications", NULL);
  g_autofree char *aside = g_strconcat (folder, ".aside", NULL);

  ui_wait_until (frond_library_find (f->library, id) != NULL);
  g_rename (folder, aside);
  g_assert_true (g_file_set_contents (folder, "no folder", -1, NULL));
  activate (f, "add-to-grid", id);
  ui_wait_until (ui_find_button (GTK_WIDGET (window), "Details") != NULL);
  g_assert_false (frond_grid_entries_has (entries, id));
  g_assert_cmpint (g_unlink (folder), ==, 0);
  g_rename (aside, folder);
}

/* A life that was cut off between the machine and its entry: the next one tidies up. */
static void
test_orphan (UiFixture *f, gconstpointer user_data)
{
  g_autofree char *id =
      g_strdup (ui_fixture_add (f, "Debian", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1));
  const char *ids[] = { UUID, "../../evil", NULL };
  g_autofree char *path = path_of (UUID);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (FrondSettings) settings = frond_settings_new ();

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "[Desktop Entry]\n", -1, NULL));
  frond_settings_set_grid_entries (settings, ids);
  ui_fixture_run (f);
  ui_wait_until (frond_library_find (f->library, id) != NULL);
  ui_wait_until (!g_file_test (path, G_FILE_TEST_EXISTS));
  ui_wait_until (!frond_grid_entries_has (frond_application_get_grid_entries (f->application), UUID));
}

typedef struct
{
  FrondGridEntries *entries;
  GAsyncResult *result;
} Ask;

static gboolean
add (Ask *ask, FrondGuest *guest, GError **error)
{
  g_clear_object (&ask->result);
  frond_grid_entries_add_async (ask->entries, guest, NULL, done_cb, &ask->result);
  ui_wait_until (ask->result != NULL);
  return frond_grid_entries_add_finish (ask->entries, ask->result, error);
}

static void
test_portal (UiFixture *f, gconstpointer user_data)
{
  g_autoptr (FrondTestPortal) portal = frond_test_portal_new (FROND_TEST_PORTAL_NO);
  g_autofree char *id =
      g_strdup (ui_fixture_add (f, "Debian & Co", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1));
  g_autoptr (GError) error = NULL;
  g_autofree char *entry = frond_grid_entry_id (id);
  FrondGuest *guest;
  Ask ask = { NULL, NULL };

  ui_fixture_run (f);
  ui_wait_until ((guest = frond_library_find (f->library, id)) != NULL);
  ask.entries = frond_grid_entries_new (f->library, frond_application_get_settings (f->application), TRUE);

  g_assert_false (add (&ask, guest, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  frond_test_portal_set_answer (portal, FROND_TEST_PORTAL_GARBAGE);
  g_assert_false (add (&ask, guest, &error));
  g_clear_error (&error);
  frond_test_portal_set_answer (portal, FROND_TEST_PORTAL_ERROR);
  g_assert_false (add (&ask, guest, &error));
  g_clear_error (&error);
  g_assert_null (frond_test_portal_get_last (portal, "Install"));
  g_assert_false (frond_grid_entries_has (ask.entries, id));

  frond_test_portal_set_answer (portal, FROND_TEST_PORTAL_YES);
  g_assert_true (add (&ask, guest, &error));
  g_assert_no_error (error);
  g_assert_true (frond_grid_entries_has (ask.entries, id));
  g_assert_nonnull (
      strstr (frond_test_portal_get_last (portal, "PrepareInstall"), "'Debian & Co', <('bytes', <"));
  g_assert_nonnull (strstr (frond_test_portal_get_last (portal, "Install"), "'a-token'"));
  g_assert_nonnull (strstr (frond_test_portal_get_last (portal, "Install"), entry));
  g_assert_nonnull (strstr (frond_test_portal_get_last (portal, "Install"), "Exec=frond --machine="));
  g_assert_null (strstr (frond_test_portal_get_last (portal, "Install"), "Name="));
  g_assert_false (is_there (id, NULL));

  /* With its machine it goes through the portal, too. */
  {
    g_autoptr (GAsyncResult) trashed = NULL;

    frond_library_trash_async (f->library, guest, NULL, done_cb, &trashed);
    ui_wait_until (trashed != NULL && !frond_grid_entries_has (ask.entries, id));
  }
  g_assert_nonnull (strstr (frond_test_portal_get_last (portal, "Uninstall"), entry));
  g_clear_object (&ask.result);
  g_object_run_dispose (G_OBJECT (ask.entries));
  g_object_unref (ask.entries);
}

static gboolean
has_tooltip (GtkWidget *widget, const char *text)
{
  return g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0;
}

static void
test_menu (UiFixture *f, gconstpointer user_data)
{
  g_autofree char *id =
      g_strdup (ui_fixture_add (f, "Debian", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1));
  FrondLibraryWindow *window = ui_fixture_run (f);
  FrondGridEntries *entries = frond_application_get_grid_entries (f->application);
  GtkWidget *menu;

  ui_wait_until (frond_library_find (f->library, id) != NULL);
  ui_wait_until ((menu = ui_find (GTK_WIDGET (window), GTK_TYPE_MENU_BUTTON, has_tooltip, "Machine Menu")) !=
                 NULL);
  gtk_menu_button_popup (GTK_MENU_BUTTON (menu));
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Add to Application Grid"));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (menu));
  activate (f, "add-to-grid", id);
  ui_wait_until (frond_grid_entries_has (entries, id));
  gtk_menu_button_popup (GTK_MENU_BUTTON (menu));
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Remove From Application Grid"));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (menu));
}

#define TEST(name, function)                                                                                 \
  g_test_add ("/grid/" name, UiFixture, NULL, ui_fixture_set_up, function, ui_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);
  /* GIO complains where no shell is, as on a test's bus. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);

  TEST ("text", test_text);
  TEST ("program", test_program);
  TEST ("icon", test_icon);
  TEST ("files", test_files);
  TEST ("meanwhile", test_meanwhile);
  TEST ("refused", test_refused);
  TEST ("orphan", test_orphan);
  TEST ("portal", test_portal);
  TEST ("menu", test_menu);

  return g_test_run ();
}
