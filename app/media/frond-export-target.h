/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file that is there when all of it is: until then it has no name, where its file system can do that. Blocks. */
typedef struct _FrondExportTarget FrondExportTarget;

/* For a file at PATH of at most BYTES. Errors as frond_export_write_async() has them. */
FrondExportTarget *frond_export_target_open (const char *path, gboolean replace, guint64 bytes,
                                             GError **error);
int frond_export_target_get_fd (FrondExportTarget *self);

/* Everything is written: gives it its name, on the disk. */
gboolean frond_export_target_commit (FrondExportTarget *self, GCancellable *cancellable, GError **error);

/* Without a commit, nothing of it stays. */
void frond_export_target_free (FrondExportTarget *self);

/* Sets the FROND_ERROR for writing PATH that failed with ERRNO. Returns FALSE. */
gboolean frond_export_target_fail (const char *path, int saved_errno, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondExportTarget, frond_export_target_free)

G_END_DECLS
