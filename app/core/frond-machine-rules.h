/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* What can be chosen for a machine: a model's rules and what the host has, in one place, so that nothing that the helper
 * or libvirt would refuse can be asked for. Pure. */

/* One of data/models, as far as a person can choose something of it. */
typedef struct
{
  FrondModel model;
  guint families;  /* bits 1 << FrondOsFamily: whose systems it is offered to */
  guint firmwares; /* bits 1 << FrondFirmware, AUTO among them */
  guint devices;   /* bits 1 << FrondDevices, AUTO among them */
  gboolean tpm;
  gboolean gl;
  guint max_heads;
  gboolean is_old; /* needs a part of the host that not all have */
} FrondModelRules;

/* The model that PROFILE has: what was chosen, what suits its system, or what suits its family. Never AUTO. */
FrondModel frond_machine_rules_resolve (FrondProfile *profile);

/* Why the host cannot have a model of RULES: a VMM_IPC_LEFT_OUT_* token of CAPABILITIES (NULL: not known yet), or NULL. */
const char *frond_machine_rules_why_not (const FrondModelRules *rules, FrondHostCapabilities *capabilities);

/* Whether a model of RULES is worth offering for a system of FAMILY. */
gboolean frond_machine_rules_is_for (const FrondModelRules *rules, FrondOsFamily family);

gboolean frond_machine_rules_can_firmware (const FrondModelRules *rules, FrondHostCapabilities *capabilities,
                                           FrondFirmware firmware);
gboolean frond_machine_rules_can_devices (const FrondModelRules *rules, FrondDevices devices);

/* Puts what PROFILE has chosen against RULES back to automatic, or to the nearest that is possible. Returns whether
 * anything had to change. */
gboolean frond_machine_rules_fit (FrondProfile *profile, const FrondModelRules *rules,
                                  FrondHostCapabilities *capabilities);

G_END_DECLS
