/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guests-watch.h"
#include "frond-launcher.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_GUEST_NOTIFIER (frond_guest_notifier_get_type ())
G_DECLARE_FINAL_TYPE (FrondGuestNotifier, frond_guest_notifier, FROND, GUEST_NOTIFIER, GObject)

/* Tells the shell what becomes of machines while nobody looks at them: ready, not made, stopped by itself, no room. One
 * notification a machine, under its profile's id; it is taken back when it is no longer so, or when somebody looks. */
FrondGuestNotifier *frond_guest_notifier_new (GtkApplication *application, FrondGuestsWatch *watch,
                                              FrondLauncher *launcher);

/* For tests: the title of what the shell was last told of the machine or launch ID, or NULL when that was taken back. */
const char *frond_guest_notifier_get_told (FrondGuestNotifier *self, const char *id);

G_END_DECLS
