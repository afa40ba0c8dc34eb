/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Names, tokens and limits of the contract (me.phyllo.Frond.VmmHelper1.xml), for both sides of it. */
#pragma once

#include "vmm-ipc-error.h"
#include "vmm-ipc-generated.h"

G_BEGIN_DECLS

#define VMM_IPC_BUS_NAME     "me.phyllo.Frond.VmmHelper1"
#define VMM_IPC_INTERFACE    "me.phyllo.Frond.VmmHelper1"
#define VMM_IPC_ROOT_PATH    "/me/phyllo/Frond/VmmHelper1"
#define VMM_IPC_MACHINE_PATH VMM_IPC_ROOT_PATH "/machine/"
#define VMM_IPC_JOB_PATH     VMM_IPC_ROOT_PATH "/job/"

/* Version property: raised with every set of additions to the contract, so that a client knows what it may use. A
 * helper of a higher version serves every client of a lower one; what a version is without is refused by name.
 *  1  the contract as it was first built
 *  2  spec keys heads and gl, OpenConsole; CreateMachine takes media (disk sources, seed); Start takes an installer,
 *     RemoveSeed. Nothing had been released,
 *     so its signature changed: from the first release on, methods only ever join.
 *  3  the computer's service: limits, other users' machines, networks, devices, encrypted disks, autostart
 *  4  Save, DiscardState and the reasons saved and saving; spec keys on-logout, on-suspend, on-low-battery; Export, spec
 *     key uuid and disk key source-encrypted, by which a machine moves from one helper to another
 *  5  spec key keep-off; slot tpm of Export and CreateMachine; CheckAnswer */
#define VMM_IPC_VERSION 5

/* Tests and development builds run beside an installed helper under another name:
 * the helper's --bus-name and the application's FROND_HELPER_NAME. */
#define VMM_IPC_BUS_NAME_ENV "FROND_HELPER_NAME"

typedef enum
{
  VMM_IPC_MACHINE_STOPPED = 0,
  VMM_IPC_MACHINE_STARTING = 1,
  VMM_IPC_MACHINE_RUNNING = 2,
  VMM_IPC_MACHINE_PAUSED = 3,
  VMM_IPC_MACHINE_STOPPING = 4, /* asked to shut down, still running */
} VmmIpcMachineState;

/* Why a machine is in its state; for stopped and paused ones the interesting part. */
typedef enum
{
  VMM_IPC_REASON_NONE = 0,
  VMM_IPC_REASON_SHUTDOWN = 1,   /* the guest switched itself off */
  VMM_IPC_REASON_FORCED_OFF = 2, /* somebody pulled the plug */
  VMM_IPC_REASON_CRASHED = 3,    /* the monitor or the guest crashed */
  VMM_IPC_REASON_START_FAILED = 4,
  VMM_IPC_REASON_USER = 5,       /* paused on request */
  VMM_IPC_REASON_IO_ERROR = 6,   /* paused: a disk could not be read or written */
  VMM_IPC_REASON_INSTALLING = 7, /* starting or running: its installer works by itself */
  VMM_IPC_REASON_NO_SPACE =
      8,                      /* paused: the host has no room for what the guest writes; Resume tries again */
  VMM_IPC_REASON_SAVED = 9,   /* stopped: its memory is kept, and the next Start goes on from there */
  VMM_IPC_REASON_SAVING = 10, /* paused: its memory is being written */
} VmmIpcMachineReason;

/* Formats of disk images; the tokens are VMM_IPC_FORMAT_*. */
typedef enum
{
  VMM_IPC_IMAGE_NONE = 0,
  VMM_IPC_IMAGE_RAW = 1,
  VMM_IPC_IMAGE_QCOW2 = 2,
  VMM_IPC_IMAGE_VMDK = 3,
  VMM_IPC_IMAGE_VDI = 4,
  VMM_IPC_IMAGE_VHDX = 5,
  VMM_IPC_IMAGE_VPC = 6,
} VmmIpcImageFormat;

#define VMM_IPC_N_IMAGE_FORMATS (VMM_IPC_IMAGE_VPC + 1)

typedef enum
{
  VMM_IPC_JOB_RUNNING = 0,
  VMM_IPC_JOB_DONE = 1,
  VMM_IPC_JOB_FAILED = 2,
  VMM_IPC_JOB_CANCELLED = 3,
} VmmIpcJobState;

/* Spec: the closed set of keys of a machine, used by CreateMachine, Reconfigure, GetConfig and machine.json.
 * Marked * are required by CreateMachine; the others have the default that is named. */
