/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Another model and other devices for a machine that is there: only what its helper takes can be chosen, and it is kept. */
#include "ui-fixture.h"

#include "frond-properties-dialog.h"

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/properties/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static gboolean
is_called (GtkWidget *row, const char *title)
{
  return g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title) == 0;
}

static GtkWidget *
find_row (AdwDialog *dialog, GType type, const char *title)
{
  GtkWidget *row = ui_find (GTK_WIDGET (dialog), type, is_called, title);

  g_assert_nonnull (row);
  return row;
}

static AdwDialog *
open_dialog (UiFixture *f, FrondGuestReason reason, FrondOsFamily family, FrondGuest **guest)
{
  GtkWidget *window;
  AdwDialog *dialog;

  ui_fixture_add (f, "One", "A system", FROND_GUEST_STOPPED, reason, 0);
  window = GTK_WIDGET (ui_fixture_run (f));
  *guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  g_object_set (frond_guest_get_profile (*guest), "os-family", family, NULL);
  dialog = frond_properties_dialog_new (f->library, *guest);
  adw_dialog_present (dialog, window);
  ui_settle ();
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (
                                     find_row (dialog, ADW_TYPE_EXPANDER_ROW, "Machine Model and Devices")),
                                 TRUE);
  ui_settle ();
  return dialog;
}

static gboolean
select_word (AdwDialog *dialog, const char *title, const char *word)
{
  AdwComboRow *row = ADW_COMBO_ROW (find_row (dialog, ADW_TYPE_COMBO_ROW, title));
  GListModel *words = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (words); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (words), i), word))
      {
        adw_combo_row_set_selected (row, i);
        return TRUE;
      }
  return FALSE;
}

/* A computer of 2005 has neither 3D, nor a second screen, nor UEFI: these go with the choice, not at its refusal. */
static void
test_model (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondGuest) guest = NULL;
  AdwDialog *dialog = open_dialog (f, FROND_GUEST_REASON_NONE, FROND_OS_OTHER, &guest);
  FrondProfile *profile = frond_guest_get_profile (guest);
  AdwComboRow *models = ADW_COMBO_ROW (find_row (dialog, ADW_TYPE_COMBO_ROW, "Machine Model"));
  guint last = g_list_model_get_n_items (adw_combo_row_get_model (models)) - 1;

  g_object_set (profile, "firmware", FROND_FIRMWARE_UEFI, NULL);
  g_assert_true (gtk_widget_get_sensitive (find_row (dialog, ADW_TYPE_SPIN_ROW, "Screens")));
  adw_combo_row_set_selected (models, last);
  g_assert_false (gtk_widget_get_sensitive (find_row (dialog, ADW_TYPE_SPIN_ROW, "Screens")));
  g_assert_false (gtk_widget_get_sensitive (find_row (dialog, ADW_TYPE_SWITCH_ROW, "3D Graphics")));
  g_assert_false (select_word (dialog, "Firmware", "UEFI"));
  adw_dialog_close (dialog);
  ui_wait_until (frond_profile_get_model (frond_guest_get_profile (guest)) == FROND_MODEL_LEGACY);
}

static void
test_devices (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondGuest) guest = NULL;
  AdwDialog *dialog = open_dialog (f, FROND_GUEST_REASON_NONE, FROND_OS_LINUX, &guest);

  /* The host of the tests has neither Secure Boot nor a TPM. */
  g_assert_false (select_word (dialog, "Firmware", "UEFI with Secure Boot"));
  g_assert_false (gtk_widget_get_sensitive (find_row (dialog, ADW_TYPE_SWITCH_ROW, "Security Chip (TPM)")));
  g_assert_true (ui_has_text (GTK_WIDGET (dialog), "may not start with others"));
  g_assert_true (select_word (dialog, "Firmware", "BIOS"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (dialog, ADW_TYPE_COMBO_ROW, "Disk and Network Card")),
                              2);
  adw_dialog_close (dialog);
  ui_wait_until (frond_profile_get_firmware (frond_guest_get_profile (guest)) == FROND_FIRMWARE_BIOS);
  g_assert_cmpint (frond_profile_get_devices (frond_guest_get_profile (guest)), ==, FROND_DEVICES_EMULATED);
}

/* A saved machine goes on with the hardware that it has: nothing of it can be chosen, all else can. */
static void
test_saved (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondGuest) guest = NULL;
  AdwDialog *dialog = open_dialog (f, FROND_GUEST_REASON_SAVED, FROND_OS_LINUX, &guest);

  g_assert_false (gtk_widget_is_sensitive (find_row (dialog, ADW_TYPE_SPIN_ROW, "Memory")));
  g_assert_false (gtk_widget_is_sensitive (find_row (dialog, ADW_TYPE_COMBO_ROW, "Machine Model")));
  g_assert_true (gtk_widget_is_sensitive (ui_find (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW, NULL, NULL)));
  adw_dialog_close (dialog);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST ("model", test_model);
  TEST ("devices", test_devices);
  TEST ("saved", test_saved);
  return g_test_run ();
}
