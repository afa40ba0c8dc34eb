/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-connection.h"

#include "vmm-libvirt-lane.h"
#include "vmm-libvirt-pending.h"

/* After a loss or failure: at once, then after 250 ms, 500 ms and so on, for about half a minute. Later only when
 * somebody asks. */
#define FIRST_RETRY_MS  250
#define MAX_RETRIES     8
#define ASK_INTERVAL_US (2 * G_USEC_PER_SEC)
#define OPEN_SECONDS    30

struct _VmmQemuConnection
{
  GObject parent_instance;
  char *uri;
  VmmLibvirtLane *lane;
  VmmLibvirtPending *pending;
  VmmHostFacts *facts; /* NULL: not open */
  const char *error;
  char *detail;
  gboolean opening;
  gboolean interrupted; /* was lost, or could not be opened, since it was last open */
  gint64 last_attempt;
  guint retries;
  guint retry_source;
  guint deadline_source;
};

enum
{
  CHANGED,
  REOPENED,
  LIFECYCLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmmQemuConnection, vmm_qemu_connection, G_TYPE_OBJECT)

static void new_lane (VmmQemuConnection *self);

static void
set_error (VmmQemuConnection *self, const char *error, const char *detail)
{
  self->error = error;
  g_set_str (&self->detail, detail);
}

/* Threads that hang in libvirt cannot be interrupted: they are left to themselves, and others begin. */
static void
leave_lane (VmmQemuConnection *self, VmmIpcError code, const char *message)
{
  VmmLibvirtLane *old = g_steal_pointer (&self->lane);

  new_lane (self);
  vmm_libvirt_pending_give_up (self->pending, code, message);
  vmm_libvirt_lane_leave (old);
}

