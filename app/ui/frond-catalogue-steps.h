/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue.h"
#include "frond-downloads.h"
#include "frond-launch-steps.h"

G_BEGIN_DECLS

#define FROND_TYPE_CATALOGUE_STEPS (frond_catalogue_steps_get_type ())
G_DECLARE_FINAL_TYPE (FrondCatalogueSteps, frond_catalogue_steps, FROND, CATALOGUE_STEPS, GObject)

/* The steps of a launch: entries of the catalogue, downloads, suggested profiles and seeds.
 *
 * signals: open (FrondGuest): its machine is to be started and shown */
FrondCatalogueSteps *frond_catalogue_steps_new (FrondCatalogue *catalogue, FrondDownloads *downloads,
                                                FrondMachineHost *host);

G_END_DECLS
