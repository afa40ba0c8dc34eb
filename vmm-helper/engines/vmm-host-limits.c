/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-host-limits.h"

#include "vmm-types.h"

#include <unistd.h>

#define KEPT_FOR_HOST (2048 * VMM_IPC_MIB)
#define LEAST         (512 * VMM_IPC_MIB)

guint
vmm_host_limits_cpus (void)
{
  long online = sysconf (_SC_NPROCESSORS_ONLN);

  return online > 0 ? (guint) online : 1;
}

guint64
vmm_host_limits_memory (void)
{
  long pages = sysconf (_SC_PHYS_PAGES);
  long size = sysconf (_SC_PAGESIZE);

  return pages > 0 && size > 0 ? (guint64) pages * (guint64) size : 0;
}

guint64
vmm_host_limits_guest_memory (guint64 host)
{
  guint64 kept = MAX (KEPT_FOR_HOST, host / 5);
  guint64 most = host > kept ? host - kept : 0;

  return MAX (most, LEAST) / VMM_IPC_MIB * VMM_IPC_MIB;
}
