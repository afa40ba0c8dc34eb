/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* Characters that can be typed at once: what takes minutes is no help to anybody. */
#define FROND_TEXT_KEYS_MAX 20000

/* One character as keys of the keyboard. */
typedef struct
{
  guint16 scancode; /* see frond-keymap.h */
  guint8 modifiers; /* FrondTextModifiers */
} FrondTextKey;

typedef enum /*< flags >*/
{
  FROND_TEXT_SHIFT = 1 << 0,
  FROND_TEXT_ALT_GR = 1 << 1,
} FrondTextModifiers;

#define FROND_TYPE_TEXT_KEYS (frond_text_keys_get_type ())
G_DECLARE_FINAL_TYPE (FrondTextKeys, frond_text_keys, FROND, TEXT_KEYS, GObject)

/* How LENGTH bytes of UTF-8 are typed with the layout that the keyboard of DISPLAY has now: guests are mostly set up with
 * the layout of their host. A character that needs a dead key, or has no key at all, is left out. */
FrondTextKeys *frond_text_keys_new (GdkDisplay *display, const char *text, gsize length);

guint frond_text_keys_get_n_keys (FrondTextKeys *self);
const FrondTextKey *frond_text_keys_get_keys (FrondTextKeys *self);
/* Each of the characters left out, once. */
const char *frond_text_keys_get_missing (FrondTextKeys *self);

G_END_DECLS
