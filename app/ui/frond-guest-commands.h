/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What a person can ask of a guest, from any window. Each asks back where something can be lost, carries it out and
 * tells in TOASTS what did not work. */
void frond_guest_commands_start (FrondGuest *guest, AdwToastOverlay *toasts);
void frond_guest_commands_pause (FrondGuest *guest, AdwToastOverlay *toasts);
void frond_guest_commands_save (FrondGuest *guest, AdwToastOverlay *toasts);
/* Asks, then starts it without what was saved. */
void frond_guest_commands_start_fresh (FrondGuest *guest, AdwToastOverlay *toasts);
void frond_guest_commands_resume (FrondGuest *guest, AdwToastOverlay *toasts);
void frond_guest_commands_restart (FrondGuest *guest, AdwToastOverlay *toasts);

/* Asks the guest to shut down. When it is still on after a minute, or at the second asking, offers to force it off. */
void frond_guest_commands_shut_down (FrondGuest *guest, AdwToastOverlay *toasts);
void frond_guest_commands_force_off (FrondGuest *guest, AdwToastOverlay *toasts);

/* Opens a file chooser and puts what is chosen into GUEST's drive. */
void frond_guest_commands_change_disc (FrondGuest *guest, AdwToastOverlay *toasts);
void frond_guest_commands_eject_disc (FrondGuest *guest, AdwToastOverlay *toasts);

/* Opens a dialog for a new name. */
void frond_guest_commands_rename (FrondGuest *guest, FrondLibrary *library, AdwToastOverlay *toasts);

/* Opens a dialog for the name of another machine with GUEST's disks, and makes it, with a toast that stops it. */
void frond_guest_commands_duplicate (FrondGuest *guest, FrondLibrary *library, AdwToastOverlay *toasts);

/* Deletes GUEST with a toast that undoes it; what nobody undoes is gone when the toast goes. */
void frond_guest_commands_delete (FrondGuest *guest, FrondLibrary *library, AdwToastOverlay *toasts);

G_END_DECLS
