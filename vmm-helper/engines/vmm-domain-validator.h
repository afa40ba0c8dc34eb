/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-engine.h"

G_BEGIN_DECLS

/* The second reader of every domain: whatever the first has made of a request, libvirt is only given what is on a list
 * (vmm-domain-grammar.h) and refers to nothing but the machine's own folder, media that were handed over as descriptors,
 * and the networks and devices that somebody has approved. libvirt runs as root and does what its XML says. */

/* What this one machine may refer to; borrowed. */
typedef struct
{
  const char *uuid;
  const char *folder; /* absolute */
  gboolean system;
  uid_t owner;                 /* with SYSTEM */
  const char *render_node;     /* or NULL */
  const char *const *networks; /* libvirt's names, NULL-terminated, or NULL */
  const char *const *bridges;
  const VmmEngineHostDevice *devices;
  guint n_devices;
} VmmDomainPolicy;

/* VMM_IPC_ERROR_INTERNAL, "domain: PATH: reason", with no text of XML in it. */
gboolean vmm_domain_validator_check (const char *xml, const VmmDomainPolicy *policy, GError **error);

/* The same for one device that is added or changed while the guest runs. */
gboolean vmm_domain_validator_check_device (const char *xml, const VmmDomainPolicy *policy, GError **error);

G_END_DECLS
