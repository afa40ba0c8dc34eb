/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-limits.h"

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* What the administrator of the computer wants: read once, before anybody is served, and the same until the end. What
 * the keys mean is in data/system/helper.conf. */
#define VMM_TYPE_CONFIG (vmm_config_get_type ())
G_DECLARE_FINAL_TYPE (VmmConfig, vmm_config, VMM, CONFIG, GObject)

/* Of the whole computer: nobody gets past these. */
typedef enum
{
  VMM_HOST_LIMIT_MACHINES,
  VMM_HOST_LIMIT_JOBS,
  VMM_HOST_LIMIT_CALLS,
  VMM_HOST_LIMIT_MEMORY_RESERVE, /* bytes that no guest gets; the greater of the two */
  VMM_HOST_LIMIT_MEMORY_RESERVE_SHARE,
  VMM_HOST_LIMIT_DISK_RESERVE, /* bytes of a file system that nothing new is written into; likewise */
  VMM_HOST_LIMIT_DISK_RESERVE_SHARE,
  VMM_N_HOST_LIMITS,
} VmmHostLimit;

/* Of a session: its user may have what the computer has, and the limits only keep a mistake from growing. */
VmmConfig *vmm_config_new_session (void);

/* As if there were no file. */
VmmConfig *vmm_config_new_system (void);

/* Reads, below ROOT ("/"), usr/lib/frond/helper.conf.d/ (in order of names), etc/frond/helper.conf and
 * etc/frond/helper.conf.d/; what is later wins, key by key. No file need be there. One that cannot be read, an unknown
 * group or key, a value that cannot be: NULL, and the error says in which file and where. */
VmmConfig *vmm_config_load (const char *root, GError **error);

/* Whether what guests take of the computer is counted at all. */
gboolean vmm_config_judges_resources (VmmConfig *self);

VmmAmount vmm_config_get_limit (VmmConfig *self, uid_t uid, VmmLimit limit);
guint64 vmm_config_get_host_limit (VmmConfig *self, VmmHostLimit limit);

/* The greater of BYTES and SHARE of WHOLE. */
guint64 vmm_config_get_reserve (VmmConfig *self, VmmHostLimit bytes, VmmHostLimit share, guint64 whole);

gboolean vmm_config_get_pci_enabled (VmmConfig *self);

/* Whether several users' guests may be kept apart by file modes alone. */
gboolean vmm_config_get_allow_shared_dac (VmmConfig *self);

/* The host's bridges that may be chosen; NULL: all of them, an empty one: none. */
const char *const *vmm_config_get_bridges (VmmConfig *self);

G_END_DECLS
