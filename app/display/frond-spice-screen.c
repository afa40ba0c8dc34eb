/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-screen.h"

/* A guest that has not switched its monitor on by then does not mean to: its server's picture is all there is. */
#define PATIENCE_MS 2000

struct _FrondSpiceScreen
{
  FrondScreen parent_instance;

  FrondSpiceSurface *surface;
  guint monitor;
  FrondSpiceInput *input;
  FrondSpiceCursor *cursor;
  GdkRectangle area; /* ours of the surface, while ready */

  /* A further monitor is dark until somebody asks for it; what its channel shows before the guest has switched it on
   * is a picture of the server's own making. */
  gboolean on;
  int asked_width;
  int asked_height;
  int stale_width;
  int stale_height;
  guint patience_id; /* while that picture is not shown */
};

G_DEFINE_FINAL_TYPE (FrondSpiceScreen, frond_spice_screen, FROND_TYPE_SCREEN)

/* As SPICE counts monitors in input and configuration: one channel with several, or several with one. */
static int
get_display_id (FrondSpiceScreen *self)
{
  int channel_id = frond_spice_surface_get_channel_id (self->surface);

  return channel_id == 0 ? (int) self->monitor : channel_id;
}

static gboolean
frond_spice_screen_acquire_frame (FrondScreen *screen, FrondFrame *frame)
{
  FrondSpiceScreen *self = FROND_SPICE_SCREEN (screen);

  return frond_screen_get_ready (screen) &&
         frond_spice_surface_acquire_frame (self->surface, &self->area, frame);
}

static void
frond_spice_screen_release_frame (FrondScreen *screen)
{
  frond_spice_surface_release_frame (FROND_SPICE_SCREEN (screen)->surface);
}

static FrondScanout *
frond_spice_screen_get_scanout (FrondScreen *screen, GdkRectangle *crop)
{
  FrondSpiceScreen *self = FROND_SPICE_SCREEN (screen);

  *crop = self->area;
  return frond_screen_get_ready (screen) ? frond_spice_surface_get_scanout (self->surface) : NULL;
}

static void
frond_spice_screen_frame_done (FrondScreen *screen)
{
  frond_spice_surface_frame_done (FROND_SPICE_SCREEN (screen)->surface);
}

static void
frond_spice_screen_set_watched (FrondScreen *screen, gboolean watched)
{
  FrondSpiceScreen *self = FROND_SPICE_SCREEN (screen);

  if (watched)
    frond_spice_surface_watch (self->surface);
  else
    frond_spice_surface_unwatch (self->surface);
}

static gboolean
frond_spice_screen_is_busy (FrondScreen *screen)
{
  return frond_spice_surface_is_busy (FROND_SPICE_SCREEN (screen)->surface);
}

static void
frond_spice_screen_key (FrondScreen *screen, guint scancode, gboolean down)
{
  frond_spice_input_key (FROND_SPICE_SCREEN (screen)->input, scancode, down);
}

static void
frond_spice_screen_pointer_abs (FrondScreen *screen, int x, int y)
{
  FrondSpiceScreen *self = FROND_SPICE_SCREEN (screen);

  /* Without an agent the server forgets the monitor, and the place is one on the guest's tablet: that spans the
   * surface, with all monitors on it. There is none where monitors have surfaces of their own: spice-server (0.15) gives
   * the guest a mouse then. */
  if (!frond_spice_input_get_agent_connected (self->input))
    {
      x += self->area.x;
      y += self->area.y;
    }
  frond_spice_input_pointer_abs (self->input, x, y, get_display_id (self));
}

static void
frond_spice_screen_pointer_rel (FrondScreen *screen, int dx, int dy)
{
  frond_spice_input_pointer_rel (FROND_SPICE_SCREEN (screen)->input, dx, dy);
}

static void
frond_spice_screen_button (FrondScreen *screen, guint button, gboolean down)
{
  frond_spice_input_button (FROND_SPICE_SCREEN (screen)->input, button, down);
}

