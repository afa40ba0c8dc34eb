/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-surface.h"

#include "frond-error.h"

/* spice-glib's own bound on monitors of a channel is larger than any person's desk. */
#define MAX_MONITORS 16

struct _FrondSpiceSurface
{
  GObject parent_instance;

  SpiceDisplayChannel *channel;
  int channel_id;
  const guint8 *data; /* NULL while there is no surface */
  int width;
  int height;
  int stride;
  FrondPixels pixels;
  gboolean marked;
  gboolean connected;
  FrondSpiceGl *gl;
  FrondScanout *acquired;
  guint n_watchers;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_DAMAGE,
  SIGNAL_REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondSpiceSurface, frond_spice_surface, G_TYPE_OBJECT)

gboolean
frond_spice_surface_check (int format, int width, int height, int stride, gconstpointer data, GError **error)
{
  gint64 row = (gint64) width * (format == SPICE_SURFACE_FMT_32_xRGB ? 4 : 2);

  if (format != SPICE_SURFACE_FMT_32_xRGB && format != SPICE_SURFACE_FMT_16_565 &&
      format != SPICE_SURFACE_FMT_16_555)
    {
      frond_set_error (error, FROND_ERROR_UNSUPPORTED, NULL,
                       "The guest's screen has the unknown pixel format %d", format);
      return FALSE;
    }
  if (width < 1 || height < 1 || width > FROND_SCREEN_MAX_SIZE || height > FROND_SCREEN_MAX_SIZE ||
      (gint64) width * height * 4 > FROND_SPICE_SURFACE_MAX_BYTES)
    {
      frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, NULL, "The guest's screen has the absurd size %d×%d",
                       width, height);
      return FALSE;
    }
  if (data == NULL || stride < row)
    {
      frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, NULL,
                       "The guest's screen has rows of %d bytes for %d pixels", stride, width);
      return FALSE;
    }
  return TRUE;
}

static void
emit_changed (FrondSpiceSurface *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static FrondPixels
to_pixels (int format)
{
  switch (format)
    {
    case SPICE_SURFACE_FMT_16_565:
      return FROND_PIXELS_RGB565;
    case SPICE_SURFACE_FMT_16_555:
      return FROND_PIXELS_RGB555;
    default:
      return FROND_PIXELS_XRGB8888;
    }
}

static void
on_primary_create (FrondSpiceSurface *self, int format, int width, int height, int stride, int shmid,
                   gpointer data)
{
  g_autoptr (GError) error = NULL;

  self->data = NULL;
  if (!frond_spice_surface_check (format, width, height, stride, data, &error))
    {
      emit_changed (self);
      g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error);
      return;
    }
  self->data = data;
  self->width = width;
  self->height = height;
  self->stride = stride;
  self->pixels = to_pixels (format);
  emit_changed (self);
}

/* The memory is freed after this. */
static void
on_primary_destroy (FrondSpiceSurface *self)
{
  self->data = NULL;
  emit_changed (self);
}

static void
on_mark (FrondSpiceSurface *self, int mark)
{
  self->marked = mark != 0;
  emit_changed (self);
}

/* The server's numbers: their sums need not fit into an int. */
static void
on_invalidate (FrondSpiceSurface *self, int x, int y, int width, int height)
{
  int left = CLAMP (x, 0, self->width);
  int top = CLAMP (y, 0, self->height);
  int right = (int) CLAMP ((gint64) x + width, left, self->width);
  int bottom = (int) CLAMP ((gint64) y + height, top, self->height);

  if (self->data == NULL || right <= left || bottom <= top)
    return;
  if (self->marked)
    frond_spice_gl_deactivate (self->gl);
  if (frond_spice_gl_get_scanout (self->gl) == NULL)
    g_signal_emit (self, signals[SIGNAL_DAMAGE], 0, left, top, right - left, bottom - top);
}

static void
on_gl_damage (FrondSpiceSurface *self, int x, int y, int width, int height)
{
  g_signal_emit (self, signals[SIGNAL_DAMAGE], 0, x, y, width, height);
}

static void
on_gl_refused (FrondSpiceSurface *self, const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error);
}

static void
frond_spice_surface_dispose (GObject *object)
{
  FrondSpiceSurface *self = FROND_SPICE_SURFACE (object);

  frond_spice_surface_detach (self);
  g_clear_object (&self->gl);
  G_OBJECT_CLASS (frond_spice_surface_parent_class)->dispose (object);
}

