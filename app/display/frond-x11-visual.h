/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For machines without a GPU: GL is gone with it. To be called before GTK opens its display, while there are no other threads. On an X server without a compositor it
 * hides the visuals with an alpha channel from GTK, which takes them for every window: with nobody there to blend them
 * the server itself keeps a copy of each such window and copies all that is drawn there once more. */
void frond_x11_visual_init_early (void);

G_END_DECLS
