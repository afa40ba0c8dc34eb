/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Apple's property list, XML or binary ("bplist00"), as a GVariant: dictionaries are a{sv}, arrays av, strings s,
 * integers x, reals d, booleans b; dates and data are left out. At most 32 deep and 20 000 values, each counted as often
 * as it is referred to. NULL with FROND_ERROR_IMPORT_DAMAGED. */
GVariant *frond_plist_parse (GBytes *bytes, GError **error);

G_END_DECLS
