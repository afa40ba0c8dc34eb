/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-gl.h"

/* Guests flip between two or three buffers. */
#define N_KNOWN 4

struct _FrondSpiceGl
{
  GObject parent_instance;

  SpiceDisplayChannel *channel; /* NULL once detached */
  FrondScanout *known[N_KNOWN]; /* the latest first */
  FrondScanout *next;           /* what the next draw is into */
  FrondScanout *shown;          /* what the latest draw was into; NULL while it is not the picture */
  gboolean seen_any;
  gboolean watched;
  guint n_waiting; /* draws that the guest waits for */
  guint patience;  /* timeout */
  guint64 n_acknowledged;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_DAMAGE,
  SIGNAL_REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondSpiceGl, frond_spice_gl, G_TYPE_OBJECT)

static void
set_scanout (FrondScanout **place, FrondScanout *scanout)
{
  if (scanout != NULL)
    frond_scanout_ref (scanout);
  g_clear_pointer (place, frond_scanout_unref);
  *place = scanout;
}

static void
show (FrondSpiceGl *self, FrondScanout *scanout)
{
  if (self->shown == scanout)
    return;
  set_scanout (&self->shown, scanout);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
frond_spice_gl_done (FrondSpiceGl *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  for (; self->n_waiting > 0 && self->channel != NULL; self->n_waiting--)
    {
      self->n_acknowledged++;
      spice_display_channel_gl_draw_done (self->channel);
    }
}

static void
on_patience_over (gpointer data)
{
  FrondSpiceGl *self = data;

  self->patience = 0;
  frond_spice_gl_done (self);
}

static void
start_waiting (FrondSpiceGl *self)
{
  guint ms = self->watched ? FROND_SPICE_GL_PATIENCE : FROND_SPICE_GL_UNSEEN_PACE;

  g_clear_handle_id (&self->patience, g_source_remove);
  self->patience = g_timeout_add_once (ms, on_patience_over, self);
}

/* Puts it first; the one that was not met for the longest time goes. */
static void
remember (FrondSpiceGl *self, FrondScanout *scanout, guint place)
{
  frond_scanout_ref (scanout);
  g_clear_pointer (&self->known[place], frond_scanout_unref);
  memmove (&self->known[1], &self->known[0], place * sizeof *self->known);
  self->known[0] = scanout;
}

static FrondScanout *
find_scanout (FrondSpiceGl *self, const FrondScanoutLayout *layout, GError **error)
{
  g_autoptr (FrondScanout) scanout = NULL;
  guint place = 0;

  while (place < N_KNOWN && self->known[place] != NULL && !frond_scanout_matches (self->known[place], layout))
    place++;
  if (place < N_KNOWN && self->known[place] != NULL)
    scanout = frond_scanout_ref (self->known[place]);
  else
    scanout = frond_scanout_new (layout, error);
  if (scanout == NULL)
    return NULL;

  remember (self, scanout, MIN (place, N_KNOWN - 1));
  return self->known[0];
}

static void
forget_known (FrondSpiceGl *self)
{
  for (guint i = 0; i < N_KNOWN; i++)
    g_clear_pointer (&self->known[i], frond_scanout_unref);
}

static void
forget_all (FrondSpiceGl *self)
{
  forget_known (self);
  g_clear_pointer (&self->next, frond_scanout_unref);
}

/* Sizes are unsigned on the wire. */
static int
to_size (guint32 size)
{
  return size <= G_MAXINT ? (int) size : G_MAXINT;
}

static void
on_scanout (FrondSpiceGl *self)
{
  const SpiceGlScanout *told = spice_display_channel_get_gl_scanout (self->channel);
  g_autoptr (GError) error = NULL;
  FrondScanoutLayout layout;
  FrondScanout *scanout;

  if (told == NULL || told->fd < 0)
    {
      forget_all (self);
      show (self, NULL);
      frond_spice_gl_done (self);
      return;
    }

  layout = (FrondScanoutLayout) {
    .width = to_size (told->width),
    .height = to_size (told->height),
    .fourcc = told->format,
    .modifier = FROND_SCANOUT_NO_MODIFIER,
    .y_flip = told->y0top,
    .n_planes = 1,
    .fds = { told->fd },
    .strides = { told->stride },
  };
  scanout = find_scanout (self, &layout, &error);
  set_scanout (&self->next, scanout);
  if (scanout == NULL)
    {
      show (self, NULL);
      frond_spice_gl_done (self);
      g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error);
      return;
    }
  /* Whoever connects late is given the buffer and no draw. Later ones hold nothing before they are drawn into. */
  if (!self->seen_any)
    show (self, scanout);
  self->seen_any = TRUE;
}

