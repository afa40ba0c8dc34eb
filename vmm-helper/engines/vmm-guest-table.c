/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-guest-table.h"

/* An event that libvirt owes us and never sends shall not block a caller for good. */
#define WAIT_SECONDS 5

typedef struct
{
  guint first_look; /* results of looks before this one are of another time */
  VmmIpcMachineState state;
  VmmIpcMachineReason reason;
  gboolean starting;
  gboolean ended; /* while starting */
  VmmIpcMachineReason end_reason;
  guint leftovers; /* ends to come that nobody has to know of */
} Guest;

typedef struct
{
  VmmGuestTable *table;
  char *uuid;
  GTask *task;
  guint source;
} Waiter;

struct _VmmGuestTable
{
  GHashTable *guests; /* uuid to Guest */
  GPtrArray *waiters;
  guint last_look;
  VmmGuestChanged changed;
  gpointer owner;
};

static void
waiter_free (gpointer data)
{
  Waiter *waiter = data;

  g_clear_handle_id (&waiter->source, g_source_remove);
  g_task_return_boolean (waiter->task, TRUE);
  g_object_unref (waiter->task);
  g_free (waiter->uuid);
  g_free (waiter);
}

VmmGuestTable *
vmm_guest_table_new (VmmGuestChanged changed, gpointer owner)
{
  VmmGuestTable *self = g_new0 (VmmGuestTable, 1);

  self->guests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->waiters = g_ptr_array_new_with_free_func (waiter_free);
  self->changed = changed;
  self->owner = owner;
  return self;
}

void
vmm_guest_table_free (VmmGuestTable *self)
{
  g_ptr_array_unref (self->waiters);
  g_hash_table_unref (self->guests);
  g_free (self);
}

static Guest *
ensure_guest (VmmGuestTable *self, const char *uuid)
{
  Guest *guest = g_hash_table_lookup (self->guests, uuid);

  if (guest == NULL)
    {
      guest = g_new0 (Guest, 1);
      guest->first_look = self->last_look + 1;
      g_hash_table_insert (self->guests, g_strdup (uuid), guest);
    }

  return guest;
}

static Waiter *
steal_waiter (VmmGuestTable *self, const char *uuid)
{
  for (guint i = 0; i < self->waiters->len; i++)
    {
      Waiter *waiter = g_ptr_array_index (self->waiters, i);

      if (uuid == NULL || g_str_equal (waiter->uuid, uuid))
        return g_ptr_array_steal_index (self->waiters, i);
    }

  return NULL;
}

/* One by one from the start: what a waiter does may bring another. */
static void
finish_waiters (VmmGuestTable *self, const char *uuid)
{
  Waiter *waiter;

  while ((waiter = steal_waiter (self, uuid)) != NULL)
    waiter_free (waiter);
}

static void
tell (VmmGuestTable *self, const char *uuid, VmmIpcMachineState state, VmmIpcMachineReason reason)
{
  Guest *guest = ensure_guest (self, uuid);
  gboolean changed = guest->state != state || guest->reason != reason;

  guest->state = state;
  guest->reason = reason;
  if (state == VMM_IPC_MACHINE_STOPPED)
    g_hash_table_remove (self->guests, uuid);
  if (changed)
    self->changed (self->owner, uuid, state, reason);
}

void
vmm_guest_table_begin_start (VmmGuestTable *self, const char *uuid)
{
  Guest *guest = ensure_guest (self, uuid);

  guest->first_look = self->last_look + 1;
  guest->starting = TRUE;
  guest->ended = FALSE;
}

gboolean
vmm_guest_table_end_start (VmmGuestTable *self, const char *uuid, gboolean paused,
                           VmmIpcMachineReason *end_reason)
{
  Guest *guest = ensure_guest (self, uuid);
  gboolean ended = guest->ended;

  *end_reason = guest->end_reason;
  guest->starting = FALSE;
  guest->ended = FALSE;
  tell (self, uuid, paused ? VMM_IPC_MACHINE_PAUSED : VMM_IPC_MACHINE_RUNNING,
        paused ? VMM_IPC_REASON_USER : VMM_IPC_REASON_NONE);
  return ended;
}

