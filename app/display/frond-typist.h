/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"
#include "frond-text-keys.h"

G_BEGIN_DECLS

/* How long one character takes: a guest's keyboard holds few keys that nobody has read. */
#define FROND_TYPIST_MSEC_PER_KEY 10

#define FROND_TYPE_TYPIST (frond_typist_get_type ())
G_DECLARE_FINAL_TYPE (FrondTypist, frond_typist, FROND, TYPIST, GObject)

/* Presses keys in a guest as a person would, one after the other. */
FrondTypist *frond_typist_new (FrondScreen *screen);

/* One text at a time. The guest's Caps Lock is off while it is typed. Nothing stays pressed, also when CANCELLABLE stops
 * it. "keys" is the result's data of that name. */
void frond_typist_type_async (FrondTypist *self, FrondTextKeys *keys, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_typist_type_finish (FrondTypist *self, GAsyncResult *result, GError **error);

G_END_DECLS
