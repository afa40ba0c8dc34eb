/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-screen.h"

typedef struct
{
  int width;
  int height;
  gboolean ready;
  FrondMouseMode mouse_mode;
  FrondCursor *cursor;
  int cursor_x;
  int cursor_y;
  FrondLocks locks;
  FrondScreenCaps caps;
  guint n_watchers;
} FrondScreenPrivate;

enum
{
  PROP_0,
  PROP_WIDTH,
  PROP_HEIGHT,
  PROP_READY,
  PROP_MOUSE_MODE,
  PROP_CURSOR,
  PROP_LOCKS,
  PROP_CAPS,
  N_PROPS
};

enum
{
  SIGNAL_DAMAGE,
  SIGNAL_FRAME_CHANGED,
  SIGNAL_CURSOR_MOVED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FrondScreen, frond_screen, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (FrondMouseMode, frond_mouse_mode, G_DEFINE_ENUM_VALUE (FROND_MOUSE_ABSOLUTE, "absolute"),
                    G_DEFINE_ENUM_VALUE (FROND_MOUSE_RELATIVE, "relative"))

G_DEFINE_FLAGS_TYPE (FrondLocks, frond_locks, G_DEFINE_ENUM_VALUE (FROND_LOCK_SCROLL, "scroll"),
                     G_DEFINE_ENUM_VALUE (FROND_LOCK_NUM, "num"),
                     G_DEFINE_ENUM_VALUE (FROND_LOCK_CAPS, "caps"))

G_DEFINE_FLAGS_TYPE (FrondScreenCaps, frond_screen_caps,
                     G_DEFINE_ENUM_VALUE (FROND_SCREEN_CAN_RESIZE, "can-resize"),
                     G_DEFINE_ENUM_VALUE (FROND_SCREEN_CAN_SWITCH, "can-switch"))

static FrondScreenPrivate *
get_priv (FrondScreen *self)
{
  return frond_screen_get_instance_private (self);
}

static void
frond_screen_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FrondScreenPrivate *priv = get_priv (FROND_SCREEN (object));

