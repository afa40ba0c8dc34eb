/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-spec.h"

G_BEGIN_DECLS

/* The lists of a spec, as vmm_spec_parse(). VALUE is of type aa{sv}. */
gboolean vmm_spec_parse_disks (VmmSpec *spec, GVariant *value, GError **error);
/* VMM_IPC_NIC_*. */
const char *vmm_nic_class_to_token (VmmNicClass nic_class);

gboolean vmm_spec_parse_nics (VmmSpec *spec, GVariant *value, GError **error);

G_END_DECLS
