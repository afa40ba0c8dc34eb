/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-screens.h"

/* A server names its channels as it likes; more than this is not a guest of ours. */
#define MAX_CHANNELS 16

struct _FrondSpiceScreens
{
  GObject parent_instance;

  FrondSpiceInput *input;
  GPtrArray *surfaces;
  GPtrArray *cursors;
  GPtrArray *screens; /* in the order of channel and monitor */
};

enum
{
  SIGNAL_ADDED,
  SIGNAL_REMOVED,
  SIGNAL_REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondSpiceScreens, frond_spice_screens, G_TYPE_OBJECT)

static int
compare_screens (gconstpointer a, gconstpointer b)
{
  FrondSpiceScreen *one = *(FrondSpiceScreen *const *) a;
  FrondSpiceScreen *two = *(FrondSpiceScreen *const *) b;
  int one_channel = frond_spice_surface_get_channel_id (frond_spice_screen_get_surface (one));
  int two_channel = frond_spice_surface_get_channel_id (frond_spice_screen_get_surface (two));

  if (one_channel != two_channel)
    return one_channel < two_channel ? -1 : 1;
  return (int) frond_spice_screen_get_monitor (one) - (int) frond_spice_screen_get_monitor (two);
}

static FrondSpiceCursor *
find_cursor (FrondSpiceScreens *self, int channel_id)
{
  for (guint i = 0; i < self->cursors->len; i++)
    {
      FrondSpiceCursor *cursor = g_ptr_array_index (self->cursors, i);

      if (frond_spice_cursor_get_channel_id (cursor) == channel_id)
        return cursor;
    }
  return NULL;
}

static void
add_screen (FrondSpiceScreens *self, FrondSpiceSurface *surface, guint monitor)
{
  g_autoptr (FrondSpiceScreen) screen = frond_spice_screen_new (surface, monitor, self->input);
  FrondSpiceCursor *cursor = find_cursor (self, frond_spice_surface_get_channel_id (surface));
  guint position;

  if (cursor != NULL)
    frond_spice_screen_set_cursor_source (screen, cursor);
  g_ptr_array_add (self->screens, g_object_ref (screen));
  g_ptr_array_sort (self->screens, compare_screens);
  g_ptr_array_find (self->screens, screen, &position);
  g_signal_emit (self, signals[SIGNAL_ADDED], 0, screen, position);
}

/* A surface always has a first screen, ready or not, so that there is something to look at while it starts. The
 * channels of further monitors wait until somebody looks at them. */
static void
update_screens (FrondSpiceScreens *self, FrondSpiceSurface *surface)
{
  guint n_monitors = frond_spice_surface_get_n_monitors (surface);
  guint n_screens = 0;

  for (guint i = self->screens->len; i > 0; i--)
    {
      g_autoptr (FrondSpiceScreen) screen = g_object_ref (g_ptr_array_index (self->screens, i - 1));

      if (frond_spice_screen_get_surface (screen) != surface)
        continue;
      if (frond_spice_screen_get_monitor (screen) < n_monitors)
        {
          n_screens++;
          continue;
        }
      g_ptr_array_remove_index (self->screens, i - 1);
      g_signal_emit (self, signals[SIGNAL_REMOVED], 0, screen);
    }
  for (; n_screens < n_monitors; n_screens++)
    add_screen (self, surface, n_screens);
}

static void
on_refused (FrondSpiceScreens *self, const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error);
}

void
frond_spice_screens_add_display (FrondSpiceScreens *self, SpiceDisplayChannel *channel)
{
  FrondSpiceSurface *surface;

  if (self->surfaces->len >= MAX_CHANNELS)
    return;

  surface = frond_spice_surface_new (channel);
  g_ptr_array_add (self->surfaces, surface);
  g_signal_connect_object (surface, "changed", G_CALLBACK (update_screens), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (surface, "refused", G_CALLBACK (on_refused), self, G_CONNECT_SWAPPED);
  update_screens (self, surface);
  if (frond_spice_surface_get_channel_id (surface) == 0)
    frond_spice_surface_connect (surface);
}

void
frond_spice_screens_add_cursor (FrondSpiceScreens *self, SpiceCursorChannel *channel)
{
  FrondSpiceCursor *cursor;

  if (self->cursors->len >= MAX_CHANNELS)
    return;

  cursor = frond_spice_cursor_new (channel);
  g_ptr_array_add (self->cursors, cursor);
  if (frond_spice_cursor_get_channel_id (cursor) == 0)
    frond_spice_cursor_connect (cursor);
  for (guint i = 0; i < self->screens->len; i++)
    {
      FrondSpiceScreen *screen = g_ptr_array_index (self->screens, i);
      FrondSpiceSurface *surface = frond_spice_screen_get_surface (screen);

      if (frond_spice_surface_get_channel_id (surface) == frond_spice_cursor_get_channel_id (cursor))
        frond_spice_screen_set_cursor_source (screen, cursor);
    }
}

static void
detach_surface (gpointer item, gpointer data)
{
  g_signal_handlers_disconnect_by_data (item, data);
  frond_spice_surface_detach (item);
}

void
frond_spice_screens_detach (FrondSpiceScreens *self)
{
  g_ptr_array_foreach (self->surfaces, detach_surface, self);
}

static void
frond_spice_screens_finalize (GObject *object)
{
  FrondSpiceScreens *self = FROND_SPICE_SCREENS (object);

  g_clear_object (&self->input);
  g_ptr_array_unref (self->screens);
  g_ptr_array_unref (self->cursors);
  g_ptr_array_unref (self->surfaces);
  G_OBJECT_CLASS (frond_spice_screens_parent_class)->finalize (object);
}

static void
frond_spice_screens_class_init (FrondSpiceScreensClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_spice_screens_finalize;

  signals[SIGNAL_ADDED] = g_signal_new ("added", FROND_TYPE_SPICE_SCREENS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 2, FROND_TYPE_SPICE_SCREEN, G_TYPE_UINT);
  signals[SIGNAL_REMOVED] = g_signal_new ("removed", FROND_TYPE_SPICE_SCREENS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, FROND_TYPE_SPICE_SCREEN);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", FROND_TYPE_SPICE_SCREENS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
frond_spice_screens_init (FrondSpiceScreens *self)
{
  self->surfaces = g_ptr_array_new_with_free_func (g_object_unref);
  self->cursors = g_ptr_array_new_with_free_func (g_object_unref);
  self->screens = g_ptr_array_new_with_free_func (g_object_unref);
}

FrondSpiceScreens *
frond_spice_screens_new (FrondSpiceInput *input)
{
  FrondSpiceScreens *self = g_object_new (FROND_TYPE_SPICE_SCREENS, NULL);

  self->input = g_object_ref (input);
  return self;
}
