/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <osinfo/osinfo.h>

G_BEGIN_DECLS

/* The machine model that suits OS, by the date of its release and by what the database says it has drivers for, and the
 * kind of disk and network card where that is not the model's own. With the database's lock held. */
FrondModel frond_os_model_of (OsinfoOs *os, FrondDevices *devices);

/* The same out of its parts. YEAR and MONTH of the release; 0: not known. */
FrondModel frond_os_model_of_facts (const char *id, const char *family, guint year, guint month,
                                    gboolean virtio, FrondDevices *devices);

G_END_DECLS
