/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-usb-portal.h"

G_DEFINE_INTERFACE (FrondUsbPortal, frond_usb_portal, G_TYPE_OBJECT)

static void
frond_usb_portal_default_init (FrondUsbPortalInterface *iface)
{
  g_signal_new ("added", FROND_TYPE_USB_PORTAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 7,
                G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT, G_TYPE_INT,
                G_TYPE_STRING);
  g_signal_new ("removed", FROND_TYPE_USB_PORTAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);
  g_signal_new ("failed", FROND_TYPE_USB_PORTAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_ERROR);
}

void
frond_usb_portal_start (FrondUsbPortal *self)
{
  g_return_if_fail (FROND_IS_USB_PORTAL (self));

  FROND_USB_PORTAL_GET_IFACE (self)->start (self);
}

void
frond_usb_portal_acquire_async (FrondUsbPortal *self, const char *handle, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_USB_PORTAL (self));

  FROND_USB_PORTAL_GET_IFACE (self)->acquire_async (self, handle, cancellable, callback, user_data);
}

int
frond_usb_portal_acquire_finish (FrondUsbPortal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_USB_PORTAL (self), -1);

  return FROND_USB_PORTAL_GET_IFACE (self)->acquire_finish (self, result, error);
}

void
frond_usb_portal_release (FrondUsbPortal *self, const char *handle)
{
  g_return_if_fail (FROND_IS_USB_PORTAL (self));

  FROND_USB_PORTAL_GET_IFACE (self)->release (self, handle);
}
