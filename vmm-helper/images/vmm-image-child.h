/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-image-source.h"
#include "vmm-passphrase.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* One run of frond-image-child (vmm-image-child-main.c says how it is confined). */
#define VMM_IMAGE_CHILD_MAX_FILES   20
#define VMM_IMAGE_CHILD_MAX_ARGS    28
#define VMM_IMAGE_CHILD_MAX_SECRETS 2

typedef struct
{
  const char *field; /* "disk0": what errors begin with */
  int dir_fd;        /* where qemu-img finds the files by their names */
  guint n_read;      /* of the files below, in this order */
  guint n_write;
  int files[VMM_IMAGE_CHILD_MAX_FILES];
  guint64 max_bytes; /* no file that is written gets longer */
  guint n_secrets;   /* qemu-img reads them from /proc/self/fd/3 and, the second, 4 */
  VmmPassphrase *secrets[VMM_IMAGE_CHILD_MAX_SECRETS];
  guint n_args;
  const char *args[VMM_IMAGE_CHILD_MAX_ARGS];
} VmmImageChild;

/* Whether this kernel can confine qemu-img. Where it cannot, no image is converted: never without a fence. */
gboolean vmm_image_child_can_confine (void);

/* Runs qemu-img. OUTPUT (may be NULL) gets what it printed, at most 1 MiB. Cancelled, or when it has been silent for too long or
 * leaves no room on the file system, it is killed and the error is set. A passphrase that opens
 * nothing is VMM_IPC_ERROR_BAD_SECRET, VMM_IPC_BAD_SECRET_WRONG. Blocks. */
gboolean vmm_image_child_run_tool (const VmmImageChild *self, VmmImageProgress progress, gpointer user_data,
                                   GCancellable *cancellable, char **output, GError **error);

/* Copies FROM to the empty file TO, at most MAX bytes. A file system that does not answer costs the child its life, and
 * nobody else anything. Blocks. */
gboolean vmm_image_child_copy (int from, int to, guint64 max, const char *field, VmmImageProgress progress,
                               gpointer user_data, GCancellable *cancellable, GError **error);

G_END_DECLS
