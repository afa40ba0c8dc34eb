/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Extended keys (a PC sends E0 first) have this bit. */
#define FROND_SCANCODE_EXTENDED 0x100
/* Pause is a sequence without a release on a PC (E1 1D 45); this is what Ctrl+Pause sends, which has one. */
#define FROND_SCANCODE_PAUSE 0x146
#define FROND_SCANCODE_MAX   0x17f

#define FROND_SCANCODE_LEFT_SHIFT  0x2a
#define FROND_SCANCODE_RIGHT_SHIFT 0x36

/* A Linux key code (KEY_ESC and so on) as the AT set 1 code of the same key of a PC keyboard; 0 when no PC keyboard
 * has such a key. A key is a place on the keyboard: layouts do not matter. */
guint frond_keymap_from_evdev (guint evdev_code);

/* The same for the hardware code of a GDK key event, on Wayland and on X11. */
guint frond_keymap_from_gdk (guint hardware_code);

G_END_DECLS
