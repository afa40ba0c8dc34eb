/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-download-source.h"

G_BEGIN_DECLS

/* How far a checksum of what is there already is made. */
typedef void (*FrondPartialProgress) (guint64 done, guint64 total, gpointer user_data);

/* A file that is not there completely yet, with what is needed to go on with it after any end of the process or the
 * computer, in files beside it. For one thread at a time; holds a lock against other processes. */
typedef struct
{
  char *path;
  char *state_path;
  char *unpacked_path; /* for what comes out of it */
  FrondDownloadSource *source;
  int fd;
  guint64 received; /* bytes in the file; its first SYNCED ones survive a loss of power */
  guint64 synced;
  guint64 block; /* bytes after which it is made safe */

  char *uri;  /* where it is from, of several; what follows is that server's word */
  char *etag; /* strong, or NULL */
  char *last_modified;
  guint64 total;  /* 0: not known */
  gboolean mixed; /* from more than one server */

  GChecksum *checksum; /* of the first HASHED bytes; NULL until it is begun */
  guint64 hashed;
} FrondDownloadPartial;

/* Opens, or begins, the partial file of SOURCE in FOLDER. FROND_ERROR_BUSY where another process has it. */
FrondDownloadPartial *frond_download_partial_open (const char *folder, FrondDownloadSource *source,
                                                   guint64 block, GError **error);
void frond_download_partial_free (FrondDownloadPartial *self);

/* Makes the checksum, of TYPE, that goes with what is there, reading it once where it was not made before. */
gboolean frond_download_partial_hash (FrondDownloadPartial *self, GChecksumType type,
                                      FrondPartialProgress progress, gpointer user_data,
                                      GCancellable *cancellable, GError **error);

/* Appends, and makes safe what fills a block. What does not fit on the disk is not counted. */
gboolean frond_download_partial_write (FrondDownloadPartial *self, const void *bytes, gsize length,
                                       GError **error);

/* Everything that is there is made safe. */
gboolean frond_download_partial_secure (FrondDownloadPartial *self, GError **error);

/* Begins anew, with nothing. */
gboolean frond_download_partial_restart (FrondDownloadPartial *self, GError **error);

/* Deletes the files. SELF can only be freed then. */
void frond_download_partial_delete (FrondDownloadPartial *self);

/* Deletes all files of the partial download at STEM, a path without ending. */
void frond_download_partial_unlink (const char *stem);

/* The same for files that nobody holds: what is left in FOLDER of a download of SOURCE. */
void frond_download_partial_delete_for (const char *folder, FrondDownloadSource *source);

/* Bytes that are there for sure for the state file STATE_PATH, and its source; NULL where it is none. (transfer full) */
FrondDownloadSource *frond_download_partial_read_state (const char *state_path, guint64 *received,
                                                        guint64 *total);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondDownloadPartial, frond_download_partial_free)

G_END_DECLS
