/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"

G_BEGIN_DECLS

#define FROND_SCANOUT_MAX_PLANES 4
#define FROND_SCANOUT_MAX_BYTES  (512u << 20)
/* The source does not know how the pixels are arranged: only the driver that made the buffer does. */
#define FROND_SCANOUT_NO_MODIFIER G_GUINT64_CONSTANT (0x00ffffffffffffff)

/* What a source says of a buffer. Sizes in pixels, strides and offsets in bytes. */
typedef struct
{
  int width;
  int height;
  guint32 fourcc; /* DRM_FORMAT_* */
  guint64 modifier;
  gboolean y_flip; /* the first row in memory is the bottom one */
  guint n_planes;
  int fds[FROND_SCANOUT_MAX_PLANES];
  guint32 strides[FROND_SCANOUT_MAX_PLANES];
  guint32 offsets[FROND_SCANOUT_MAX_PLANES];
} FrondScanoutLayout;

#define FROND_TYPE_SCANOUT (frond_scanout_get_type ())
GType frond_scanout_get_type (void);

/* A buffer that the guest's GPU, or who plays it, draws into, and that is shown without a copy where the host can.
 * Immutable, reference counted. Memory that does not shrink behind our back is the only kind that is taken: a dmabuf
 * or a memfd sealed against it.
 *
 * Takes descriptors of its own. Everything in LAYOUT may be a lie: FROND_ERROR_OUT_OF_RANGE when it is one. An unknown
 * format is none; such a buffer just cannot be shown. */
FrondScanout *frond_scanout_new (const FrondScanoutLayout *layout, GError **error);
FrondScanout *frond_scanout_ref (FrondScanout *self);
void frond_scanout_unref (FrondScanout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondScanout, frond_scanout_unref)

/* Valid as long as the scanout. */
const FrondScanoutLayout *frond_scanout_get_layout (FrondScanout *self);

/* Whether LAYOUT is of the same buffer: guests turn in rings of a few of them. A dmabuf's inode names it. */
gboolean frond_scanout_matches (FrondScanout *self, const FrondScanoutLayout *layout);

/* The format without its alpha channel, which guests leave empty; 0 where the format is unknown. */
guint32 frond_scanout_get_opaque_fourcc (FrondScanout *self);
/* FALSE: plain memory, which no GPU can import. */
gboolean frond_scanout_is_dmabuf (FrondScanout *self);
/* The rows are known to lie in memory as they are seen. */
gboolean frond_scanout_is_linear (FrondScanout *self);

/* The processor can read it. The first call maps it. */
gboolean frond_scanout_is_readable (FrondScanout *self);
/* CROP in pixels as they lie in memory. Call end_read after TRUE; who draws may wait for it. */
gboolean frond_scanout_begin_read (FrondScanout *self, const GdkRectangle *crop, FrondFrame *frame);
void frond_scanout_end_read (FrondScanout *self);

G_END_DECLS
