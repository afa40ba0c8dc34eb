/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-import-archive.h"

G_BEGIN_DECLS

/* Where a description and the disks that it names are: a folder, or an archive. Nothing outside of it can be reached,
 * whatever a description says; but a place of a manager's own (FROND_IMPORT_PLACE_OWN) may name any file of the
 * person's by an absolute path, as that manager does. */
typedef struct _FrondImportPlace FrondImportPlace;

typedef enum
{
  FROND_IMPORT_PLACE_GIVEN,
  FROND_IMPORT_PLACE_OWN,
} FrondImportTrust;

/* NULL and FROND_ERROR_MEDIA_* where PATH is no folder that can be read. */
FrondImportPlace *frond_import_place_new_folder (const char *path, FrondImportTrust trust, GError **error);

/* Takes ARCHIVE. Names are relative to PREFIX in it ("" or "folder/"). */
FrondImportPlace *frond_import_place_new_archive (FrondImportArchive *archive, const char *prefix);

FrondImportPlace *frond_import_place_ref (FrondImportPlace *self);
void frond_import_place_unref (FrondImportPlace *self);

/* NULL: it is a folder. */
FrondImportArchive *frond_import_place_get_archive (FrondImportPlace *self);

/* The member of the archive that NAME is, or NULL. */
const FrondImportMember *frond_import_place_find (FrondImportPlace *self, const char *name);

/* Opens NAME in a folder: read only, a regular file, through no link. -1 with FROND_ERROR_IMPORT_UNSAFE, _MISSING or
 * FROND_ERROR_MEDIA_*. */
int frond_import_place_open (FrondImportPlace *self, const char *name, GError **error);

/* The text NAME, at most MAX bytes. */
GBytes *frond_import_place_read (FrondImportPlace *self, const char *name, gsize max, GError **error);

/* Names of the regular files directly in it, sorted, at most a thousand: NULL-terminated. (transfer full) */
char **frond_import_place_list (FrondImportPlace *self);

/* Whether every part of NAME is one that a file in a folder can have: not absolute, no "..", no control characters. */
gboolean frond_import_name_is_safe (const char *name);

/* Reads at most MAX bytes of FD, NULL and FROND_ERROR_IMPORT_DAMAGED where there are more. */
GBytes *frond_import_read_fd (int fd, gsize max, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondImportPlace, frond_import_place_unref)

G_END_DECLS
