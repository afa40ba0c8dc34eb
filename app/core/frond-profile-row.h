/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* For stores: the values of a profile without the cost of properties, which thousands of rows have fifty each of, and
 * which of them its row does not have yet. Fields are numbers: those of the properties. */
guint frond_profile_row_find_field (const char *property);

/* A profile with ID (a UUID) and no request-id, to be filled before anybody else sees it. Caller owns it. */
FrondProfile *frond_profile_row_new (const char *id);

/* Of a field that is a string. Setting tells nobody. */
const char *frond_profile_row_get_text (FrondProfile *self, guint field);
void frond_profile_row_set_text (FrondProfile *self, guint field, const char *text);

/* Of a field that is a number, an enumeration or a boolean. Setting tells nobody. */
gint64 frond_profile_row_get_number (FrondProfile *self, guint field);
void frond_profile_row_set_number (FrondProfile *self, guint field, gint64 number);

/* Whether FIELD is another than its row has: nothing of a new profile is in a row; what a store has read or taken over
 * to be written (set_saved) is, until it changes. Copies have what the original has. What failed to be written is
 * unsaved again: take_unsaved. */
gboolean frond_profile_row_is_unsaved (FrondProfile *self, guint field);
void frond_profile_row_set_saved (FrondProfile *self);
void frond_profile_row_take_unsaved (FrondProfile *self, FrondProfile *from);

G_END_DECLS
