/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_HOST_SHORTCUTS (frond_host_shortcuts_get_type ())
G_DECLARE_FINAL_TYPE (FrondHostShortcuts, frond_host_shortcuts, FROND, HOST_SHORTCUTS, GObject)

/* The key combinations that never reach a guest, captured keyboard or not. Immutable.
 *
 * TRIGGERS are as gtk_shortcut_trigger_parse_string() reads them ("F11", "<Super>Tab"), NULL-terminated; those that
 * frond_host_shortcuts_check() refuses are left out: the list is a person's, or some other program's. */
FrondHostShortcuts *frond_host_shortcuts_new (const char *const *triggers);

/* Whether TRIGGER may stay with the host: one key, with Ctrl, Alt or Super unless it is a function or a special key.
 * Nobody could type any more otherwise. */
gboolean frond_host_shortcuts_check (const char *trigger);

/* EVENT is a key press. */
gboolean frond_host_shortcuts_match (FrondHostShortcuts *self, GdkEvent *event);

G_END_DECLS
