/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks over PARENT for the passphrase of GUEST's disks, which is off, and for another, and changes it; the keyring follows.
 * What fails is told there. */
void frond_passphrase_change (FrondGuest *guest, GtkWidget *parent);

G_END_DECLS
