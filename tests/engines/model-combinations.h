/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-host-facts.h"

G_BEGIN_DECLS

/* Every spec that differs in what the machine models are about, whether or not it is a good one: model, family, firmware,
 * devices, TPM with 3D, network with two disks and two monitors. SPEC is NULL where the contract's rules refuse it, with
 * ERROR; TEXT describes it. */
typedef void (*ModelCombinationFunc) (VmmSpec *spec, const GError *error, const char *text,
                                      gpointer user_data);

/* Returns how many there were. */
guint model_combinations_foreach (ModelCombinationFunc func, gpointer user_data);

/* Builds the domain of SPEC for FACTS with and without KVM and puts its text into the set XML, each once. Fails the test
 * where the building fails for another reason than a part of the host that is said to be missing. Returns how many were
 * refused. */
guint model_combinations_build (VmmSpec *spec, VmmHostFacts *facts, const char *text, GHashTable *xml);

G_END_DECLS
