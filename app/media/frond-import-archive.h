/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A tar or zip, or one compressed file. Its table of contents is read once; nothing is written to disk but one member
 * at a time, into a file without a name. */
typedef struct _FrondImportArchive FrondImportArchive;

typedef struct
{
  char *name;   /* safe, see frond_import_name_is_safe() */
  gint64 size;  /* bytes when unpacked, -1: nobody knows */
  GBytes *head; /* its beginning; the whole of it where that is small. May be NULL */
  guint64 packed;
} FrondImportMember;

typedef void (*FrondImportProgress) (guint64 done, gpointer user_data);

/* Whether HEAD is the beginning of an archive. */
gboolean frond_import_archive_is_one (const guint8 *head, gsize length);

/* Reads the table of FD (borrowed; a seekable regular file). NAME is that of the file, for a compressed file that says
 * no other. FROND_ERROR_IMPORT_DAMAGED, _UNSAFE (a member that would be outside, a link, a device), _TOO_LARGE (a bomb)
 * or _ENCRYPTED. */
FrondImportArchive *frond_import_archive_read (int fd, const char *name, GCancellable *cancellable,
                                               GError **error);
FrondImportArchive *frond_import_archive_ref (FrondImportArchive *self);
void frond_import_archive_unref (FrondImportArchive *self);

guint frond_import_archive_get_n_members (FrondImportArchive *self);
const FrondImportMember *frond_import_archive_get_member (FrondImportArchive *self, guint index);
const FrondImportMember *frond_import_archive_find (FrondImportArchive *self, const char *name);

/* Unpacks MEMBER of the archive FD into an unlinked file in FOLDER (made where it is missing): a descriptor that the
 * caller owns, at its beginning, or -1. Holes stay holes. G_IO_ERROR_NO_SPACE before the disk is full. */
int frond_import_archive_extract (FrondImportArchive *self, int fd, const FrondImportMember *member,
                                  const char *folder, FrondImportProgress progress, gpointer progress_data,
                                  GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondImportArchive, frond_import_archive_unref)

G_END_DECLS
