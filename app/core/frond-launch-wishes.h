/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* What a person has chosen for a machine that is yet to be downloaded: the values of a profile's hardware, which count
 * more than those that are suggested for the file once it is there. */

/* Gives PROFILE the wished values of WISHES. */
void _frond_launch_wishes_apply (FrondProfile *wishes, FrondProfile *profile);

/* Into and out of the group of a launch in its file. NULL where there are none, or none that could be right. */
void _frond_launch_wishes_save (FrondProfile *wishes, GKeyFile *file, const char *group);
FrondProfile *_frond_launch_wishes_load (GKeyFile *file, const char *group);

G_END_DECLS
