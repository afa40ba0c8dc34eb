/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How FrondDisplay shows pictures that are buffers of another process, and when their guest may go on. */
#include "frond-display-private.h"

#include "frond-dmabuf-presenter.h"

static FrondDmabufPresenter *
get_presenter (FrondDisplay *self)
{
  return FROND_DMABUF_PRESENTER (gtk_graphics_offload_get_child (GTK_GRAPHICS_OFFLOAD (self->offload)));
}

void
frond_display_scanout_init (FrondDisplay *self)
{
  self->offload = gtk_graphics_offload_new (frond_dmabuf_presenter_new ());
  gtk_graphics_offload_set_enabled (GTK_GRAPHICS_OFFLOAD (self->offload), GTK_GRAPHICS_OFFLOAD_DISABLED);
  gtk_graphics_offload_set_black_background (GTK_GRAPHICS_OFFLOAD (self->offload), TRUE);
  /* The pointer is for the display. */
  gtk_widget_set_can_target (self->offload, FALSE);
  gtk_widget_set_parent (self->offload, GTK_WIDGET (self));
}

void
frond_display_scanout_dispose (FrondDisplay *self)
{
  g_clear_pointer (&self->offload, gtk_widget_unparent);
}

static gboolean
has_scanout (FrondDisplay *self)
{
  GdkRectangle crop;

  return self->screen != NULL && frond_screen_get_scanout (self->screen, &crop) != NULL;
}

/* A child that was not drawn the last time passes nothing on to its parent. */
void
frond_display_scanout_queue_draw (FrondDisplay *self)
{
  if (self->gl_active)
    gtk_widget_queue_draw (GTK_WIDGET (get_presenter (self)));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The scale or the place may be others, and what GTK has kept of the child is for the old ones. */
void
frond_display_scanout_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (FROND_DISPLAY (widget)->offload, width, height, -1, NULL);
  if (FROND_DISPLAY (widget)->gl_active)
    frond_display_scanout_queue_draw (FROND_DISPLAY (widget));
}

/* A subsurface only for guests that have a use for it. */
void
frond_display_scanout_changed (FrondDisplay *self)
{
  frond_dmabuf_presenter_damage_all (get_presenter (self));
  if (has_scanout (self))
    frond_display_picture_drop_hold (self);
  if (self->gl_active == has_scanout (self))
    return;
  self->gl_active = !self->gl_active;
  gtk_graphics_offload_set_enabled (GTK_GRAPHICS_OFFLOAD (self->offload),
                                    self->gl_active ? GTK_GRAPHICS_OFFLOAD_ENABLED
                                                    : GTK_GRAPHICS_OFFLOAD_DISABLED);
}

gboolean
frond_display_scanout_damage (FrondDisplay *self, const GdkRectangle *rect)
{
  if (!self->shows_scanout)
    return FALSE;
  frond_dmabuf_presenter_damage (get_presenter (self), rect);
  return TRUE;
}

static void
clear (FrondDisplay *self)
{
  self->shows_scanout = FALSE;
  frond_dmabuf_presenter_clear (get_presenter (self));
}

void
frond_display_scanout_set_screen (FrondDisplay *self)
{
  clear (self);
  frond_display_scanout_changed (self);
  self->gl_failed = FALSE;
  frond_display_set_gl_unshown (self, FALSE);
  frond_display_scanout_update_watch (self);
}

void
frond_display_scanout_update_watch (FrondDisplay *self)
{
  gboolean seen = gtk_widget_get_mapped (GTK_WIDGET (self)) && !self->gl_unshown &&
                  (self->window == NULL || !gtk_window_is_suspended (self->window));
  FrondScreen *screen = seen ? self->screen : NULL;

  if (self->watched_screen == screen)
    return;
  if (self->watched_screen != NULL)
    frond_screen_unwatch (self->watched_screen);
  g_set_object (&self->watched_screen, screen);
  if (screen != NULL)
    frond_screen_watch (screen);
}

static gboolean
renders_with_cairo (FrondDisplay *self)
{
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (GTK_WIDGET (self)));

  return renderer != NULL && g_str_equal (G_OBJECT_TYPE_NAME (renderer), "GskCairoRenderer");
}

/* The commands that read the buffer are with the GPU or the compositor now, and the kernel orders what the guest draws
 * next after them. What is told to the window waits until here, too: nothing is laid out during a snapshot. */
static void
on_after_paint (FrondDisplay *self, GdkFrameClock *clock)
{
  g_signal_handlers_disconnect_by_func (clock, on_after_paint, self);
  if (self->screen != NULL)
    frond_screen_frame_done (self->screen);
  frond_display_set_gl_unshown (self, self->gl_failed);
  frond_display_scanout_update_watch (self);
}

static void
finish_after_paint (FrondDisplay *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  g_signal_handlers_disconnect_by_func (clock, on_after_paint, self);
  g_signal_connect_object (clock, "after-paint", G_CALLBACK (on_after_paint), self, G_CONNECT_SWAPPED);
}

gboolean
frond_display_scanout_update (FrondDisplay *self)
{
  FrondScanout *scanout = NULL;
  GdkRectangle crop;

  if (self->screen != NULL)
    scanout = frond_screen_get_scanout (self->screen, &crop);
  frond_dmabuf_presenter_set_sharp (get_presenter (self), self->sharp);
  if (scanout == NULL)
    {
      /* The last picture stays until there is another one. */
      if (self->shows_scanout && self->screen != NULL && frond_screen_get_ready (self->screen) &&
          self->hold_source == 0)
        clear (self);
      self->gl_failed = FALSE;
    }
  else if (frond_dmabuf_presenter_update (get_presenter (self), &self->viewport, scanout, &crop,
                                          renders_with_cairo (self)))
    {
      self->shows_scanout = TRUE;
      self->gl_failed = FALSE;
      frond_tile_presenter_clear (self->presenter);
    }
  else
    {
      clear (self);
      self->gl_failed = !frond_scanout_is_readable (scanout);
      if (self->gl_failed)
        frond_tile_presenter_clear (self->presenter);
    }
  if (scanout != NULL || self->gl_failed != frond_display_get_gl_unshown (self))
    finish_after_paint (self);
  return self->shows_scanout;
}

void
frond_display_scanout_snapshot (FrondDisplay *self, GtkSnapshot *snapshot)
{
  if (self->shows_scanout)
    gtk_widget_snapshot_child (GTK_WIDGET (self), self->offload, snapshot);
}

GdkTexture *
frond_display_scanout_capture (FrondDisplay *self, int max_width)
{
  return self->shows_scanout ? frond_dmabuf_presenter_capture (get_presenter (self), max_width) : NULL;
}