#define VMM_IPC_SPEC_NAME        "name"        /* *s  1 to 64 characters, see vmm_ipc_name_is_valid() */
#define VMM_IPC_SPEC_DESCRIPTION "description" /*  s  at most 1024 bytes; "" */
#define VMM_IPC_SPEC_OS_ID       "os-id"       /*  s  libosinfo id (a URL) or ""; at most 256 bytes; "" */
#define VMM_IPC_SPEC_OS_FAMILY   "os-family"   /*  s  VMM_IPC_OS_FAMILY_*; "linux" */
#define VMM_IPC_SPEC_ENGINE      "engine"      /*  s  "qemu" */
#define VMM_IPC_SPEC_MODEL       "model"       /*  s  VMM_IPC_MODEL_*; "auto" */
#define VMM_IPC_SPEC_DEVICES     "devices"     /*  s  VMM_IPC_DEVICES_*; "auto" */
#define VMM_IPC_SPEC_MEMORY      "memory"      /* *t  bytes, a multiple of 1 MiB */
#define VMM_IPC_SPEC_VCPUS       "vcpus"       /* *u  */
#define VMM_IPC_SPEC_FIRMWARE    "firmware"    /*  s  VMM_IPC_FIRMWARE_*; "auto" */
#define VMM_IPC_SPEC_TPM         "tpm"         /*  b  true: where the host has it */
#define VMM_IPC_SPEC_ACCEL       "accel"       /*  s  VMM_IPC_ACCEL_*; "auto" */
#define VMM_IPC_SPEC_DISKS                                                                                   \
  "disks" /* *aa{sv}: VMM_IPC_DISK_*; 0 to 8 of them.
                                                *  Reconfigure refuses this key. */
#define VMM_IPC_SPEC_NICS                                                                                    \
  "nics"                           /*  aa{sv}: class s (VMM_IPC_NIC_*), mac s (optional; made by the
                                                *  helper and told by GetConfig); 0 to 4; one of class "user" */
#define VMM_IPC_SPEC_HEADS "heads" /*  u  1 to 4 monitors; 1 */
#define VMM_IPC_SPEC_GL    "gl"    /*  b  3D graphics where the host has it; true for "linux" */

#define VMM_IPC_SPEC_AUTOSTART                                                                               \
  "autostart" /*  b  false; it starts with the computer. On the computer's service only, and not with an
                                                *  encrypted disk: nobody is there to unlock it */

#define VMM_IPC_SPEC_KEEP_OFF                                                                                \
  "keep-off" /*  b  false; it is not to be started, by nobody: Start is Error.Conflict "keep-off: …", and the
                                                *  computer's own start leaves it out. A move marks both of its machines
                                                *  with it, so that two of one computer never run. What runs goes on */

/* What becomes of a running guest, VMM_IPC_FATE_*, without anybody asking for it then. Save is shut-down where the guest
 * cannot be saved, and pause where the computer only sleeps. What was paused for it goes on when the computer wakes, or has
 * power again; what was saved or shut down stays so. */
#define VMM_IPC_SPEC_ON_LOGOUT                                                                               \
  "on-logout" /*  s  "save"; not "pause". The session ends or, on the computer's service, the
                                                *  computer shuts down */
#define VMM_IPC_SPEC_ON_SUSPEND     "on-suspend"     /*  s  "keep"; the computer sleeps */
#define VMM_IPC_SPEC_ON_LOW_BATTERY "on-low-battery" /*  s  "save"; its battery is nearly empty */

#define VMM_IPC_FATE_KEEP     "keep"
#define VMM_IPC_FATE_PAUSE    "pause"
#define VMM_IPC_FATE_SAVE     "save"
#define VMM_IPC_FATE_SHUTDOWN "shut-down"

#define VMM_IPC_SPEC_UUID                                                                                    \
  "uuid" /*  s  CreateMachine only: of a machine that moves here and is to stay the same computer. Absent: a
                                                *  new one. Error.Conflict when some machine here has it, or one in the
                                                *  caller's trash */

/* A disk. CreateMachine makes one of size bytes that is empty, or, with a source, one with the content of an image. */
#define VMM_IPC_DISK_SIZE                                                                                    \
  "size" /* *t  bytes, a multiple of 1 MiB. With a source: the least size, 0 for the
                                                *  image's own. A disk is grown to it and never made smaller; what it
                                                *  came to (rounded up to 1 MiB) is told by GetConfig */
#define VMM_IPC_DISK_SOURCE_FORMAT                                                                           \
  "source-format" /*  s  VMM_IPC_FORMAT_*; CreateMachine only: the medium "diskN" of
                                                *  this disk's index is an image of this format, which is never guessed */
#define VMM_IPC_DISK_SOURCE_SHARED                                                                           \
  "source-shared" /*  b  false; CreateMachine only: the image is immutable and will
                                                *  be used again, so the helper keeps one base of it for all machines */
#define VMM_IPC_DISK_FORMAT                                                                                  \
  "format" /*  s  "raw" or "qcow2"; GetConfig and machine.json only: what the disk
                                                *  became. Absent: raw */

