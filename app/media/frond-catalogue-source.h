/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue.h"

G_BEGIN_DECLS

/* Gets the catalogue at URL (https, or http of this computer) and its checksum, which is beside it with ".sha256" added:
 * one line, as sha256sum writes it. What is whole and a catalogue without a mistake becomes the update that CATALOGUE
 * reads at its next load, and nothing is changed otherwise. TLS_DATABASE NULL: the system's. Fails with
 * FROND_ERROR_DOWNLOAD_*, or FROND_ERROR_INVALID_VALUE, whose field is what is wrong in the catalogue. */
void frond_catalogue_source_refresh_async (FrondCatalogue *catalogue, const char *url,
                                           GTlsDatabase *tls_database, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_catalogue_source_refresh_finish (FrondCatalogue *catalogue, GAsyncResult *result,
                                                GError **error);

G_END_DECLS
