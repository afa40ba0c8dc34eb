/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-platform.h"
#include "frond-types.h"

G_BEGIN_DECLS

/* What is wrong with a host, and what a person can do about it. */
typedef struct
{
  char *title;
  char *body;
  char *command;      /* one line for a terminal, or NULL */
  char *detail;       /* technical, or "" */
  gboolean can_retry; /* asking the helper again may help */
} FrondHostAdvice;

/* Why machines cannot run at all: the helper's ERROR while the host is unavailable, or CAPABILITIES without a
 * backend. NULL when there is nothing to say. Both may be NULL. */
FrondHostAdvice *frond_host_advice_new_for_backend (const GError *error, FrondHostCapabilities *capabilities,
                                                    FrondPlatform *platform);

/* What to say of a helper that does not answer at all. */
FrondHostAdvice *frond_host_advice_new_for_silence (void);

/* Why machines are slow: NULL when they are not. A reason that is not known has words, too. */
FrondHostAdvice *frond_host_advice_new_for_accel (FrondHostCapabilities *capabilities);

/* The same for the reason alone (VMM_IPC_ACCEL_REASON_*), which is not "ok". Never NULL. */
FrondHostAdvice *frond_host_advice_new_for_accel_reason (const char *reason, const char *detail);

/* Why the host has no FEATURE (a VMM_IPC_FEATURE_* token), or NULL when nothing was said of it. Caller frees. */
char *frond_host_advice_dup_left_out (FrondHostCapabilities *capabilities, const char *feature);

void frond_host_advice_free (FrondHostAdvice *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondHostAdvice, frond_host_advice_free)

G_END_DECLS
