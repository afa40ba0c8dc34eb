/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-image-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Copies the file behind FROM_FD to the new file NAME of the folder DIR_FD: by reflink where the file system has it,
 * else its data without its holes. At most MAX bytes (VMM_IPC_ERROR_BAD_IMAGE, FIELD, beyond that: a file can grow
 * while it is copied). What was made is removed when it fails. Returns the copy, open for reading and writing, or -1.
 * Blocks. PROGRESS may be NULL. */
int vmm_image_copy (int from_fd, int dir_fd, const char *name, guint64 max, const char *field,
                    VmmImageProgress progress, gpointer user_data, GCancellable *cancellable, GError **error);

G_END_DECLS
