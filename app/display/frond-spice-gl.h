/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-scanout.h"

#include <spice-client.h>

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_GL (frond_spice_gl_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceGl, frond_spice_gl, FROND, SPICE_GL, GObject)

/* The GL pictures of one display channel. The server's guest waits after each draw until the client has told it to
 * go on; that is told here exactly once a draw, whatever becomes of the picture, and never later than
 * FROND_SPICE_GL_PATIENCE after it.
 *
 * signals
 *  changed                       another buffer, or none, is the picture
 *  damage (x, y, width, height)  pixels as they lie in memory
 *  refused (GError)              the server gave a buffer that nobody sane would */
FrondSpiceGl *frond_spice_gl_new (SpiceDisplayChannel *channel);

/* No picture and no signals any more; the channel may go. */
void frond_spice_gl_detach (FrondSpiceGl *self);

/* NULL while the channel's surface is the picture. (transfer none) */
FrondScanout *frond_spice_gl_get_scanout (FrondSpiceGl *self);
/* The channel's surface is drawn to again. */
void frond_spice_gl_deactivate (FrondSpiceGl *self);

/* What was drawn has been taken: the guest may go on. */
void frond_spice_gl_done (FrondSpiceGl *self);
/* FALSE: nobody will call done; the guest goes on slowly. */
void frond_spice_gl_set_watched (FrondSpiceGl *self, gboolean watched);

/* Milliseconds: QEMU warns after 1000 and the guest's screen is frozen meanwhile. */
#define FROND_SPICE_GL_PATIENCE    500
#define FROND_SPICE_GL_UNSEEN_PACE 100

/* For tests. */
guint64 frond_spice_gl_get_n_acknowledged (FrondSpiceGl *self);

G_END_DECLS
