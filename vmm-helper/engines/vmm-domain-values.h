/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-domain-validator.h"

G_BEGIN_DECLS

/* Whether TEXT fits PATTERN, a value of the grammar. An unknown kind fits nothing. */
gboolean vmm_domain_value_is_good (const char *pattern, const char *text, const VmmDomainPolicy *policy);

/* What a medium that came as a descriptor is called. */
gboolean vmm_domain_value_is_medium (const char *file);

G_END_DECLS
