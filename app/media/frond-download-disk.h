/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What downloads and their cache do with files: for threads, each fails with FROND_ERROR_NO_SPACE where the disk or the
 * quota is full, otherwise with FROND_ERROR_DOWNLOAD_FOLDER. */

/* Sets an error of errno. Returns FALSE. */
gboolean frond_download_disk_fail (GError **error, const char *what);

/* Makes PATH, and those above it, for nobody but the user. */
gboolean frond_download_disk_make_folder (const char *path, GError **error);

gboolean frond_download_disk_write (int fd, const void *bytes, gsize length, guint64 offset, GError **error);

/* Writes a small file whole or not at all, even where the power goes. */
gboolean frond_download_disk_replace (const char *path, const char *text, GError **error);

/* The content of a small file; NULL without an error where there is none. */
char *frond_download_disk_read (const char *path, gsize max);

/* Fails where PATH's file system has not NEEDED bytes and a margin free. */
gboolean frond_download_disk_check_space (const char *path, guint64 needed, GError **error);

/* Bytes that the user may still write there; G_MAXUINT64 where that is not known. */
guint64 frond_download_disk_get_free (const char *path);

/* What is in the folder of FD's file now will still be there after a loss of power. */
gboolean frond_download_disk_sync_folder (const char *path, GError **error);

G_END_DECLS
