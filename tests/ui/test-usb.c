/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include "frond-error.h"
#include "frond-test-usb.h"
#include "frond-usb-dialog.h"
#include "frond-usb-group.h"
#include "frond-usb-mounts.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/usb/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

#define CHANNELS 2

static FrondGuest *
first_guest (UiFixture *f)
{
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);

  return guest;
}

static const char *
remembered (UiFixture *f)
{
  return frond_profile_get_usb_devices (frond_guest_get_profile (first_guest (f)));
}

/* The window of a machine that always has DEVICES (a profile's usb-devices), and its USB. */
static GtkWidget *
open_window (UiFixture *f, const char *devices, FrondTestUsb **usb)
{
  const char *id = ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  g_autoptr (FrondSession) session = frond_test_session_new (640, 480);
  GtkWindow *window;

  g_object_set (frond_test_store_get (f->store, id), "usb-devices", devices, NULL);
  ui_fixture_run (f);
  window = frond_application_open_guest (f->application, first_guest (f));
  *usb = FROND_TEST_USB (frond_test_usb_new (CHANNELS));
  frond_test_session_take_usb (FROND_TEST_SESSION (session), FROND_USB (*usb));
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), session);
  ui_settle ();

  return GTK_WIDGET (window);
}

static GtkWidget *
open_dialog (GtkWidget *window)
{
  GtkWidget *dialog = NULL;

  gtk_widget_activate_action (window, "win.usb", NULL);
  ui_wait_until ((dialog = ui_find (window, FROND_TYPE_USB_DIALOG, NULL, NULL)) != NULL);
  ui_settle ();

  return dialog;
}

static gboolean
is_group_of (GtkWidget *widget, const char *name)
{
  return g_str_equal (frond_usb_device_get_name (frond_usb_group_get_device (FROND_USB_GROUP (widget))),
                      name);
}

static void
toggle (GtkWidget *dialog, const char *name)
{
  GtkWidget *group = ui_find (dialog, FROND_TYPE_USB_GROUP, is_group_of, name);
  GtkSwitch *button = GTK_SWITCH (ui_find (group, GTK_TYPE_SWITCH, NULL, NULL));

  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (button)));
  gtk_switch_set_active (button, !gtk_switch_get_active (button));
  ui_settle ();
}

static void
test_lazy (UiFixture *f, gconstpointer data)
{
  FrondTestUsb *usb;
  GtkWidget *window = open_window (f, "", &usb);

  g_assert_false (frond_test_usb_get_started (usb));
  open_dialog (window);
  g_assert_true (frond_test_usb_get_started (usb));
  g_assert_true (ui_has_text (window, "No USB Devices"));
}

static void
test_connects (UiFixture *f, gconstpointer data)
{
  FrondTestUsb *usb;
  GtkWidget *window = open_window (f, "", &usb);
  GtkWidget *dialog = open_dialog (window);
  FrondUsbDevice *scanner = frond_test_usb_plug (usb, "ACME", "Scanner <b>9000</b>", "0123:4567", 0);

  ui_settle ();
  g_assert_true (ui_has_text (dialog, "ACME Scanner <b>9000</b>"));
  g_assert_false (ui_has_text (dialog, "Always Connect to This Machine"));
  toggle (dialog, "ACME Scanner <b>9000</b>");
  g_assert_true (frond_usb_device_get_connected (scanner));
  g_assert_true (ui_has_text (dialog, "Connected to the machine"));
  g_assert_true (ui_has_text (dialog, "Always Connect to This Machine"));

  toggle (dialog, "ACME Scanner <b>9000</b>");
  g_assert_false (frond_usb_device_get_connected (scanner));
  frond_usb_remove (FROND_USB (usb), scanner);
  ui_settle ();
  g_assert_true (ui_has_text (window, "No USB Devices"));
}

