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

/* Lets USERS, at most 4, read and change the file FD, which is ours, also when it has another owner: with us among them,
 * it can be read whoever has been given it. Errors as above. */
gboolean vmm_file_access_share (int fd, const uid_t *users, guint n_users, GError **error);

/* The same for the folder FD, which stays ours, and for every file that is made in it, as far as the mode lets that it
 * is made with. */
gboolean vmm_file_access_share_folder (int fd, const uid_t *users, guint n_users, GError **error);

/* Back to its owner alone. A file that is not there is a success. Blocks. */
gboolean vmm_file_access_revoke (int folder_fd, const char *name, GError **error);

G_END_DECLS