void
vmm_guest_table_end_is_stale (VmmGuestTable *self, const char *uuid)
{
  Guest *guest = g_hash_table_lookup (self->guests, uuid);

  if (guest != NULL && guest->leftovers > 0)
    guest->leftovers--;
}

void
vmm_guest_table_fail_start (VmmGuestTable *self, const char *uuid, gboolean leftover)
{
  Guest *guest = ensure_guest (self, uuid);

  guest->starting = FALSE;
  if (leftover && !guest->ended)
    guest->leftovers++;
  guest->ended = FALSE;
  if (guest->state == VMM_IPC_MACHINE_STOPPED && guest->leftovers == 0)
    g_hash_table_remove (self->guests, uuid);
}

void
vmm_guest_table_ended (VmmGuestTable *self, const char *uuid, VmmIpcMachineReason reason)
{
  Guest *guest = ensure_guest (self, uuid);

  if (guest->leftovers > 0)
    {
      guest->leftovers--;
      return;
    }
  if (guest->starting)
    {
      guest->ended = TRUE;
      guest->end_reason = reason;
      return;
    }

  tell (self, uuid, VMM_IPC_MACHINE_STOPPED, reason);
  finish_waiters (self, uuid);
}

void
vmm_guest_table_seen (VmmGuestTable *self, const char *uuid, guint look, VmmIpcMachineState state,
                      VmmIpcMachineReason reason)
{
  Guest *guest = g_hash_table_lookup (self->guests, uuid);

  if (guest == NULL || look < guest->first_look || guest->starting || state == VMM_IPC_MACHINE_STOPPED)
    return;

  guest->first_look = look;
  tell (self, uuid, state, reason);
}

guint
vmm_guest_table_begin_look (VmmGuestTable *self, const char *uuid)
{
  ensure_guest (self, uuid);
  return ++self->last_look;
}

gboolean
vmm_guest_table_is_starting (VmmGuestTable *self, const char *uuid)
{
  Guest *guest = g_hash_table_lookup (self->guests, uuid);

  return guest != NULL && guest->starting;
}

static gboolean
on_waited (gpointer user_data)
{
  Waiter *waiter = user_data;
  g_autofree char *uuid = g_strdup (waiter->uuid);

  waiter->source = 0;
  vmm_guest_table_ended (waiter->table, uuid, VMM_IPC_REASON_FORCED_OFF);
  return G_SOURCE_REMOVE;
}

void
vmm_guest_table_begin_stop (VmmGuestTable *self, const char *uuid)
{
  ensure_guest (self, uuid);
}

static gboolean
is_known (VmmGuestTable *self, const char *uuid)
{
  Guest *guest = g_hash_table_lookup (self->guests, uuid);

  return guest != NULL && (guest->starting || guest->state != VMM_IPC_MACHINE_STOPPED);
}

void
vmm_guest_table_wait_end (VmmGuestTable *self, const char *uuid, gboolean destroyed, GTask *task)
{
  Waiter *waiter;

  if (!destroyed && !is_known (self, uuid))
    g_hash_table_remove (self->guests, uuid);
  if (!g_hash_table_contains (self->guests, uuid))
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  waiter = g_new0 (Waiter, 1);
  waiter->table = self;
  waiter->uuid = g_strdup (uuid);
  waiter->task = task;
  waiter->source = g_timeout_add_seconds (WAIT_SECONDS, on_waited, waiter);
  g_ptr_array_add (self->waiters, waiter);
}

static gboolean
is_idle (gpointer uuid, gpointer guest, gpointer user_data)
{
  return !((Guest *) guest)->starting;
}

void
vmm_guest_table_forget (VmmGuestTable *self)
{
  g_hash_table_foreach_remove (self->guests, is_idle, NULL);
  finish_waiters (self, NULL);
}