#define VMM_IPC_DISK_BASE                                                                                    \
  "base" /*  s  "raw" or "qcow2"; likewise: the format of the shared image that is
                                                *  beneath a qcow2 disk. Absent: none is */

#define VMM_IPC_DISK_ENCRYPT                                                                                 \
  "encrypt" /*  b  false; the disk is encrypted (qcow2 with LUKS) with the
                                                *  passphrase that comes in the slot VMM_IPC_SLOT_SECRET */

#define VMM_IPC_DISK_SOURCE_ENCRYPTED                                                                        \
  "source-encrypted" /*  b  false; CreateMachine only: the image is a disk that was encrypted so already
                                                *  (qcow2). It stays as it is, with its passphrase, which is not needed */

#define VMM_IPC_FORMAT_RAW   "raw"
#define VMM_IPC_FORMAT_QCOW2 "qcow2"
#define VMM_IPC_FORMAT_VMDK  "vmdk"
#define VMM_IPC_FORMAT_VDI   "vdi"
#define VMM_IPC_FORMAT_VHDX  "vhdx"
#define VMM_IPC_FORMAT_VPC   "vpc" /* .vhd */

#define VMM_IPC_NIC_CLASS   "class"   /* *s  VMM_IPC_NIC_USER, _NAT or _BRIDGE */
#define VMM_IPC_NIC_NETWORK "network" /*  s  a token of ListNetworks; "bridge" needs one, "nat" takes none */
#define VMM_IPC_NIC_MAC     "mac"

#define VMM_IPC_OS_FAMILY_LINUX   "linux"
#define VMM_IPC_OS_FAMILY_WINDOWS "windows"
#define VMM_IPC_OS_FAMILY_OTHER   "other"

#define VMM_IPC_FIRMWARE_AUTO        "auto" /* uefi where the host has it, uefi-secure never by itself */
#define VMM_IPC_FIRMWARE_BIOS        "bios"
#define VMM_IPC_FIRMWARE_UEFI        "uefi"
#define VMM_IPC_FIRMWARE_UEFI_SECURE "uefi-secure"

/* What a machine is made of: data/models says it for each. Its rules (which firmware and devices it can have, how many
 * monitors and disks) are checked, and what goes against them is Error.InvalidArgument or .OutOfRange of that key. */
#define VMM_IPC_MODEL_AUTO      "auto" /* by the family: linux515, windows10 (11 with Secure Boot), generic */
#define VMM_IPC_MODEL_LINUX515  "linux515" /* virtio for everything */
#define VMM_IPC_MODEL_LINUX54   "linux54"
#define VMM_IPC_MODEL_WINDOWS11 "windows11" /* installs without a disc of drivers */
#define VMM_IPC_MODEL_WINDOWS10 "windows10"
#define VMM_IPC_MODEL_GENERIC   "generic" /* a present-day computer */
#define VMM_IPC_MODEL_LEGACY    "legacy"  /* a computer of about 2005: BIOS, IDE */

/* Disk and network card. */
#define VMM_IPC_DEVICES_AUTO     "auto"     /* as the model is made for */
#define VMM_IPC_DEVICES_VIRTIO   "virtio"   /* fast; Windows needs drivers for them */
#define VMM_IPC_DEVICES_EMULATED "emulated" /* those of real computers */

#define VMM_IPC_ACCEL_AUTO     "auto"
#define VMM_IPC_ACCEL_KVM      "kvm"
#define VMM_IPC_ACCEL_SOFTWARE "software"

/* How a network card reaches others. A session has "user" only, and refuses to start with another: Error.Unsupported. */
#define VMM_IPC_NIC_USER   "user"   /* by a process of its own; nobody reaches the guest */
#define VMM_IPC_NIC_NAT    "nat"    /* a private network of the host, whose guests do not see each other */
#define VMM_IPC_NIC_BRIDGE "bridge" /* a member of the host's own network; needs network-bridged */

/* ListNetworks: details. */
#define VMM_IPC_NETWORK_NAME "name" /* s  the administrator's; not for a spec */

/* Start options. */
#define VMM_IPC_START_BOOT   "boot"   /* s  VMM_IPC_BOOT_*; "disk" */
#define VMM_IPC_START_PAUSED "paused" /* b  false */

#define VMM_IPC_START_INSTALLER                                                                              \
  "installer" /* s  VMM_IPC_INSTALLER_*: an installation without questions begins. Takes
                                                *  the media kernel and initrd, "windows" takes none. Starts without it
                                                *  go on with an installation that has not ended */

#define VMM_IPC_BOOT_DISK  "disk"  /* the disk first, the medium when there is nothing to boot on it */
#define VMM_IPC_BOOT_CDROM "cdrom" /* the medium first, the disk when the medium does not boot */

#define VMM_IPC_SLOT_CDROM "cdrom"

