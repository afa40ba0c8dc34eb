/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether FrondDisplay copies the picture now or with the next frame.
 *
 * SPICE has no frames: QEMU sends a change as dozens of columns, and GTK's frame clock goes before what reads them. A
 * picture of half of them is torn. So while more is on its way, what is shown stays for one frame; but a guest that
 * never stops sending is shown at the full rate, since its changes are older than that. */
#include "frond-display-private.h"

/* Less than a frame at 60 Hz, more than QEMU takes for everything. */
#define BATCH_USEC 12000

/* As many changes are no single letter, and when they have come just now there will be more of them. */
#define BATCH_CHANGES  4
#define BATCH_GAP_USEC 3000

static gboolean
on_next_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  gtk_widget_queue_draw (widget);
  return G_SOURCE_REMOVE;
}

void
frond_display_pacing_damaged (FrondDisplay *self, gboolean is_first)
{
  self->changed_at = g_get_monotonic_time ();
  self->n_changes++;
  if (!is_first)
    return;
  self->damaged_at = self->changed_at;
  self->n_changes = 1;
  self->deferred = FALSE;
}

static gboolean
is_unfinished (FrondDisplay *self)
{
  gint64 now = g_get_monotonic_time ();

  if (!frond_tile_presenter_is_damaged (self->presenter) || now - self->damaged_at >= BATCH_USEC)
    return FALSE;
  return (self->n_changes >= BATCH_CHANGES && now - self->changed_at < BATCH_GAP_USEC) ||
         frond_screen_is_busy (self->screen);
}

gboolean
frond_display_pacing_defer (FrondDisplay *self)
{
  int width, height;

  if (self->deferred || !frond_tile_presenter_get_size (self->presenter, &width, &height) ||
      width != frond_screen_get_width (self->screen) || height != frond_screen_get_height (self->screen))
    return FALSE;
  if (!is_unfinished (self))
    return FALSE;

  self->deferred = TRUE;
  gtk_widget_add_tick_callback (GTK_WIDGET (self), on_next_frame, NULL, NULL);
  return TRUE;
}
