/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-types.h"

G_BEGIN_DECLS

/* The checks of GetDiagnosis. They read small files of /proc, /sys and /dev and ask the file system of FOLDER, which may
 * hang where that is a network's: call it in a worker. ROOT is what /proc, /sys and /dev are in ("" for the real ones).
 * CAPABILITIES is the a{sv} of GetCapabilities. Returns the a(sssa{sv}), floating. */
GVariant *vmm_diagnosis_make (GVariant *capabilities, const char *root, const char *folder);

G_END_DECLS