/* Why an image is refused: a message of BadImage about a source is "SLOT: TOKEN: text for the log". */
#define VMM_IPC_BAD_IMAGE_FORMAT    "format"    /* not of the format that was said */
#define VMM_IPC_BAD_IMAGE_TRUNCATED "truncated" /* ends before what it says it has */
#define VMM_IPC_BAD_IMAGE_DAMAGED   "damaged"   /* contradicts itself */
#define VMM_IPC_BAD_IMAGE_UNCLEAN   "unclean"   /* was not closed properly by who wrote it */
#define VMM_IPC_BAD_IMAGE_BACKING   "backing"   /* only the difference to another image */
#define VMM_IPC_BAD_IMAGE_DATA_FILE "data-file" /* names other files that hold its data */
#define VMM_IPC_BAD_IMAGE_EXTENTS   "extents"   /* not as many pieces as it says, or pieces with paths */
#define VMM_IPC_BAD_IMAGE_ENCRYPTED "encrypted"
#define VMM_IPC_BAD_IMAGE_SNAPSHOTS "snapshots"
#define VMM_IPC_BAD_IMAGE_SIZE      "size" /* no disk, or one larger than VMM_IPC_MAX_DISK */
#define VMM_IPC_BAD_IMAGE_UNSUPPORTED                                                                        \
  "unsupported"                                   /* a version or kind of its format that is not known here */
#define VMM_IPC_BAD_IMAGE_UNREADABLE "unreadable" /* the file cannot be read, or not in time */
#define VMM_IPC_BAD_IMAGE_REJECTED   "rejected"   /* the tool that converts it could not */

/* What is wrong with the passphrase of encrypted disks: a message of BadSecret is "SLOT: TOKEN: text for the log". */
#define VMM_IPC_BAD_SECRET_MISSING "missing" /* there are encrypted disks and no passphrase came */
#define VMM_IPC_BAD_SECRET_WRONG   "wrong"   /* it does not open a disk */
#define VMM_IPC_BAD_SECRET_LENGTH  "length"  /* it is empty or has more than VMM_IPC_MAX_SECRET bytes */

/* FEATURE of Error.Unsupported when an image cannot be converted: the converter is not installed, or this kernel cannot
 * confine it. */
#define VMM_IPC_FIELD_TOOL  "convert-tool"
#define VMM_IPC_FIELD_FENCE "convert-fence"

/* FEATURE of Error.Unsupported when a guest cannot be saved, "save: TOKEN: text for the log"; and FIELD of Error.Failed and
 * .Busy about a state that was saved. */
#define VMM_IPC_FIELD_SAVE  "save"
#define VMM_IPC_FIELD_STATE "state"

/* FIELD of Error.InvalidArgument.OutOfRange of CheckAnswer. */
#define VMM_IPC_FIELD_PATIENCE "patience"

#define VMM_IPC_UNSAVEABLE_ENCRYPTED "encrypted" /* it would be on disk in the clear */
#define VMM_IPC_UNSAVEABLE_GL        "gl"        /* 3D graphics */
#define VMM_IPC_UNSAVEABLE_DEVICES   "devices"   /* of this computer */
#define VMM_IPC_UNSAVEABLE_MEDIUM    "medium"    /* the guest does not let go of what is in its drive */
#define VMM_IPC_UNSAVEABLE_BLOCKED   "blocked"   /* another part of it */

#define VMM_IPC_SAVED_EJECTED "ejected" /* b  of Save's result: a medium had to come out of the drive */

/* Media slots of CreateMachine: read-only descriptors of regular files. "disk0" to "disk7" are the sources of the
 * disks of that index; "disk0.1" to "disk0.15" the further extents of a split image (VMDK), in the order in which its
 * descriptor names them: "disk0" is the descriptor then. "seed" is a medium for the guest beside its disks. */
#define VMM_IPC_SLOT_DISK "disk"
#define VMM_IPC_SLOT_SEED "seed"

/* The variables of a machine's firmware, without and with the keys of Secure Boot. */
#define VMM_IPC_SLOT_NVRAM        "nvram"
#define VMM_IPC_SLOT_NVRAM_SECURE "nvram-secure"
#define VMM_IPC_SLOT_TPM          "tpm" /* the state of the TPM, as Export gave it */

/* The result of Export. */
#define VMM_IPC_EXPORT_FORMAT "format" /* s  VMM_IPC_FORMAT_RAW or _QCOW2 */
#define VMM_IPC_EXPORT_SIZE   "size"   /* t  bytes of the disk; of what is none as bytes */
#define VMM_IPC_EXPORT_BYTES  "bytes"  /* t  bytes of the file */

/* Of CreateMachine, Start and ChangePassphrase: the passphrase of all encrypted disks of the machine, byte for byte, 1 to
 * VMM_IPC_MAX_SECRET of them. A memfd that is sealed against writing, growing and shrinking; nothing else is read, so
 * that nobody who gives one can make the helper wait for it. */
