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

G_END_DECLS
