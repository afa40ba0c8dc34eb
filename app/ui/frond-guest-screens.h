/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-application.h"
#include "frond-clipboard-bridge.h"
#include "frond-display.h"
#include "frond-guest.h"
#include "frond-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_GUEST_SCREENS (frond_guest_screens_get_type ())
G_DECLARE_FINAL_TYPE (FrondGuestScreens, frond_guest_screens, FROND, GUEST_SCREENS, GObject)

/* The further monitors of a guest: opens a window for each that the person turns on, keeps in the profile which they
 * were and where, and brings them back when the guest is shown again. WINDOW is that of the first monitor, DISPLAY and
 * TOASTS are in it; it owns this and outlives it. */
FrondGuestScreens *frond_guest_screens_new (FrondApplication *application, FrondGuest *guest,
                                            GtkWindow *window, FrondDisplay *display,
                                            AdwToastOverlay *toasts);

/* The connection to look for monitors on; NULL: none. */
void frond_guest_screens_set_session (FrondGuestScreens *self, FrondSession *session);

/* Is told of every window; NULL: none. */
void frond_guest_screens_set_clipboard (FrondGuestScreens *self, FrondSelection selection,
                                        FrondClipboardBridge *clipboard);

/* Closes the windows, and forgets nothing. May be called again. */
void frond_guest_screens_close (FrondGuestScreens *self);

/* What the menus of all windows of the guest do. (transfer none)
 *  screens.show-2 … show-4 (boolean state)  whether the monitor has a window
 *  screens.fullscreen-all                   each on a monitor of its own
 *  screens.add                              gives the machine more monitors, from its next start on */
GActionGroup *frond_guest_screens_get_actions (FrondGuestScreens *self);

/* A menu of these actions. (transfer full) */
GMenuModel *frond_guest_screens_build_menu (void);

/* The window of a further monitor, the second being 2; NULL while it has none. */
GtkWindow *frond_guest_screens_get_window (FrondGuestScreens *self, guint number);

G_END_DECLS
