/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-image-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What became of a source. */
typedef struct
{
  VmmIpcImageFormat format; /* raw or qcow2: the disk is INDEX's file of that format */
  VmmIpcImageFormat base;   /* of the shared image beneath it, or none */
  guint64 size;             /* virtual, a multiple of 1 MiB */
} VmmImageResult;

/* Makes disk INDEX in the folder DIR_FD (one that nobody else sees yet) from SOURCE, of at least SIZE bytes.
 * BASES_FD: where shared images are kept (vmm-image-base.h); -1: nothing is shared but by the file system. The copy is
 * judged, never the caller's file. VMM_IPC_ERROR_BAD_IMAGE ("diskN: reason"), VMM_IPC_ERROR_NO_SPACE and others;
 * what was begun stays in the folder, which the caller throws away. 
 * With a PASSPHRASE (may be NULL) the disk is qcow2 and encrypted with it, and nothing is shared. Blocks. */
gboolean vmm_image_import (const VmmImageSource *source, guint index, guint64 size, int dir_fd, int bases_fd,
                           VmmPassphrase *passphrase, VmmImageProgress progress, gpointer user_data,
                           GCancellable *cancellable, VmmImageResult *result, GError **error);

/* Copies the seed into DIR_FD as NAME. */
gboolean vmm_image_import_seed (int fd, int dir_fd, const char *name, GCancellable *cancellable,
                                GError **error);

G_END_DECLS
