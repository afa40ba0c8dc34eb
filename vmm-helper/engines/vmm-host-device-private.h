/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-host-devices.h"

#define G_UDEV_API_IS_SUBJECT_TO_CHANGE
#include <gudev/gudev.h>

G_BEGIN_DECLS

/* What a look at the host's devices goes by. */
typedef struct
{
  const char *root;   /* "" or, in tests, the folder that stands for / */
  GUdevClient *udev;  /* NULL: no names from its database */
  GHashTable *mounts; /* "major:minor" and sources, of what is mounted → its mount point; NULL: not known */
  GHashTable *swaps;  /* kernel's names; NULL: not known */
  GHashTable *routes; /* names of interfaces with a default route; NULL: not known */
  gboolean acs_override;
} VmmHostLook;

/* What the host uses something for. */
typedef enum
{
  VMM_HOST_USE_NONE = 0,
  VMM_HOST_USE_DISK = 1 << 0,    /* mounted, swap, or part of something larger */
  VMM_HOST_USE_ROOT = 1 << 1,    /* the system itself is on it */
  VMM_HOST_USE_ROUTE = 1 << 2,   /* the way to other networks */
  VMM_HOST_USE_UNKNOWN = 1 << 3, /* a disk or network card about which it cannot be said */
} VmmHostUse;

/* Fills in what the whole of the host is asked for once. */
void vmm_host_look_begin (VmmHostLook *look);
void vmm_host_look_end (VmmHostLook *look);

/* Of everything in FOLDER, a device's own in sysfs, and below. */
VmmHostUse vmm_host_look_find_use (const VmmHostLook *look, const char *folder);

/* One attribute as text, without the space around it; "" where there is none. */
char *vmm_host_look_read (const char *folder, const char *name);

/* The base name of what the link NAME in FOLDER points to, or NULL. */
char *vmm_host_look_link (const char *folder, const char *name);

/* The names in FOLDER in a fixed order; never NULL. */
GStrv vmm_host_look_list (const char *folder);

/* The words for the device, from udev's database of vendors where that knows it, else from itself. */
void vmm_host_look_name (const VmmHostLook *look, VmmHostDevice *device, const char *folder,
                         const char *own_vendor, const char *own_product);

/* The device at FOLDER, NULL for what is none. */
VmmHostDevice *vmm_host_device_read_usb (const VmmHostLook *look, const char *folder, const char *key);
VmmHostDevice *vmm_host_device_read_pci (const VmmHostLook *look, const char *folder, const char *key);

/* What a group of the IOMMU does to its members. */
void vmm_host_device_judge_groups (const VmmHostLook *look, GPtrArray *devices);

G_END_DECLS
