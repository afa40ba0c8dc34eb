/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Writes PNG into a new file, named after SUBJECT (any text) and the time, in the person's folder of screenshots, which
 * is made if need be. What is there already is never touched; what could not be written whole is removed. Errors are
 * G_IO_ERROR; without a folder for pictures, or where we may not write, NOT_FOUND or PERMISSION_DENIED. */
void frond_screenshot_save_async (GBytes *png, const char *subject, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);

/* The file. (transfer full) */
GFile *frond_screenshot_save_finish (GAsyncResult *result, GError **error);

/* A file's name for it, without a number: "Debian 13 2026-08-01 14-05-09.png". (transfer full) */
char *frond_screenshot_dup_name (const char *subject);

G_END_DECLS
