/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-scanout.h"
#include "frond-viewport.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_DMABUF_PRESENTER (frond_dmabuf_presenter_get_type ())
G_DECLARE_FINAL_TYPE (FrondDmabufPresenter, frond_dmabuf_presenter, FROND, DMABUF_PRESENTER, GtkWidget)

/* Draws a guest's buffer without a copy of ours. A widget, since only a widget's whole contents can be offloaded to
 * the compositor: the child of a GtkGraphicsOffload, of the size of the FrondDisplay around it. */
GtkWidget *frond_dmabuf_presenter_new (void);

/* Before a snapshot. FALSE when SCANOUT's CROP cannot be drawn here, or is cheaper copied: GSK's Cairo renderer
 * (FOR_CAIRO) and those without a way to import such buffers read all of it for each frame. FROND_PRESENTER=dmabuf
 * in the environment has them do it all the same. */
gboolean frond_dmabuf_presenter_update (FrondDmabufPresenter *self, const FrondViewport *viewport,
                                        FrondScanout *scanout, const GdkRectangle *crop, gboolean for_cairo);

/* Visible pixels. */
void frond_dmabuf_presenter_damage (FrondDmabufPresenter *self, const GdkRectangle *rect);
void frond_dmabuf_presenter_damage_all (FrondDmabufPresenter *self);

/* TRUE: enlarged pixels keep their edges; such a picture cannot be offloaded. */
void frond_dmabuf_presenter_set_sharp (FrondDmabufPresenter *self, gboolean sharp);

/* Forgets the picture. */
void frond_dmabuf_presenter_clear (FrondDmabufPresenter *self);

/* The visible pixels, read back; NULL without a picture. (transfer full) */
GdkTexture *frond_dmabuf_presenter_capture (FrondDmabufPresenter *self, int max_width);

G_END_DECLS
