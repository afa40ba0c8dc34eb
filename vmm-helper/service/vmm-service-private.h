/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-service.h"

#include "vmm-call.h"
#include "vmm-callers.h"
#include "vmm-host.h"
#include "vmm-jobs.h"
#include "vmm-quota.h"
#include "vmm-requests.h"
#include "vmm-subscribers.h"

G_BEGIN_DECLS

struct _VmmService
{
  GObject parent_instance;

  GDBusConnection *connection;
  char *data_dir;
  gint64 began;               /* monotonic */
  GPtrArray *diagnosis_calls; /* VmmCall that wait for the worker; NULL: none is at work */
  VmmAuthority *authority;
  VmmQuota *quota;
  VmmCallers *callers;
  VmmSubscribers *subscribers;
  VmmHost *host;
  VmmJobs *jobs;
  VmmRequests *requests;

  GArray *registrations; /* guint, subtrees */
  guint manager_id;
  GQueue early; /* VmmCall that came before the machines were known */
  gboolean ready;
  guint n_calls; /* not answered yet */
  guint idle_seconds;
  guint idle_source;
};

/* Carries CALL out, or has it carried out: it is answered by somebody at some time. PARAMETERS have the signature
 * of the contract. */
typedef void (*VmmMethodHandler) (VmmService *self, VmmCall *call, GVariant *parameters);

typedef struct
{
  const char *name;
  VmmMethodHandler handler;
} VmmMethod;

/* One row for each method of the contract; ends with a NULL name. */
extern const VmmMethod vmm_manager_ipc_methods[];
extern const VmmMethod vmm_machine_ipc_methods[];
extern const VmmMethod vmm_job_ipc_methods[];

void vmm_manager_ipc_get_diagnosis (VmmService *self, VmmCall *call, GVariant *parameters);

GVariant *vmm_manager_ipc_get_property (const char *name);

/* Registers everything; a method without a row is a bug that must not reach a bus. */
gboolean vmm_dispatch_register (VmmService *self, GError **error);
void vmm_dispatch_unregister (VmmService *self);

/* Calls that waited for the machines. */
void vmm_dispatch_ready (VmmService *self);

void vmm_service_update_idle (VmmService *self);

/* The result of a job that made or brought back MACHINE; floating. */
GVariant *vmm_service_machine_result (VmmMachine *machine);

G_END_DECLS