static void
frond_spice_screen_wheel (FrondScreen *screen, int clicks)
{
  frond_spice_input_wheel (FROND_SPICE_SCREEN (screen)->input, clicks);
}

static void
frond_spice_screen_set_locks (FrondScreen *screen, FrondLocks locks)
{
  frond_spice_input_set_locks (FROND_SPICE_SCREEN (screen)->input, locks);
}

/* While there is no picture the size stays that of the last one: a mode switch is not worth a flash. */
static void
update_picture (FrondSpiceScreen *self)
{
  FrondScreen *screen = FROND_SCREEN (self);
  GdkRectangle area;

  if (self->on && frond_spice_surface_get_monitor (self->surface, self->monitor, &area))
    {
      if (self->patience_id != 0 && area.width == self->stale_width && area.height == self->stale_height &&
          (area.width != self->asked_width || area.height != self->asked_height))
        return;
      g_clear_handle_id (&self->patience_id, g_source_remove);
      self->area = area;
      frond_spice_input_note_size (self->input, get_display_id (self), area.width, area.height);
      frond_screen_take_frame_change (screen, area.width, area.height, TRUE);
    }
  else
    {
      frond_screen_take_frame_change (screen, frond_screen_get_width (screen),
                                      frond_screen_get_height (screen), FALSE);
    }
}

static void
on_surface_changed (FrondSpiceScreen *self)
{
  GdkRectangle area;

  if (self->patience_id != 0 && self->stale_width == 0 &&
      frond_spice_surface_get_monitor (self->surface, self->monitor, &area))
    {
      self->stale_width = area.width;
      self->stale_height = area.height;
    }
  update_picture (self);
}

static void
on_patience (gpointer data)
{
  FrondSpiceScreen *self = data;

  self->patience_id = 0;
  update_picture (self);
}

static void
switch_on (FrondSpiceScreen *self)
{
  self->on = TRUE;
  self->stale_width = self->stale_height = 0;
  self->patience_id = g_timeout_add_once (PATIENCE_MS, on_patience, self);
  frond_spice_surface_connect (self->surface);
  if (self->cursor != NULL)
    frond_spice_cursor_connect (self->cursor);
  on_surface_changed (self);
}

static void
frond_spice_screen_request_size (FrondScreen *screen, int width, int height, int width_mm, int height_mm)
{
  FrondSpiceScreen *self = FROND_SPICE_SCREEN (screen);

  if (!frond_spice_input_get_agent_connected (self->input))
    return;
  self->asked_width = width;
  self->asked_height = height;
  if (!self->on)
    switch_on (self);
  frond_spice_input_request_size (self->input, get_display_id (self), width, height, width_mm, height_mm);
}

/* The channel stays open: it carries nothing while its monitor is dark. */
static void
frond_spice_screen_switch_off (FrondScreen *screen)
{
  FrondSpiceScreen *self = FROND_SPICE_SCREEN (screen);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  self->on = FALSE;
  frond_spice_input_switch_off (self->input, get_display_id (self));
  update_picture (self);
}

static void
on_surface_damage (FrondSpiceScreen *self, int x, int y, int width, int height)
{
  const GdkRectangle rect = { x, y, width, height };
  FrondScanout *scanout = frond_spice_surface_get_scanout (self->surface);
  GdkRectangle hit;

  if (!frond_screen_get_ready (FROND_SCREEN (self)) || !gdk_rectangle_intersect (&rect, &self->area, &hit))
    return;
  hit.x -= self->area.x;
  hit.y -= self->area.y;
  if (scanout != NULL && frond_scanout_get_layout (scanout)->y_flip)
    hit.y = self->area.height - hit.y - hit.height;
  frond_screen_take_damage (FROND_SCREEN (self), hit.x, hit.y, hit.width, hit.height);
}

