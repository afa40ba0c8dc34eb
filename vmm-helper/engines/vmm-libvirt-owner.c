/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-libvirt-owner.h"

struct _VmmLibvirtOwner
{
  gatomicrefcount ref_count;
  GWeakRef object;
  const VmmLibvirtEvents *events;
};

typedef struct
{
  VmmLibvirtOwner *owner;
  VmmLibvirtReport report;
} Delivery;

VmmLibvirtOwner *
vmm_libvirt_owner_new (GObject *object, const VmmLibvirtEvents *events)
{
  VmmLibvirtOwner *self = g_new0 (VmmLibvirtOwner, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_weak_ref_init (&self->object, object);
  self->events = events;
  return self;
}

VmmLibvirtOwner *
vmm_libvirt_owner_ref (VmmLibvirtOwner *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vmm_libvirt_owner_unref (gpointer data)
{
  VmmLibvirtOwner *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_weak_ref_clear (&self->object);
  g_free (self);
}

void
vmm_libvirt_owner_leave (VmmLibvirtOwner *self)
{
  g_weak_ref_set (&self->object, NULL);
}

static gboolean
deliver (gpointer data)
{
  Delivery *delivery = data;
  g_autoptr (GObject) object = g_weak_ref_get (&delivery->owner->object);

  if (object != NULL)
    delivery->owner->events->opened (object, &delivery->report);
  return G_SOURCE_REMOVE;
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  vmm_libvirt_owner_unref (delivery->owner);
  g_clear_pointer (&delivery->report.facts, vmm_host_facts_unref);
  g_free (delivery->report.detail);
  g_free (delivery);
}

/* Its own source rather than g_main_context_invoke(), which could run it right here, in the wrong thread. */
void
vmm_libvirt_owner_tell_opened (VmmLibvirtOwner *self, VmmLibvirtReport report)
{
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->owner = vmm_libvirt_owner_ref (self);
  delivery->report = report;
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver, delivery, delivery_free);
}

static gboolean
deliver_lost (gpointer data)
{
  VmmLibvirtOwner *self = data;
  g_autoptr (GObject) object = g_weak_ref_get (&self->object);

  if (object != NULL)
    self->events->lost (object);
  return G_SOURCE_REMOVE;
}

void
vmm_libvirt_owner_tell_lost (VmmLibvirtOwner *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver_lost, vmm_libvirt_owner_ref (self), vmm_libvirt_owner_unref);
}

void
vmm_libvirt_owner_tell_lifecycle (VmmLibvirtOwner *self, const char *name, int event, int detail)
{
  g_autoptr (GObject) object = g_weak_ref_get (&self->object);

  if (object != NULL)
    self->events->lifecycle (object, name, event, detail);
}