static gboolean
on_deadline (gpointer user_data)
{
  VmmQemuConnection *self = user_data;

  self->deadline_source = 0;
  self->opening = FALSE;
  self->interrupted = TRUE;
  leave_lane (self, VMM_IPC_ERROR_BACKEND_TIMEOUT, "The hypervisor does not answer");
  set_error (self, VMM_IPC_BACKEND_REFUSED, "libvirt does not answer");
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
begin_attempt (VmmQemuConnection *self)
{
  self->opening = TRUE;
  self->last_attempt = g_get_monotonic_time ();
  if (self->deadline_source == 0)
    self->deadline_source = g_timeout_add_seconds (OPEN_SECONDS, on_deadline, self);
}

static void
open_now (VmmQemuConnection *self)
{
  g_clear_handle_id (&self->retry_source, g_source_remove);
  begin_attempt (self);
  vmm_libvirt_lane_open (self->lane);
}

static gboolean
on_retry (gpointer user_data)
{
  VmmQemuConnection *self = user_data;

  self->retry_source = 0;
  open_now (self);
  return G_SOURCE_REMOVE;
}

/* Where the programs are missing, no number of attempts brings them. */
static void
retry_later (VmmQemuConnection *self)
{
  if (self->retry_source != 0 || self->retries >= MAX_RETRIES ||
      g_str_equal (self->error, VMM_IPC_BACKEND_NO_LIBVIRT) ||
      g_str_equal (self->error, VMM_IPC_BACKEND_NO_QEMU))
    return;

  self->retry_source = g_timeout_add (FIRST_RETRY_MS << self->retries, on_retry, self);
  self->retries++;
}

static void
on_opened (gpointer owner, const VmmLibvirtReport *report)
{
  VmmQemuConnection *self = owner;
  gboolean again = self->interrupted && report->facts != NULL;

  self->opening = FALSE;
  g_clear_handle_id (&self->deadline_source, g_source_remove);
  g_clear_pointer (&self->facts, vmm_host_facts_unref);
  set_error (self, report->error, report->detail != NULL ? report->detail : "");
  if (report->facts != NULL)
    {
      self->facts = vmm_host_facts_ref (report->facts);
      self->interrupted = FALSE;
      self->retries = 0;
      g_clear_handle_id (&self->retry_source, g_source_remove);
    }
  else
    {
      self->interrupted = TRUE;
      retry_later (self);
    }

  g_signal_emit (self, signals[CHANGED], 0);
  if (again)
    g_signal_emit (self, signals[REOPENED], 0);
}

static void
on_lost (gpointer owner)
{
  VmmQemuConnection *self = owner;

  self->interrupted = TRUE;
  self->retries = 0;
  g_clear_pointer (&self->facts, vmm_host_facts_unref);
  set_error (self, VMM_IPC_BACKEND_REFUSED, "The connection to libvirt was lost");
  leave_lane (self, VMM_IPC_ERROR_BACKEND_UNAVAILABLE, "The connection to the hypervisor was lost");
  open_now (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_lifecycle (gpointer owner, const char *name, int event, int detail)
{
  g_signal_emit (owner, signals[LIFECYCLE], 0, name, event, detail);
}

static void
new_lane (VmmQemuConnection *self)
{
  static const VmmLibvirtEvents events = { on_opened, on_lost, on_lifecycle };

  self->lane = vmm_libvirt_lane_new (self->uri, &events, G_OBJECT (self));
}

static void
vmm_qemu_connection_dispose (GObject *object)
{
  VmmQemuConnection *self = VMM_QEMU_CONNECTION (object);

  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_handle_id (&self->deadline_source, g_source_remove);
  g_clear_pointer (&self->lane, vmm_libvirt_lane_close);

  G_OBJECT_CLASS (vmm_qemu_connection_parent_class)->dispose (object);
}

static void
vmm_qemu_connection_finalize (GObject *object)
{
  VmmQemuConnection *self = VMM_QEMU_CONNECTION (object);

  g_clear_pointer (&self->facts, vmm_host_facts_unref);
  g_clear_pointer (&self->pending, vmm_libvirt_pending_free);
  g_free (self->detail);
  g_free (self->uri);

  G_OBJECT_CLASS (vmm_qemu_connection_parent_class)->finalize (object);
}

static void
vmm_qemu_connection_class_init (VmmQemuConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = vmm_qemu_connection_dispose;
  object_class->finalize = vmm_qemu_connection_finalize;

  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REOPENED] = g_signal_new ("reopened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LIFECYCLE] = g_signal_new ("lifecycle", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                     3, G_TYPE_STRING, G_TYPE_INT, G_TYPE_INT);
}

static void
vmm_qemu_connection_init (VmmQemuConnection *self)
{
  self->pending = vmm_libvirt_pending_new ();
  self->error = VMM_IPC_BACKEND_NONE;
  self->detail = g_strdup ("");
}

VmmQemuConnection *
vmm_qemu_connection_new (const char *uri)
{
  VmmQemuConnection *self = g_object_new (VMM_TYPE_QEMU_CONNECTION, NULL);

  self->uri = g_strdup (uri);
  new_lane (self);
  open_now (self);
  return self;
}

void
vmm_qemu_connection_wake (VmmQemuConnection *self)
{
  g_return_if_fail (VMM_IS_QEMU_CONNECTION (self));

  if (self->facts == NULL && !self->opening && g_get_monotonic_time () - self->last_attempt > ASK_INTERVAL_US)
    open_now (self);
}

void
vmm_qemu_connection_call (VmmQemuConnection *self, GTask *task, VmmQemuCall call, VmmQemuResult result,
                          gboolean urgent)
{
  g_return_if_fail (VMM_IS_QEMU_CONNECTION (self));

  if (self->facts == NULL)
    begin_attempt (self);
  vmm_libvirt_lane_call (self->lane, vmm_libvirt_pending_add (self->pending, task, result), call, urgent);
}

VmmHostFacts *
vmm_qemu_connection_get_facts (VmmQemuConnection *self)
{
  g_return_val_if_fail (VMM_IS_QEMU_CONNECTION (self), NULL);

  return self->facts;
}

const char *
vmm_qemu_connection_get_error (VmmQemuConnection *self)
{
  g_return_val_if_fail (VMM_IS_QEMU_CONNECTION (self), VMM_IPC_BACKEND_NONE);

  return self->error;
}

const char *
vmm_qemu_connection_get_detail (VmmQemuConnection *self)
{
  g_return_val_if_fail (VMM_IS_QEMU_CONNECTION (self), "");

  return self->detail;
}
