/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* What keeps guests apart on this host, as libvirt's capabilities tell it. */
typedef struct
{
  const char *model; /* VMM_IPC_SECURITY_*, static: the strongest */
  uid_t user;        /* whose the monitors are by DAC, or (uid_t) -1: they are ours */
} VmmSecurityModel;

/* Reads the XML of virConnectGetCapabilities(); NULL or broken XML has no model. */
VmmSecurityModel vmm_security_model_read (const char *capabilities);

G_END_DECLS
