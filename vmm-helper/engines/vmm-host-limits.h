/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint vmm_host_limits_cpus (void);
guint64 vmm_host_limits_memory (void); /* bytes */

/* How much of HOST bytes one guest may have: all but 2 GiB or a fifth, what is more; at least 512 MiB. Whole MiB. */
guint64 vmm_host_limits_guest_memory (guint64 host);

G_END_DECLS
