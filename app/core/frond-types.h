/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every forward typedef and enum of the application, so that headers need not include each other. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _FrondProfile FrondProfile;
typedef struct _FrondGuest FrondGuest;
typedef struct _FrondLibrary FrondLibrary;
typedef struct _FrondMachineInfo FrondMachineInfo;
typedef struct _FrondHostCapabilities FrondHostCapabilities;
typedef struct _FrondProfileStore FrondProfileStore;
typedef struct _FrondMachineHost FrondMachineHost;
typedef struct _FrondMachineExport FrondMachineExport;
typedef struct _FrondMachineSources FrondMachineSources;
typedef struct _FrondDisplayOpener FrondDisplayOpener;

/* Life of a profile's row. What happens between two of these is a saga that the next start finishes or undoes. */
typedef enum
{
  FROND_PROFILE_CREATING, /* written before the helper was asked for the machine */
  FROND_PROFILE_READY,
  FROND_PROFILE_TRASHED, /* deleted, can still be restored */
  FROND_PROFILE_FILLING, /* as creating, from sources that only this life of the application has: it cannot be resumed */
} FrondProfileStage;

/* Formats of disk images, as qemu-img calls them. Which one a file has is never guessed by the helper. */
typedef enum
{
  FROND_IMAGE_RAW,
  FROND_IMAGE_QCOW2,
  FROND_IMAGE_VMDK,
  FROND_IMAGE_VDI,
  FROND_IMAGE_VHDX,
  FROND_IMAGE_VPC, /* .vhd */
} FrondImageFormat;

typedef enum
{
  FROND_ACCEL_AUTO,
  FROND_ACCEL_KVM,
  FROND_ACCEL_SOFTWARE,
} FrondAccel;

typedef enum
{
  FROND_FIRMWARE_AUTO,
  FROND_FIRMWARE_BIOS,
  FROND_FIRMWARE_UEFI,
  FROND_FIRMWARE_UEFI_SECURE,
} FrondFirmware;

typedef enum
{
  FROND_OS_LINUX,
  FROND_OS_WINDOWS,
  FROND_OS_OTHER,
} FrondOsFamily;

/* What a machine is made of: the models of data/models, and "let Frond choose". Nicks are the contract's tokens. */
typedef enum
{
  FROND_MODEL_AUTO,
  FROND_MODEL_LINUX515, /* Linux 5.15 and later */
  FROND_MODEL_LINUX54,  /* Linux 5.4 and later */
  FROND_MODEL_WINDOWS11,
  FROND_MODEL_WINDOWS10, /* Windows 8 and later */
  FROND_MODEL_GENERIC,   /* a present-day computer, for systems that we do not know */
  FROND_MODEL_LEGACY,    /* a computer of about 2005 */
} FrondModel;

/* Disk and network card: those of real computers, which systems know by themselves, or faster ones that need drivers. */
typedef enum
{
  FROND_DEVICES_AUTO, /* as the model is made for */
  FROND_DEVICES_VIRTIO,
  FROND_DEVICES_EMULATED,
} FrondDevices;

/* What a ready-made system gets when it sets itself up. */
typedef enum
{
  FROND_DESKTOP_NONE, /* a console */
  FROND_DESKTOP_GNOME,
  FROND_DESKTOP_KDE,
  FROND_DESKTOP_XFCE,
} FrondDesktop;

/* Which way the clipboard goes, seen from the guest. */
typedef enum
{
  FROND_CLIPBOARD_OFF,
  FROND_CLIPBOARD_IN,  /* what the host has copied can be pasted in the guest */
  FROND_CLIPBOARD_OUT, /* what the guest has copied can be pasted in the host */
  FROND_CLIPBOARD_BOTH,
} FrondClipboardPolicy;

/* What becomes of a running guest when its window is closed, or something happens to the computer. Nicks are the contract's
 * tokens. */
