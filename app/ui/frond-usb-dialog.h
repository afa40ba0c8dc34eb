/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-usb-keeper.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_USB_DIALOG (frond_usb_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrondUsbDialog, frond_usb_dialog, FROND, USB_DIALOG, AdwDialog)

/* Chooses which USB devices of this computer a guest has. KEEPER has the guest's devices, which are looked for from now
 * on. */
AdwDialog *frond_usb_dialog_new (FrondUsbKeeper *keeper);

/* Makes a USB drive of the disc image FILE and connects it. */
void frond_usb_dialog_share_disc (FrondUsbDialog *self, GFile *file);

G_END_DECLS
