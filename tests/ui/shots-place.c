/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of the place of a machine: properties of one on the service, moving, devices, another passphrase. */

#include "shots.h"

#include "frond-devices-dialog.h"
#include "frond-move-dialog.h"
#include "frond-passphrase-change.h"
#include "frond-place-group.h"
#include "frond-properties-dialog.h"

static FrondTestHost *service;
static FrondLibrary *library;

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  frond_library_load_finish (FROND_LIBRARY (source), result, NULL);
}

/* A machine of a library of its own, at the service or in the session. */
static FrondGuest *
make_guest (UiFixture *f, const char *helper, gboolean on)
{
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  g_autofree char *uuid = g_uuid_string_random ();
  g_autoptr (FrondTestStore) store = frond_test_store_new ();
  g_autoptr (FrondTestHost) session = frond_test_host_new_for (FROND_HOST_MODE_SESSION);
  const gboolean at_service = g_str_equal (helper, "system");
  FrondGuest *guest;

  g_clear_object (&library);
  g_clear_object (&service);
  service = frond_test_host_new_for (FROND_HOST_MODE_SYSTEM);
  library = frond_library_new (FROND_PROFILE_STORE (store), FROND_MACHINE_HOST (session));
  frond_library_add_host (library, FROND_MACHINE_HOST (service));
  g_object_set (profile, "name", "Windows 11", "os-name", "Windows 11", "os-family", FROND_OS_WINDOWS,
                "stage", FROND_PROFILE_READY, "memory", G_GUINT64_CONSTANT (4) << 30, "vcpus", 4, "disk-size",
                G_GUINT64_CONSTANT (64) << 30, "helper", helper, "machine-uuid", uuid, "network", TRUE, "tpm",
                TRUE, "encrypted", at_service, NULL);
  frond_test_store_put (store, profile);
  frond_test_host_put (at_service ? service : session, profile,
                       on ? FROND_GUEST_RUNNING : FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  frond_library_load_async (library, NULL, loaded_cb, NULL);
  ui_wait_until ((guest = frond_library_find (library, frond_profile_get_id (profile))) != NULL);
  ui_wait_until (frond_guest_get_state (guest) == (on ? FROND_GUEST_RUNNING : FROND_GUEST_STOPPED));
  return guest;
}

static GtkWindow *
open_place (UiFixture *f, const char *helper)
{
  GtkWindow *window = shots_open_library (f);
  GtkWidget *group = NULL;
  GtkAdjustment *adjustment;
  FrondGuest *guest = make_guest (f, helper, FALSE);

  adw_dialog_present (frond_properties_dialog_new (library, guest), GTK_WIDGET (window));
  ui_wait_until ((group = ui_find (GTK_WIDGET (window), FROND_TYPE_PLACE_GROUP, NULL, NULL)) != NULL);
  ui_settle ();
  adjustment = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (group, GTK_TYPE_SCROLLED_WINDOW)));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) * 0.4);
  return window;
}

GtkWindow *
shots_open_place_service (UiFixture *f)
{
  return open_place (f, "system");
}

GtkWindow *
shots_open_place_session (UiFixture *f)
{
  return open_place (f, "session");
}

static GtkWindow *
open_move (UiFixture *f, const char *helper)
{
  GtkWindow *window = shots_open_library (f);
  FrondGuest *guest = make_guest (f, helper, FALSE);

  adw_dialog_present (frond_move_dialog_new (library, guest), GTK_WIDGET (window));
  ui_settle ();
  return window;
}

GtkWindow *
shots_open_move (UiFixture *f)
{
  return open_move (f, "session");
}

GtkWindow *
shots_open_move_back (UiFixture *f)
{
  return open_move (f, "system");
}

/* In whatever language. */
static void
click_move (GtkWindow *window)
{
  GtkWidget *dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_MOVE_DIALOG, NULL, NULL);

  gtk_widget_activate (adw_dialog_get_default_widget (ADW_DIALOG (dialog)));
  ui_settle ();
}

GtkWindow *
shots_open_moving (UiFixture *f)
{
  GtkWindow *window = open_move (f, "session");
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (library), 0);

  frond_test_host_hold_copy (FROND_TEST_HOST (frond_guest_get_host (guest)));
  click_move (window);
  return window;
}

GtkWindow *
shots_open_moved (UiFixture *f)
{
  GtkWindow *window = open_move (f, "session");
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (library), 0);

  click_move (window);
  ui_wait_until (frond_guest_get_mode (guest) == FROND_HOST_MODE_SYSTEM && !frond_guest_get_busy (guest));
  return window;
}

GtkWindow *
shots_open_devices (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);

  adw_dialog_present (frond_devices_dialog_new (make_guest (f, "system", TRUE)), GTK_WIDGET (window));
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "HD Webcam"));
  return window;
}

GtkWindow *
shots_open_passphrase (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);

  frond_passphrase_change (make_guest (f, "system", FALSE), GTK_WIDGET (window));
  return window;
}
