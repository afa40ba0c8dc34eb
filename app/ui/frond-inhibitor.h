/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_INHIBITOR (frond_inhibitor_get_type ())
G_DECLARE_FINAL_TYPE (FrondInhibitor, frond_inhibitor, FROND, INHIBITOR, GObject)

/* Why the desktop should not log out, or suspend by itself, at the moment: each cause is told under a name of its own,
 * for as long as it lasts. GTK takes it to the session manager, or to the portal. */
FrondInhibitor *frond_inhibitor_new (GtkApplication *application);

/* FLAGS: what is inhibited for CAUSE; 0: nothing any more. REASON: a sentence for people, shown by the desktop. */
void frond_inhibitor_set (FrondInhibitor *self, const char *cause, GtkApplicationInhibitFlags flags,
                          const char *reason);

/* While the uint property PROPERTY of OBJECT is not 0, and OBJECT lives. */
void frond_inhibitor_follow (FrondInhibitor *self, GObject *object, const char *property,
                             GtkApplicationInhibitFlags flags, const char *reason);

/* The application ends: nothing is inhibited any more, whatever is set from here on. */
void frond_inhibitor_stop (FrondInhibitor *self);

/* What is inhibited at the moment, by all causes together or, with CAUSE, by that one. */
GtkApplicationInhibitFlags frond_inhibitor_get_flags (FrondInhibitor *self, const char *cause);

/* The sentence of CAUSE, or NULL. */
const char *frond_inhibitor_get_reason (FrondInhibitor *self, const char *cause);

G_END_DECLS
