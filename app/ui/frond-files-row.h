/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-file-transfer.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_FILES_ROW (frond_files_row_get_type ())
G_DECLARE_FINAL_TYPE (FrondFilesRow, frond_files_row, FROND, FILES_ROW, GtkListBoxRow)

/* One file on its way into a guest: name, how far, and a button that cancels it. (transfer floating) */
GtkWidget *frond_files_row_new (FrondFileTransfer *transfer);

G_END_DECLS
