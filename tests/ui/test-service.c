/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of the computer's service, and where machines live. */

#include "frond-doctor.h"
#include "frond-error.h"
#include "frond-guest-words.h"
#include "frond-library.h"
#include "frond-machines-page.h"
#include "frond-service-row.h"
#include "frond-test-host.h"
#include "frond-test-store.h"
#include "ui-fixture.h"

#include <string.h>

static FrondTestHost *
missing_service (void)
{
  FrondTestHost *service = frond_test_host_new_for (FROND_HOST_MODE_SYSTEM);

  frond_test_host_set_unavailable (service, FROND_ERROR_HELPER_MISSING);
  return service;
}

static GtkWidget *
find_button (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *button = find_button (child);

      if (button != NULL)
        return button;
    }
  return NULL;
}

/* In the tree of the tests, which is Debian's. */
static void
test_row (void)
{
  g_autoptr (FrondTestHost) service = missing_service ();
  g_autoptr (GtkWidget) row = g_object_ref_sink (frond_service_row_new (FROND_MACHINE_HOST (service)));
  GtkWidget *button = find_button (row);

  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "frond-vmm-helper"));
  g_assert_true (gtk_widget_get_visible (button));

  frond_test_host_set_unavailable (service, -1);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "Runs");
  g_assert_false (gtk_widget_get_visible (button));
  frond_test_host_set_unavailable (service, FROND_ERROR_HELPER_OLD);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), !=, "Runs");
  g_assert_null (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "Not installed"));
}

static AdwComboRow *
find_combo (GtkWidget *widget)
{
  if (ADW_IS_COMBO_ROW (widget))
    return ADW_COMBO_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      AdwComboRow *row = find_combo (child);

      if (row != NULL)
        return row;
    }
  return NULL;
}

static void
test_page (void)
{
  g_autoptr (FrondTestStore) store = frond_test_store_new ();
  g_autoptr (FrondTestHost) host = frond_test_host_new ();
  g_autoptr (FrondLibrary) library =
      frond_library_new (FROND_PROFILE_STORE (store), FROND_MACHINE_HOST (host));
  g_autoptr (GtkWidget) page = NULL;
  g_autofree char *chosen = NULL;
  g_autoptr (FrondSettings) settings = frond_settings_new ();
  AdwComboRow *row;

  g_object_set (library, "new-machines", "system", NULL);
  page = g_object_ref_sink (GTK_WIDGET (frond_machines_page_new (library, settings)));
  row = find_combo (page);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 2);
  adw_combo_row_set_selected (row, 1);
  g_object_get (library, "new-machines", &chosen, NULL);
  g_assert_cmpstr (chosen, ==, "session");
  g_object_set (library, "new-machines", "auto", NULL);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 0);
}

static FrondCheckState
examine (FrondTestHost *service, const char *reason)
{
  g_autoptr (FrondTestHost) host = frond_test_host_new ();
  g_autoptr (FrondDoctor) doctor = frond_doctor_new (FROND_MACHINE_HOST (host));
  g_autoptr (FrondCheck) check = NULL;

  frond_test_host_add_check (host, frond_check_new ("kvm", FROND_CHECK_OK, "ok", NULL));
  frond_doctor_set_service (doctor, FROND_MACHINE_HOST (service));
  frond_doctor_check (doctor);
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (doctor)) == 2);
  check = g_list_model_get_item (G_LIST_MODEL (doctor), 1);
  g_assert_cmpstr (frond_check_get_id (check), ==, "service");
  g_assert_cmpstr (frond_check_get_reason (check), ==, reason);
  return frond_check_get_state (check);
}

static void
test_doctor (void)
{
  g_autoptr (FrondTestHost) service = missing_service ();

  /* A computer without it is in order. */
  g_assert_cmpint (examine (service, "not-installed"), ==, FROND_CHECK_NOTE);
  frond_test_host_set_unavailable (service, FROND_ERROR_HELPER_OLD);
  g_assert_cmpint (examine (service, "too-old"), ==, FROND_CHECK_WARNING);
  frond_test_host_set_unavailable (service, FROND_ERROR_HELPER_LOST);
  g_assert_cmpint (examine (service, "silent"), ==, FROND_CHECK_WARNING);
  frond_test_host_set_unavailable (service, -1);
  g_assert_cmpint (examine (service, "ok"), ==, FROND_CHECK_OK);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/service/row", test_row);
  g_test_add_func ("/service/page", test_page);
  g_test_add_func ("/service/doctor", test_doctor);
  return g_test_run ();
}
