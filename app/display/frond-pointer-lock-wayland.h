/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-pointer-lock.h"

G_BEGIN_DECLS

#define FROND_TYPE_POINTER_LOCK_WAYLAND (frond_pointer_lock_wayland_get_type ())
G_DECLARE_FINAL_TYPE (FrondPointerLockWayland, frond_pointer_lock_wayland, FROND, POINTER_LOCK_WAYLAND,
                      FrondPointerLock)

/* pointer-constraints and relative-pointer, which GTK does not use. NULL when the compositor lacks either. */
FrondPointerLock *frond_pointer_lock_wayland_new (GdkDisplay *display);

G_END_DECLS
