/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-spec.h"

G_BEGIN_DECLS

/* What a machine is made of: one of the files of data/models, which are inside the program. Immutable. */

typedef enum
{
  VMM_DISK_BUS_VIRTIO,
  VMM_DISK_BUS_SATA,
  VMM_DISK_BUS_IDE,
} VmmDiskBus;

typedef enum
{
  VMM_BALLOON_NONE,
  VMM_BALLOON_PLAIN,
  VMM_BALLOON_REPORTING, /* gives free memory back by itself */
} VmmBalloon;

typedef struct
{
  VmmModelId id;
  gboolean is_q35; /* else the "pc" of before */
  guint firmwares; /* bits 1 << VmmFirmware */
  VmmFirmware best_firmware;
  gboolean tpm;
  guint devices; /* bits 1 << VmmDevices */
  VmmDevices best_devices;
  VmmDiskBus emulated_disk;
  char *emulated_nic;
  VmmDiskBus cdrom;
  gboolean virtio_video;
  gboolean gl;
  guint max_heads;
  guint max_disks;
  gboolean memfd;
  gboolean iommu;
  char *sound; /* libvirt's name */
  gboolean virtio_input;
  gboolean xhci;
  VmmBalloon balloon;
  gboolean rng;
  gboolean hyperv;
} VmmModel;

/* Never NULL; ID is not VMM_MODEL_AUTO. */
const VmmModel *vmm_model_get (VmmModelId id);

/* The model of SPEC: the one that it names, or what suits the family of its system. */
const VmmModel *vmm_model_of_spec (VmmSpec *spec);

/* The kind of devices of SPEC, never VMM_DEVICES_AUTO. */
VmmDevices vmm_model_devices_of_spec (VmmSpec *spec);

/* The rules between the keys of a spec that do not depend on the host. VMM_IPC_ERROR_INVALID_ARGUMENT, "KEY: reason". */
gboolean vmm_model_check_spec (VmmSpec *spec, GError **error);

G_END_DECLS