  switch (id)
    {
    case PROP_WIDTH:
      g_value_set_int (value, priv->width);
      break;
    case PROP_HEIGHT:
      g_value_set_int (value, priv->height);
      break;
    case PROP_READY:
      g_value_set_boolean (value, priv->ready);
      break;
    case PROP_MOUSE_MODE:
      g_value_set_enum (value, priv->mouse_mode);
      break;
    case PROP_CURSOR:
      g_value_set_boxed (value, priv->cursor);
      break;
    case PROP_LOCKS:
      g_value_set_flags (value, priv->locks);
      break;
    case PROP_CAPS:
      g_value_set_flags (value, priv->caps);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frond_screen_finalize (GObject *object)
{
  FrondScreenPrivate *priv = get_priv (FROND_SCREEN (object));

  g_clear_pointer (&priv->cursor, frond_cursor_unref);
  G_OBJECT_CLASS (frond_screen_parent_class)->finalize (object);
}

static void
frond_screen_class_init (FrondScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = frond_screen_get_property;
  object_class->finalize = frond_screen_finalize;

  props[PROP_WIDTH] = g_param_spec_int ("width", NULL, NULL, 0, FROND_SCREEN_MAX_SIZE, 0, flags);
  props[PROP_HEIGHT] = g_param_spec_int ("height", NULL, NULL, 0, FROND_SCREEN_MAX_SIZE, 0, flags);
  props[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, flags);
  props[PROP_MOUSE_MODE] =
      g_param_spec_enum ("mouse-mode", NULL, NULL, FROND_TYPE_MOUSE_MODE, FROND_MOUSE_ABSOLUTE, flags);
  props[PROP_CURSOR] = g_param_spec_boxed ("cursor", NULL, NULL, FROND_TYPE_CURSOR, flags);
  props[PROP_LOCKS] = g_param_spec_flags ("locks", NULL, NULL, FROND_TYPE_LOCKS, 0, flags);
  props[PROP_CAPS] = g_param_spec_flags ("caps", NULL, NULL, FROND_TYPE_SCREEN_CAPS, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_DAMAGE] = g_signal_new ("damage", FROND_TYPE_SCREEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 4, G_TYPE_INT, G_TYPE_INT, G_TYPE_INT, G_TYPE_INT);
  signals[SIGNAL_FRAME_CHANGED] = g_signal_new ("frame-changed", FROND_TYPE_SCREEN, G_SIGNAL_RUN_LAST, 0,
                                                NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CURSOR_MOVED] = g_signal_new ("cursor-moved", FROND_TYPE_SCREEN, G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, NULL, G_TYPE_NONE, 0);
}

static void
frond_screen_init (FrondScreen *self)
{
}

int
frond_screen_get_width (FrondScreen *self)
{
  g_return_val_if_fail (FROND_IS_SCREEN (self), 0);

  return get_priv (self)->width;
}

int
frond_screen_get_height (FrondScreen *self)
{
  g_return_val_if_fail (FROND_IS_SCREEN (self), 0);

  return get_priv (self)->height;
}

gboolean
frond_screen_get_ready (FrondScreen *self)
{
  g_return_val_if_fail (FROND_IS_SCREEN (self), FALSE);

  return get_priv (self)->ready;
}

FrondMouseMode
frond_screen_get_mouse_mode (FrondScreen *self)
{
  g_return_val_if_fail (FROND_IS_SCREEN (self), FROND_MOUSE_ABSOLUTE);

  return get_priv (self)->mouse_mode;
}

FrondCursor *
frond_screen_get_cursor (FrondScreen *self)
{
  g_return_val_if_fail (FROND_IS_SCREEN (self), NULL);

  return get_priv (self)->cursor;
}

void
frond_screen_get_cursor_position (FrondScreen *self, int *x, int *y)
{
  g_return_if_fail (FROND_IS_SCREEN (self));

  *x = get_priv (self)->cursor_x;
  *y = get_priv (self)->cursor_y;
}

FrondLocks
frond_screen_get_locks (FrondScreen *self)
{
  g_return_val_if_fail (FROND_IS_SCREEN (self), 0);

  return get_priv (self)->locks;
}

FrondScreenCaps
frond_screen_get_caps (FrondScreen *self)
{
  g_return_val_if_fail (FROND_IS_SCREEN (self), 0);

  return get_priv (self)->caps;
}

gboolean
frond_screen_acquire_frame (FrondScreen *self, FrondFrame *frame)
{
  g_return_val_if_fail (FROND_IS_SCREEN (self), FALSE);
  g_return_val_if_fail (frame != NULL, FALSE);

  return FROND_SCREEN_GET_CLASS (self)->acquire_frame (self, frame);
}

void
frond_screen_release_frame (FrondScreen *self)
{
  g_return_if_fail (FROND_IS_SCREEN (self));

  if (FROND_SCREEN_GET_CLASS (self)->release_frame != NULL)
    FROND_SCREEN_GET_CLASS (self)->release_frame (self);
}

FrondScanout *
frond_screen_get_scanout (FrondScreen *self, GdkRectangle *crop)
{
  g_return_val_if_fail (FROND_IS_SCREEN (self), NULL);
  g_return_val_if_fail (crop != NULL, NULL);

  if (FROND_SCREEN_GET_CLASS (self)->get_scanout == NULL)
    return NULL;
  return FROND_SCREEN_GET_CLASS (self)->get_scanout (self, crop);
}

void
frond_screen_frame_done (FrondScreen *self)
{
  g_return_if_fail (FROND_IS_SCREEN (self));

  if (FROND_SCREEN_GET_CLASS (self)->frame_done != NULL)
    FROND_SCREEN_GET_CLASS (self)->frame_done (self);
}

static void
set_watched (FrondScreen *self, gboolean watched)
{
  if (FROND_SCREEN_GET_CLASS (self)->set_watched != NULL)
    FROND_SCREEN_GET_CLASS (self)->set_watched (self, watched);
}

void
frond_screen_watch (FrondScreen *self)
{
  g_return_if_fail (FROND_IS_SCREEN (self));

  if (get_priv (self)->n_watchers++ == 0)
    set_watched (self, TRUE);
}

void
frond_screen_unwatch (FrondScreen *self)
{
  g_return_if_fail (FROND_IS_SCREEN (self));
  g_return_if_fail (get_priv (self)->n_watchers > 0);

  if (--get_priv (self)->n_watchers == 0)
    set_watched (self, FALSE);
}

gboolean
frond_screen_is_busy (FrondScreen *self)
{
  g_return_val_if_fail (FROND_IS_SCREEN (self), FALSE);

  return FROND_SCREEN_GET_CLASS (self)->is_busy != NULL && FROND_SCREEN_GET_CLASS (self)->is_busy (self);
}

void
frond_screen_key (FrondScreen *self, guint scancode, gboolean down)
{
  g_return_if_fail (FROND_IS_SCREEN (self));
  g_return_if_fail (scancode != 0);

  FROND_SCREEN_GET_CLASS (self)->key (self, scancode, down);
}

void
frond_screen_pointer_abs (FrondScreen *self, int x, int y)
{
  FrondScreenPrivate *priv;

  g_return_if_fail (FROND_IS_SCREEN (self));

  priv = get_priv (self);
  if (priv->width < 1 || priv->height < 1)
    return;

  FROND_SCREEN_GET_CLASS (self)->pointer_abs (self, CLAMP (x, 0, priv->width - 1),
                                              CLAMP (y, 0, priv->height - 1));
}

void
frond_screen_pointer_rel (FrondScreen *self, int dx, int dy)
{
  g_return_if_fail (FROND_IS_SCREEN (self));

  FROND_SCREEN_GET_CLASS (self)->pointer_rel (self, dx, dy);
}

void
frond_screen_button (FrondScreen *self, guint button, gboolean down)
{
  g_return_if_fail (FROND_IS_SCREEN (self));

  FROND_SCREEN_GET_CLASS (self)->button (self, button, down);
}

void
frond_screen_wheel (FrondScreen *self, int clicks)
{
  g_return_if_fail (FROND_IS_SCREEN (self));

  FROND_SCREEN_GET_CLASS (self)->wheel (self, clicks);
}

void
frond_screen_set_locks (FrondScreen *self, FrondLocks locks)
{
  g_return_if_fail (FROND_IS_SCREEN (self));

  FROND_SCREEN_GET_CLASS (self)->set_locks (self, locks);
}

void
frond_screen_request_size (FrondScreen *self, int width, int height, int width_mm, int height_mm)
{
  g_return_if_fail (FROND_IS_SCREEN (self));
  g_return_if_fail (width > 0 && width <= FROND_SCREEN_MAX_SIZE);
  g_return_if_fail (height > 0 && height <= FROND_SCREEN_MAX_SIZE);

  if ((get_priv (self)->caps & FROND_SCREEN_CAN_RESIZE) != 0)
    FROND_SCREEN_GET_CLASS (self)->request_size (self, width, height, width_mm, height_mm);
}

void
frond_screen_switch_off (FrondScreen *self)
{
  g_return_if_fail (FROND_IS_SCREEN (self));

  if ((get_priv (self)->caps & FROND_SCREEN_CAN_SWITCH) != 0)
    FROND_SCREEN_GET_CLASS (self)->switch_off (self);
}

void
frond_screen_take_frame_change (FrondScreen *self, int width, int height, gboolean ready)
{
  FrondScreenPrivate *priv;

  g_return_if_fail (FROND_IS_SCREEN (self));
  g_return_if_fail (width >= 0 && width <= FROND_SCREEN_MAX_SIZE);
  g_return_if_fail (height >= 0 && height <= FROND_SCREEN_MAX_SIZE);

  priv = get_priv (self);
  g_object_freeze_notify (G_OBJECT (self));
  if (priv->width != width)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WIDTH]);
  if (priv->height != height)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HEIGHT]);
  if (priv->ready != ready)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READY]);
  priv->width = width;
  priv->height = height;
  priv->ready = ready;
  g_signal_emit (self, signals[SIGNAL_FRAME_CHANGED], 0);
  g_object_thaw_notify (G_OBJECT (self));
}

