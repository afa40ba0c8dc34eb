/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-window-private.h"

#include "frond-details-dialog.h"
#include "frond-platform.h"
#include "frond-portal-usb.h"
#include "frond-usb-dialog.h"

static void
failed_cb (FrondGuestWindow *self, FrondUsbDevice *device)
{
  if (frond_usb_device_get_error (device) != NULL)
    frond_details_toast (self->toasts, FROND_TASK_USB, frond_usb_device_get_name (device),
                         frond_usb_device_get_error (device));
}

/* Inside of Flatpak there are no devices but those of the portal. */
static void
use_portal (FrondUsb *usb)
{
  g_autoptr (FrondPlatform) platform = frond_platform_new ();
  g_autoptr (FrondUsbPortal) portal = NULL;

  if (!frond_platform_is_flatpak (platform))
    return;

  portal = frond_portal_usb_new ();
  frond_usb_set_portal (usb, portal);
}

void
_frond_guest_window_update_usb (FrondGuestWindow *self)
{
  FrondUsb *usb = self->session != NULL ? frond_session_get_usb (self->session) : NULL;

  if (usb == NULL && self->usb_keeper == NULL)
    return;

  if (self->usb_keeper == NULL)
    {
      self->usb_keeper = frond_usb_keeper_new (_frond_guest_window_get_library (self), self->guest);
      g_signal_connect_object (self->usb_keeper, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
    }
  if (usb != NULL)
    use_portal (usb);
  frond_usb_keeper_set_usb (self->usb_keeper, usb);
}

gboolean
_frond_guest_window_has_usb (FrondGuestWindow *self)
{
  return self->usb_keeper != NULL && frond_usb_keeper_get_usb (self->usb_keeper) != NULL;
}

void
_frond_guest_window_choose_usb (FrondGuestWindow *self)
{
  if (_frond_guest_window_has_usb (self))
    adw_dialog_present (frond_usb_dialog_new (self->usb_keeper), GTK_WIDGET (self));
}
