/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-ipc.h"

G_BEGIN_DECLS

/* Folders of the helper's own data, always reached from an open folder by one name that is never followed when it
 * is a link. Everything blocks: workers only. Errors are VMM_IPC_ERROR without paths. */

/* Opens the folder NAME of DIR_FD; -1 on failure (VMM_IPC_ERROR_NOT_FOUND where there is none). */
int vmm_folder_open (int dir_fd, const char *name, GError **error);

/* Makes the folder NAME, mode 0711 as far as the umask lets: a monitor that runs as another user has to get through to
 * its disks, and a session's has not. One that exists already is a success. */
gboolean vmm_folder_make (int dir_fd, const char *name, GError **error);

/* The names in DIR_FD without "." and "..": (transfer full) (element-type utf8). */
GPtrArray *vmm_folder_list (int dir_fd, GError **error);

gboolean vmm_folder_has (int dir_fd, const char *name);

/* Moves NAME of one folder to TO_NAME of another on the same file system and writes both folders out. Never
 * replaces: VMM_IPC_ERROR_CONFLICT when there is one; VMM_IPC_ERROR_NOT_FOUND when NAME is gone. */
gboolean vmm_folder_move (int from_fd, const char *name, int to_fd, const char *to_name, GError **error);

/* Deletes NAME with everything in it, whatever it is; links are deleted, not followed. Success when it is gone. */
gboolean vmm_folder_remove (int dir_fd, const char *name, GError **error);

/* Writes the file NAME whole: a reader finds the old text or the new one, also after a power cut. */
gboolean vmm_folder_write_file (int dir_fd, const char *name, const char *data, gsize length, GError **error);

/* The text of the regular file NAME of at most MAX bytes. */
char *vmm_folder_read_file (int dir_fd, const char *name, gsize max, gsize *length, GError **error);

/* Sets ERROR from ERRNO_VALUE: no room is VMM_IPC_ERROR_NO_SPACE. WHAT says what was done. Returns FALSE. */
gboolean vmm_folder_fail (int errno_value, const char *what, GError **error);

/* NAME is not understood: it is named OTHER from now on, or OTHER.1 and so on. What stands there already stays. */
gboolean vmm_folder_keep_aside (int dir_fd, const char *name, const char *other, GError **error);

/* Adds the bytes on disk of all that is below NAME to SUM; links are not followed. What goes away meanwhile counts for
 * nothing. */
gboolean vmm_folder_measure (int dir_fd, const char *name, guint64 *sum, GError **error);

G_END_DECLS
