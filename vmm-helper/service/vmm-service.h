/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-authority.h"
#include "vmm-config.h"
#include "vmm-engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The contract on a connection: the bus objects, and who may call them. Owns no name; main.c does.
 *
 * signals
 *  idle ()   nothing was going on for a while: no guest, job, subscriber or call */
#define VMM_TYPE_SERVICE (vmm_service_get_type ())
G_DECLARE_FINAL_TYPE (VmmService, vmm_service, VMM, SERVICE, GObject)

/* DATA_DIR holds machines/. */
VmmService *vmm_service_new (GDBusConnection *connection, const char *data_dir, VmmEngine *engine,
                             VmmAuthority *authority, VmmConfig *config);

/* How long nothing has to go on before "idle"; 60 seconds by itself. */
void vmm_service_set_idle_seconds (VmmService *self, guint seconds);
gboolean vmm_service_is_idle (VmmService *self);

/* Puts the objects on the bus. Calls that come before the machines are known wait until they are. */
gboolean vmm_service_export (VmmService *self, GError **error);

void vmm_service_load_async (VmmService *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean vmm_service_load_finish (VmmService *self, GAsyncResult *result, GError **error);

/* The helper is told to end: what the computer waits for is done first, and when it is the user's session that ends, what
 * their machines say for that. */
void vmm_service_end_async (VmmService *self, GAsyncReadyCallback callback, gpointer user_data);
void vmm_service_end_finish (VmmService *self, GAsyncResult *result);

/* Takes the objects off the bus; what goes on is left to its fate, guests go on. */
void vmm_service_close (VmmService *self);

G_END_DECLS
