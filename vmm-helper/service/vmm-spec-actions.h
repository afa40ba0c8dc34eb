/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-action.h"
#include "vmm-spec.h"

G_BEGIN_DECLS

/* What SPEC has that needs more than to use machines; with BASE only what BASE has not. */
VmmActions vmm_spec_actions (VmmSpec *spec, VmmSpec *base);

G_END_DECLS