#define VMM_IPC_SLOT_SECRET "secret"
#define VMM_IPC_SLOT_NEXT_SECRET                                                                             \
  "next-secret" /* ChangePassphrase: what errors about the new one begin with */

/* Start: an installer's own kernel and initrd, copied into the machine's folder until the installation is done. */
#define VMM_IPC_SLOT_KERNEL "kernel"
#define VMM_IPC_SLOT_INITRD "initrd"

/* Installers, by where they look for their answers. The helper composes their command line. */
#define VMM_IPC_INSTALLER_DEBIAN  "debian"  /* /preseed.cfg in the initrd */
#define VMM_IPC_INSTALLER_UBUNTU  "ubuntu"  /* a seed labelled cidata */
#define VMM_IPC_INSTALLER_FEDORA  "fedora"  /* ks.cfg on a seed labelled OEMDRV */
#define VMM_IPC_INSTALLER_SUSE    "suse"    /* autoinst.xml on a seed labelled OEMDRV */
#define VMM_IPC_INSTALLER_WINDOWS "windows" /* autounattend.xml on the seed; starts from its medium */

/* GetCapabilities and GetRealised. */
#define VMM_IPC_CAP_BACKEND        "backend"
#define VMM_IPC_CAP_BACKEND_ERROR  "backend-error"
#define VMM_IPC_CAP_BACKEND_DETAIL "backend-detail"
#define VMM_IPC_CAP_ACCEL          "accel"
#define VMM_IPC_CAP_ACCEL_REASON   "accel-reason"
#define VMM_IPC_CAP_ACCEL_DETAIL   "accel-detail"
#define VMM_IPC_CAP_HOST_CPUS      "host-cpus"
#define VMM_IPC_CAP_HOST_MEMORY    "host-memory"
#define VMM_IPC_CAP_MAX_VCPUS      "max-vcpus"
#define VMM_IPC_CAP_MAX_MEMORY     "max-memory"
#define VMM_IPC_CAP_MAX_DISK       "max-disk"
#define VMM_IPC_CAP_LIBVIRT_VERSION                                                                          \
  "libvirt-version"                             /* t  major * 1000000 + minor * 1000 + micro; 0: not known */
#define VMM_IPC_CAP_QEMU_VERSION "qemu-version" /* t  likewise */
#define VMM_IPC_CAP_FIRMWARE     "firmware"
#define VMM_IPC_CAP_TPM          "tpm"
#define VMM_IPC_CAP_PASST        "passt"
#define VMM_IPC_CAP_SPICE        "spice"
#define VMM_IPC_CAP_LEFT_OUT     "left-out"
#define VMM_IPC_CAP_GL           "gl"
#define VMM_IPC_CAP_MODEL        "model" /* GetRealised: never "auto" */
#define VMM_IPC_CAP_NETWORK                                                                                  \
  "network" /* GetRealised: "passt", "slirp" or "none"; of a first card that is not of class user: its class */
#define VMM_IPC_CAP_NIC_CLASSES "nic-classes" /* as  classes that a card can have here */

#define VMM_IPC_BACKEND_NONE       "none"       /* no error */
#define VMM_IPC_BACKEND_NO_LIBVIRT "no-libvirt" /* libvirt's daemon is not installed */
#define VMM_IPC_BACKEND_NO_QEMU    "no-qemu"    /* libvirt has no QEMU for this processor */
#define VMM_IPC_BACKEND_REFUSED    "refused"    /* libvirt is there and does not work; detail says more */

#define VMM_IPC_ACCEL_REASON_OK        "ok"
#define VMM_IPC_ACCEL_REASON_FORCED    "forced"    /* FROND_ACCEL=software */
#define VMM_IPC_ACCEL_REASON_NO_DEVICE "no-device" /* no /dev/kvm: not in this kernel, or off in firmware */
#define VMM_IPC_ACCEL_REASON_NO_ACCESS "no-access" /* /dev/kvm may not be opened by this user */
#define VMM_IPC_ACCEL_REASON_BROKEN    "broken"    /* it opens and cannot run code as a kernel needs it */
#define VMM_IPC_ACCEL_REASON_TOO_SLOW  "too-slow"  /* it runs, slower than software would */
#define VMM_IPC_ACCEL_REASON_PENDING   "pending"   /* the probe is still running */
#define VMM_IPC_ACCEL_REASON_UNSUPPORTED                                                                     \
  "unsupported" /* this processor has no probe, or libvirt has no KVM */

/* The SecurityModel property, also in GetCapabilities: what keeps guests apart. With "dac" and "none" the monitors of all
 * machines are one user, and a guest that breaks out of its own reaches the disks of every other that runs. */
#define VMM_IPC_CAP_SECURITY_MODEL "security-model"

