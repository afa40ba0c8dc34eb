/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-types.h"

G_BEGIN_DECLS

/* A machine's wanted hardware: parsed once from the closed dictionary of the contract, then immutable, so that what
 * was checked is what is carried out. Reference counted. */
#define VMM_TYPE_SPEC (vmm_spec_get_type ())
GType vmm_spec_get_type (void);

typedef enum
{
  VMM_FIRMWARE_AUTO,
  VMM_FIRMWARE_BIOS,
  VMM_FIRMWARE_UEFI,
  VMM_FIRMWARE_UEFI_SECURE,
} VmmFirmware;

typedef enum
{
  VMM_ACCEL_AUTO,
  VMM_ACCEL_KVM,
  VMM_ACCEL_SOFTWARE,
} VmmAccel;

typedef enum
{
  VMM_MODEL_AUTO,
  VMM_MODEL_LINUX515,
  VMM_MODEL_LINUX54,
  VMM_MODEL_WINDOWS11,
  VMM_MODEL_WINDOWS10,
  VMM_MODEL_GENERIC,
  VMM_MODEL_LEGACY,
} VmmModelId;

#define VMM_N_MODELS (VMM_MODEL_LEGACY + 1)

typedef enum
{
  VMM_DEVICES_AUTO,
  VMM_DEVICES_VIRTIO,
  VMM_DEVICES_EMULATED,
} VmmDevices;

typedef enum
{
  VMM_OS_LINUX,
  VMM_OS_WINDOWS,
  VMM_OS_OTHER,
} VmmOsFamily;

/* What becomes of a guest when something happens to the computer. */
typedef enum
{
  VMM_FATE_KEEP,
  VMM_FATE_PAUSE,
  VMM_FATE_SAVE,
  VMM_FATE_SHUTDOWN,
} VmmFate;

#define VMM_N_FATES (VMM_FATE_SHUTDOWN + 1)

typedef enum
{
  VMM_OCCASION_LOGOUT,
  VMM_OCCASION_SUSPEND,
  VMM_OCCASION_LOW_BATTERY,
} VmmOccasion;

#define VMM_N_OCCASIONS (VMM_OCCASION_LOW_BATTERY + 1)

typedef struct
{
  guint64 size;              /* bytes */
  VmmIpcImageFormat format;  /* of the disk; raw or qcow2 once there is one, none in a request */
  VmmIpcImageFormat base;    /* of the shared image beneath a qcow2 disk; none: there is none */
  VmmIpcImageFormat source;  /* of the image that it is to be made from; none: an empty disk */
  gboolean shared;           /* the image will be used again */
  gboolean encrypted;        /* qcow2 with LUKS; nothing is beneath it */
  gboolean source_encrypted; /* so was the image already; it stays what it is */
} VmmDisk;

/* Room for a name that vmm_disk_format_name() makes. */
#define VMM_DISK_NAME_SIZE 16

typedef enum
{
  VMM_NIC_USER,
  VMM_NIC_NAT,
  VMM_NIC_BRIDGE,
} VmmNicClass;

/* Room for a token of ListNetworks. */
#define VMM_NETWORK_TOKEN_SIZE 33

typedef struct
{
  VmmNicClass nic_class;
  char network[VMM_NETWORK_TOKEN_SIZE]; /* of a bridge; else "" */
  char mac[18];                         /* "52:54:00:xx:xx:xx" */
} VmmNic;

struct _VmmSpec
{
  gatomicrefcount ref_count;
  char uuid[37]; /* in a request only: of a machine that was elsewhere; else "" */
  char *name;
  char *description;
  char *os_id;
  VmmOsFamily os_family;
  VmmModelId model;
  VmmDevices devices;
  guint64 memory; /* bytes */
  guint vcpus;
  VmmFirmware firmware;
  gboolean tpm;
  gboolean gl;
  gboolean autostart;
  gboolean keep_off;
  VmmFate fates[VMM_N_OCCASIONS];
  VmmAccel accel;
  guint heads;
  guint n_disks;
  VmmDisk disks[VMM_IPC_MAX_DISKS];
  guint n_nics;
  VmmNic nics[VMM_IPC_MAX_NICS];
};

/* Parses the a{sv} of CreateMachine. VMM_IPC_ERROR_INVALID_ARGUMENT, _UNKNOWN_KEY or _OUT_OF_RANGE, message
 * "FIELD: reason". Checks types, closedness, sizes and the rules that do not depend on the host; memory, vcpus and
 * disk against the host are the service's to check with vmm_spec_check_host(). Missing MACs are made up. */
VmmSpec *vmm_spec_new_from_variant (GVariant *dict, GError **error);

/* The same for what a helper wrote: disks have a format and no source. */
VmmSpec *vmm_spec_new_from_record (GVariant *dict, GError **error);

/* BASE with the keys of DELTA replaced; "disks" and "engine" are refused. */
VmmSpec *vmm_spec_new_with_delta (VmmSpec *base, GVariant *delta, GError **error);

/* BASE with its disks (as many) as they became. */
VmmSpec *vmm_spec_new_with_disks (VmmSpec *base, const VmmDisk *disks);

/* Whether a guest of the one finds its hardware in the other; disks do not count, they do not change. */
gboolean vmm_spec_is_same_computer (VmmSpec *self, VmmSpec *other);

/* Whether a passphrase is needed to start it, and whether one is to make it. */
gboolean vmm_spec_is_encrypted (VmmSpec *self);
gboolean vmm_spec_is_to_encrypt (VmmSpec *self);

/* The file names of disk INDEX in the machine's folder: the disk, and the shared image beneath it. */
void vmm_disk_format_name (const VmmDisk *disk, guint index, char name[VMM_DISK_NAME_SIZE]);
void vmm_disk_format_base_name (guint index, char name[VMM_DISK_NAME_SIZE]);

/* a{sv} with every key, floating. */
GVariant *vmm_spec_to_variant (VmmSpec *self);

/* Against the maxima of this host (0: no maximum is known). */
gboolean vmm_spec_check_host (VmmSpec *self, guint max_vcpus, guint64 max_memory, guint64 max_disk,
                              GError **error);

VmmSpec *vmm_spec_ref (VmmSpec *self);
void vmm_spec_unref (VmmSpec *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmmSpec, vmm_spec_unref)

G_END_DECLS
