/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-host-facts.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* What came of an attempt to reach libvirt. */
typedef struct
{
  VmmHostFacts *facts; /* NULL: it failed */
  const char *error;   /* VMM_IPC_BACKEND_* */
  char *detail;        /* technical text, or NULL */
} VmmLibvirtReport;

/* Beside virDomainEventType: the agent in the guest answers. */
#define VMM_LIBVIRT_EVENT_AGENT 0x1000

/* What the threads and callbacks of libvirt have to say; always on the main context. */
typedef struct
{
  void (*opened) (gpointer object, const VmmLibvirtReport *report);
  void (*lost) (gpointer object);
  void (*lifecycle) (gpointer object, const char *name, int event, int detail);
} VmmLibvirtEvents;

/* To whom: held weakly, as libvirt keeps its callbacks for longer than we keep our objects. Reference counted. */
typedef struct _VmmLibvirtOwner VmmLibvirtOwner;

/* EVENTS is static. */
VmmLibvirtOwner *vmm_libvirt_owner_new (GObject *object, const VmmLibvirtEvents *events);
VmmLibvirtOwner *vmm_libvirt_owner_ref (VmmLibvirtOwner *self);
void vmm_libvirt_owner_unref (gpointer self);

/* From now on nothing is told any more. */
void vmm_libvirt_owner_leave (VmmLibvirtOwner *self);

/* From any thread; takes what is in REPORT. */
void vmm_libvirt_owner_tell_opened (VmmLibvirtOwner *self, VmmLibvirtReport report);

/* From any thread, and as often as one likes: the object hears of it until it leaves. */
void vmm_libvirt_owner_tell_lost (VmmLibvirtOwner *self);
void vmm_libvirt_owner_tell_lifecycle (VmmLibvirtOwner *self, const char *name, int event, int detail);

G_END_DECLS
