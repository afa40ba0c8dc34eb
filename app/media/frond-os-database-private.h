/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <osinfo/osinfo.h>

G_BEGIN_DECLS

/* The database, which nobody else uses until it is unlocked: libosinfo's objects may be used by one thread at a
 * time. In a worker. */
OsinfoDb *_frond_os_database_lock (void);
void _frond_os_database_unlock (void);

G_END_DECLS
