/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-usb-portal.h"

G_BEGIN_DECLS

#define FROND_TYPE_PORTAL_USB (frond_portal_usb_get_type ())
G_DECLARE_FINAL_TYPE (FrondPortalUsb, frond_portal_usb, FROND, PORTAL_USB, GObject)

/* FrondUsbPortal over org.freedesktop.portal.Usb (version 1) on the session bus. Nothing is called before it is
 * started. */
FrondUsbPortal *frond_portal_usb_new (void);

G_END_DECLS
