/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum /*< flags >*/
{
  FROND_USB_INPUT = 1 << 0,   /* a keyboard, a mouse or the like: the person may need it */
  FROND_USB_STORAGE = 1 << 1, /* disks or sticks */
  FROND_USB_DISC = 1 << 2,    /* a disc image of ours that plays a USB drive */
} FrondUsbKinds;

#define FROND_TYPE_USB_DEVICE (frond_usb_device_get_type ())
G_DECLARE_FINAL_TYPE (FrondUsbDevice, frond_usb_device, FROND, USB_DEVICE, GObject)

/* One USB device of this computer that can go to a guest.
 *
 * properties (read-only, with notify)
 *  connected   boolean   it is with the guest of this connection
 *  busy        boolean   on its way there or back
 *  error       GError or NULL: why the last way failed, of FROND_ERROR */
const char *frond_usb_device_get_id (FrondUsbDevice *self);   /* "046d:c52b"; "" when it has none */
const char *frond_usb_device_get_name (FrondUsbDevice *self); /* valid UTF-8 of a fair length; never empty */
int frond_usb_device_get_bus (FrondUsbDevice *self);
int frond_usb_device_get_address (FrondUsbDevice *self);
FrondUsbKinds frond_usb_device_get_kinds (FrondUsbDevice *self);
gboolean frond_usb_device_get_connected (FrondUsbDevice *self);
gboolean frond_usb_device_get_busy (FrondUsbDevice *self);
const GError *frond_usb_device_get_error (FrondUsbDevice *self);

/* For implementations of FrondUsb. The texts are a device's own words, of any length and content; ID is "" or
 * "vvvv:pppp". */
FrondUsbDevice *frond_usb_device_new (const char *vendor, const char *product, const char *id, int bus,
                                      int address, FrondUsbKinds kinds);
void frond_usb_device_take_connected (FrondUsbDevice *self, gboolean connected);
void frond_usb_device_take_busy (FrondUsbDevice *self, gboolean busy);
/* ERROR (may be NULL) is copied. */
void frond_usb_device_take_error (FrondUsbDevice *self, const GError *error);

G_END_DECLS
