/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* A tar of files that are open, written in the order in which they were added. Large holes stay holes, as GNU tar has
 * them. Blocks. */
typedef struct _FrondExportArchive FrondExportArchive;

/* Its first member is TEXT. */
FrondExportArchive *frond_export_archive_new (const char *name, GBytes *text);

/* A member of BYTES from FD (borrowed), from its beginning. */
void frond_export_archive_add (FrondExportArchive *self, const char *name, int fd, guint64 bytes);

/* What it takes at most. */
guint64 frond_export_archive_get_bytes (FrondExportArchive *self);

gboolean frond_export_archive_write (FrondExportArchive *self, int fd, FrondProgressFunc progress,
                                     gpointer progress_data, GCancellable *cancellable, GError **error);
void frond_export_archive_free (FrondExportArchive *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondExportArchive, frond_export_archive_free)

G_END_DECLS
