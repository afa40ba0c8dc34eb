/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest-screens.h"
#include "frond-monitor-window.h"

G_BEGIN_DECLS

/* Shared by the files: the windows (frond-guest-screens.c) and what one can do (-actions.c). */
struct _FrondGuestScreens
{
  GObject parent_instance;

  FrondApplication *application; /* not owned, like the four below */
  FrondGuest *guest;
  GtkWindow *window;
  FrondDisplay *display;
  AdwToastOverlay *toasts;

  FrondSession *session;
  FrondScreen *first;                                       /* of the session */
  FrondMonitorWindow *windows[FROND_PROFILE_MAX_HEADS + 1]; /* by number; owned by GTK */
  FrondClipboardBridge *clipboards[FROND_N_SELECTIONS];     /* or NULL */
  FrondMonitorMemory *memory;
  GSimpleActionGroup *actions;
  GListModel *host_monitors;
};

/* The guest's monitor with that number, the first being 1; NULL where it has none. (transfer full) */
FrondScreen *_frond_guest_screens_find (FrondGuestScreens *self, guint number);

/* Opens a window, which turns the monitor on; FALSE, with words for the person, where that cannot be. */
gboolean _frond_guest_screens_open (FrondGuestScreens *self, guint number);
/* In the first monitor's window; with OFFER_MORE there is a button for screens.add. */
void _frond_guest_screens_tell (FrondGuestScreens *self, const char *words, gboolean offer_more);
/* As the person does it: turns the monitor off. */
void _frond_guest_screens_turn_off (FrondGuestScreens *self, guint number);

void _frond_guest_screens_add_actions (FrondGuestScreens *self);
void _frond_guest_screens_update_actions (FrondGuestScreens *self);

G_END_DECLS