static void
on_input_changed (FrondSpiceScreen *self)
{
  FrondScreen *screen = FROND_SCREEN (self);
  FrondScreenCaps caps = 0;

  frond_screen_take_mouse_mode (screen, frond_spice_input_get_mouse_mode (self->input));
  frond_screen_take_locks (screen, frond_spice_input_get_locks (self->input));
  if (frond_spice_input_get_agent_connected (self->input))
    caps |= FROND_SCREEN_CAN_RESIZE;
  if (get_display_id (self) != 0)
    caps |= FROND_SCREEN_CAN_SWITCH;
  frond_screen_take_caps (screen, caps);
}

static void
on_cursor_changed (FrondSpiceScreen *self)
{
  frond_screen_take_cursor (FROND_SCREEN (self), frond_spice_cursor_get_shape (self->cursor));
}

static void
on_cursor_moved (FrondSpiceScreen *self)
{
  int x, y;

  frond_spice_cursor_get_position (self->cursor, &x, &y);
  frond_screen_take_cursor_position (FROND_SCREEN (self), x - self->area.x, y - self->area.y);
}

static void
frond_spice_screen_dispose (GObject *object)
{
  FrondSpiceScreen *self = FROND_SPICE_SCREEN (object);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_object (&self->surface);
  g_clear_object (&self->input);
  g_clear_object (&self->cursor);
  G_OBJECT_CLASS (frond_spice_screen_parent_class)->dispose (object);
}

static void
frond_spice_screen_class_init (FrondSpiceScreenClass *klass)
{
  FrondScreenClass *screen_class = FROND_SCREEN_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_spice_screen_dispose;
  screen_class->acquire_frame = frond_spice_screen_acquire_frame;
  screen_class->release_frame = frond_spice_screen_release_frame;
  screen_class->get_scanout = frond_spice_screen_get_scanout;
  screen_class->frame_done = frond_spice_screen_frame_done;
  screen_class->set_watched = frond_spice_screen_set_watched;
  screen_class->is_busy = frond_spice_screen_is_busy;
  screen_class->key = frond_spice_screen_key;
  screen_class->pointer_abs = frond_spice_screen_pointer_abs;
  screen_class->pointer_rel = frond_spice_screen_pointer_rel;
  screen_class->button = frond_spice_screen_button;
  screen_class->wheel = frond_spice_screen_wheel;
  screen_class->set_locks = frond_spice_screen_set_locks;
  screen_class->request_size = frond_spice_screen_request_size;
  screen_class->switch_off = frond_spice_screen_switch_off;
}

static void
frond_spice_screen_init (FrondSpiceScreen *self)
{
}

FrondSpiceScreen *
frond_spice_screen_new (FrondSpiceSurface *surface, guint monitor, FrondSpiceInput *input)
{
  FrondSpiceScreen *self = g_object_new (FROND_TYPE_SPICE_SCREEN, NULL);

  self->surface = g_object_ref (surface);
  self->monitor = monitor;
  self->on = frond_spice_surface_get_channel_id (surface) == 0;
  self->input = g_object_ref (input);
  g_signal_connect_object (surface, "changed", G_CALLBACK (on_surface_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (surface, "damage", G_CALLBACK (on_surface_damage), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (input, "changed", G_CALLBACK (on_input_changed), self, G_CONNECT_SWAPPED);
  on_input_changed (self);
  on_surface_changed (self);
  return self;
}

void
frond_spice_screen_set_cursor_source (FrondSpiceScreen *self, FrondSpiceCursor *cursor)
{
  if (self->cursor == cursor)
    return;
  if (self->cursor != NULL)
    g_signal_handlers_disconnect_by_data (self->cursor, self);
  g_set_object (&self->cursor, cursor);
  if (self->on)
    frond_spice_cursor_connect (cursor);
  g_signal_connect_object (cursor, "changed", G_CALLBACK (on_cursor_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cursor, "moved", G_CALLBACK (on_cursor_moved), self, G_CONNECT_SWAPPED);
  on_cursor_changed (self);
}

FrondSpiceSurface *
frond_spice_screen_get_surface (FrondSpiceScreen *self)
{
  return self->surface;
}

guint
frond_spice_screen_get_monitor (FrondSpiceScreen *self)
{
  return self->monitor;
}
