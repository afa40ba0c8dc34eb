/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person is told of 3D graphics: the switch with its reasons, and the banner over a picture that is not shown. */
#include "ui-fixture.h"

#include "frond-display-private.h"
#include "frond-gl-words.h"
#include "frond-guest-window.h"
#include "frond-properties-dialog.h"
#include "frond-test-session.h"

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/gl/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static AdwSwitchRow *
fill (FrondProfile *profile, const char *reason)
{
  AdwSwitchRow *row = g_object_ref_sink (ADW_SWITCH_ROW (adw_switch_row_new ()));
  g_autoptr (FrondHostCapabilities) capabilities = frond_host_capabilities_new ();

  if (reason != NULL)
    frond_host_capabilities_add_left_out (capabilities, "gl", reason);
  frond_gl_words_fill_row (row, profile, capabilities);
  return row;
}

static void
test_row (void)
{
  const char *const reasons[] = { "no-device", "no-access", "not-installed", "not-supported", "of-tomorrow" };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  g_autoptr (AdwSwitchRow) good = fill (profile, NULL);
  g_autoptr (AdwSwitchRow) off = NULL;

  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (good)));
  g_assert_true (adw_switch_row_get_active (good));
  g_hash_table_add (seen, g_strdup (adw_action_row_get_subtitle (ADW_ACTION_ROW (good))));
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (AdwSwitchRow) row = fill (profile, reasons[i]);
      const char *words = adw_action_row_get_subtitle (ADW_ACTION_ROW (row));

      g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (row)));
      g_assert_false (adw_switch_row_get_active (row));
      g_assert_null (strstr (words, reasons[i]));
      g_assert_true (g_hash_table_add (seen, g_strdup (words)));
    }
  /* what is wished for does not change with the host */
  g_assert_true (frond_profile_get_gl (profile));
  g_object_set (profile, "gl", FALSE, NULL);
  off = fill (profile, NULL);
  g_assert_false (adw_switch_row_get_active (off));
  frond_gl_words_fill_row (off, profile, NULL);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (off)));
}

static gboolean
is_gl_row (GtkWidget *widget, const char *text)
{
  return g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text) == 0;
}

/* Switched off in the properties: kept when the dialog closes. */
static void
test_properties (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (FrondGuest) guest = NULL;
  GtkWidget *window;
  AdwDialog *dialog;
  GtkWidget *row;

  ui_fixture_add (fixture, "Debian 13", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, 0);
  window = GTK_WIDGET (ui_fixture_run (fixture));
  guest = g_list_model_get_item (G_LIST_MODEL (fixture->library), 0);
  g_object_set (frond_guest_get_profile (guest), "gl", TRUE, NULL);
  dialog = frond_properties_dialog_new (fixture->library, guest);
  adw_dialog_present (dialog, window);
  ui_settle ();
  row = ui_find (GTK_WIDGET (dialog), ADW_TYPE_SWITCH_ROW, is_gl_row, "3D Graphics");
  g_assert_nonnull (row);
  g_assert_true (adw_switch_row_get_active (ADW_SWITCH_ROW (row)));
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), FALSE);
  adw_dialog_close (dialog);
  ui_wait_until (!frond_profile_get_gl (frond_guest_get_profile (guest)));
}

/* An old machine has neither 3D nor a second screen, and its helper would say no to both. */
static void
test_legacy (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (FrondGuest) guest = NULL;
  GtkWidget *window;
  AdwDialog *dialog;

  ui_fixture_add (fixture, "Old", "Windows XP", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, 0);
  window = GTK_WIDGET (ui_fixture_run (fixture));
  guest = g_list_model_get_item (G_LIST_MODEL (fixture->library), 0);
  g_object_set (frond_guest_get_profile (guest), "system-model", FROND_MODEL_LEGACY, NULL);
  dialog = frond_properties_dialog_new (fixture->library, guest);
  adw_dialog_present (dialog, window);
  ui_settle ();
  g_assert_false (gtk_widget_get_sensitive (
      ui_find (GTK_WIDGET (dialog), ADW_TYPE_SWITCH_ROW, is_gl_row, "3D Graphics")));
  g_assert_false (
      gtk_widget_get_sensitive (ui_find (GTK_WIDGET (dialog), ADW_TYPE_SPIN_ROW, is_gl_row, "Screens")));
}

static void
test_banner (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (FrondSession) session = frond_test_session_new (640, 480);
  g_autoptr (FrondGuest) guest = NULL;
  GtkWindow *window;
  GtkWidget *display;
  GtkWidget *banner;

  ui_fixture_add (fixture, "Debian 13", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, 0);
  ui_fixture_run (fixture);
  guest = g_list_model_get_item (G_LIST_MODEL (fixture->library), 0);
  window = frond_application_open_guest (fixture->application, guest);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), session);
  ui_settle ();
  display = ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL);
  banner = ui_find (gtk_widget_get_parent (display), ADW_TYPE_BANNER, NULL, NULL);
  g_assert_nonnull (banner);
  g_assert_false (adw_banner_get_revealed (ADW_BANNER (banner)));
  frond_display_set_gl_unshown (FROND_DISPLAY (display), TRUE);
  g_assert_true (adw_banner_get_revealed (ADW_BANNER (banner)));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (banner)), ==, "win.properties");
  frond_display_set_gl_unshown (FROND_DISPLAY (display), FALSE);
  g_assert_false (adw_banner_get_revealed (ADW_BANNER (banner)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/gl/row", test_row);
  TEST ("properties", test_properties);
  TEST ("legacy", test_legacy);
  TEST ("banner", test_banner);

  return g_test_run ();
}
