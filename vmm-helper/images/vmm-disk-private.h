/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-disk.h"

#include <sys/statvfs.h>

G_BEGIN_DECLS

/* Whether a file system in the state FS has the room that vmm_disk_create() asks for a disk of SIZE bytes;
 * VMM_IPC_ERROR_NO_SPACE otherwise. */
gboolean vmm_disk_check_space (const struct statvfs *fs, guint64 size, GError **error);

G_END_DECLS