static void
frond_spice_surface_class_init (FrondSpiceSurfaceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_spice_surface_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", FROND_TYPE_SPICE_SURFACE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DAMAGE] =
      g_signal_new ("damage", FROND_TYPE_SPICE_SURFACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                    4, G_TYPE_INT, G_TYPE_INT, G_TYPE_INT, G_TYPE_INT);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", FROND_TYPE_SPICE_SURFACE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
frond_spice_surface_init (FrondSpiceSurface *self)
{
}

FrondSpiceSurface *
frond_spice_surface_new (SpiceDisplayChannel *channel)
{
  FrondSpiceSurface *self = g_object_new (FROND_TYPE_SPICE_SURFACE, NULL);

  self->channel = g_object_ref (channel);
  g_object_get (channel, "channel-id", &self->channel_id, NULL);
  g_signal_connect_object (channel, "display-primary-create", G_CALLBACK (on_primary_create), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "display-primary-destroy", G_CALLBACK (on_primary_destroy), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "display-mark", G_CALLBACK (on_mark), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "display-invalidate", G_CALLBACK (on_invalidate), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::monitors", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  self->gl = frond_spice_gl_new (channel);
  g_signal_connect_object (self->gl, "changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->gl, "damage", G_CALLBACK (on_gl_damage), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->gl, "refused", G_CALLBACK (on_gl_refused), self, G_CONNECT_SWAPPED);
  return self;
}

void
frond_spice_surface_detach (FrondSpiceSurface *self)
{
  if (self->channel == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->channel, self);
  g_clear_object (&self->channel);
  frond_spice_gl_detach (self->gl);
  self->data = NULL;
  emit_changed (self);
}

void
frond_spice_surface_connect (FrondSpiceSurface *self)
{
  if (self->channel == NULL || self->connected)
    return;
  self->connected = TRUE;
  spice_channel_connect (SPICE_CHANNEL (self->channel));
}

int
frond_spice_surface_get_channel_id (FrondSpiceSurface *self)
{
  return self->channel_id;
}

/* The live array: not to be kept. */
static GArray *
get_monitors (FrondSpiceSurface *self)
{
  GArray *monitors = NULL;

  if (self->channel != NULL)
    g_object_get (self->channel, "monitors", &monitors, NULL);
  return monitors;
}

guint
frond_spice_surface_get_n_monitors (FrondSpiceSurface *self)
{
  g_autoptr (GArray) monitors = get_monitors (self);

  return monitors != NULL ? CLAMP (monitors->len, 1, MAX_MONITORS) : 1;
}

/* FALSE while there is nothing to see. */
static gboolean
get_size (FrondSpiceSurface *self, guint *width, guint *height)
{
  FrondScanout *scanout = frond_spice_gl_get_scanout (self->gl);

  *width = scanout != NULL ? frond_scanout_get_layout (scanout)->width : self->width;
  *height = scanout != NULL ? frond_scanout_get_layout (scanout)->height : self->height;
  return scanout != NULL || (self->data != NULL && self->marked);
}

gboolean
frond_spice_surface_get_monitor (FrondSpiceSurface *self, guint monitor, GdkRectangle *area)
{
  g_autoptr (GArray) monitors = get_monitors (self);
  const SpiceDisplayMonitorConfig *config;
  guint width, height;
  gboolean visible = get_size (self, &width, &height);
  gboolean placed;

  *area = (GdkRectangle) { 0, 0, width, height };
  if (!visible)
    return FALSE;
  if (monitors == NULL || monitor >= monitors->len)
    return monitor == 0;

  config = &g_array_index (monitors, SpiceDisplayMonitorConfig, monitor);
  /* A lone monitor has the surface's corner whatever it says: drivers leave the place of a former layout there. On a
   * GL scanout it is what the guest shows of a larger buffer. */
  placed = monitors->len > 1 || frond_spice_gl_get_scanout (self->gl) != NULL;
  area->x = placed ? MIN (config->x, width) : 0;
  area->y = placed ? MIN (config->y, height) : 0;
  area->width = MIN (config->width, width - area->x);
  area->height = MIN (config->height, height - area->y);
  if (area->width > 0 && area->height > 0)
    return TRUE;

  /* Nothing of the only monitor is on the surface: better to show what there is. */
  *area = (GdkRectangle) { 0, 0, width, height };
  return monitors->len == 1;
}

gboolean
frond_spice_surface_acquire_frame (FrondSpiceSurface *self, const GdkRectangle *area, FrondFrame *frame)
{
  FrondScanout *scanout = frond_spice_gl_get_scanout (self->gl);
  gsize bytes = self->pixels == FROND_PIXELS_XRGB8888 ? 4 : 2;

  g_return_val_if_fail (self->acquired == NULL, FALSE);

  if (scanout != NULL)
    {
      if (!frond_scanout_begin_read (scanout, area, frame))
        return FALSE;
      self->acquired = frond_scanout_ref (scanout);
      return TRUE;
    }
  *frame = (FrondFrame) {
    .data = self->data + (gsize) area->y * self->stride + area->x * bytes,
    .stride = self->stride,
    .width = area->width,
    .height = area->height,
    .pixels = self->pixels,
  };
  return TRUE;
}

void
frond_spice_surface_release_frame (FrondSpiceSurface *self)
{
  if (self->acquired != NULL)
    frond_scanout_end_read (self->acquired);
  g_clear_pointer (&self->acquired, frond_scanout_unref);
}

FrondScanout *
frond_spice_surface_get_scanout (FrondSpiceSurface *self)
{
  return frond_spice_gl_get_scanout (self->gl);
}

FrondSpiceGl *
frond_spice_surface_get_gl (FrondSpiceSurface *self)
{
  return self->gl;
}

void
frond_spice_surface_frame_done (FrondSpiceSurface *self)
{
  frond_spice_gl_done (self->gl);
}

void
frond_spice_surface_watch (FrondSpiceSurface *self)
{
  self->n_watchers++;
  frond_spice_gl_set_watched (self->gl, TRUE);
}

void
frond_spice_surface_unwatch (FrondSpiceSurface *self)
{
  g_return_if_fail (self->n_watchers > 0);

  self->n_watchers--;
  frond_spice_gl_set_watched (self->gl, self->n_watchers > 0);
}

gboolean
frond_spice_surface_is_busy (FrondSpiceSurface *self)
{
  g_autoptr (GSocket) socket = NULL;

  if (self->channel != NULL)
    g_object_get (self->channel, "socket", &socket, NULL);
  return socket != NULL && (g_socket_condition_check (socket, G_IO_IN) & G_IO_IN) != 0;
}
