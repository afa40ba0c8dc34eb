/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-test-screen.h"

struct _FrondTestScreen
{
  FrondScreen parent_instance;

  guint32 *pixels;
  int width;
  int height;
  GPtrArray *log;
  guint n_acquired;
  gboolean acquired;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (FrondTestScreen, frond_test_screen, FROND_TYPE_SCREEN)

G_GNUC_PRINTF (2, 3)
static void
note (FrondScreen *screen, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (FROND_TEST_SCREEN (screen)->log, g_strdup_vprintf (format, args));
  va_end (args);
}

static gboolean
acquire_frame (FrondScreen *screen, FrondFrame *frame)
{
  FrondTestScreen *self = FROND_TEST_SCREEN (screen);

  if (!frond_screen_get_ready (screen))
    return FALSE;
  g_assert_false (self->acquired);
  self->acquired = TRUE;
  self->n_acquired++;
  *frame = (FrondFrame) {
    .data = (const guint8 *) self->pixels,
    .stride = (gsize) self->width * 4,
    .width = self->width,
    .height = self->height,
    .pixels = FROND_PIXELS_XRGB8888,
  };
  return TRUE;
}

static void
release_frame (FrondScreen *screen)
{
  g_assert_true (FROND_TEST_SCREEN (screen)->acquired);
  FROND_TEST_SCREEN (screen)->acquired = FALSE;
}

static gboolean
is_busy (FrondScreen *screen)
{
  return FROND_TEST_SCREEN (screen)->busy;
}

static void
key (FrondScreen *screen, guint scancode, gboolean down)
{
  note (screen, "key %02x %s", scancode, down ? "down" : "up");
}

static void
pointer_abs (FrondScreen *screen, int x, int y)
{
  note (screen, "abs %d %d", x, y);
}

static void
pointer_rel (FrondScreen *screen, int dx, int dy)
{
  note (screen, "rel %d %d", dx, dy);
}

static void
button (FrondScreen *screen, guint number, gboolean down)
{
  note (screen, "button %u %s", number, down ? "down" : "up");
}

static void
wheel (FrondScreen *screen, int clicks)
{
  note (screen, "wheel %d", clicks);
}

static void
set_locks (FrondScreen *screen, FrondLocks locks)
{
  note (screen, "locks %u", locks);
  frond_screen_take_locks (screen, locks);
}

static void
request_size (FrondScreen *screen, int width, int height, int width_mm, int height_mm)
{
  note (screen, "size %d %d %d %d", width, height, width_mm, height_mm);
}

static void
switch_off (FrondScreen *screen)
{
  note (screen, "off");
}

static void
frond_test_screen_finalize (GObject *object)
{
  FrondTestScreen *self = FROND_TEST_SCREEN (object);

  g_free (self->pixels);
  g_ptr_array_unref (self->log);
  G_OBJECT_CLASS (frond_test_screen_parent_class)->finalize (object);
}

static void
frond_test_screen_class_init (FrondTestScreenClass *klass)
{
  FrondScreenClass *screen_class = FROND_SCREEN_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = frond_test_screen_finalize;
  screen_class->acquire_frame = acquire_frame;
  screen_class->release_frame = release_frame;
  screen_class->is_busy = is_busy;
  screen_class->key = key;
  screen_class->pointer_abs = pointer_abs;
  screen_class->pointer_rel = pointer_rel;
  screen_class->button = button;
  screen_class->wheel = wheel;
  screen_class->set_locks = set_locks;
  screen_class->request_size = request_size;
  screen_class->switch_off = switch_off;
}

static void
frond_test_screen_init (FrondTestScreen *self)
{
  self->log = g_ptr_array_new_with_free_func (g_free);
}

FrondTestScreen *
frond_test_screen_new (int width, int height)
{
  FrondTestScreen *self = g_object_new (FROND_TYPE_TEST_SCREEN, NULL);

  frond_test_screen_resize (self, width, height);
  frond_screen_take_caps (FROND_SCREEN (self), FROND_SCREEN_CAN_RESIZE);
  return self;
}

guint32
frond_test_screen_get_pixel (FrondTestScreen *self, int x, int y)
{
  /* The picture may have become smaller since the frame that is looked at. */
  if (x >= self->width || y >= self->height)
    return 0;
  return self->pixels[(gsize) y * self->width + x] & 0xffffff;
}

void
frond_test_screen_fill (FrondTestScreen *self, int x, int y, int width, int height, guint32 colour)
{
  for (int row = y; row < y + height; row++)
    for (int column = x; column < x + width; column++)
      self->pixels[(gsize) row * self->width + column] = colour;
  frond_screen_take_damage (FROND_SCREEN (self), x, y, width, height);
}

void
frond_test_screen_resize (FrondTestScreen *self, int width, int height)
{
  g_free (self->pixels);
  self->pixels = g_new (guint32, (gsize) width * height);
  self->width = width;
  self->height = height;
  /* A checkerboard for blur, a ramp for displacement; the fourth byte is rubbish as in a real guest. */
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      self->pixels[(gsize) y * width + x] =
          ((x ^ y) & 1) * 0xff0000u | (guint32) (x & 0xff) << 8 | (y & 0xff) | (guint32) (x & 3) << 24;
  frond_screen_take_frame_change (FROND_SCREEN (self), width, height, TRUE);
}

void
frond_test_screen_set_ready (FrondTestScreen *self, gboolean ready)
{
  frond_screen_take_frame_change (FROND_SCREEN (self), self->width, self->height, ready);
}

void
frond_test_screen_set_busy (FrondTestScreen *self, gboolean busy)
{
  self->busy = busy;
}

guint
frond_test_screen_get_n_acquired (FrondTestScreen *self)
{
  return self->n_acquired;
}

char *
frond_test_screen_take_log (FrondTestScreen *self)
{
  char *text;

  g_ptr_array_add (self->log, NULL);
  text = g_strjoinv (", ", (char **) self->log->pdata);
  g_ptr_array_set_size (self->log, 0);
  return text;
}

gboolean
frond_test_screen_has (FrondTestScreen *self, const char *line)
{
  return g_ptr_array_find_with_equal_func (self->log, line, g_str_equal, NULL);
}

const char *
frond_test_screen_last (FrondTestScreen *self, const char *prefix)
{
  for (guint i = self->log->len; i > 0; i--)
    if (g_str_has_prefix (g_ptr_array_index (self->log, i - 1), prefix))
      return g_ptr_array_index (self->log, i - 1);
  return NULL;
}
