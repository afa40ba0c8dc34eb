/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-types.h"

#include "frond-launch.h"

G_DEFINE_ENUM_TYPE (FrondProfileStage, frond_profile_stage,
                    G_DEFINE_ENUM_VALUE (FROND_PROFILE_CREATING, "creating"),
                    G_DEFINE_ENUM_VALUE (FROND_PROFILE_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (FROND_PROFILE_TRASHED, "trashed"),
                    G_DEFINE_ENUM_VALUE (FROND_PROFILE_FILLING, "filling"))

G_DEFINE_ENUM_TYPE (FrondImageFormat, frond_image_format, G_DEFINE_ENUM_VALUE (FROND_IMAGE_RAW, "raw"),
                    G_DEFINE_ENUM_VALUE (FROND_IMAGE_QCOW2, "qcow2"),
                    G_DEFINE_ENUM_VALUE (FROND_IMAGE_VMDK, "vmdk"),
                    G_DEFINE_ENUM_VALUE (FROND_IMAGE_VDI, "vdi"),
                    G_DEFINE_ENUM_VALUE (FROND_IMAGE_VHDX, "vhdx"),
                    G_DEFINE_ENUM_VALUE (FROND_IMAGE_VPC, "vpc"))

G_DEFINE_ENUM_TYPE (FrondAccel, frond_accel, G_DEFINE_ENUM_VALUE (FROND_ACCEL_AUTO, "auto"),
                    G_DEFINE_ENUM_VALUE (FROND_ACCEL_KVM, "kvm"),
                    G_DEFINE_ENUM_VALUE (FROND_ACCEL_SOFTWARE, "software"))

G_DEFINE_ENUM_TYPE (FrondFirmware, frond_firmware, G_DEFINE_ENUM_VALUE (FROND_FIRMWARE_AUTO, "auto"),
                    G_DEFINE_ENUM_VALUE (FROND_FIRMWARE_BIOS, "bios"),
                    G_DEFINE_ENUM_VALUE (FROND_FIRMWARE_UEFI, "uefi"),
                    G_DEFINE_ENUM_VALUE (FROND_FIRMWARE_UEFI_SECURE, "uefi-secure"))

G_DEFINE_ENUM_TYPE (FrondOsFamily, frond_os_family, G_DEFINE_ENUM_VALUE (FROND_OS_LINUX, "linux"),
                    G_DEFINE_ENUM_VALUE (FROND_OS_WINDOWS, "windows"),
                    G_DEFINE_ENUM_VALUE (FROND_OS_OTHER, "other"))

G_DEFINE_ENUM_TYPE (FrondModel, frond_model, G_DEFINE_ENUM_VALUE (FROND_MODEL_AUTO, "auto"),
                    G_DEFINE_ENUM_VALUE (FROND_MODEL_LINUX515, "linux515"),
                    G_DEFINE_ENUM_VALUE (FROND_MODEL_LINUX54, "linux54"),
                    G_DEFINE_ENUM_VALUE (FROND_MODEL_WINDOWS11, "windows11"),
                    G_DEFINE_ENUM_VALUE (FROND_MODEL_WINDOWS10, "windows10"),
                    G_DEFINE_ENUM_VALUE (FROND_MODEL_GENERIC, "generic"),
                    G_DEFINE_ENUM_VALUE (FROND_MODEL_LEGACY, "legacy"))

G_DEFINE_ENUM_TYPE (FrondDevices, frond_devices, G_DEFINE_ENUM_VALUE (FROND_DEVICES_AUTO, "auto"),
                    G_DEFINE_ENUM_VALUE (FROND_DEVICES_VIRTIO, "virtio"),
                    G_DEFINE_ENUM_VALUE (FROND_DEVICES_EMULATED, "emulated"))

G_DEFINE_ENUM_TYPE (FrondDesktop, frond_desktop, G_DEFINE_ENUM_VALUE (FROND_DESKTOP_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (FROND_DESKTOP_GNOME, "gnome"),
                    G_DEFINE_ENUM_VALUE (FROND_DESKTOP_KDE, "kde"),
                    G_DEFINE_ENUM_VALUE (FROND_DESKTOP_XFCE, "xfce"))

G_DEFINE_ENUM_TYPE (FrondClipboardPolicy, frond_clipboard_policy,
                    G_DEFINE_ENUM_VALUE (FROND_CLIPBOARD_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (FROND_CLIPBOARD_IN, "in"),
                    G_DEFINE_ENUM_VALUE (FROND_CLIPBOARD_OUT, "out"),
                    G_DEFINE_ENUM_VALUE (FROND_CLIPBOARD_BOTH, "both"))

G_DEFINE_ENUM_TYPE (FrondFate, frond_fate, G_DEFINE_ENUM_VALUE (FROND_FATE_KEEP, "keep"),
                    G_DEFINE_ENUM_VALUE (FROND_FATE_PAUSE, "pause"),
                    G_DEFINE_ENUM_VALUE (FROND_FATE_SAVE, "save"),
                    G_DEFINE_ENUM_VALUE (FROND_FATE_SHUT_DOWN, "shut-down"))

G_DEFINE_ENUM_TYPE (FrondGuestState, frond_guest_state, G_DEFINE_ENUM_VALUE (FROND_GUEST_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_CREATING, "creating"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_MISSING, "missing"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_STOPPING, "stopping"))

G_DEFINE_ENUM_TYPE (FrondGuestReason, frond_guest_reason,
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_REASON_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_REASON_SHUTDOWN, "shutdown"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_REASON_FORCED_OFF, "forced-off"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_REASON_CRASHED, "crashed"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_REASON_START_FAILED, "start-failed"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_REASON_USER, "user"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_REASON_IO_ERROR, "io-error"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_REASON_INSTALLING, "installing"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_REASON_NO_SPACE, "no-space"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_REASON_SAVED, "saved"),
                    G_DEFINE_ENUM_VALUE (FROND_GUEST_REASON_SAVING, "saving"))

G_DEFINE_ENUM_TYPE (FrondHostState, frond_host_state,
                    G_DEFINE_ENUM_VALUE (FROND_HOST_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (FROND_HOST_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (FROND_HOST_UNAVAILABLE, "unavailable"))

G_DEFINE_ENUM_TYPE (FrondHostMode, frond_host_mode, G_DEFINE_ENUM_VALUE (FROND_HOST_MODE_SESSION, "session"),
                    G_DEFINE_ENUM_VALUE (FROND_HOST_MODE_SYSTEM, "system"))

G_DEFINE_ENUM_TYPE (FrondLaunchState, frond_launch_state,
                    G_DEFINE_ENUM_VALUE (FROND_LAUNCH_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (FROND_LAUNCH_DOWNLOADING, "downloading"),
                    G_DEFINE_ENUM_VALUE (FROND_LAUNCH_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (FROND_LAUNCH_CHECKING, "checking"),
                    G_DEFINE_ENUM_VALUE (FROND_LAUNCH_PREPARING, "preparing"),
                    G_DEFINE_ENUM_VALUE (FROND_LAUNCH_CREATING, "creating"),
                    G_DEFINE_ENUM_VALUE (FROND_LAUNCH_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (FROND_LAUNCH_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (FROND_LAUNCH_CANCELLED, "cancelled"))
