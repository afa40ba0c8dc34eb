/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-text-keys.h"

#include "frond-keymap.h"

/* So many different characters of a text are told when they are left out. */
#define MAX_MISSING 100

struct _FrondTextKeys
{
  GObject parent_instance;

  GArray *keys; /* of FrondTextKey */
  GString *missing;
  GHashTable *known; /* gunichar -> FrondTextKey; a scancode of 0: no key makes it */
  GdkDisplay *display;
  int layout;
};

G_DEFINE_FINAL_TYPE (FrondTextKeys, frond_text_keys, G_TYPE_OBJECT)

static void
frond_text_keys_finalize (GObject *object)
{
  FrondTextKeys *self = FROND_TEXT_KEYS (object);

  g_array_unref (self->keys);
  g_string_free (self->missing, TRUE);
  g_hash_table_unref (self->known);
  G_OBJECT_CLASS (frond_text_keys_parent_class)->finalize (object);
}

static void
frond_text_keys_class_init (FrondTextKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_text_keys_finalize;
}

static void
frond_text_keys_init (FrondTextKeys *self)
{
  self->keys = g_array_new (FALSE, FALSE, sizeof (FrondTextKey));
  self->missing = g_string_new (NULL);
  self->known = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

/* Keyboards have no characters for these. */
static guint
to_keyval (gunichar character)
{
  switch (character)
    {
    case '\n':
      return GDK_KEY_Return;
    case '\t':
      return GDK_KEY_Tab;
    default:
      return gdk_unicode_to_keyval (character);
    }
}

/* Levels are what the modifiers choose: 0 none, 1 Shift, 2 AltGr, 3 both. What a key makes with Shift is asked, since
 * some keys have other rules; AltGr is not a modifier that GDK has a name for. */
static gboolean
is_made_by (FrondTextKeys *self, const GdkKeymapKey *key, guint keyval)
{
  GdkModifierType state = key->level == 1 ? GDK_SHIFT_MASK : 0;
  guint made;

  if (key->group != self->layout || key->level < 0 || key->level > 3 ||
      frond_keymap_from_gdk (key->keycode) == 0)
    return FALSE;
  return key->level > 1 || (gdk_display_translate_key (self->display, key->keycode, state, key->group, &made,
                                                       NULL, NULL, NULL) &&
                            made == keyval);
}

/* The easiest of the keys that make it, and of those the first on the keyboard: not one of the keypad. */
static FrondTextKey
find_key (FrondTextKeys *self, gunichar character)
{
  g_autofree GdkKeymapKey *keys = NULL;
  const GdkKeymapKey *best = NULL;
  guint keyval = to_keyval (character);
  int n_keys = 0;
  FrondTextKey found = { 0 };

  if (!gdk_display_map_keyval (self->display, keyval, &keys, &n_keys))
    return found;
  for (int i = 0; i < n_keys; i++)
    if (is_made_by (self, &keys[i], keyval) &&
        (best == NULL || keys[i].level < best->level ||
         (keys[i].level == best->level && keys[i].keycode < best->keycode)))
      best = &keys[i];
  if (best == NULL)
    return found;

  found.scancode = (guint16) frond_keymap_from_gdk (best->keycode);
  if ((best->level & 1) != 0)
    found.modifiers |= FROND_TEXT_SHIFT;
  if ((best->level & 2) != 0)
    found.modifiers |= FROND_TEXT_ALT_GR;
  return found;
}

static void
add (FrondTextKeys *self, gunichar character)
{
  FrondTextKey *key = g_hash_table_lookup (self->known, GUINT_TO_POINTER (character));

  if (key == NULL)
    {
      key = g_memdup2 (&(FrondTextKey) { 0 }, sizeof *key);
      *key = find_key (self, character);
      g_hash_table_insert (self->known, GUINT_TO_POINTER (character), key);
      if (key->scancode == 0 && g_unichar_isgraph (character) &&
          g_utf8_strlen (self->missing->str, -1) < MAX_MISSING)
        g_string_append_unichar (self->missing, character);
    }
  if (key->scancode != 0)
    g_array_append_val (self->keys, *key);
}

/* Group 0 where the display does not say. */
static int
get_layout (GdkDisplay *display)
{
  GdkSeat *seat = gdk_display_get_default_seat (display);
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;

  return keyboard != NULL ? MAX (0, gdk_device_get_active_layout_index (keyboard)) : 0;
}

FrondTextKeys *
frond_text_keys_new (GdkDisplay *display, const char *text, gsize length)
{
  FrondTextKeys *self = g_object_new (FROND_TYPE_TEXT_KEYS, NULL);
  const char *end = text + length;

  g_return_val_if_fail (GDK_IS_DISPLAY (display), self);

  self->display = display;
  self->layout = get_layout (display);
  for (const char *p = text; p < end && self->keys->len < FROND_TEXT_KEYS_MAX; p = g_utf8_next_char (p))
    add (self, g_utf8_get_char (p));
  return self;
}

guint
frond_text_keys_get_n_keys (FrondTextKeys *self)
{
  g_return_val_if_fail (FROND_IS_TEXT_KEYS (self), 0);

  return self->keys->len;
}

const FrondTextKey *
frond_text_keys_get_keys (FrondTextKeys *self)
{
  g_return_val_if_fail (FROND_IS_TEXT_KEYS (self), NULL);

  return (const FrondTextKey *) (gpointer) self->keys->data;
}

const char *
frond_text_keys_get_missing (FrondTextKeys *self)
{
  g_return_val_if_fail (FROND_IS_TEXT_KEYS (self), NULL);

  return self->missing->str;
}
