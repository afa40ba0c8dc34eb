/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"

G_BEGIN_DECLS

#define FROND_TYPE_RESIZER (frond_resizer_get_type ())
G_DECLARE_FINAL_TYPE (FrondResizer, frond_resizer, FROND, RESIZER, GObject)

/* Asks a guest for the size of its widget once that has stayed the same for a moment, and asks for each size once:
 * what the guest makes of it is the guest's business. The next request waits until the guest has answered the last
 * one by a change of its size, or has had the time to. */
FrondResizer *frond_resizer_new (void);

void frond_resizer_set_screen (FrondResizer *self, FrondScreen *screen);
void frond_resizer_set_enabled (FrondResizer *self, gboolean enabled);
/* Device pixels and millimetres (0: unknown) of the widget; a size of 0 means that it is not shown. */
void frond_resizer_set_size (FrondResizer *self, int width, int height, int width_mm, int height_mm);
/* Whether this is the size that it has already. */
gboolean frond_resizer_has_size (FrondResizer *self, int width, int height);

G_END_DECLS
