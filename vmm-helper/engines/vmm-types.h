/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-ipc.h"

G_BEGIN_DECLS

typedef struct _VmmSpec VmmSpec;
typedef struct _VmmEngine VmmEngine;

G_END_DECLS
