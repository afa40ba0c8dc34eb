/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-host-device.h"

G_BEGIN_DECLS

/* The devices of the host that a machine could have, all of KIND, in the order of their places: (transfer full)
 * (element-type VmmHostDevice). Blocks: reads sysfs, udev's database and what the kernel says of mounts and routes, and
 * nothing of it is kept. What cannot be found out is taken for the worse. ROOT is "", but in tests a folder that holds
 * sys/ and proc/. */
GPtrArray *vmm_host_devices_read (VmmEngineHostKind kind, const char *root);

/* The same in a worker. */
void vmm_host_devices_read_async (VmmEngineHostKind kind, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *vmm_host_devices_read_finish (GAsyncResult *result, GError **error);

/* The one of IDENTITY in DEVICES, borrowed, or NULL. */
VmmHostDevice *vmm_host_devices_find (GPtrArray *devices, const char *identity);

/* Where udev keeps what it knows: a file comes and goes there with each device. Nothing of the network is needed to
 * watch it, as udev's own messages would. */
#define VMM_HOST_DEVICES_UDEV_DATA "/run/udev/data"

/* Whether a file of that name there is about a device of KIND. */
gboolean vmm_host_devices_is_udev_name (VmmEngineHostKind kind, const char *name);

G_END_DECLS
