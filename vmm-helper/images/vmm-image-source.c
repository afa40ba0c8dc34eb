/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-image-source.h"

#include <glib/gstdio.h>

VmmImageSources *
vmm_image_sources_new (void)
{
  VmmImageSources *self = g_new0 (VmmImageSources, 1);

  self->seed = self->nvram = self->nvram_secure = self->tpm = -1;
  for (guint i = 0; i < VMM_IPC_MAX_DISKS; i++)
    for (guint j = 0; j < VMM_IPC_MAX_EXTENTS; j++)
      self->disks[i].fds[j] = -1;
  return self;
}

void
vmm_image_sources_free (VmmImageSources *self)
{
  for (guint i = 0; i < VMM_IPC_MAX_DISKS; i++)
    for (guint j = 0; j < VMM_IPC_MAX_EXTENTS; j++)
      g_clear_fd (&self->disks[i].fds[j], NULL);
  g_clear_fd (&self->seed, NULL);
  g_clear_fd (&self->nvram, NULL);
  g_clear_fd (&self->nvram_secure, NULL);
  g_clear_fd (&self->tpm, NULL);
  g_clear_pointer (&self->passphrase, vmm_passphrase_unref);
  g_free (self);
}
