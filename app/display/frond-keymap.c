/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-keymap.h"

#include <linux/input-event-codes.h>

/* X11 and Wayland number keys as the kernel does, from 8 on. */
#define GDK_EVDEV_OFFSET 8

/* The block where the kernel took over the PC's own numbers. */
#define FIRST_SAME KEY_ESC
#define LAST_SAME  KEY_KPDOT

#define E(code) (FROND_SCANCODE_EXTENDED | (code))

static const guint16 scancodes[] = {
  [KEY_102ND] = 0x56,
  [KEY_F11] = 0x57,
  [KEY_F12] = 0x58,
  [KEY_F13] = 0x5d,
  [KEY_F14] = 0x5e,
  [KEY_F15] = 0x5f,
  [KEY_F16] = 0x55,
  [KEY_F17] = E (0x03),
  [KEY_F18] = E (0x77),
  [KEY_F19] = E (0x04),
  [KEY_F20] = 0x5a,
  [KEY_F21] = 0x74,
  [KEY_F22] = E (0x79),
  [KEY_F23] = 0x6d,
  [KEY_F24] = 0x6f,

  /* Japanese, Korean and Brazilian keyboards */
  [KEY_ZENKAKUHANKAKU] = 0x76,
  [KEY_RO] = 0x73,
  [KEY_KATAKANA] = 0x78,
  [KEY_HIRAGANA] = 0x77,
  [KEY_HENKAN] = 0x79,
  [KEY_KATAKANAHIRAGANA] = 0x70,
  [KEY_MUHENKAN] = 0x7b,
  [KEY_KPJPCOMMA] = 0x5c,
  [KEY_YEN] = 0x7d,
  [KEY_HANGEUL] = 0x72,
  [KEY_HANJA] = 0x71,

  [KEY_KPENTER] = E (0x1c),
  [KEY_RIGHTCTRL] = E (0x1d),
  [KEY_KPSLASH] = E (0x35),
  [KEY_SYSRQ] = E (0x37),
  [KEY_RIGHTALT] = E (0x38),
  [KEY_LINEFEED] = 0x5b,
  [KEY_HOME] = E (0x47),
  [KEY_UP] = E (0x48),
  [KEY_PAGEUP] = E (0x49),
  [KEY_LEFT] = E (0x4b),
  [KEY_RIGHT] = E (0x4d),
  [KEY_END] = E (0x4f),
  [KEY_DOWN] = E (0x50),
  [KEY_PAGEDOWN] = E (0x51),
  [KEY_INSERT] = E (0x52),
  [KEY_DELETE] = E (0x53),
  [KEY_PAUSE] = FROND_SCANCODE_PAUSE,
  [KEY_KPEQUAL] = 0x59,
  [KEY_KPPLUSMINUS] = E (0x4e),
  [KEY_KPCOMMA] = 0x7e,
  [KEY_LEFTMETA] = E (0x5b),
  [KEY_RIGHTMETA] = E (0x5c),
  [KEY_COMPOSE] = E (0x5d),

  /* power and media */
  [KEY_POWER] = E (0x5e),
  [KEY_SLEEP] = E (0x5f),
  [KEY_WAKEUP] = E (0x63),
  [KEY_MUTE] = E (0x20),
  [KEY_VOLUMEDOWN] = E (0x2e),
  [KEY_VOLUMEUP] = E (0x30),
  [KEY_NEXTSONG] = E (0x19),
  [KEY_PLAYPAUSE] = E (0x22),
  [KEY_PREVIOUSSONG] = E (0x10),
  [KEY_STOPCD] = E (0x24),
  [KEY_MEDIA] = E (0x6d),

  /* browser and desktop */
  [KEY_CALC] = E (0x21),
  [KEY_MAIL] = E (0x6c),
  [KEY_COMPUTER] = E (0x6b),
  [KEY_BOOKMARKS] = E (0x66),
  [KEY_BACK] = E (0x6a),
  [KEY_FORWARD] = E (0x69),
  [KEY_HOMEPAGE] = E (0x32),
  [KEY_REFRESH] = E (0x67),
  [KEY_STOP] = E (0x68),
  [KEY_SEARCH] = E (0x65),
  [KEY_MENU] = E (0x1e),

  /* Sun keyboards */
  [KEY_AGAIN] = E (0x05),
  [KEY_PROPS] = E (0x06),
  [KEY_UNDO] = E (0x07),
  [KEY_FRONT] = E (0x0c),
  [KEY_COPY] = E (0x78),
  [KEY_OPEN] = 0x64,
  [KEY_PASTE] = 0x65,
  [KEY_SETUP] = 0x66,
  [KEY_FIND] = E (0x41),
  [KEY_CUT] = E (0x3c),
  [KEY_HELP] = E (0x75),
};

guint
frond_keymap_from_evdev (guint evdev_code)
{
  if (evdev_code >= FIRST_SAME && evdev_code <= LAST_SAME)
    return evdev_code;
  if (evdev_code < G_N_ELEMENTS (scancodes))
    return scancodes[evdev_code];
  return 0;
}

guint
frond_keymap_from_gdk (guint hardware_code)
{
  return hardware_code > GDK_EVDEV_OFFSET ? frond_keymap_from_evdev (hardware_code - GDK_EVDEV_OFFSET) : 0;
}
