/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-machine.h"

#include <string.h>

struct _VmmMachine
{
  GObject parent_instance;

  uid_t owner;
  char *uuid; /* outlives the record, which is replaced by every change */
  VmmMachineRecord *record;
  VmmPassphrase *passphrase;
  VmmIpcMachineState state;
  VmmIpcMachineReason reason;
  guint serial;
  gboolean saved;
  gboolean unsure;
};

G_DEFINE_FINAL_TYPE (VmmMachine, vmm_machine, G_TYPE_OBJECT)

#define TO(state) (1u << VMM_IPC_MACHINE_##state)

/* From stopped to running and paused: a guest that was found. From stopping back: it did not heed the request. */
static const guint steps[] = {
  [VMM_IPC_MACHINE_STOPPED] = TO (STARTING) | TO (RUNNING) | TO (PAUSED),
  [VMM_IPC_MACHINE_STARTING] = TO (RUNNING) | TO (PAUSED) | TO (STOPPED),
  [VMM_IPC_MACHINE_RUNNING] = TO (PAUSED) | TO (STOPPING) | TO (STOPPED),
  [VMM_IPC_MACHINE_PAUSED] = TO (RUNNING) | TO (STOPPING) | TO (STOPPED),
  [VMM_IPC_MACHINE_STOPPING] = TO (RUNNING) | TO (PAUSED) | TO (STOPPED),
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
vmm_machine_finalize (GObject *object)
{
  VmmMachine *self = VMM_MACHINE (object);

  g_free (self->uuid);
  g_clear_pointer (&self->passphrase, vmm_passphrase_unref);
  g_clear_pointer (&self->record, vmm_machine_record_free);
  G_OBJECT_CLASS (vmm_machine_parent_class)->finalize (object);
}

static void
vmm_machine_class_init (VmmMachineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_machine_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
vmm_machine_init (VmmMachine *self)
{
}

VmmMachine *
vmm_machine_new (uid_t owner, VmmMachineRecord *record)
{
  VmmMachine *self = g_object_new (VMM_TYPE_MACHINE, NULL);

  self->owner = owner;
  self->uuid = g_strdup (record->uuid);
  self->record = vmm_machine_record_new (record->uuid, record->request_id, record->generation,
                                         record->created, record->spec, record->realised);
  self->record->seed = record->seed;
  self->record->installing = record->installing;
  self->unsure = record->unsure;
  vmm_machine_set_saved (self, record->saved);
  return self;
}

uid_t
vmm_machine_get_owner (VmmMachine *self)
{
  return self->owner;
}

const char *
vmm_machine_get_uuid (VmmMachine *self)
{
  return self->uuid;
}

const char *
vmm_machine_get_request_id (VmmMachine *self)
{
  return self->record->request_id;
}

gint64
vmm_machine_get_created (VmmMachine *self)
{
  return self->record->created;
}

guint64
vmm_machine_get_generation (VmmMachine *self)
{
  return self->record->generation;
}

VmmSpec *
vmm_machine_get_spec (VmmMachine *self)
{
  return self->record->spec;
}

GVariant *
vmm_machine_get_realised (VmmMachine *self)
{
  return self->record->realised;
}

void
vmm_machine_set_passphrase (VmmMachine *self, VmmPassphrase *passphrase)
{
  VmmPassphrase *before = self->passphrase;

  self->passphrase = passphrase != NULL ? vmm_passphrase_ref (passphrase) : NULL;
  g_clear_pointer (&before, vmm_passphrase_unref);
}

VmmPassphrase *
vmm_machine_get_passphrase (VmmMachine *self)
{
  return self->passphrase;
}

gboolean
vmm_machine_get_seed (VmmMachine *self)
{
  return self->record->seed;
}

const char *
vmm_machine_get_installing (VmmMachine *self)
{
  return self->record->installing;
}

gboolean
vmm_machine_get_saved (VmmMachine *self)
{
  return self->saved;
}

void
vmm_machine_set_saved (VmmMachine *self, gboolean saved)
{
  self->saved = saved;
  if (self->state == VMM_IPC_MACHINE_STOPPED && saved != (self->reason == VMM_IPC_REASON_SAVED))
    vmm_machine_set_state (self, VMM_IPC_MACHINE_STOPPED, VMM_IPC_REASON_NONE);
}

gboolean
vmm_machine_get_unsure (VmmMachine *self)
{
  return self->unsure;
}

void
vmm_machine_set_unsure (VmmMachine *self, gboolean unsure)
{
  self->unsure = unsure;
}

VmmIpcMachineState
vmm_machine_get_state (VmmMachine *self)
{
  return self->state;
}

VmmIpcMachineReason
vmm_machine_get_reason (VmmMachine *self)
{
  return self->reason;
}

char *
vmm_machine_dup_object_path (VmmMachine *self)
{
  g_auto (GStrv) parts = g_strsplit (self->record->uuid, "-", -1);
  g_autofree char *node = g_strjoinv (NULL, parts);

  return g_strconcat (VMM_IPC_MACHINE_PATH, node, NULL);
}

char *
vmm_machine_uuid_from_node (const char *node)
{
  g_autofree char *uuid = NULL;

  if (strlen (node) != 32 || strspn (node, "0123456789abcdef") != 32)
    return NULL;

  uuid = g_strdup_printf ("%.8s-%.4s-%.4s-%.4s-%.12s", node, node + 8, node + 12, node + 16, node + 20);
  return vmm_ipc_uuid_is_valid (uuid) ? g_steal_pointer (&uuid) : NULL;
}

gboolean
vmm_machine_is_active (VmmMachine *self)
{
  return self->state != VMM_IPC_MACHINE_STOPPED;
}

guint
vmm_machine_get_serial (VmmMachine *self)
{
  return self->serial;
}

VmmMachineRecord *
vmm_machine_dup_record (VmmMachine *self, guint64 generation, VmmSpec *spec, GVariant *realised)
{
  VmmMachineRecord *record = vmm_machine_record_new (self->record->uuid, self->record->request_id, generation,
                                                     self->record->created, spec, realised);

  record->seed = self->record->seed;
  record->installing = self->record->installing;
  return record;
}

void
vmm_machine_take_record (VmmMachine *self, VmmMachineRecord *record)
{
  gboolean changed = record->generation != self->record->generation;

  g_clear_pointer (&self->record, vmm_machine_record_free);
  self->record = record;
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
vmm_machine_set_state (VmmMachine *self, VmmIpcMachineState state, VmmIpcMachineReason reason)
{
  if (state > VMM_IPC_MACHINE_STOPPING || (state != self->state && (steps[self->state] & (1u << state)) == 0))
    {
      g_debug ("Machine %s: no step from state %u to %u", self->record->uuid, self->state, state);
      return FALSE;
    }

  if (self->record->installing != NULL && reason == VMM_IPC_REASON_NONE &&
      (state == VMM_IPC_MACHINE_STARTING || state == VMM_IPC_MACHINE_RUNNING))
    reason = VMM_IPC_REASON_INSTALLING;
  if (self->saved && state == VMM_IPC_MACHINE_STOPPED)
    reason = VMM_IPC_REASON_SAVED;

  self->serial++;
  if (state != self->state || reason != self->reason)
    {
      self->state = state;
      self->reason = reason;
      g_signal_emit (self, signals[CHANGED], 0);
    }
  return TRUE;
}

gboolean
vmm_machine_check_generation (VmmMachine *self, guint64 expected, GError **error)
{
  if (expected == 0 || expected == self->record->generation)
    return TRUE;

  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_CONFLICT,
                       "expected_generation: the machine has been changed since");
  return FALSE;
}