typedef enum
{
  FROND_FATE_KEEP, /* it keeps running */
  FROND_FATE_PAUSE,
  FROND_FATE_SAVE, /* to disk */
  FROND_FATE_SHUT_DOWN,
} FrondFate;

/* What a guest does, as a person would say it. */
typedef enum
{
  FROND_GUEST_UNKNOWN,  /* the helper has not answered yet */
  FROND_GUEST_CREATING, /* its machine is being made */
  FROND_GUEST_MISSING,  /* the helper says that it has no such machine */
  FROND_GUEST_STOPPED,
  FROND_GUEST_STARTING,
  FROND_GUEST_RUNNING,
  FROND_GUEST_PAUSED,
  FROND_GUEST_STOPPING, /* asked to shut down */
} FrondGuestState;

/* Why it is so; the numbers are those of the contract's VmmIpcMachineReason. */
typedef enum
{
  FROND_GUEST_REASON_NONE,
  FROND_GUEST_REASON_SHUTDOWN,
  FROND_GUEST_REASON_FORCED_OFF,
  FROND_GUEST_REASON_CRASHED,
  FROND_GUEST_REASON_START_FAILED,
  FROND_GUEST_REASON_USER,
  FROND_GUEST_REASON_IO_ERROR,
  FROND_GUEST_REASON_INSTALLING,
  FROND_GUEST_REASON_NO_SPACE,
  FROND_GUEST_REASON_SAVED,  /* stopped: it goes on where it was when it is started */
  FROND_GUEST_REASON_SAVING, /* paused */
} FrondGuestReason;

typedef enum
{
  FROND_HOST_CONNECTING,
  FROND_HOST_READY,
  FROND_HOST_UNAVAILABLE, /* no helper, or one that cannot be used: see the host's error */
} FrondHostState;

/* Where a machine lives; nicks are the values of a profile's property "helper". */
typedef enum
{
  FROND_HOST_MODE_SESSION, /* the person's own: ends with the login, needs no set-up */
  FROND_HOST_MODE_SYSTEM,  /* the computer's service, for every user of it */
} FrondHostMode;

/* How far long work is, 0 to 1, on the main thread. */
typedef void (*FrondProgressFunc) (double fraction, gpointer user_data);

GType frond_profile_stage_get_type (void);
GType frond_image_format_get_type (void);
GType frond_accel_get_type (void);
GType frond_firmware_get_type (void);
GType frond_os_family_get_type (void);
GType frond_model_get_type (void);
GType frond_devices_get_type (void);
GType frond_desktop_get_type (void);
GType frond_clipboard_policy_get_type (void);
GType frond_fate_get_type (void);
GType frond_guest_state_get_type (void);
GType frond_guest_reason_get_type (void);
GType frond_host_state_get_type (void);
GType frond_host_mode_get_type (void);

#define FROND_TYPE_PROFILE_STAGE    (frond_profile_stage_get_type ())
#define FROND_TYPE_IMAGE_FORMAT     (frond_image_format_get_type ())
#define FROND_TYPE_CLIPBOARD_POLICY (frond_clipboard_policy_get_type ())
#define FROND_TYPE_MODEL            (frond_model_get_type ())
#define FROND_TYPE_DEVICES          (frond_devices_get_type ())
#define FROND_TYPE_DESKTOP          (frond_desktop_get_type ())
#define FROND_TYPE_ACCEL            (frond_accel_get_type ())
#define FROND_TYPE_FIRMWARE         (frond_firmware_get_type ())
#define FROND_TYPE_OS_FAMILY        (frond_os_family_get_type ())
#define FROND_TYPE_FATE             (frond_fate_get_type ())
#define FROND_TYPE_GUEST_STATE      (frond_guest_state_get_type ())
#define FROND_TYPE_GUEST_REASON     (frond_guest_reason_get_type ())
#define FROND_TYPE_HOST_STATE       (frond_host_state_get_type ())
#define FROND_TYPE_HOST_MODE        (frond_host_mode_get_type ())

G_END_DECLS
