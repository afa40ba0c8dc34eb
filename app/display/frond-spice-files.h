/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-file-transfers.h"

#include <spice-client.h>

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_FILES (frond_spice_files_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceFiles, frond_spice_files, FROND, SPICE_FILES, FrondFileTransfers)

/* Sends files to the guest's SPICE agent, which puts them where its user has downloads. */
FrondSpiceFiles *frond_spice_files_new (void);

/* The channel that the agent is behind; NULL: there is none (any more), which ends the transfers with
 * FROND_ERROR_FILES_LOST. */
void frond_spice_files_set_main (FrondSpiceFiles *self, SpiceMainChannel *main);

G_END_DECLS
