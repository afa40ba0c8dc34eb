/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FROND_TYPE_USB_PORTAL (frond_usb_portal_get_type ())
G_DECLARE_INTERFACE (FrondUsbPortal, frond_usb_portal, FROND, USB_PORTAL, GObject)

/* Inside of a sandbox: who tells of USB devices and hands out descriptors for them, with the person's consent.
 * app/client has it over D-Bus.
 *
 * signals
 *  added (string handle, string vendor, string product, string id, int bus, int address, string interfaces)
 *          HANDLE names the device from now on; VENDOR and PRODUCT are words of any content, ID is "vvvv:pppp" or "",
 *          INTERFACES is what udev says: ":030101:080650:", six hexadecimal digits for class, subclass and protocol
 *  removed (string handle)
 *  failed (GError)     there will be no devices: of FROND_ERROR, UNSUPPORTED where there is no such portal */
struct _FrondUsbPortalInterface
{
  GTypeInterface parent_iface;

  void (*start) (FrondUsbPortal *self);
  void (*acquire_async) (FrondUsbPortal *self, const char *handle, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  int (*acquire_finish) (FrondUsbPortal *self, GAsyncResult *result, GError **error);
  void (*release) (FrondUsbPortal *self, const char *handle);
};

/* Begins to tell of devices, those that are there first; idempotent. */
void frond_usb_portal_start (FrondUsbPortal *self);

/* Asks the person, unless they have decided already. The caller of finish owns the descriptor, which is of the
 * device's node, for reading and writing; -1 and the error on failure: CANCELLED when the person said no. */
void frond_usb_portal_acquire_async (FrondUsbPortal *self, const char *handle, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
int frond_usb_portal_acquire_finish (FrondUsbPortal *self, GAsyncResult *result, GError **error);

/* The descriptor is not used any more. */
void frond_usb_portal_release (FrondUsbPortal *self, const char *handle);

G_END_DECLS
