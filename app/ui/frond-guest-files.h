/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-file-transfers.h"
#include "frond-guest.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_GUEST_FILES (frond_guest_files_get_type ())
G_DECLARE_FINAL_TYPE (FrondGuestFiles, frond_guest_files, FROND, GUEST_FILES, GObject)

/* The ways for files into one guest: dropped on its screen, chosen, pasted. Tells in TOASTS what became of them. Keeps
 * no reference to TOASTS.
 *
 * property can-paste (boolean): the clipboard of this computer holds files */
FrondGuestFiles *frond_guest_files_new (FrondGuest *guest, AdwToastOverlay *toasts);

/* Of the session that is shown; may be NULL. */
void frond_guest_files_set_transfers (FrondGuestFiles *self, FrondFileTransfers *transfers);

/* Files that are dropped on OVERLAY are sent; while they are over it, it says so. */
void frond_guest_files_accept_drops (FrondGuestFiles *self, GtkOverlay *overlay);

/* Asks which files, and sends them. */
void frond_guest_files_choose (FrondGuestFiles *self);

/* Sends the files of the clipboard. */
void frond_guest_files_paste (FrondGuestFiles *self);
gboolean frond_guest_files_get_can_paste (FrondGuestFiles *self);

/* Where the guest has what was sent, in a sentence. Owned by gettext. */
const char *frond_guest_files_place (FrondGuest *guest);

G_END_DECLS
