/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_SERVICE_ROW (frond_service_row_get_type ())
G_DECLARE_FINAL_TYPE (FrondServiceRow, frond_service_row, FROND, SERVICE_ROW, AdwActionRow)

/* How the computer's service (a FrondMachineHost) is, and, where it is not installed, the line that installs it, with a
 * button that copies it. Nothing is ever run. HOST may be NULL: there is none that could be asked. */
GtkWidget *frond_service_row_new (FrondMachineHost *host);

G_END_DECLS
