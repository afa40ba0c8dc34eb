/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-launch-steps.h"

G_BEGIN_DECLS

/* What a launch does next is decided here, for its launcher. Signals: "changed", when what is to be kept of it has. */

/* WISHES: see frond_launcher_launch(). */
FrondLaunch *_frond_launch_new (FrondLibrary *library, FrondLaunchSteps *steps, const char *entry_id,
                                const char *name, const char *mark_text, const char *mark_color,
                                FrondProfile *wishes);

/* Of what an earlier life wrote; NULL where that is no launch. */
FrondLaunch *_frond_launch_new_from_key_file (FrondLibrary *library, FrondLaunchSteps *steps, GKeyFile *file,
                                              const char *group);
void _frond_launch_save (FrondLaunch *self, GKeyFile *file);

/* Begins. One that was paused in an earlier life stays so until it is resumed. */
void _frond_launch_run (FrondLaunch *self);

/* An earlier life has made the profile of its machine, which GUEST is: done when that is finished. */
void _frond_launch_adopt (FrondLaunch *self, FrondGuest *guest);

/* Its profile is gone from the library. */
void _frond_launch_lose (FrondLaunch *self);

/* It ends where it is and leaves what it has for another life. */
void _frond_launch_abandon (FrondLaunch *self);
void _frond_launch_take_up (FrondLaunch *self);

G_END_DECLS
