/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-host-device.h"

#include <sys/types.h>

G_BEGIN_DECLS

/* Who may name which device of the host, and which machine has it. Both are of this life of the helper only; what
 * guests have is found again when the helper comes back, names are not.
 *
 * signals
 *  changed (uint VmmEngineHostKind)   a device came, went or changed hands
 *  unplugged (string uuid, pointer VmmEngineHostDevice)   a machine has a USB device that is not there any more */
#define VMM_TYPE_DEVICE_CLAIMS (vmm_device_claims_get_type ())
G_DECLARE_FINAL_TYPE (VmmDeviceClaims, vmm_device_claims, VMM, DEVICE_CLAIMS, GObject)

typedef enum
{
  VMM_DEVICE_CLAIM_WANTED, /* somebody is being asked */
  VMM_DEVICE_CLAIM_GIVEN,  /* for the next run of a machine that is off */
  VMM_DEVICE_CLAIM_HELD,   /* the guest has it, or is about to */
} VmmDeviceClaimState;

typedef struct
{
  VmmEngineHostDevice address;
  VmmHostDevice *device; /* NULL: of another life, and not there any more */
  char *uuid;            /* of the machine */
  uid_t owner;
  VmmDeviceClaimState state;
} VmmDeviceClaim;

VmmDeviceClaims *vmm_device_claims_new (void);

/* From the first call on, "changed" tells also of what is plugged in and out. */
void vmm_device_claims_watch (VmmDeviceClaims *self);

/* The name of DEVICE for UID, which is nothing to anybody else: the same each time for as long as it is the same device.
 * (transfer full) */
char *vmm_device_claims_dup_token (VmmDeviceClaims *self, uid_t uid, const VmmHostDevice *device);

/* The identity that TOKEN was given to UID for, of KIND; borrowed. VMM_IPC_ERROR_NOT_FOUND. */
const char *vmm_device_claims_look_up (VmmDeviceClaims *self, uid_t uid, const char *token,
                                       VmmEngineHostKind kind, GError **error);

/* TOKEN's device is another now: nobody can use it any more. */
void vmm_device_claims_forget (VmmDeviceClaims *self, const char *token);

/* All of DEVICES (VmmHostDevice) for a machine, or none. What it has already stays as it is.
 * VMM_IPC_ERROR_BUSY where another machine has one. */
gboolean vmm_device_claims_claim (VmmDeviceClaims *self, GPtrArray *devices, const char *uuid, uid_t owner,
                                  GError **error);

/* What the guest of a machine turned out to have. */
void vmm_device_claims_add_held (VmmDeviceClaims *self, const VmmEngineHostDevice *address,
                                 VmmHostDevice *device, const char *uuid, uid_t owner);

/* The claim of a device at ADDRESS; borrowed, or NULL. */
VmmDeviceClaim *vmm_device_claims_find (VmmDeviceClaims *self, const VmmEngineHostDevice *address);
void vmm_device_claims_set_state (VmmDeviceClaims *self, const VmmEngineHostDevice *address,
                                  VmmDeviceClaimState state);
void vmm_device_claims_release (VmmDeviceClaims *self, const VmmEngineHostDevice *address);

/* What a machine has in the states FROM to TO: (transfer full) (element-type VmmEngineHostDevice). */
GArray *vmm_device_claims_list (VmmDeviceClaims *self, const char *uuid, VmmDeviceClaimState from,
                                VmmDeviceClaimState to);

/* A machine that is off waits for its next run with a device. */
gboolean vmm_device_claims_is_waiting (VmmDeviceClaims *self);

G_END_DECLS
