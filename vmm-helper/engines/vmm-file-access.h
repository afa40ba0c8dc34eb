/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* Lets USER read the regular file NAME in FOLDER_FD, with WRITE also change it, by an access control list that names
 * nobody else; its owner, who has to be us, keeps it. Replaces the list that was there. Blocks.
 * VMM_IPC_ERROR_UNSUPPORTED, "storage: reason", where the file system has no such lists. */
gboolean vmm_file_access_grant (int folder_fd, const char *name, uid_t user, gboolean write, GError **error);

/* Back to its owner alone. A file that is not there is a success. Blocks. */
gboolean vmm_file_access_revoke (int folder_fd, const char *name, GError **error);

G_END_DECLS