#define VMM_IPC_SECURITY_SELINUX  "selinux"
#define VMM_IPC_SECURITY_APPARMOR "apparmor"
#define VMM_IPC_SECURITY_DAC      "dac"
#define VMM_IPC_SECURITY_NONE     "none"

/* The Features property. */
#define VMM_IPC_FEATURE_CONVERT                                                                              \
  "convert" /* CreateMachine takes images of every format; without it raw and qcow2 */

/* left-out: (feature, reason). */
#define VMM_IPC_FEATURE_UEFI        "uefi"
#define VMM_IPC_FEATURE_SECURE_BOOT "secure-boot"
#define VMM_IPC_FEATURE_TPM         "tpm"
#define VMM_IPC_FEATURE_PASST       "passt"
#define VMM_IPC_FEATURE_SPICE       "spice"
#define VMM_IPC_FEATURE_SOUND       "sound"
#define VMM_IPC_FEATURE_VIRTIO_GPU  "virtio-gpu"
#define VMM_IPC_FEATURE_GL          "gl"
#define VMM_IPC_FEATURE_RNG         "rng"
#define VMM_IPC_FEATURE_MEMFD       "memfd"
#define VMM_IPC_FEATURE_HYPERV      "hyperv"
#define VMM_IPC_FEATURE_IOMMU       "virtio-iommu"
#define VMM_IPC_FEATURE_ENCRYPT     "encrypt" /* also of Features: disks can be encrypted */
#define VMM_IPC_FEATURE_LEGACY      "legacy"  /* the machine "pc" of the model of that name */

#define VMM_IPC_LEFT_OUT_NOT_INSTALLED "not-installed" /* a package of the host is missing */
#define VMM_IPC_LEFT_OUT_NOT_SUPPORTED "not-supported" /* this libvirt or QEMU does not have it */
#define VMM_IPC_LEFT_OUT_NEEDS_KVM     "needs-kvm"
#define VMM_IPC_LEFT_OUT_NO_DEVICE     "no-device" /* the host has no such device (no render node, for one) */
#define VMM_IPC_LEFT_OUT_NO_ACCESS     "no-access" /* the device is there and this user may not open it */
#define VMM_IPC_LEFT_OUT_AS_ROOT       "as-root"   /* does not work for the root user */
#define VMM_IPC_LEFT_OUT_MODEL         "model"     /* the machine model has no such part */

/* Devices of the host: the class of ListHostDevices, and the keys of what it tells of each. */
#define VMM_IPC_DEVICE_USB "usb"
#define VMM_IPC_DEVICE_PCI "pci"

#define VMM_IPC_DEVICE_CLASS "class" /* s  VMM_IPC_DEVICE_USB or _PCI */
#define VMM_IPC_DEVICE_VENDOR                                                                                \
  "vendor" /* s  words for people, at most 64 characters without any controls, or "" */
#define VMM_IPC_DEVICE_PRODUCT "product" /* s  likewise */
#define VMM_IPC_DEVICE_ID      "id"      /* s  "vvvv:pppp", of vendor and product */
#define VMM_IPC_DEVICE_KIND    "kind"    /* s  VMM_IPC_KIND_* */
#define VMM_IPC_DEVICE_SENSITIVE                                                                             \
  "sensitive" /* s  VMM_IPC_SENSITIVE_*, or "": what the computer relies on it for */
#define VMM_IPC_DEVICE_UNAVAILABLE "unavailable" /* s  VMM_IPC_UNAVAILABLE_*, or "": it can be attached */
#define VMM_IPC_DEVICE_MACHINE     "machine" /* s  uuid of the caller's own machine that has it; else absent */
#define VMM_IPC_DEVICE_GROUP       "group"   /* u  PCI: devices of one group can only be attached together */
#define VMM_IPC_DEVICE_TOKEN       "token" /* s  GetRealised only: in ListHostDevices it is the first member */

#define VMM_IPC_KIND_OTHER      "other"
#define VMM_IPC_KIND_INPUT      "input"
#define VMM_IPC_KIND_KEY        "security-key"
#define VMM_IPC_KIND_STORAGE    "storage"
#define VMM_IPC_KIND_HUB        "hub"
#define VMM_IPC_KIND_BLUETOOTH  "bluetooth"
#define VMM_IPC_KIND_NETWORK    "network"
#define VMM_IPC_KIND_AUDIO      "audio"
#define VMM_IPC_KIND_VIDEO      "video" /* cameras */
#define VMM_IPC_KIND_PRINTER    "printer"
#define VMM_IPC_KIND_DISPLAY    "display"    /* graphics cards */
#define VMM_IPC_KIND_CONTROLLER "controller" /* of USB, FireWire and the like */
#define VMM_IPC_KIND_BRIDGE     "bridge"

