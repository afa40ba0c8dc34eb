/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define FROND_DAMAGE_MAX 8

/* Rectangles that changed, few however many are added: those that make one larger rectangle are joined at once (QEMU
 * sends columns of 32 pixels), and when there are too many those that lie nearest. Zero-initialised it is empty. */
typedef struct
{
  GdkRectangle rects[FROND_DAMAGE_MAX];
  guint n_rects;
} FrondDamage;

/* RECT is not empty. */
void frond_damage_add (FrondDamage *self, const GdkRectangle *rect);

G_END_DECLS
