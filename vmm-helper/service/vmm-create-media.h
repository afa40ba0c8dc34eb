/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-call.h"
#include "vmm-image-source.h"
#include "vmm-spec.h"

G_BEGIN_DECLS

/* The media of CreateMachine, "a(sh)", for SPEC: each slot known and there once, exactly the disks with a source have
 * one, every descriptor through the gate. Nothing is read. SOURCES stays NULL when there are none. */
gboolean vmm_create_media_take (VmmCall *call, GVariant *media, VmmSpec *spec, VmmImageSources **sources,
                                GError **error);

G_END_DECLS
