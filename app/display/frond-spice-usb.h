/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-usb.h"

#include <spice-client.h>

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_USB (frond_spice_usb_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceUsb, frond_spice_usb, FROND, SPICE_USB, FrondUsb)

/* FrondUsb over spice-client-glib, which finds the devices with libusb and speaks usbredir on channels of their own. */
FrondUsb *frond_spice_usb_new (void);

/* The connection that the devices go to: the session once it is open, or NULL when it ends. Not kept longer. */
void frond_spice_usb_set_session (FrondSpiceUsb *self, SpiceSession *session);

G_END_DECLS