void
frond_screen_take_damage (FrondScreen *self, int x, int y, int width, int height)
{
  FrondScreenPrivate *priv;
  gint64 right, bottom;

  g_return_if_fail (FROND_IS_SCREEN (self));

  priv = get_priv (self);
  right = MIN ((gint64) x + width, priv->width);
  bottom = MIN ((gint64) y + height, priv->height);
  x = MAX (x, 0);
  y = MAX (y, 0);
  if (right > x && bottom > y)
    g_signal_emit (self, signals[SIGNAL_DAMAGE], 0, x, y, (int) (right - x), (int) (bottom - y));
}

void
frond_screen_take_mouse_mode (FrondScreen *self, FrondMouseMode mode)
{
  g_return_if_fail (FROND_IS_SCREEN (self));

  if (get_priv (self)->mouse_mode == mode)
    return;
  get_priv (self)->mouse_mode = mode;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MOUSE_MODE]);
}

void
frond_screen_take_cursor (FrondScreen *self, FrondCursor *cursor)
{
  FrondScreenPrivate *priv;

  g_return_if_fail (FROND_IS_SCREEN (self));

  priv = get_priv (self);
  if (priv->cursor == cursor)
    return;
  g_clear_pointer (&priv->cursor, frond_cursor_unref);
  priv->cursor = cursor != NULL ? frond_cursor_ref (cursor) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CURSOR]);
}

void
frond_screen_take_cursor_position (FrondScreen *self, int x, int y)
{
  FrondScreenPrivate *priv;

  g_return_if_fail (FROND_IS_SCREEN (self));

  priv = get_priv (self);
  if (priv->cursor_x == x && priv->cursor_y == y)
    return;
  priv->cursor_x = x;
  priv->cursor_y = y;
  g_signal_emit (self, signals[SIGNAL_CURSOR_MOVED], 0);
}

void
frond_screen_take_locks (FrondScreen *self, FrondLocks locks)
{
  g_return_if_fail (FROND_IS_SCREEN (self));

  if (get_priv (self)->locks == locks)
    return;
  get_priv (self)->locks = locks;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCKS]);
}

void
frond_screen_take_caps (FrondScreen *self, FrondScreenCaps caps)
{
  g_return_if_fail (FROND_IS_SCREEN (self));

  if (get_priv (self)->caps == caps)
    return;
  get_priv (self)->caps = caps;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAPS]);
}
