/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue-reader.h"

G_BEGIN_DECLS

#define FROND_TYPE_CATALOGUE (frond_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (FrondCatalogue, frond_catalogue, FROND, CATALOGUE, GObject)

/* The systems that a machine can be made of: a GListModel of FrondCatalogueEntry, people's own first, then Frond's in
 * its order, then libosinfo's by name. An id is there once: a person's replaces an update's, that one Frond's.
 *
 * properties: loaded (boolean), n-problems (uint: see frond_catalogue_get_problems()) */

/* FOLDER has people's own catalogues (*.json); NULL: catalogue.d of the user's configuration of Frond. UPDATE is a newer
 * catalogue than Frond's; NULL: the one in the user's cache. Nothing is read yet. */
FrondCatalogue *frond_catalogue_new (const char *folder, const char *update);

/* Reads it, again when it was read before, in a thread; never fails for what is in the files. */
void frond_catalogue_load_async (FrondCatalogue *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_catalogue_load_finish (FrondCatalogue *self, GAsyncResult *result, GError **error);

/* Adds what libosinfo knows besides, once. It costs 50 MB: when somebody looks for more. */
void frond_catalogue_load_osinfo_async (FrondCatalogue *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_catalogue_load_osinfo_finish (FrondCatalogue *self, GAsyncResult *result, GError **error);

gboolean frond_catalogue_get_loaded (FrondCatalogue *self);

/* The entry ID, or NULL. (transfer none) */
FrondCatalogueEntry *frond_catalogue_find (FrondCatalogue *self, const char *id);

/* What could not be used: (transfer none) (element-type FrondCatalogueProblem), until the next load. */
GPtrArray *frond_catalogue_get_problems (FrondCatalogue *self);

/* Where the update is: the file that a FrondCatalogueSource writes. */
const char *frond_catalogue_get_update_path (FrondCatalogue *self);

/* The architecture of this computer, as catalogues call it. */
const char *frond_catalogue_get_host_arch (void);

G_END_DECLS
