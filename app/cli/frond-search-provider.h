/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FROND_TYPE_SEARCH_PROVIDER (frond_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (FrondSearchProvider, frond_search_provider, FROND, SEARCH_PROVIDER, GApplication)

/* org.gnome.Shell.SearchProvider2 over the library, as a small service of its own: it opens no display, starts no helper,
 * and ends when nobody has searched for a while. */
GApplication *frond_search_provider_new (void);

G_END_DECLS
