/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue-entry.h"

G_BEGIN_DECLS

/* The installers and live discs of libosinfo's database that can still be had: those of systems that are maintained,
 * with an https address. In a worker. (transfer full) (element-type FrondCatalogueEntry) */
GPtrArray *frond_catalogue_list_osinfo (void);

G_END_DECLS
