/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FROND_TYPE_SEARCH_STATES (frond_search_states_get_type ())
G_DECLARE_FINAL_TYPE (FrondSearchStates, frond_search_states, FROND, SEARCH_STATES, GObject)

/* What machines do at this moment, from those helpers that run. None is started for it. */
FrondSearchStates *frond_search_states_new (void);

/* Asks for them anew. Never fails and never takes long: what is late is not known. */
void frond_search_states_refresh_async (FrondSearchStates *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
void frond_search_states_refresh_finish (FrondSearchStates *self, GAsyncResult *result);

/* The words for what the machine UUID (may be NULL) does, or NULL. */
const char *frond_search_states_get_words (FrondSearchStates *self, const char *uuid);

G_END_DECLS
