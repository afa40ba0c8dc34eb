/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a display channel of spice-glib has at the moment, as the messages to it have told: its surfaces and the palettes
 * that it remembers. */
typedef struct _FrondSpiceCanvases FrondSpiceCanvases;

typedef struct
{
  int width;
  int height;
  guint32 format; /* one of SPICE_SURFACE_FMT_*, but 1_A */
} FrondSpiceCanvas;

/* The surface that is shown. */
#define FROND_SPICE_CANVAS_PRIMARY 0

/* Pixels of a surface and of an image: 256 MiB. */
#define FROND_SPICE_CANVAS_MAX_PIXELS (64u << 20)
/* Bytes of all surfaces but the first. */
#define FROND_SPICE_CANVAS_MAX_HIDDEN (256u << 20)

FrondSpiceCanvases *frond_spice_canvases_new (void);
void frond_spice_canvases_free (FrondSpiceCanvases *self);

/* FALSE when they would be too many. A primary one of the size that it has already stays what it is, as in the
 * library. */
gboolean frond_spice_canvases_add (FrondSpiceCanvases *self, guint32 id, const FrondSpiceCanvas *canvas);
void frond_spice_canvases_remove (FrondSpiceCanvases *self, guint32 id);
/* NULL when there is none. */
const FrondSpiceCanvas *frond_spice_canvases_get (FrondSpiceCanvases *self, guint32 id);

/* Of a pixel: 8, 16 or 32. */
guint frond_spice_canvas_get_depth (const FrondSpiceCanvas *canvas);

/* FALSE when they would be too many. */
gboolean frond_spice_canvases_add_palette (FrondSpiceCanvases *self, guint64 id, guint n_colors);
void frond_spice_canvases_remove_palette (FrondSpiceCanvases *self, guint64 id);
void frond_spice_canvases_clear_palettes (FrondSpiceCanvases *self);
/* The number of its colours, 0 when there is none of that name. */
guint frond_spice_canvases_get_palette (FrondSpiceCanvases *self, guint64 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondSpiceCanvases, frond_spice_canvases_free)

G_END_DECLS
