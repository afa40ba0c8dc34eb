/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-image-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where an import is at work. */
typedef struct
{
  const VmmImageSource *source;
  guint index;               /* of the disk */
  char field[16];            /* "disk0" */
  int dir_fd;                /* the machine's folder, that nobody else sees yet */
  VmmPassphrase *passphrase; /* what is converted becomes encrypted with it; NULL: it does not */
  VmmImageProgress progress;
  gpointer user_data;
  GCancellable *cancellable;
  guint from, to; /* per mille: the share that the step under way has in the whole */
} VmmImageWork;

/* For the steps of WORK; USER_DATA is the VmmImageWork. */
void vmm_image_work_tell (guint permille, gpointer user_data);

/* Opens NAME for reading and judges it. */
gboolean vmm_image_work_gate (const VmmImageWork *work, int fd, VmmIpcImageFormat format,
                              guint64 *virtual_size, GError **error);

/* Makes the qcow2 image NAME from a source, of another format where it is not to be encrypted. The source is copied and judged first. */
gboolean vmm_image_convert (VmmImageWork *work, const char *name, guint64 *virtual_size, GError **error);

/* Makes the qcow2 image NAME of SIZE bytes over BASE, a file of the same folder. */
gboolean vmm_image_overlay (VmmImageWork *work, const char *name, const char *base,
                            VmmIpcImageFormat base_format, guint64 size, GError **error);

/* Has qemu-img open the qcow2 image NAME behind FD, which the gate let pass: what it would not open later is refused now,
 * and both must have read the same SIZE. */
gboolean vmm_image_inspect (VmmImageWork *work, const char *name, int fd, guint64 size, GError **error);

/* Makes the disk in the qcow2 image NAME SIZE bytes large, which is more than it is. */
gboolean vmm_image_grow (VmmImageWork *work, const char *name, guint64 size, GError **error);

G_END_DECLS
