/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  FROND_BULK_START,
  FROND_BULK_SHUT_DOWN,
  FROND_BULK_PAUSE,
  FROND_BULK_GROUP,
  FROND_BULK_DELETE,
} FrondBulk;

/* Whether ACTION is one for GUEST as it is now. */
gboolean frond_guests_bulk_applies (FrondBulk action, FrondGuest *guest);

/* Does ACTION to those of GUESTS (element-type FrondGuest) it is one for; the others stay as they are. What did not work is
 * told once, each machine by name. Deleting asks first where machines run, which it forces off, and can be undone for all
 * of them at once. GROUP is the name for FROND_BULK_GROUP, "" for none; else NULL. */
void frond_guests_bulk_run (FrondBulk action, GPtrArray *guests, const char *group, FrondLibrary *library,
                            AdwToastOverlay *toasts);

/* Offers to take back, once for all of PROFILES (element-type FrondProfile) that are in the trash; what nobody takes back
 * is gone when the toast goes. */
void frond_guests_bulk_offer_undo (GPtrArray *profiles, FrondLibrary *library, AdwToastOverlay *toasts);

G_END_DECLS
