/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-machine-sources.h"
#include "frond-media.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_INSTALL_GROUP (frond_install_group_get_type ())
G_DECLARE_FINAL_TYPE (FrondInstallGroup, frond_install_group, FROND, INSTALL_GROUP, AdwPreferencesGroup)

/* "Install for Me": what an installer would ask, filled with what the session knows. Not to be seen for a medium whose
 * installer cannot be answered for.
 *
 * properties: valid (boolean, read-only): nothing is asked for, or all of it is answered */

/* The medium that is installed from. */
void frond_install_group_set_media (FrondInstallGroup *self, FrondMedia *media);

gboolean frond_install_group_get_valid (FrondInstallGroup *self);

/* Whether the installation is wanted. */
gboolean frond_install_group_get_active (FrondInstallGroup *self);

/* Where a person begins to type, or NULL when there is nothing to. */
GtkWidget *frond_install_group_get_first (FrondInstallGroup *self);

/* How one logs in to the machine, in words for its notes; never the password. (transfer full) */
char *frond_install_group_dup_note (FrondInstallGroup *self);

/* Makes what a machine of NAME is installed with, in a thread; only while it is wanted. (transfer full) */
void frond_install_group_prepare_async (FrondInstallGroup *self, const char *name, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
FrondMachineSources *frond_install_group_prepare_finish (FrondInstallGroup *self, GAsyncResult *result,
                                                         GError **error);

G_END_DECLS
