/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-host-network.h"

FrondHostNetwork *
frond_host_network_new (const char *nic_class, const char *token, const char *name)
{
  FrondHostNetwork *self = g_new0 (FrondHostNetwork, 1);

  self->nic_class = g_strdup (nic_class);
  self->token = g_strdup (token);
  self->name = g_strdup (name);
  return self;
}

void
frond_host_network_free (FrondHostNetwork *self)
{
  g_free (self->nic_class);
  g_free (self->token);
  g_free (self->name);
  g_free (self);
}