#define VMM_IPC_SENSITIVE_INPUT     "input" /* a keyboard, mouse or anything like them */
#define VMM_IPC_SENSITIVE_KEY       "security-key"
#define VMM_IPC_SENSITIVE_STORAGE   "storage" /* it holds a disk that this computer uses */
#define VMM_IPC_SENSITIVE_HUB       "hub"
#define VMM_IPC_SENSITIVE_BLUETOOTH "bluetooth" /* keyboards may be behind it */
#define VMM_IPC_SENSITIVE_NETWORK   "network"   /* this computer's own network may go through it */

/* Why a device cannot be attached. Error.HostPolicy, .Unsupported, .Busy and .Conflict about a device are
 * "device: TOKEN: text". */
#define VMM_IPC_UNAVAILABLE_SESSION      "session"   /* only the system's helper has devices */
#define VMM_IPC_UNAVAILABLE_DISABLED     "disabled"  /* PCI is off in the administrator's configuration */
#define VMM_IPC_UNAVAILABLE_IN_USE       "in-use"    /* a machine has it */
#define VMM_IPC_UNAVAILABLE_HUB          "hub"       /* what is behind it can be attached, itself it cannot */
#define VMM_IPC_UNAVAILABLE_ROOT_DISK    "root-disk" /* this computer runs from it */
#define VMM_IPC_UNAVAILABLE_DISK_IN_USE  "disk-in-use"   /* PCI: holds a disk that is in use */
#define VMM_IPC_UNAVAILABLE_BOOT_VGA     "boot-vga"      /* this computer's own screen */
#define VMM_IPC_UNAVAILABLE_ROUTE        "default-route" /* this computer's own network */
#define VMM_IPC_UNAVAILABLE_UNKNOWN      "unknown" /* what this computer uses it for cannot be found out */
#define VMM_IPC_UNAVAILABLE_GROUP        "group"   /* something of its group cannot be attached */
#define VMM_IPC_UNAVAILABLE_ACS_OVERRIDE "acs-override" /* the groups are not what the hardware keeps apart */
#define VMM_IPC_UNAVAILABLE_NO_IOMMU     "no-iommu" /* off in the firmware or the kernel, or there is none */
#define VMM_IPC_UNAVAILABLE_BRIDGE       "bridge"   /* part of the computer itself */
#define VMM_IPC_UNAVAILABLE_CHANGED      "changed"  /* Error.Conflict only: it is another one now, or gone */
#define VMM_IPC_UNAVAILABLE_HELD         "held"     /* Error.Busy only: the guest has not let go of it yet */

#define VMM_IPC_CAP_DEVICES                                                                                  \
  "devices" /* GetRealised: aa{sv} of what the guest has of the host's devices now */

/* GetDiagnosis: (id, state, reason, values) of each check. An id, state or reason that a client does not know is to be
 * shown all the same. */
#define VMM_IPC_DIAGNOSIS_TYPE "a(sssa{sv})"

#define VMM_IPC_STATE_OK      "ok"
#define VMM_IPC_STATE_NOTE    "note"    /* machines do without */
#define VMM_IPC_STATE_WARNING "warning" /* machines run, slower or without something that many need */
#define VMM_IPC_STATE_PROBLEM "problem" /* machines cannot run */
#define VMM_IPC_STATE_UNKNOWN "unknown" /* cannot be found out, or not yet */

#define VMM_IPC_CHECK_KVM            "kvm" /* reason: VMM_IPC_ACCEL_REASON_* */
#define VMM_IPC_CHECK_VIRTUALIZATION "virtualization"
#define VMM_IPC_CHECK_NESTED         "nested"
#define VMM_IPC_CHECK_VHOST_NET      "vhost-net"
#define VMM_IPC_CHECK_VHOST_VSOCK    "vhost-vsock"
#define VMM_IPC_CHECK_IOMMU          "iommu"
#define VMM_IPC_CHECK_LIBVIRT        "libvirt"
#define VMM_IPC_CHECK_QEMU           "qemu"
#define VMM_IPC_CHECK_SPICE          "spice" /* this one and the next six: VMM_IPC_LEFT_OUT_* when not ok */
#define VMM_IPC_CHECK_GPU            "gpu"
#define VMM_IPC_CHECK_UEFI           "uefi"
#define VMM_IPC_CHECK_SECURE_BOOT    "secure-boot"
#define VMM_IPC_CHECK_TPM            "tpm"
#define VMM_IPC_CHECK_PASST          "passt"
#define VMM_IPC_CHECK_LEGACY         "legacy"
#define VMM_IPC_CHECK_VIRTIOFSD      "virtiofsd"
#define VMM_IPC_CHECK_MEMORY         "memory"
#define VMM_IPC_CHECK_SWAP           "swap"
#define VMM_IPC_CHECK_HUGE_PAGES     "huge-pages"
#define VMM_IPC_CHECK_OVERCOMMIT     "overcommit"
#define VMM_IPC_CHECK_MEMLOCK        "memlock"
#define VMM_IPC_CHECK_DISK           "disk" /* where machines are kept */
#define VMM_IPC_CHECK_FILE_SYSTEM    "file-system"
#define VMM_IPC_CHECK_CGROUP         "cgroup"
#define VMM_IPC_CHECK_HELPER         "helper"

