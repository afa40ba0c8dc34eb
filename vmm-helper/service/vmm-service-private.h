/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-service.h"

#include "vmm-action.h"
#include "vmm-audit.h"
#include "vmm-call.h"
#include "vmm-callers.h"
#include "vmm-claims.h"
#include "vmm-fates.h"
#include "vmm-host.h"
#include "vmm-jobs.h"
#include "vmm-owner-limits.h"
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
  VmmAudit *audit; /* NULL: a session's, whose user has nobody to answer to */
  VmmConfig *config;
  VmmQuota *quota;
  VmmCallers *callers;
  VmmSubscribers *subscribers;
  VmmHost *host;
  VmmPower *power;
  VmmFates *fates;
  VmmClaims *claims;
  VmmOwnerLimits *owner_limits;
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

/* Judges CALL and has it carried out: it is answered by somebody at some time. PARAMETERS have the signature of the
 * contract. A handler reads and checks them without any effect, finds object and owner, and asks with
 * vmm_service_authorise() before it does anything. */
typedef void (*VmmMethodHandler) (VmmService *self, VmmCall *call, GVariant *parameters);

typedef struct
{
  const char *name;
  VmmMethodHandler handler;
  VmmActions actions; /* what it needs whatever its parameters; none: a look at what is the caller's own */
} VmmMethod;

/* REQUEST is what a handler has read, and nobody else's; takes it. */
typedef void (*VmmCallReady) (VmmService *self, VmmCall *call, gpointer request);

/* Asks for the actions of CALL's row and MORE, which its content adds; all must be given. Then READY gets REQUEST, as it
 * was; at once where nobody has to be asked. Otherwise CALL is answered here and FREE_REQUEST frees REQUEST. DETAILS is
 * a{ss} for the words of the question, floating, or NULL. */
void vmm_service_authorise (VmmService *self, VmmCall *call, VmmActions more, GVariant *details,
                            VmmCallReady ready, gpointer request, GDestroyNotify free_request);

/* One row for each method of the contract; ends with a NULL name. */
extern const VmmMethod vmm_manager_ipc_methods[];
extern const VmmMethod vmm_machine_ipc_methods[];
extern const VmmMethod vmm_job_ipc_methods[];

void vmm_manager_ipc_get_diagnosis (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_manager_ipc_get_limits (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_manager_ipc_set_owner_limits (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_manager_ipc_get_request_result (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_manager_ipc_list_others (VmmService *self, VmmCall *call, GVariant *parameters);
/* Both StopOtherMachine and DeleteOtherMachine. */
void vmm_manager_ipc_manage_other (VmmService *self, VmmCall *call, GVariant *parameters);

GVariant *vmm_manager_ipc_get_property (VmmService *self, const char *name);

/* Registers everything; a method without a row is a bug that must not reach a bus. */
gboolean vmm_dispatch_register (VmmService *self, GError **error);
void vmm_dispatch_unregister (VmmService *self);

/* Calls that waited for the machines. */
void vmm_dispatch_ready (VmmService *self);

/* When the machines are known: starts those that are to start with the computer, if nobody has in this boot. */
void vmm_service_autostart (VmmService *self);

void vmm_service_update_idle (VmmService *self);

/* The result of a job that made or brought back MACHINE; floating. */
GVariant *vmm_service_machine_result (VmmMachine *machine);

G_END_DECLS
