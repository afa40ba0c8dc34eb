/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest.h"
#include "frond-library.h"
#include "frond-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_CLIPBOARD_GROUP (frond_clipboard_group_get_type ())
G_DECLARE_FINAL_TYPE (FrondClipboardGroup, frond_clipboard_group, FROND, CLIPBOARD_GROUP, AdwPreferencesGroup)

/* What a machine and this computer share. What a person chooses is in the machine's profile at once, also while it
 * runs. */
GtkWidget *frond_clipboard_group_new (void);

/* Once. */
void frond_clipboard_group_set_guest (FrondClipboardGroup *self, FrondLibrary *library, FrondGuest *guest);

/* Whose agent it speaks of; NULL: nothing is known of the agent. */
void frond_clipboard_group_set_session (FrondClipboardGroup *self, FrondSession *session);

G_END_DECLS