#define VMM_IPC_WHY_OK            "ok"
#define VMM_IPC_WHY_UNKNOWN       "unknown"
#define VMM_IPC_WHY_NO_DEVICE     "no-device"
#define VMM_IPC_WHY_NO_ACCESS     "no-access"
#define VMM_IPC_WHY_NO_MODULE     "no-module"  /* the processor has it, the kernel does not offer it */
#define VMM_IPC_WHY_OFF           "off"        /* in the firmware's settings, or the processor has none */
#define VMM_IPC_WHY_NOT_NESTED    "not-nested" /* this is a guest, and its host does not pass it on */
#define VMM_IPC_WHY_IN_GUEST      "in-guest"
#define VMM_IPC_WHY_NOT_INSTALLED "not-installed"
#define VMM_IPC_WHY_TOO_OLD       "too-old"
#define VMM_IPC_WHY_REFUSED       "refused"
#define VMM_IPC_WHY_LOW           "low"
#define VMM_IPC_WHY_FULL          "full"
#define VMM_IPC_WHY_NONE          "none"
#define VMM_IPC_WHY_RESERVED      "reserved"
#define VMM_IPC_WHY_STRICT        "strict"
#define VMM_IPC_WHY_READ_ONLY     "read-only"
#define VMM_IPC_WHY_NETWORK       "network"
#define VMM_IPC_WHY_UNFIT         "unfit" /* a file system that loses or cannot hold disks */
#define VMM_IPC_WHY_NO_REFLINK    "no-reflink"
#define VMM_IPC_WHY_LIMITED       "limited"

#define VMM_IPC_CHECK_DETAIL "detail" /* s  technical text */
#define VMM_IPC_CHECK_FREE   "free"   /* t  bytes */
#define VMM_IPC_CHECK_TOTAL  "total"  /* t  bytes */
#define VMM_IPC_CHECK_UPTIME "uptime" /* t  seconds since the helper started */

/* Limits of one message and of one machine; the helper refuses what is beyond. */
#define VMM_IPC_MAX_NAME_CHARS   64
#define VMM_IPC_MAX_DESCRIPTION  1024
#define VMM_IPC_MAX_OS_ID        256
#define VMM_IPC_MAX_SPEC_KEYS    64
#define VMM_IPC_MAX_SPEC_BYTES   (64 * 1024)
#define VMM_IPC_MAX_DISKS        8
#define VMM_IPC_MAX_EXTENTS      16 /* of one disk's source */
#define VMM_IPC_MAX_MEDIA        16 /* descriptors in one call: what the system bus lets through */
#define VMM_IPC_MAX_SEED         (64ULL * 1024 * 1024)
#define VMM_IPC_MAX_NVRAM        (16ULL * 1024 * 1024)
#define VMM_IPC_MAX_KERNEL       (64ULL * 1024 * 1024)
#define VMM_IPC_MAX_INITRD       (512ULL * 1024 * 1024)
#define VMM_IPC_MAX_SECRET       1024
#define VMM_IPC_MAX_NICS         4
#define VMM_IPC_MAX_HEADS        4
#define VMM_IPC_MAX_LIST         256
#define VMM_IPC_MAX_DEVICE_TEXT  64 /* characters */
#define VMM_IPC_MAX_HOST_DEVICES 1024
#define VMM_IPC_MAX_SCREENSHOT   (64 * 1024 * 1024)
#define VMM_IPC_MIN_PATIENCE     100   /* ms, of CheckAnswer */
#define VMM_IPC_MAX_PATIENCE     60000 /* ms */
#define VMM_IPC_MIN_MEMORY       (64ULL * 1024 * 1024)
#define VMM_IPC_MIN_DISK         (1024ULL * 1024)
#define VMM_IPC_MAX_DISK         (2ULL * 1024 * 1024 * 1024 * 1024)
#define VMM_IPC_MIB              (1024ULL * 1024)

/* The rule for names, the same on both sides: 1 to 64 characters of valid UTF-8 in normal form C, no control,
 * format (bidi marks, zero-width), surrogate, private or unassigned characters, no line or paragraph separator,
 * not starting with "-" or ".", no space at either end. */
gboolean vmm_ipc_name_is_valid (const char *name);

/* The token of FORMAT, NULL for none; and the format of TOKEN, VMM_IPC_IMAGE_NONE for what is none. */
const char *vmm_ipc_image_format_to_token (VmmIpcImageFormat format);
VmmIpcImageFormat vmm_ipc_image_format_from_token (const char *token);

/* A lower-case UUID of 36 characters. */
gboolean vmm_ipc_uuid_is_valid (const char *uuid);

G_END_DECLS
