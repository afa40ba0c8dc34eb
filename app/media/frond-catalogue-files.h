/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads Frond's own catalogue, the file UPDATE and the files of FOLDER into ENTRIES (element-type FrondCatalogueEntry)
 * and what is wrong with them into PROBLEMS (element-type FrondCatalogueProblem). In a worker. */
void frond_catalogue_files_load (const char *folder, const char *update, GPtrArray *entries,
                                 GPtrArray *problems);

G_END_DECLS
