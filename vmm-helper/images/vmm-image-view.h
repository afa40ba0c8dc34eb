/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-ipc.h"

G_BEGIN_DECLS

/* The bytes of an image as its gate reads them: a file, or memory (which is what the fuzzer has). */
typedef struct
{
  int fd;              /* -1: memory */
  const guint8 *bytes; /* SIZE of them */
  guint64 size;
  const char *field; /* "disk0": what errors begin with */
  gboolean
      encrypted; /* one that was encrypted here: it has to be qcow2 with LUKS in it, which is refused otherwise */
} VmmImageView;

/* FALSE: it cannot be asked for its size. */
gboolean vmm_image_view_init (VmmImageView *self, int fd, const char *field, GError **error);

/* LENGTH bytes at OFFSET, all of them: VMM_IPC_BAD_IMAGE_TRUNCATED where the file ends before. */
gboolean vmm_image_view_read (const VmmImageView *self, guint64 offset, guint8 *buffer, gsize length,
                              GError **error);

/* Whether LENGTH bytes at OFFSET are in the file. No sum overflows. */
gboolean vmm_image_view_has (const VmmImageView *self, guint64 offset, guint64 length);

/* VMM_IPC_ERROR_BAD_IMAGE, "FIELD: TOKEN: WHAT"; TOKEN is a VMM_IPC_BAD_IMAGE_*. Returns FALSE. */
gboolean vmm_image_view_refuse (const VmmImageView *self, const char *token, const char *what,
                                GError **error);

/* Whether a disk of SIZE bytes may be had at all. */
gboolean vmm_image_view_check_size (const VmmImageView *self, guint64 size, GError **error);

guint16 vmm_image_le16 (const guint8 *p);
guint32 vmm_image_le32 (const guint8 *p);
guint64 vmm_image_le64 (const guint8 *p);
guint32 vmm_image_be32 (const guint8 *p);
guint64 vmm_image_be64 (const guint8 *p);
gboolean vmm_image_is_zero (const guint8 *p, gsize length);

G_END_DECLS
