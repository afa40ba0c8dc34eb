/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-spec-actions.h"

#include <string.h>

static gboolean
joins (VmmSpec *spec, const char *network)
{
  for (guint i = 0; spec != NULL && i < spec->n_nics; i++)
    if (spec->nics[i].nic_class == VMM_NIC_BRIDGE && strcmp (spec->nics[i].network, network) == 0)
      return TRUE;

  return FALSE;
}

VmmActions
vmm_spec_actions (VmmSpec *spec, VmmSpec *base)
{
  VmmActions actions = VMM_ACTION_NONE;

  for (guint i = 0; i < spec->n_nics; i++)
    if (spec->nics[i].nic_class == VMM_NIC_BRIDGE && !joins (base, spec->nics[i].network))
      actions |= VMM_ACTION_NETWORK_BRIDGED;
  if (spec->autostart && (base == NULL || !base->autostart))
    actions |= VMM_ACTION_AUTOSTART;
  return actions;
}
