/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_NAME_GROUP (frond_name_group_get_type ())
G_DECLARE_FINAL_TYPE (FrondNameGroup, frond_name_group, FROND, NAME_GROUP, AdwPreferencesGroup)

/* A row for a machine's name that says under it, while one types, what is wrong with it.
 *
 * properties: text (string), valid (boolean, read-only)
 * signals:    apply: Enter was pressed with a valid name */
GtkWidget *frond_name_group_new (void);
const char *frond_name_group_get_text (FrondNameGroup *self);
void frond_name_group_set_text (FrondNameGroup *self, const char *text);
gboolean frond_name_group_get_valid (FrondNameGroup *self);
void frond_name_group_select (FrondNameGroup *self);

G_END_DECLS
