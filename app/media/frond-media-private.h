/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-media.h"
#include "frond-os-facts.h"
#include "frond-volume.h"

G_BEGIN_DECLS

/* Takes VOLUME and FACTS. Medium and profile are made from them alone: tests can have any system they like. */
FrondMedia *_frond_media_new (GFile *file, FrondVolume *volume, FrondOsFacts *facts);

const FrondOsFacts *_frond_media_get_facts (FrondMedia *self);

/* TEXT as a name that a machine can have, or "". (transfer full) */
char *_frond_media_tidy_name (const char *text);

/* What a machine of another manager has there; 0 or NULL where nothing is said. */
typedef struct
{
  const char *name;
  const char *notes;
  guint64 memory;
  guint vcpus;
  guint64 disk;
  FrondFirmware firmware;
  const char *bus; /* of its first disk; "": not known */
} FrondImportWishes;

/* A profile for it on HOST (may be NULL). (transfer full) */
FrondProfile *_frond_media_suggest_imported (const FrondOsFacts *facts, const FrondImportWishes *wishes,
                                             FrondHostCapabilities *host);

G_END_DECLS
