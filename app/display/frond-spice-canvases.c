/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-canvases.h"

#include <spice/enums.h>

#define MAX_SURFACES 10000 /* libspice-server's own bound */
#define MAX_PALETTES 1024  /* it remembers 128 */

struct _FrondSpiceCanvases
{
  GHashTable *surfaces; /* number to FrondSpiceCanvas */
  GHashTable *palettes; /* guint64 to the number of colours */
  guint64 hidden;       /* bytes */
};

FrondSpiceCanvases *
frond_spice_canvases_new (void)
{
  FrondSpiceCanvases *self = g_new0 (FrondSpiceCanvases, 1);

  self->surfaces = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->palettes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
frond_spice_canvases_free (FrondSpiceCanvases *self)
{
  g_hash_table_unref (self->surfaces);
  g_hash_table_unref (self->palettes);
  g_free (self);
}

/* The library gives each pixel four bytes, whatever its format. */
static guint64
get_bytes (const FrondSpiceCanvas *canvas)
{
  return (guint64) canvas->width * canvas->height * 4;
}

gboolean
frond_spice_canvases_add (FrondSpiceCanvases *self, guint32 id, const FrondSpiceCanvas *canvas)
{
  const FrondSpiceCanvas *old = frond_spice_canvases_get (self, id);
  guint64 hidden = self->hidden + (id != FROND_SPICE_CANVAS_PRIMARY ? get_bytes (canvas) : 0);

  if (old != NULL && old->width == canvas->width && old->height == canvas->height)
    return TRUE;
  if (hidden > FROND_SPICE_CANVAS_MAX_HIDDEN || g_hash_table_size (self->surfaces) >= MAX_SURFACES)
    return FALSE;
  self->hidden = hidden;
  g_hash_table_insert (self->surfaces, GUINT_TO_POINTER (id), g_memdup2 (canvas, sizeof *canvas));
  return TRUE;
}

void
frond_spice_canvases_remove (FrondSpiceCanvases *self, guint32 id)
{
  const FrondSpiceCanvas *old = frond_spice_canvases_get (self, id);

  if (old != NULL && id != FROND_SPICE_CANVAS_PRIMARY)
    self->hidden -= get_bytes (old);
  g_hash_table_remove (self->surfaces, GUINT_TO_POINTER (id));
}

const FrondSpiceCanvas *
frond_spice_canvases_get (FrondSpiceCanvases *self, guint32 id)
{
  return g_hash_table_lookup (self->surfaces, GUINT_TO_POINTER (id));
}

guint
frond_spice_canvas_get_depth (const FrondSpiceCanvas *canvas)
{
  switch (canvas->format)
    {
    case SPICE_SURFACE_FMT_8_A:
      return 8;
    case SPICE_SURFACE_FMT_16_555:
    case SPICE_SURFACE_FMT_16_565:
      return 16;
    default:
      return 32;
    }
}

gboolean
frond_spice_canvases_add_palette (FrondSpiceCanvases *self, guint64 id, guint n_colors)
{
  g_hash_table_insert (self->palettes, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (n_colors));
  return g_hash_table_size (self->palettes) <= MAX_PALETTES;
}

void
frond_spice_canvases_remove_palette (FrondSpiceCanvases *self, guint64 id)
{
  g_hash_table_remove (self->palettes, &id);
}

void
frond_spice_canvases_clear_palettes (FrondSpiceCanvases *self)
{
  g_hash_table_remove_all (self->palettes);
}

guint
frond_spice_canvases_get_palette (FrondSpiceCanvases *self, guint64 id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->palettes, &id));
}