static void
test_warns (UiFixture *f, gconstpointer data)
{
  FrondTestUsb *usb;
  GtkWidget *window = open_window (f, "", &usb);
  GtkWidget *dialog = open_dialog (window);
  FrondUsbDevice *keyboard = frond_test_usb_plug (usb, "", "Keyboard", "0123:0001", FROND_USB_INPUT);

  ui_settle ();
  toggle (dialog, "Keyboard");
  ui_wait_until (ui_find_button (window, "Cancel") != NULL);
  g_assert_true (ui_has_text (window, "This computer will not hear it"));
  g_assert_cmpuint (frond_test_usb_get_n_connects (usb), ==, 0);
  ui_click (window, "Cancel");
  g_assert_false (frond_usb_device_get_connected (keyboard));
  ui_wait_until (ui_find_button (window, "Connect") == NULL);

  toggle (dialog, "Keyboard");
  ui_click (window, "Connect");
  ui_wait_until (frond_usb_device_get_connected (keyboard));
}

static void
test_fails (UiFixture *f, gconstpointer data)
{
  FrondTestUsb *usb;
  GtkWidget *dialog = open_dialog (open_window (f, "", &usb));
  FrondUsbDevice *stick = frond_test_usb_plug (usb, "", "Stick", "0123:0002", FROND_USB_STORAGE);

  frond_test_usb_fail (usb, FROND_ERROR_NOT_AUTHORIZED);
  ui_settle ();
  toggle (dialog, "Stick");
  g_assert_true (ui_has_text (dialog, "You are not allowed to use the device"));
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (ui_find (dialog, GTK_TYPE_SWITCH, NULL, NULL))));
  toggle (dialog, "Stick");
  g_assert_true (frond_usb_device_get_connected (stick));
  g_assert_false (ui_has_text (dialog, "You are not allowed"));
}

static void
test_full (UiFixture *f, gconstpointer data)
{
  FrondTestUsb *usb;
  GtkWidget *dialog = open_dialog (open_window (f, "", &usb));

  frond_test_usb_plug (usb, "", "One", "0123:0001", 0);
  frond_test_usb_plug (usb, "", "Two", "0123:0002", 0);
  ui_settle ();
  toggle (dialog, "One");
  g_assert_false (ui_has_text (dialog, "cannot have more"));
  toggle (dialog, "Two");
  ui_wait_until (ui_has_text (dialog, "The machine cannot have more USB devices"));
  toggle (dialog, "One");
  ui_wait_until (!ui_has_text (dialog, "The machine cannot have more USB devices"));
}

static void
test_shares_disc (UiFixture *f, gconstpointer data)
{
  FrondTestUsb *usb;
  GtkWidget *dialog = open_dialog (open_window (f, "", &usb));
  g_autoptr (GFile) iso = ui_fixture_make_iso (f, "tools.iso");

  frond_usb_dialog_share_disc (FROND_USB_DIALOG (dialog), iso);
  ui_wait_until (ui_has_text (dialog, "Connected to the machine"));
  g_assert_true (ui_has_text (dialog, "tools.iso"));
  g_assert_false (ui_has_text (dialog, "Always Connect to This Machine"));
}

static void
test_remembers (UiFixture *f, gconstpointer data)
{
  FrondTestUsb *usb;
  GtkWidget *window = open_window (f, "", &usb);
  GtkWidget *dialog = open_dialog (window);
  GtkWidget *always;

  frond_test_usb_plug (usb, "", "Scanner", "0123:4567", 0);
  ui_settle ();
  toggle (dialog, "Scanner");
  always = ui_find (dialog, ADW_TYPE_SWITCH_ROW, NULL, NULL);
  adw_switch_row_set_active (ADW_SWITCH_ROW (always), TRUE);
  g_assert_cmpstr (remembered (f), ==, "0123:4567");
  adw_switch_row_set_active (ADW_SWITCH_ROW (always), FALSE);
  g_assert_cmpstr (remembered (f), ==, "");
}

