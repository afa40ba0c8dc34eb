/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-passphrase.h"

G_BEGIN_DECLS

/* What one disk of a new machine is made from: descriptors that were through the gate, and nothing was read of. */
typedef struct
{
  VmmIpcImageFormat format; /* as the caller says; never guessed */
  gboolean shared;          /* the image is immutable and will be used again */
  gboolean encrypted;       /* the image is a disk that was encrypted by a helper; it stays one */
  guint n_fds; /* 0: an empty disk. The first is the image; further extents of a split one follow */
  int fds[VMM_IPC_MAX_EXTENTS]; /* -1: none; owned, with the sources */
} VmmImageSource;

/* Everything that a new machine is made from. Handed over between threads, never shared. */
typedef struct
{
  VmmImageSource disks[VMM_IPC_MAX_DISKS];
  int seed;  /* -1: none */
  int nvram; /* likewise, the firmware's variables */
  int nvram_secure;
  int tpm;                   /* its state */
  VmmPassphrase *passphrase; /* of the encrypted disks; NULL: there are none */
} VmmImageSources;

VmmImageSources *vmm_image_sources_new (void);
void vmm_image_sources_free (VmmImageSources *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmmImageSources, vmm_image_sources_free)

/* Told while an image is worked at, in the thread that does so: 0 to 1000. */
typedef void (*VmmImageProgress) (guint permille, gpointer user_data);

G_END_DECLS
