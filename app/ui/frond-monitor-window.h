/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-application.h"
#include "frond-display.h"
#include "frond-file-transfers.h"
#include "frond-guest.h"
#include "frond-monitor-memory.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_MONITOR_WINDOW (frond_monitor_window_get_type ())
G_DECLARE_FINAL_TYPE (FrondMonitorWindow, frond_monitor_window, FROND, MONITOR_WINDOW, AdwApplicationWindow)

/* A further monitor of a guest. What it knows of the guest it is told by FrondGuestScreens, whose actions it takes.
 *
 * signal: place-changed: size, maximised, full screen */
FrondMonitorWindow *frond_monitor_window_new (FrondApplication *application, FrondGuest *guest, guint number);

guint frond_monitor_window_get_number (FrondMonitorWindow *self);
FrondDisplay *frond_monitor_window_get_display (FrondMonitorWindow *self);

/* SCREEN may be NULL, and a dark one: then the window says that it waits. */
void frond_monitor_window_set_screen (FrondMonitorWindow *self, FrondScreen *screen);

/* The ways for files into the guest; may be NULL. */
void frond_monitor_window_set_transfers (FrondMonitorWindow *self, FrondFileTransfers *transfers);

/* Before the window is presented, and whenever it changes. */
void frond_monitor_window_restore (FrondMonitorWindow *self, const FrondMonitorPlace *place);
void frond_monitor_window_describe (FrondMonitorWindow *self, FrondMonitorPlace *place);

G_END_DECLS
