/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-resizer.h"

/* A window that is being dragged changes size every frame; the guest changes mode once afterwards. */
#define SETTLE_MS 150

/* A guest that has not changed its mode by then makes something else of what it was asked. */
#define FLIGHT_MS 2000

/* No guest has a smaller mode than VGA's text screen does, and none likes to be asked for it. */
#define MIN_WIDTH  320
#define MIN_HEIGHT 200

struct _FrondResizer
{
  GObject parent_instance;

  FrondScreen *screen;
  GSignalGroup *screen_signals;
  gboolean enabled;
  int width;
  int height;
  int width_mm;
  int height_mm;
  int asked_width;
  int asked_height;
  int seen_width; /* the screen's, last time */
  int seen_height;
  guint settle_id;
  guint flight_id; /* while the guest is on its way to what was asked last */
};

G_DEFINE_FINAL_TYPE (FrondResizer, frond_resizer, G_TYPE_OBJECT)

static void ask (FrondResizer *self);

/* A further monitor has no picture before it is asked for a size. */
static gboolean
can_ask (FrondResizer *self)
{
  FrondScreenCaps caps = self->screen != NULL ? frond_screen_get_caps (self->screen) : 0;

  return self->enabled && self->width >= MIN_WIDTH && self->height >= MIN_HEIGHT &&
         (caps & FROND_SCREEN_CAN_RESIZE) != 0 &&
         (frond_screen_get_ready (self->screen) || (caps & FROND_SCREEN_CAN_SWITCH) != 0);
}

static gboolean
is_news (FrondResizer *self)
{
  return can_ask (self) && (self->width != self->asked_width || self->height != self->asked_height);
}

static void
on_flight_over (gpointer data)
{
  FrondResizer *self = data;

  self->flight_id = 0;
  ask (self);
}

/* One request at a time: a slow guest is not to work off sizes that the window had on its way. */
static void
ask (FrondResizer *self)
{
  if (!is_news (self) || self->settle_id != 0 || self->flight_id != 0)
    return;

  self->asked_width = self->width;
  self->asked_height = self->height;
  if (frond_screen_get_ready (self->screen) && frond_screen_get_width (self->screen) == self->width &&
      frond_screen_get_height (self->screen) == self->height)
    return;
  self->flight_id = g_timeout_add_once (FLIGHT_MS, on_flight_over, self);
  frond_screen_request_size (self->screen, self->width, self->height, self->width_mm, self->height_mm);
}

static void
on_settled (gpointer data)
{
  FrondResizer *self = data;

  self->settle_id = 0;
  ask (self);
}

static void
schedule (FrondResizer *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (is_news (self))
    self->settle_id = g_timeout_add_once (SETTLE_MS, on_settled, self);
}

/* Whatever size it came to: the guest has answered. A monitor that was dark may come back with the size that it had. */
static void
on_frame_changed (FrondResizer *self)
{
  int width = frond_screen_get_width (self->screen);
  int height = frond_screen_get_height (self->screen);
  gboolean arrived =
      frond_screen_get_ready (self->screen) && width == self->asked_width && height == self->asked_height;

  if (width == self->seen_width && height == self->seen_height && !arrived)
    return;
  self->seen_width = width;
  self->seen_height = height;
  g_clear_handle_id (&self->flight_id, g_source_remove);
  ask (self);
}

/* An agent that comes (again) knows nothing of what was asked before. */
static void
on_caps_changed (FrondResizer *self)
{
  g_clear_handle_id (&self->flight_id, g_source_remove);
  self->asked_width = 0;
  self->asked_height = 0;
  schedule (self);
}

static void
frond_resizer_dispose (GObject *object)
{
  FrondResizer *self = FROND_RESIZER (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_handle_id (&self->flight_id, g_source_remove);
  g_clear_object (&self->screen_signals);
  g_clear_object (&self->screen);
  G_OBJECT_CLASS (frond_resizer_parent_class)->dispose (object);
}

static void
frond_resizer_class_init (FrondResizerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_resizer_dispose;
}

static void
frond_resizer_init (FrondResizer *self)
{
  self->screen_signals = g_signal_group_new (FROND_TYPE_SCREEN);
  g_signal_group_connect_swapped (self->screen_signals, "notify::caps", G_CALLBACK (on_caps_changed), self);
  g_signal_group_connect_swapped (self->screen_signals, "notify::ready", G_CALLBACK (schedule), self);
  g_signal_group_connect_swapped (self->screen_signals, "frame-changed", G_CALLBACK (on_frame_changed), self);
}

FrondResizer *
frond_resizer_new (void)
{
  return g_object_new (FROND_TYPE_RESIZER, NULL);
}

void
frond_resizer_set_screen (FrondResizer *self, FrondScreen *screen)
{
  if (!g_set_object (&self->screen, screen))
    return;
  g_signal_group_set_target (self->screen_signals, screen);
  self->seen_width = screen != NULL ? frond_screen_get_width (screen) : 0;
  self->seen_height = screen != NULL ? frond_screen_get_height (screen) : 0;
  on_caps_changed (self);
}

void
frond_resizer_set_enabled (FrondResizer *self, gboolean enabled)
{
  if (self->enabled == enabled)
    return;
  self->enabled = enabled;
  on_caps_changed (self);
}

void
frond_resizer_set_size (FrondResizer *self, int width, int height, int width_mm, int height_mm)
{
  width = MIN (width, FROND_SCREEN_MAX_SIZE);
  height = MIN (height, FROND_SCREEN_MAX_SIZE);
  self->width_mm = width_mm;
  self->height_mm = height_mm;
  if (self->width == width && self->height == height)
    return;

  self->width = width;
  self->height = height;
  schedule (self);
}

gboolean
frond_resizer_has_size (FrondResizer *self, int width, int height)
{
  return self->width == MIN (width, FROND_SCREEN_MAX_SIZE) &&
         self->height == MIN (height, FROND_SCREEN_MAX_SIZE);
}
