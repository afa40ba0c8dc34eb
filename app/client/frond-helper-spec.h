/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* The contract's spec of a profile, and of what its machine is made from (may be NULL); floating. FOR_RECONFIGURE leaves
 * out what that refuses. */
GVariant *frond_helper_spec_from_profile (FrondProfile *profile, FrondMachineSources *sources,
                                          gboolean for_reconfigure);

/* A new profile with the values of a spec; what is missing or of another type keeps its default. */
FrondProfile *frond_helper_spec_to_profile (GVariant *spec);

/* The contract's numbers as core's; one that is not known is the harmless one. */
FrondGuestState frond_helper_spec_state (guint32 state);
FrondGuestReason frond_helper_spec_reason (guint32 reason);

/* GetCapabilities as core knows them. */
FrondHostCapabilities *frond_helper_spec_to_capabilities (GVariant *capabilities);

G_END_DECLS
