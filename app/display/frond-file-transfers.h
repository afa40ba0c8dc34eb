/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-file-transfer.h"

G_BEGIN_DECLS

#define FROND_TYPE_FILE_TRANSFERS (frond_file_transfers_get_type ())
G_DECLARE_DERIVABLE_TYPE (FrondFileTransfers, frond_file_transfers, FROND, FILE_TRANSFERS, GObject)

/* The files that are sent into one guest: a GListModel of FrondFileTransfer, in the order of sending. A few are under
 * way at a time, the others wait. Those that have ended stay until the next ones are sent after all have ended. Abstract;
 * FrondSpiceFiles is the first implementation.
 *
 * properties (read-only; told at most 30 times a second, and only while something moves)
 *  n-active  uint: transfers that have not ended
 *  fraction  double, 0 to 1: of the bytes of all transfers in the list */
struct _FrondFileTransfersClass
{
  GObjectClass parent_class;

  /* FALSE with FROND_ERROR_FILES_NO_AGENT, _REFUSED…: nothing can be sent now. */
  gboolean (*check) (FrondFileTransfers *self, GError **error);
  /* The file is a regular one with a good name. The implementation calls frond_file_transfers_take_progress and in the
   * end frond_file_transfer_end; it stops when the transfer's cancellable says so. */
  void (*start) (FrondFileTransfers *self, FrondFileTransfer *transfer);
};

#define FROND_FILE_TRANSFERS_MAX 500 /* not ended, at a time */

/* Whether files can be sent now: FROND_ERROR_FILES_*. */
gboolean frond_file_transfers_check (FrondFileTransfers *self, GError **error);

/* Sends FILES, a list of GFile. FALSE when none can be sent: the errors of check, and FROND_ERROR_FILES_TOO_MANY. What is
 * wrong with one file alone ends its own transfer. */
gboolean frond_file_transfers_send (FrondFileTransfers *self, GListModel *files, GError **error);

void frond_file_transfers_cancel_all (FrondFileTransfers *self);
guint frond_file_transfers_get_n_active (FrondFileTransfers *self);
double frond_file_transfers_get_fraction (FrondFileTransfers *self);

/* For implementations. */

void frond_file_transfers_take_progress (FrondFileTransfers *self, FrondFileTransfer *transfer, guint64 done);
/* Ends all that have not ended with that error. */
void frond_file_transfers_fail_all (FrondFileTransfers *self, const GError *error);

G_END_DECLS
