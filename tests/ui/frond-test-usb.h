/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-usb.h"

G_BEGIN_DECLS

#define FROND_TYPE_TEST_USB (frond_test_usb_get_type ())
G_DECLARE_FINAL_TYPE (FrondTestUsb, frond_test_usb, FROND, TEST_USB, FrondUsb)

/* Devices that a test plugs in; the guest can have CHANNELS of them. */
FrondUsb *frond_test_usb_new (guint channels);

/* The list's own. */
FrondUsbDevice *frond_test_usb_plug (FrondTestUsb *self, const char *vendor, const char *product,
                                     const char *id, FrondUsbKinds kinds);

/* The next connection fails with CODE. */
void frond_test_usb_fail (FrondTestUsb *self, int code);

gboolean frond_test_usb_get_started (FrondTestUsb *self);
guint frond_test_usb_get_n_connects (FrondTestUsb *self);

G_END_DECLS
