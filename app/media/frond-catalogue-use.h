/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue-entry.h"
#include "frond-download-source.h"

G_BEGIN_DECLS

/* What is downloaded for a machine of ARCH; NULL where the entry has nothing for it. (transfer full) */
FrondDownloadSource *frond_catalogue_entry_create_source (FrondCatalogueEntry *self, const char *arch);

/* The profile of a machine that is made of the entry's FILE, which was downloaded (NULL: it is not there yet): values that suit its system on a host
 * with CAPABILITIES (may be NULL). The disc of one that starts from a disc is its medium. (transfer full) */
void frond_catalogue_entry_suggest_async (FrondCatalogueEntry *self, GFile *file,
                                          FrondHostCapabilities *capabilities, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
FrondProfile *frond_catalogue_entry_suggest_finish (FrondCatalogueEntry *self, GAsyncResult *result,
                                                    GError **error);

G_END_DECLS
