/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_DROP_HINT (frond_drop_hint_get_type ())
G_DECLARE_FINAL_TYPE (FrondDropHint, frond_drop_hint, FROND, DROP_HINT, AdwBin)

/* Over a guest's screen while files are dragged over it. Takes no events. Hidden at first. (transfer floating) */
GtkWidget *frond_drop_hint_new (void);

/* Files that are dropped go to the machine NAME; WORDS say where they arrive. */
void frond_drop_hint_show_target (FrondDropHint *self, const char *name, const char *words);
/* They cannot go there, because of ERROR. */
void frond_drop_hint_show_refusal (FrondDropHint *self, const char *name, const GError *error);
void frond_drop_hint_hide (FrondDropHint *self);

G_END_DECLS
