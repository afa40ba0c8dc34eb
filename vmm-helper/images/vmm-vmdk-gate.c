/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* VMware's sparse extents: "Virtual Disk Format 5.0". Numbers are little-endian, places in sectors of 512 bytes. */
#include "vmm-image-gate.h"

#include "vmm-vmdk-text.h"

#include <string.h>

#define SECTOR         512
#define HEAD           SECTOR
#define FOOTER_SECTORS 3 /* a marker, the footer, the marker of the end */
#define AT_END         G_MAXUINT64
#define MARKER_END     0
#define MARKER_FOOTER  3
#define MAX_ENTRIES    512
#define MAX_DIRECTORY  (32u * 1024 * 1024) /* entries; QEMU's own bound */

typedef struct
{
  const VmmImageView *view;
  guint64 capacity; /* sectors */
  guint64 grain;
  guint64 descriptor, descriptor_size;
  guint64 directory;
} Vmdk;

static gboolean
damaged (const Vmdk *self, const char *what, GError **error)
{
  return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_DAMAGED, what, error);
}

static gboolean
check_head (Vmdk *self, const guint8 *head, GError **error)
{
  guint64 share;

  if (memcmp (head, "KDMV", 4) != 0)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_FORMAT, "is no VMDK image", error);
  if (vmm_image_le32 (head + 4) < 1 || vmm_image_le32 (head + 4) > 3 || vmm_image_le16 (head + 77) > 1)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_UNSUPPORTED, "is of an unknown VMDK version",
                                  error);

  self->capacity = vmm_image_le64 (head + 12);
  self->grain = vmm_image_le64 (head + 20);
  self->descriptor = vmm_image_le64 (head + 28);
  self->descriptor_size = vmm_image_le64 (head + 36);
  self->directory = vmm_image_le64 (head + 56);
  /* Without a capacity a program looks for the disk in the descriptor, which names files. */
  if (self->capacity == 0 || self->capacity > VMM_IPC_MAX_DISK / SECTOR)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_SIZE, "has a disk of an impossible size",
                                  error);
  if (self->grain < 1 || self->grain > 128 * 1024 || (self->grain & (self->grain - 1)) != 0 ||
      vmm_image_le32 (head + 44) < 1 || vmm_image_le32 (head + 44) > MAX_ENTRIES)
    return damaged (self, "has grains of an impossible size", error);
  share = self->grain * vmm_image_le32 (head + 44);
  if ((self->capacity + share - 1) / share > MAX_DIRECTORY)
    return damaged (self, "has a directory larger than any image", error);
  if (self->directory != AT_END &&
      (self->directory > self->view->size / SECTOR ||
       !vmm_image_view_has (self->view, self->directory * SECTOR, (self->capacity + share - 1) / share * 4)))
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_TRUNCATED, "ends before its directory",
                                  error);
  return TRUE;
}

/* A stream tells where its directory is only when it ends: in a second header, which is the one that counts. */
static gboolean
check_footer (Vmdk *self, GError **error)
{
  guint8 end[FOOTER_SECTORS * SECTOR];
  const guint8 *marker = end, *footer = end + SECTOR, *last = end + 2 * SECTOR;
  guint64 capacity = self->capacity;

  if (self->view->size < HEAD + sizeof end)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_TRUNCATED, "ends before its footer", error);
  if (!vmm_image_view_read (self->view, self->view->size - sizeof end, end, sizeof end, error))
    return FALSE;
  if (vmm_image_le32 (marker + 8) != 0 || vmm_image_le32 (marker + 12) != MARKER_FOOTER ||
      vmm_image_le64 (last) != 0 || vmm_image_le32 (last + 8) != 0 ||
      vmm_image_le32 (last + 12) != MARKER_END)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_TRUNCATED, "ends before its footer", error);
  if (!check_head (self, footer, error))
    return FALSE;
  return (self->directory != AT_END && self->capacity == capacity) ||
         damaged (self, "has a footer that contradicts its header", error);
}

/* The descriptor within the image: it may not lead to others. */
static gboolean
check_descriptor (Vmdk *self, guint64 place, guint64 sectors, GError **error)
{
  g_autofree char *text = NULL;

  if (place == 0)
    return TRUE;
  if (place > self->view->size / SECTOR || sectors == 0 || sectors > VMM_VMDK_TEXT_MAX / SECTOR ||
      !vmm_image_view_has (self->view, place * SECTOR, sectors * SECTOR))
    return damaged (self, "has its descriptor in an impossible place", error);
  text = g_malloc0 (sectors * SECTOR + 1);
  return vmm_image_view_read (self->view, place * SECTOR, (guint8 *) text, sectors * SECTOR, error) &&
         vmm_vmdk_text_check_alone (self->view, text, error);
}

gboolean
vmm_vmdk_gate (const VmmImageView *view, guint64 *virtual_size, GError **error)
{
  Vmdk self = { .view = view };
  guint64 descriptor, descriptor_size;
  guint8 head[HEAD];

  if (view->size < HEAD)
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_TRUNCATED, "is too short for an image", error);
  if (!vmm_image_view_read (view, 0, head, sizeof head, error) || !check_head (&self, head, error))
    return FALSE;
  descriptor = self.descriptor;
  descriptor_size = self.descriptor_size;
  if (self.directory == AT_END && !check_footer (&self, error))
    return FALSE;
  *virtual_size = self.capacity * SECTOR;
  return check_descriptor (&self, descriptor, descriptor_size, error);
}
