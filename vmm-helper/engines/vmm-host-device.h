/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-engine.h"

G_BEGIN_DECLS

/* One device of the host as it was when somebody looked. Nothing of it changes later. */
typedef struct
{
  gatomicrefcount ref_count;
  VmmEngineHostDevice address;
  char *key;               /* the kernel's name for the place that it is at: "1-2.3", "0000:01:00.0" */
  char *vendor;            /* words for people, vmm_host_device_dup_text() */
  char *product;           /* likewise */
  char *id;                /* "vvvv:pppp" */
  const char *kind;        /* VMM_IPC_KIND_*, static */
  const char *sensitive;   /* VMM_IPC_SENSITIVE_*, static, or "" */
  const char *unavailable; /* VMM_IPC_UNAVAILABLE_*, static, or "" */
  guint group;             /* PCI: of the IOMMU; G_MAXUINT: none */
  gboolean is_bridge;      /* PCI: it stays with the host when its group goes */
  char *identity;          /* SHA-256 of all that tells it from another device at the same place */
} VmmHostDevice;

VmmHostDevice *vmm_host_device_new (VmmEngineHostKind kind, const char *key);
VmmHostDevice *vmm_host_device_ref (VmmHostDevice *self);
void vmm_host_device_unref (VmmHostDevice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmmHostDevice, vmm_host_device_unref)

/* VMM_IPC_DEVICE_USB or _PCI. */
const char *vmm_host_device_get_class (const VmmHostDevice *self);

/* TEXT as it may be shown in a question of polkit: valid UTF-8, at most VMM_IPC_MAX_DEVICE_TEXT characters, no controls,
 * marks of direction or markup, one space between words. Devices say what they like of themselves. */
char *vmm_host_device_dup_text (const char *text);

/* "Vendor Product" as far as they are known, else the id. */
char *vmm_host_device_dup_name (const VmmHostDevice *self);

/* The <hostdev> of libvirt for it. It is always taken from the host's driver and given back to it. */
char *vmm_host_device_dup_xml (const VmmEngineHostDevice *address);

/* The host's devices of a domain's XML: (transfer full) (element-type VmmEngineHostDevice). */
GArray *vmm_host_device_list_xml (const char *xml);

gboolean vmm_host_device_address_equal (const VmmEngineHostDevice *a, const VmmEngineHostDevice *b);

G_END_DECLS
