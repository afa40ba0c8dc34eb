/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* Who is behind a unique name: asked of the bus once, kept until the name is gone.
 *
 * signals
 *  vanished (string name) */
#define VMM_TYPE_CALLERS (vmm_callers_get_type ())
G_DECLARE_FINAL_TYPE (VmmCallers, vmm_callers, VMM, CALLERS, GObject)

VmmCallers *vmm_callers_new (GDBusConnection *connection);

/* TRUE and UID when it is known by now. */
gboolean vmm_callers_peek (VmmCallers *self, const char *name, uid_t *uid);

void vmm_callers_identify_async (VmmCallers *self, const char *name, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean vmm_callers_identify_finish (VmmCallers *self, GAsyncResult *result, uid_t *uid, GError **error);

G_END_DECLS
