/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_CREATE_DIALOG (frond_create_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrondCreateDialog, frond_create_dialog, FROND, CREATE_DIALOG, AdwDialog)

/* The sheet for a new machine that boots FILE: looks at it, fills in what suits, and leaves one button to press. When
 * the machine is made it activates "app.start-guest" with its profile id and closes. */
AdwDialog *frond_create_dialog_new (FrondLibrary *library, GFile *file);

G_END_DECLS
