/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-ipc.h"

G_BEGIN_DECLS

/* Makes the empty raw disk NAME of SIZE bytes in the folder behind DIR_FD: sparse, mode 0600, written out. Fails
 * with VMM_IPC_ERROR_NO_SPACE where the file system could not hold a tenth of it (or 256 MiB, what is less) now, and
 * VMM_IPC_ERROR_OUT_OF_RANGE where it cannot have a file of that size. Nothing is left behind on failure. */
gboolean vmm_disk_create (int dir_fd, const char *name, guint64 size, GError **error);

G_END_DECLS
