/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-service-private.h"

G_BEGIN_DECLS

/* Whether this helper gives devices of KIND to anybody. VMM_IPC_ERROR_UNSUPPORTED or _HOST_POLICY. */
gboolean vmm_device_ipc_check (VmmService *self, VmmEngineHostKind kind, GError **error);

/* The keys of ListHostDevices that are of DEVICE itself. */
void vmm_device_ipc_describe (GVariantDict *dict, const VmmHostDevice *device);

void vmm_manager_ipc_list_host_devices (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_manager_ipc_devices_changed (VmmDeviceClaims *claims, guint kind, gpointer user_data);

void vmm_machine_ipc_attach_usb (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_machine_ipc_detach_usb (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_machine_ipc_attach_pci (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_machine_ipc_detach_pci (VmmService *self, VmmCall *call, GVariant *parameters);

/* VMM_IPC_CAP_DEVICES of MACHINE: floating aa{sv}. */
GVariant *vmm_device_ipc_of_machine (VmmService *self, VmmMachine *machine);

G_END_DECLS
