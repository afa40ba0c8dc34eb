/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-libvirt-error.h"

#include <errno.h>
#include <libvirt/virterror.h>
#include <string.h>

typedef struct
{
  int code;
  VmmIpcError error;
  const char *words;
} Meaning;

static const Meaning meanings[] = {
  { VIR_ERR_NO_DOMAIN, VMM_IPC_ERROR_NOT_FOUND, "the guest is not running" },
  { VIR_ERR_OPERATION_INVALID, VMM_IPC_ERROR_BUSY, "not possible in the guest's state" },
  { VIR_ERR_DOM_EXIST, VMM_IPC_ERROR_BUSY, "the guest is running" },
  { VIR_ERR_OPERATION_TIMEOUT, VMM_IPC_ERROR_BACKEND_TIMEOUT, "the hypervisor took too long" },
  { VIR_ERR_AGENT_UNRESPONSIVE, VMM_IPC_ERROR_BACKEND_TIMEOUT, "the guest did not answer" },
  { VIR_ERR_NO_CONNECT, VMM_IPC_ERROR_BACKEND_UNAVAILABLE, "the hypervisor cannot be reached" },
  { VIR_ERR_INVALID_CONN, VMM_IPC_ERROR_BACKEND_UNAVAILABLE, "the hypervisor cannot be reached" },
  { VIR_ERR_RPC, VMM_IPC_ERROR_BACKEND_UNAVAILABLE, "the hypervisor cannot be reached" },
  { VIR_ERR_AUTH_FAILED, VMM_IPC_ERROR_BACKEND_UNAVAILABLE, "the hypervisor refused us" },
  { VIR_ERR_AUTH_UNAVAILABLE, VMM_IPC_ERROR_BACKEND_UNAVAILABLE, "the hypervisor refused us" },
  { VIR_ERR_ACCESS_DENIED, VMM_IPC_ERROR_BACKEND_UNAVAILABLE, "the hypervisor refused us" },
  { VIR_ERR_OPERATION_DENIED, VMM_IPC_ERROR_BACKEND_UNAVAILABLE, "the hypervisor refused us" },
  { VIR_ERR_NO_SUPPORT, VMM_IPC_ERROR_UNSUPPORTED, "not supported by this hypervisor" },
  { VIR_ERR_CONFIG_UNSUPPORTED, VMM_IPC_ERROR_UNSUPPORTED, "not supported by this hypervisor" },
  { VIR_ERR_ARGUMENT_UNSUPPORTED, VMM_IPC_ERROR_UNSUPPORTED, "not supported by this hypervisor" },
  { VIR_ERR_OPERATION_UNSUPPORTED, VMM_IPC_ERROR_UNSUPPORTED, "not supported by this hypervisor" },
};

static const char *
last_text (void)
{
  const char *text = virGetLastErrorMessage ();

  return text != NULL ? text : "";
}

static gboolean
set_for_system_error (GError **error, const char *action, virErrorPtr last)
{
  if (last->code != VIR_ERR_SYSTEM_ERROR)
    return FALSE;

  switch (last->int1)
    {
    case ENOSPC:
    case EDQUOT:
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NO_SPACE, "%s: the disk of the host is full", action);
      return TRUE;
    case ECONNREFUSED:
    case ECONNRESET:
    case EPIPE:
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BACKEND_UNAVAILABLE,
                   "%s: the hypervisor cannot be reached", action);
      return TRUE;
    default:
      return FALSE;
    }
}

void
vmm_libvirt_error_set (GError **error, const char *action)
{
  virErrorPtr last = virGetLastError ();

  if (last == NULL)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, "%s: failed", action);
      return;
    }

  g_debug ("%s: libvirt error %d in %d: %s", action, last->code, last->domain, last_text ());
  if (set_for_system_error (error, action, last))
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (meanings[i].code == last->code)
      {
        g_set_error (error, VMM_IPC_ERROR, meanings[i].error, "%s: %s", action, meanings[i].words);
        return;
      }

  /* Whatever broke on the way to the daemon: libvirt has no code of its own for most of it. */
  if (last->domain == VIR_FROM_RPC)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BACKEND_UNAVAILABLE,
                   "%s: the hypervisor cannot be reached", action);
      return;
    }

  g_message ("%s: libvirt error %d in %d: %s", action, last->code, last->domain, last_text ());
  if (strstr (last_text (), g_strerror (ENOMEM)) != NULL)
    g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, "%s: the host has too little free memory",
                 action);
  else
    g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, "%s: the hypervisor failed (%d)", action,
                 last->code);
}

char *
vmm_libvirt_error_dup_text (void)
{
  return g_utf8_make_valid (last_text (), -1);
}
