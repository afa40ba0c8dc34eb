/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "shots.h"

#include "frond-error.h"
#include "frond-test-usb.h"

#include <unistd.h>

/* A guest's console with what a boot leaves there. */
GtkWindow *
shots_open_guest_console (UiFixture *f)
{
  static const char boot[] =
      "\033[0;1;39mWelcome to \033[38;2;215;7;81mDebian GNU/Linux 13 (trixie)\033[0m!\r\n\r\n"
      "[\033[0;32m  OK  \033[0m] Started \033[0;1;39mssh.service\033[0m.\r\n"
      "[\033[0;1;31mFAILED\033[0m] Failed to start \033[0;1;39mapache2.service\033[0m.\r\n"
      "[\033[0;32m  OK  \033[0m] Reached target \033[0;1;39mmulti-user.target\033[0m.\r\n\r\n"
      "Debian GNU/Linux 13 debian ttyS0\r\n\r\ndebian login: ";
  GtkWindow *window = shots_open_guest (f, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.console-page", NULL);
  ui_wait_until (frond_test_host_get_console (f->host) >= 0);
  g_assert_cmpint (write (frond_test_host_get_console (f->host), boot, strlen (boot)), >, 0);
  return window;
}

GtkWindow *
shots_open_guest_console_off (UiFixture *f)
{
  GtkWindow *window = shots_open_guest_console (f);
  FrondGuest *guest = frond_guest_window_get_guest (FROND_GUEST_WINDOW (window));

  ui_settle ();
  frond_test_host_set_state (f->host, frond_profile_get_machine_uuid (frond_guest_get_profile (guest)),
                             FROND_GUEST_STOPPED, FROND_GUEST_REASON_SHUTDOWN);
  return window;
}

GtkWindow *
shots_open_guest_console_busy (UiFixture *f)
{
  GtkWindow *window = shots_open_guest (f, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);

  frond_test_host_fail_console (f->host, FROND_ERROR_BUSY);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.console-page", NULL);
  return window;
}

/* The chooser of USB devices with some that are typical. */
static FrondTestUsb *usb_of_shot;

GtkWindow *
shots_open_usb (UiFixture *f)
{
  GtkWindow *window = shots_open_guest (f, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  g_autoptr (FrondSession) session = frond_test_session_new (1280, 800);
  FrondTestUsb *usb = FROND_TEST_USB (frond_test_usb_new (2));
  FrondUsbDevice *stick;

  usb_of_shot = usb;
  frond_test_session_take_usb (FROND_TEST_SESSION (session), FROND_USB (usb));
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), session);
  stick = frond_test_usb_plug (usb, "SanDisk", "Ultra Fit", "0781:5583", FROND_USB_STORAGE);
  frond_test_usb_plug (usb, "Logitech, Inc.", "Unifying Receiver", "046d:c52b", FROND_USB_INPUT);
  frond_test_usb_plug (usb, "Seiko Epson Corp.", "Perfection V39 Flatbed Scanner of the Whole Department",
                       "04b8:013d", 0);
  frond_usb_connect_async (FROND_USB (usb), stick, NULL, NULL, NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.usb", NULL);
  return window;
}

GtkWindow *
shots_open_usb_failed (UiFixture *f)
{
  GtkWindow *window = shots_open_usb (f);
  FrondUsb *usb = FROND_USB (usb_of_shot);
  g_autoptr (FrondUsbDevice) device = NULL;

  ui_settle ();
  device = g_list_model_get_item (G_LIST_MODEL (usb), 2);
  frond_test_usb_fail (FROND_TEST_USB (usb), FROND_ERROR_NOT_AUTHORIZED);
  frond_usb_connect_async (usb, device, NULL, NULL, NULL);
  frond_usb_take_free_channels (usb, 0);
  return window;
}

GtkWindow *
shots_open_usb_empty (UiFixture *f)
{
  GtkWindow *window = shots_open_guest (f, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  g_autoptr (FrondSession) session = frond_test_session_new (1280, 800);

  frond_test_session_take_usb (FROND_TEST_SESSION (session), frond_test_usb_new (2));
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), session);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.usb", NULL);
  return window;
}
