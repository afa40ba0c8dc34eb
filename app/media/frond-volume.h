/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* What the first kilobytes of a medium say about it. The texts are printable ASCII; "" where there is none. */
typedef struct
{
  gboolean optical;  /* ISO 9660 or UDF; a disk image otherwise */
  gboolean bootable; /* a boot catalogue, or a disk's boot sector or partition table */
  char *label;
  char *system_id;
  char *publisher_id;
  char *application_id;
  guint64 size; /* of the ISO 9660 volume in bytes, or 0 */
} FrondVolume;

/* Reads the descriptors of the open regular file FD, at most 64 kB; FUSE may hang, call it in a worker. NAME is for
 * errors: FROND_ERROR_MEDIA_NOT_IMAGE, _TRUNCATED or _UNREADABLE. */
FrondVolume *frond_volume_read (int fd, const char *name, GError **error);

void frond_volume_free (FrondVolume *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondVolume, frond_volume_free)

G_END_DECLS
