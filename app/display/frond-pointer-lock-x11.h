/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-pointer-lock.h"

G_BEGIN_DECLS

#define FROND_TYPE_POINTER_LOCK_X11 (frond_pointer_lock_x11_get_type ())
G_DECLARE_FINAL_TYPE (FrondPointerLockX11, frond_pointer_lock_x11, FROND, POINTER_LOCK_X11, FrondPointerLock)

/* Confines the pointer to the window, puts it back to the middle, and reads XInput 2 raw motion. */
FrondPointerLock *frond_pointer_lock_x11_new (GdkDisplay *display);

G_END_DECLS
