/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-ipc-error.h"

#define NAME(tail) "me.phyllo.Frond.VmmHelper1.Error." tail

static const GDBusErrorEntry entries[] = {
  { VMM_IPC_ERROR_FAILED, NAME ("Failed") },
  { VMM_IPC_ERROR_INVALID_ARGUMENT, NAME ("InvalidArgument") },
  { VMM_IPC_ERROR_UNKNOWN_KEY, NAME ("InvalidArgument.UnknownKey") },
  { VMM_IPC_ERROR_OUT_OF_RANGE, NAME ("InvalidArgument.OutOfRange") },
  { VMM_IPC_ERROR_BAD_FD, NAME ("InvalidArgument.BadFd") },
  { VMM_IPC_ERROR_BAD_IMAGE, NAME ("InvalidArgument.BadImage") },
  { VMM_IPC_ERROR_NOT_FOUND, NAME ("NotFound") },
  { VMM_IPC_ERROR_NOT_AUTHORIZED, NAME ("NotAuthorized") },
  { VMM_IPC_ERROR_DISMISSED, NAME ("NotAuthorized.Dismissed") },
  { VMM_IPC_ERROR_CAN_OBTAIN, NAME ("NotAuthorized.CanObtain") },
  { VMM_IPC_ERROR_NO_AUTHORITY, NAME ("NotAuthorized.NoAuthority") },
  { VMM_IPC_ERROR_HOST_POLICY, NAME ("HostPolicy") },
  { VMM_IPC_ERROR_QUOTA_EXCEEDED, NAME ("QuotaExceeded") },
  { VMM_IPC_ERROR_BUSY, NAME ("Busy") },
  { VMM_IPC_ERROR_RATE_LIMITED, NAME ("RateLimited") },
  { VMM_IPC_ERROR_CONFLICT, NAME ("Conflict") },
  { VMM_IPC_ERROR_NO_SPACE, NAME ("NoSpace") },
  { VMM_IPC_ERROR_BACKEND_UNAVAILABLE, NAME ("BackendUnavailable") },
  { VMM_IPC_ERROR_BACKEND_TIMEOUT, NAME ("BackendTimeout") },
  { VMM_IPC_ERROR_UNSUPPORTED, NAME ("Unsupported") },
  { VMM_IPC_ERROR_CANCELLED, NAME ("Cancelled") },
  { VMM_IPC_ERROR_INTERNAL, NAME ("Internal") },
  { VMM_IPC_ERROR_BAD_SECRET, NAME ("InvalidArgument.BadSecret") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (entries) == VMM_IPC_N_ERRORS);

GQuark
vmm_ipc_error_quark (void)
{
  static gsize quark = 0;

  g_dbus_error_register_error_domain ("vmm-ipc-error-quark", &quark, entries, G_N_ELEMENTS (entries));
  return (GQuark) quark;
}
