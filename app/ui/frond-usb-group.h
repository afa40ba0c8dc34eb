/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-usb-keeper.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_USB_GROUP (frond_usb_group_get_type ())
G_DECLARE_FINAL_TYPE (FrondUsbGroup, frond_usb_group, FROND, USB_GROUP, AdwPreferencesGroup)

/* One USB device: a switch that gives it to the guest, and, while it is there, whether it always goes there. Asks first
 * where this computer would miss it. */
GtkWidget *frond_usb_group_new (FrondUsbKeeper *keeper, FrondUsbDevice *device);
FrondUsbDevice *frond_usb_group_get_device (FrondUsbGroup *self);

/* Gives the device to the guest, as the switch does but without asking. */
void frond_usb_group_connect (FrondUsbGroup *self);

G_END_DECLS
