/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-os-facts.h"
#include "frond-volume.h"

G_BEGIN_DECLS

/* libosinfo's database with the discs that Frond adds, loaded once by whoever comes first. Both read the disk and
 * wait for each other: call them in a worker. */
void frond_os_database_load (void);

/* The system on VOLUME; facts without id and name when it is not known. Never NULL. */
FrondOsFacts *frond_os_database_identify (const FrondVolume *volume);

/* What the table MAP (a URL) of the database has for KEY, or NULL. For a worker, too. (transfer full) */
char *frond_os_database_dup_mapped (const char *map, const char *key);

/* What is known of the system ID, or of the latest of its family where it is newer than the database; then it has no
 * name. Never NULL. */
FrondOsFacts *frond_os_database_lookup (const char *id);

G_END_DECLS
