/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_DEVICES_DIALOG (frond_devices_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrondDevicesDialog, frond_devices_dialog, FROND, DEVICES_DIALOG, AdwDialog)

/* The devices of this computer that the machine of GUEST, which is at the computer's service, has or could have; and why
 * it cannot have the others. */
AdwDialog *frond_devices_dialog_new (FrondGuest *guest);

G_END_DECLS
