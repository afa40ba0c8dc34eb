/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-application.h"

G_BEGIN_DECLS

/* A person closes the window of GUEST: it becomes of it what its profile says (on-close). The application lives until that
 * is done. What cannot be done is told, and the guest keeps running; one whose installer works by itself always does. */
void frond_guest_leave (FrondApplication *application, FrondGuest *guest);

G_END_DECLS
