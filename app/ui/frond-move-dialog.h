/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_MOVE_DIALOG (frond_move_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrondMoveDialog, frond_move_dialog, FROND, MOVE_DIALOG, AdwDialog)

/* Moves GUEST, which is off, to the other place where machines live: says what that means, how far it is, and when it is
 * done. Until it is closed then, the move can be taken back. */
AdwDialog *frond_move_dialog_new (FrondLibrary *library, FrondGuest *guest);

/* What is done: "Move to My Account…". Static. */
const char *frond_move_dialog_get_action_words (FrondGuest *guest);

G_END_DECLS
