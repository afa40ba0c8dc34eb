/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-file-transfers.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_FILES_BUTTON (frond_files_button_get_type ())
G_DECLARE_FINAL_TYPE (FrondFilesButton, frond_files_button, FROND, FILES_BUTTON, AdwBin)

/* A button for a header bar that is there while files are sent and for a while after: how far all are, and in a popover
 * each of them. */

/* TRANSFERS may be NULL. */
void frond_files_button_set_transfers (FrondFilesButton *self, FrondFileTransfers *transfers);

/* Where the guest has files that were sent, in a sentence. */
void frond_files_button_set_place (FrondFilesButton *self, const char *words);

G_END_DECLS