/* Whether the server counts rows from the first in memory or from the top is not said anywhere, and both are met. */
static void
emit_damage (FrondSpiceGl *self, guint x, guint y, guint width, guint height)
{
  const FrondScanoutLayout *layout = frond_scanout_get_layout (self->shown);
  guint left = MIN (x, (guint) layout->width);
  guint top = MIN (y, (guint) layout->height);

  width = MIN (width, layout->width - left);
  height = MIN (height, layout->height - top);
  if (width == 0 || height == 0)
    return;
  g_signal_emit (self, signals[SIGNAL_DAMAGE], 0, left, top, width, height);
  if (self->shown != NULL && layout->y_flip && height < (guint) layout->height)
    g_signal_emit (self, signals[SIGNAL_DAMAGE], 0, left, layout->height - top - height, width, height);
}

static void
on_draw (FrondSpiceGl *self, guint x, guint y, guint width, guint height)
{
  self->n_waiting++;
  if (self->patience == 0)
    start_waiting (self);

  if (self->next == NULL)
    frond_spice_gl_done (self);
  else if (self->next != self->shown)
    show (self, self->next);
  else
    emit_damage (self, x, y, width, height);
}

static void
frond_spice_gl_dispose (GObject *object)
{
  frond_spice_gl_detach (FROND_SPICE_GL (object));
  G_OBJECT_CLASS (frond_spice_gl_parent_class)->dispose (object);
}

static void
frond_spice_gl_class_init (FrondSpiceGlClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_spice_gl_dispose;

  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", FROND_TYPE_SPICE_GL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DAMAGE] =
      g_signal_new ("damage", FROND_TYPE_SPICE_GL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4,
                    G_TYPE_INT, G_TYPE_INT, G_TYPE_INT, G_TYPE_INT);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", FROND_TYPE_SPICE_GL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
frond_spice_gl_init (FrondSpiceGl *self)
{
}

FrondSpiceGl *
frond_spice_gl_new (SpiceDisplayChannel *channel)
{
  FrondSpiceGl *self = g_object_new (FROND_TYPE_SPICE_GL, NULL);

  self->channel = g_object_ref (channel);
  g_signal_connect_object (channel, "notify::gl-scanout", G_CALLBACK (on_scanout), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "gl-draw", G_CALLBACK (on_draw), self, G_CONNECT_SWAPPED);
  return self;
}

/* The guest does not wait for a client that is gone. */
void
frond_spice_gl_detach (FrondSpiceGl *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  self->n_waiting = 0;
  forget_all (self);
  g_clear_pointer (&self->shown, frond_scanout_unref);
  if (self->channel == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->channel, self);
  g_clear_object (&self->channel);
}

FrondScanout *
frond_spice_gl_get_scanout (FrondSpiceGl *self)
{
  return self->shown;
}

void
frond_spice_gl_deactivate (FrondSpiceGl *self)
{
  if (self->shown == NULL)
    return;
  /* spice-server does not tell when a guest gives up its buffers. */
  forget_known (self);
  show (self, NULL);
  frond_spice_gl_done (self);
}

void
frond_spice_gl_set_watched (FrondSpiceGl *self, gboolean watched)
{
  if (self->watched == watched)
    return;
  self->watched = watched;
  if (self->patience != 0 && !watched)
    start_waiting (self);
}

guint64
frond_spice_gl_get_n_acknowledged (FrondSpiceGl *self)
{
  return self->n_acknowledged;
}
