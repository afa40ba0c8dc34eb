/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-image-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Copies the file behind FROM_FD to the new file NAME of the folder DIR_FD: by reflink where the file system has it, else
 * its data without its holes, in a child (vmm-image-child.h), as the caller's file system need not answer. At most MAX
 * bytes. Returns the copy, open for reading and writing, or -1; then NAME is not there. Blocks. PROGRESS may be NULL. */
int vmm_image_copy (int from_fd, int dir_fd, const char *name, guint64 max, const char *field,
                    VmmImageProgress progress, gpointer user_data, GCancellable *cancellable, GError **error);

/* The same by reflink only: -1 without an error where that cannot be. */
int vmm_image_clone (int from_fd, int dir_fd, const char *name, guint64 max);

/* VMM_IPC_ERROR_NO_SPACE, "FIELD: …(N bytes needed)", when the file system of DIR_FD has no room for NEEDED bytes. */
gboolean vmm_image_check_room (int dir_fd, guint64 needed, const char *field, GError **error);

/* What the data behind FD takes on disk. */
guint64 vmm_image_allocated (int fd);

G_END_DECLS
