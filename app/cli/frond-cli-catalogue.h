/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-cli-private.h"
#include "frond-cli-wishes.h"

G_BEGIN_DECLS

/* Gets the system ID of the catalogue, checks it and makes a machine of it, telling how far that is on a terminal. Ctrl+C
 * leaves nothing of the machine, and what was downloaded for the next time. NULL: told. (transfer none) */
FrondGuest *frond_cli_catalogue_create (FrondCli *self, const char *id, const FrondCliWishes *wishes);

G_END_DECLS
