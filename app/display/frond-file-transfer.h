/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  FROND_FILE_WAITING, /* for others to be through, or for the guest to say that it takes it */
  FROND_FILE_SENDING,
  FROND_FILE_SENT, /* the guest says that it has all of it */
  FROND_FILE_FAILED,
  FROND_FILE_CANCELLED,
} FrondFileState;

GType frond_file_state_get_type (void);
#define FROND_TYPE_FILE_STATE (frond_file_state_get_type ())

#define FROND_TYPE_FILE_TRANSFER (frond_file_transfer_get_type ())
G_DECLARE_FINAL_TYPE (FrondFileTransfer, frond_file_transfer, FROND, FILE_TRANSFER, GObject)

/* One file on its way into a guest; a row of FrondFileTransfers.
 *
 * properties (all read-only)
 *  name   string, for people: without a folder, without control characters
 *  state  FrondFileState; the last three are for good
 *  done, total  uint64, bytes; total is 0 until the file has been looked at
 *  error  GError (FROND_ERROR_FILES_*) when FAILED, else NULL */

const char *frond_file_transfer_get_name (FrondFileTransfer *self);
FrondFileState frond_file_transfer_get_state (FrondFileTransfer *self);
gboolean frond_file_transfer_is_over (FrondFileTransfer *self);
guint64 frond_file_transfer_get_done (FrondFileTransfer *self);
guint64 frond_file_transfer_get_total (FrondFileTransfer *self);
const GError *frond_file_transfer_get_error (FrondFileTransfer *self);

/* Ends it at once, whether the guest listens or not; it is told as soon as it does. Nothing after the end. */
void frond_file_transfer_cancel (FrondFileTransfer *self);

/* For FrondFileTransfers and its implementations. */

#define FROND_FILE_NAME_MAX 255 /* bytes */

FrondFileTransfer *frond_file_transfer_new (GFile *file);
GFile *frond_file_transfer_get_file (FrondFileTransfer *self);
/* Cancelled when the transfer has ended without success. */
GCancellable *frond_file_transfer_get_cancellable (FrondFileTransfer *self);
void frond_file_transfer_set_total (FrondFileTransfer *self, guint64 total);
void frond_file_transfer_set_sending (FrondFileTransfer *self);
/* Is not notified of; TRUE when it is another value. */
gboolean frond_file_transfer_set_done (FrondFileTransfer *self, guint64 done);
/* Notifies of done if it changed since the last time. */
void frond_file_transfer_flush (FrondFileTransfer *self);
/* ERROR: NULL for success, G_IO_ERROR_CANCELLED, or FROND_ERROR_FILES_*. (transfer full) Nothing after the end. */
void frond_file_transfer_end (FrondFileTransfer *self, GError *error);

G_END_DECLS