/* A machine that always has it gets it when it is there and when it comes, and not when the person took it back. */
static void
test_always (UiFixture *f, gconstpointer data)
{
  FrondTestUsb *usb;
  FrondUsbDevice *scanner, *other;
  GtkWidget *dialog;
  GtkWidget *window = open_window (f, "nonsense\n0123:4567\n", &usb);

  g_assert_true (frond_test_usb_get_started (usb));
  other = frond_test_usb_plug (usb, "", "Other", "0123:4568", 0);
  scanner = frond_test_usb_plug (usb, "", "Scanner", "0123:4567", 0);
  ui_wait_until (frond_usb_device_get_connected (scanner));
  g_assert_false (frond_usb_device_get_connected (other));

  dialog = open_dialog (window);
  toggle (dialog, "Scanner");
  g_assert_false (frond_usb_device_get_connected (scanner));
  frond_test_usb_plug (usb, "", "Third", "0123:4569", 0);
  ui_settle ();
  g_assert_false (frond_usb_device_get_connected (scanner));

  frond_usb_remove (FROND_USB (usb), scanner);
  scanner = frond_test_usb_plug (usb, "", "Scanner", "0123:4567", 0);
  ui_wait_until (frond_usb_device_get_connected (scanner));

  frond_usb_remove (FROND_USB (usb), scanner);
  frond_usb_take_free_channels (FROND_USB (usb), CHANNELS);
  frond_test_usb_fail (usb, FROND_ERROR_BUSY);
  frond_test_usb_plug (usb, "", "Scanner", "0123:4567", 0);
  ui_wait_until (ui_has_text (window, "“Scanner” Could Not Be Connected"));
}

static void
test_names (void)
{
  g_autofree char *endless = g_strnfill (100000, 'x');
  static const struct
  {
    const char *vendor;
    const char *product;
    const char *name;
  } cases[] = {
    { "ACME", "ACME Scanner", "ACME Scanner" },
    { "ACME", "Scanner", "ACME Scanner" },
    { "", "", "0123:4567" },
    { "\n\t", "a\nb\u202eexe", "abexe" },
    { "\xff", "", "\xef\xbf\xbd" },
  };
  g_autoptr (FrondUsbDevice) big = frond_usb_device_new (endless, endless, "0123:4567", 1, 2, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FrondUsbDevice) device =
          frond_usb_device_new (cases[i].vendor, cases[i].product, "0123:4567", 1, 2, 0);

      g_assert_cmpstr (frond_usb_device_get_name (device), ==, cases[i].name);
    }
  g_assert_cmpuint (strlen (frond_usb_device_get_name (big)), <=, 161);
}

/* A stick with a mounted partition, as the kernel's tables have it. */
static void
test_mounts (void)
{
  static const char mounts[] = "22 1 0:21 / /proc rw - proc proc rw\n"
                               "90 1 8:17 / /media/stick rw - vfat /dev/sdb1 rw\n";
  g_autofree char *root = g_dir_make_tmp ("frond-sys-XXXXXX", NULL);
  g_autofree char *usb = g_build_filename (root, "sys/devices/pci0/usb1/1-4", NULL);
  g_autofree char *disk = g_build_filename (usb, "1-4:1.0/host6/block/sdb/sdb1", NULL);
  g_autofree char *blocks = g_build_filename (root, "sys/dev/block", NULL);
  g_autofree char *link = g_build_filename (blocks, "8:17", NULL);
  g_autofree char *bus = g_build_filename (usb, "busnum", NULL);
  g_autofree char *address = g_build_filename (usb, "devnum", NULL);
  const char *argv[] = { "rm", "-r", root, NULL };

  g_assert_cmpint (g_mkdir_with_parents (disk, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (blocks, 0700), ==, 0);
  g_assert_cmpint (symlink (disk, link), ==, 0);
  g_assert_true (g_file_set_contents (bus, "1\n", -1, NULL));
  g_assert_true (g_file_set_contents (address, "7\n", -1, NULL));
  g_assert_true (frond_usb_mounts_has_in (root, mounts, 1, 7));
  g_assert_false (frond_usb_mounts_has_in (root, mounts, 1, 8));
  g_assert_false (frond_usb_mounts_has_in (root, mounts, 2, 7));
  g_assert_false (frond_usb_mounts_has_in (root, "nonsense\n", 1, 7));
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/usb/device-names", test_names);
  g_test_add_func ("/ui/usb/mounts", test_mounts);
  TEST ("lazy", test_lazy);
  TEST ("connects", test_connects);
  TEST ("warns", test_warns);
  TEST ("fails", test_fails);
  TEST ("full", test_full);
  TEST ("shares-disc", test_shares_disc);
  TEST ("remembers", test_remembers);
  TEST ("always", test_always);
  return g_test_run ();
}
