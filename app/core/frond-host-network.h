/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A network of a host that a machine's card can join. */
typedef struct
{
  char *nic_class; /* a profile's network-class: "nat" or "bridge" */
  char *token;     /* its network-token; "" for what needs none */
  char *name;      /* the administrator's, for people; may be "" */
} FrondHostNetwork;

FrondHostNetwork *frond_host_network_new (const char *nic_class, const char *token, const char *name);
void frond_host_network_free (FrondHostNetwork *self);

G_END_DECLS
