/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-image-view.h"

G_BEGIN_DECLS

/* The text that describes a VMDK image: alone in a file for a split or flat one, within the image else. */
#define VMM_VMDK_TEXT_MAX (64 * 1024)

typedef enum
{
  VMM_VMDK_FLAT,   /* raw bytes */
  VMM_VMDK_SPARSE, /* a sparse extent, see vmm_vmdk_gate() */
  VMM_VMDK_ZERO,   /* no file at all */
} VmmVmdkExtentKind;

typedef struct
{
  VmmVmdkExtentKind kind;
  guint64 sectors; /* of the disk */
  guint64 offset;  /* sectors, within its file; flat ones only */
} VmmVmdkExtent;

/* Extents without a file cost no descriptor, so there may be a few more. */
#define VMM_VMDK_MAX_EXTENTS 32

typedef struct
{
  guint n_extents;
  VmmVmdkExtent extents[VMM_VMDK_MAX_EXTENTS];
  guint n_files;
  guint64 virtual_size;
} VmmVmdkLayout;

/* Reads the descriptor file VIEW. A name in it that is not that of a file beside it is refused, and so is the same name
 * twice; otherwise names mean nothing: the extents are the caller's in their order. */
gboolean vmm_vmdk_text_read (const VmmImageView *view, VmmVmdkLayout *layout, GError **error);

/* A descriptor for LAYOUT in which the extents are called "NAME%u" from 1 on. Nothing of the caller's text is in it. */
char *vmm_vmdk_text_write (const VmmVmdkLayout *layout, const char *name);

/* TEXT, which is within VIEW: no parent. */
gboolean vmm_vmdk_text_check_alone (const VmmImageView *view, const char *text, GError **error);

G_END_DECLS
