/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-message.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What did not work of TASK with several machines, told once. */
typedef struct _FrondBulkReport FrondBulkReport;

FrondBulkReport *frond_bulk_report_new (FrondTask task);
void frond_bulk_report_add (FrondBulkReport *self, const char *name, const GError *error);

/* A toast in TOASTS whose button lists each machine with its cause, its technical text folded away. Nothing where all went
 * well. */
void frond_bulk_report_tell (FrondBulkReport *self, AdwToastOverlay *toasts);
void frond_bulk_report_free (FrondBulkReport *self);

G_END_DECLS
