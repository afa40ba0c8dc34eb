/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Errors of the contract. On the bus each is me.phyllo.Frond.VmmHelper1.Error.NAME; both sides register the
 * domain, so that a GError arrives as it left. */
typedef enum
{
  VMM_IPC_ERROR_FAILED,           /* .Failed: nothing more precise is known */
  VMM_IPC_ERROR_INVALID_ARGUMENT, /* .InvalidArgument: "FIELD: reason" */
  VMM_IPC_ERROR_UNKNOWN_KEY,      /* .InvalidArgument.UnknownKey: "KEY: reason" */
  VMM_IPC_ERROR_OUT_OF_RANGE,     /* .InvalidArgument.OutOfRange: "FIELD: reason" */
  VMM_IPC_ERROR_BAD_FD,           /* .InvalidArgument.BadFd: "SLOT: reason" */
  VMM_IPC_ERROR_BAD_IMAGE,        /* .InvalidArgument.BadImage: "SLOT: reason" */
  VMM_IPC_ERROR_NOT_FOUND,        /* .NotFound: there is none, or it is not yours */
  VMM_IPC_ERROR_NOT_AUTHORIZED,   /* .NotAuthorized */
  VMM_IPC_ERROR_DISMISSED,        /* .NotAuthorized.Dismissed: who was asked closed the question */
  VMM_IPC_ERROR_CAN_OBTAIN, /* .NotAuthorized.CanObtain: somebody could be asked, and was not or cannot be here */
  VMM_IPC_ERROR_NO_AUTHORITY,   /* .NotAuthorized.NoAuthority: polkit does not answer, so nothing is given */
  VMM_IPC_ERROR_HOST_POLICY,    /* .HostPolicy: the administrator of this computer does not want it */
  VMM_IPC_ERROR_QUOTA_EXCEEDED, /* .QuotaExceeded */
  VMM_IPC_ERROR_BUSY,           /* .Busy: not in this state */
  VMM_IPC_ERROR_RATE_LIMITED,   /* .RateLimited */
  VMM_IPC_ERROR_CONFLICT,       /* .Conflict: the generation is another */
  VMM_IPC_ERROR_NO_SPACE,       /* .NoSpace */
  VMM_IPC_ERROR_BACKEND_UNAVAILABLE, /* .BackendUnavailable: no hypervisor answers */
  VMM_IPC_ERROR_BACKEND_TIMEOUT,     /* .BackendTimeout */
  VMM_IPC_ERROR_UNSUPPORTED,         /* .Unsupported: "FEATURE: reason" */
  VMM_IPC_ERROR_CANCELLED,           /* .Cancelled */
  VMM_IPC_ERROR_INTERNAL,            /* .Internal */
  VMM_IPC_ERROR_BAD_SECRET, /* .InvalidArgument.BadSecret: "SLOT: TOKEN: reason", VMM_IPC_BAD_SECRET_* */
} VmmIpcError;

#define VMM_IPC_N_ERRORS (VMM_IPC_ERROR_BAD_SECRET + 1)
#define VMM_IPC_ERROR    (vmm_ipc_error_quark ())

GQuark vmm_ipc_error_quark (void);

G_END_DECLS
