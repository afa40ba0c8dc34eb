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

/* Every call of NAME waits for the one question to the bus, up to a limit. VMM_IPC_ERROR_NOT_AUTHORIZED: the bus does not
 * know either, or not any more. VMM_IPC_ERROR_QUOTA_EXCEEDED. */
void vmm_callers_identify_async (VmmCallers *self, const char *name, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean vmm_callers_identify_finish (VmmCallers *self, GAsyncResult *result, uid_t *uid, GError **error);

/* One more call of NAME, who is identified, waits for its reply; each that was taken is given back, whether NAME is still
 * there or not. VMM_IPC_ERROR_QUOTA_EXCEEDED: it has LIMIT of them. VMM_IPC_ERROR_NOT_AUTHORIZED: it is gone. */
gboolean vmm_callers_take_call (VmmCallers *self, const char *name, guint64 limit, GError **error);
void vmm_callers_give_back_call (VmmCallers *self, const char *name);

G_END_DECLS
