/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-typist.h"

#include "frond-keymap.h"

#include <linux/input-event-codes.h>

struct _FrondTypist
{
  GObject parent_instance;

  FrondScreen *screen;
};

/* A key takes two ticks: one to press it, one to let go. */
typedef struct
{
  FrondTextKeys *keys;
  guint next;
  gboolean pressed;
  FrondLocks locks; /* to be put back */
} Text;

G_DEFINE_FINAL_TYPE (FrondTypist, frond_typist, G_TYPE_OBJECT)

static void
text_free (Text *text)
{
  g_object_unref (text->keys);
  g_free (text);
}

static void
frond_typist_finalize (GObject *object)
{
  g_object_unref (FROND_TYPIST (object)->screen);
  G_OBJECT_CLASS (frond_typist_parent_class)->finalize (object);
}

static void
frond_typist_class_init (FrondTypistClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_typist_finalize;
}

static void
frond_typist_init (FrondTypist *self)
{
}

FrondTypist *
frond_typist_new (FrondScreen *screen)
{
  FrondTypist *self;

  g_return_val_if_fail (FROND_IS_SCREEN (screen), NULL);

  self = g_object_new (FROND_TYPE_TYPIST, NULL);
  self->screen = g_object_ref (screen);
  return self;
}

static void
send (FrondTypist *self, FrondTextKey key, gboolean down)
{
  static const guint modifiers[] = { KEY_LEFTSHIFT, KEY_RIGHTALT };

  if (!down)
    frond_screen_key (self->screen, key.scancode, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (modifiers); i++)
    if ((key.modifiers & (1u << i)) != 0)
      frond_screen_key (self->screen, frond_keymap_from_evdev (modifiers[i]), down);
  if (down)
    frond_screen_key (self->screen, key.scancode, TRUE);
}

static void
end (GTask *task)
{
  FrondTypist *self = g_task_get_source_object (task);
  Text *text = g_task_get_task_data (task);

  if ((text->locks & FROND_LOCK_CAPS) != 0)
    frond_screen_set_locks (self->screen, text->locks);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static gboolean
on_tick (gpointer data)
{
  GTask *task = data;
  FrondTypist *self = g_task_get_source_object (task);
  Text *text = g_task_get_task_data (task);

  if (text->pressed)
    {
      text->pressed = FALSE;
      send (self, frond_text_keys_get_keys (text->keys)[text->next++], FALSE);
      return G_SOURCE_CONTINUE;
    }
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)) ||
      text->next == frond_text_keys_get_n_keys (text->keys))
    {
      end (task);
      return G_SOURCE_REMOVE;
    }
  text->pressed = TRUE;
  send (self, frond_text_keys_get_keys (text->keys)[text->next], TRUE);
  return G_SOURCE_CONTINUE;
}

void
frond_typist_type_async (FrondTypist *self, FrondTextKeys *keys, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Text *text = g_new0 (Text, 1);

  g_return_if_fail (FROND_IS_TYPIST (self));
  g_return_if_fail (FROND_IS_TEXT_KEYS (keys));

  text->keys = g_object_ref (keys);
  text->locks = frond_screen_get_locks (self->screen);
  g_task_set_source_tag (task, frond_typist_type_async);
  g_task_set_task_data (task, text, (GDestroyNotify) text_free);
  g_object_set_data (G_OBJECT (task), "keys", keys);
  if ((text->locks & FROND_LOCK_CAPS) != 0)
    frond_screen_set_locks (self->screen, text->locks & (FrondLocks) ~FROND_LOCK_CAPS);
  g_timeout_add_full (G_PRIORITY_DEFAULT, FROND_TYPIST_MSEC_PER_KEY / 2, on_tick, task, g_object_unref);
}

gboolean
frond_typist_type_finish (FrondTypist *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
