/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-spice-gl.h"

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_SURFACE (frond_spice_surface_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceSurface, frond_spice_surface, FROND, SPICE_SURFACE, GObject)

/* What one display channel shows: its primary surface or the latest GL scanout, and the monitors on that. What the server says about its size is
 * checked here; the memory is spice-glib's and goes when it says so.
 *
 * signals
 *  changed                       surface, monitors or mark
 *  damage (x, y, width, height)  surface pixels
 *  refused (GError)              the server asked for something that nobody sane would */
FrondSpiceSurface *frond_spice_surface_new (SpiceDisplayChannel *channel);

/* Opens the channel, which is not done for monitors that nobody looks at. May be called again. */
void frond_spice_surface_connect (FrondSpiceSurface *self);

/* No picture and no signals any more; the channel may go. */
void frond_spice_surface_detach (FrondSpiceSurface *self);

int frond_spice_surface_get_channel_id (FrondSpiceSurface *self);
guint frond_spice_surface_get_n_monitors (FrondSpiceSurface *self);
/* The part of the surface that is MONITOR's, cut to the surface; FALSE when nothing of it is visible now. */
gboolean frond_spice_surface_get_monitor (FrondSpiceSurface *self, guint monitor, GdkRectangle *area);
/* AREA is from get_monitor() just now. FALSE when the picture cannot be read; else release it. */
gboolean frond_spice_surface_acquire_frame (FrondSpiceSurface *self, const GdkRectangle *area,
                                            FrondFrame *frame);
void frond_spice_surface_release_frame (FrondSpiceSurface *self);

/* NULL while the primary surface is shown; then areas and damage are in its pixels as they lie in memory. */
FrondScanout *frond_spice_surface_get_scanout (FrondSpiceSurface *self);
/* See frond_screen_frame_done(), _watch() and _unwatch(). */
void frond_spice_surface_frame_done (FrondSpiceSurface *self);
void frond_spice_surface_watch (FrondSpiceSurface *self);
void frond_spice_surface_unwatch (FrondSpiceSurface *self);
/* For tests. */
FrondSpiceGl *frond_spice_surface_get_gl (FrondSpiceSurface *self);

/* The server has sent something that was not read yet. */
gboolean frond_spice_surface_is_busy (FrondSpiceSurface *self);

/* What a surface may be: 1..FROND_SCREEN_MAX_SIZE pixels a side, FROND_SPICE_SURFACE_MAX_BYTES in all, rows that
 * hold their pixels. */
#define FROND_SPICE_SURFACE_MAX_BYTES (512u << 20)
gboolean frond_spice_surface_check (int format, int width, int height, int stride, gconstpointer data,
                                    GError **error);

G_END_DECLS
