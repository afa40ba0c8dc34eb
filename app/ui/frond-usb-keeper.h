/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest.h"
#include "frond-library.h"
#include "frond-usb.h"

G_BEGIN_DECLS

#define FROND_TYPE_USB_KEEPER (frond_usb_keeper_get_type ())
G_DECLARE_FINAL_TYPE (FrondUsbKeeper, frond_usb_keeper, FROND, USB_KEEPER, GObject)

/* Knows which USB devices always go to a guest (the profile's usb-devices), and gives them to it: those that are there
 * when it is connected, and each that is plugged in later. A device that the person takes back stays here until it is
 * plugged in again. Without such devices nothing is loaded.
 *
 * signals: failed (FrondUsbDevice)     one could not be given: see its error */
FrondUsbKeeper *frond_usb_keeper_new (FrondLibrary *library, FrondGuest *guest);

/* The devices for the guest's connection; NULL: there is none. */
void frond_usb_keeper_set_usb (FrondUsbKeeper *self, FrondUsb *usb);
FrondUsb *frond_usb_keeper_get_usb (FrondUsbKeeper *self);

/* ID is of a device; "" is never remembered. */
gboolean frond_usb_keeper_remembers (FrondUsbKeeper *self, const char *id);
void frond_usb_keeper_remember (FrondUsbKeeper *self, const char *id, gboolean always);

G_END_DECLS
