/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-touch.h"

#include <math.h>

#define LONG_PRESS_MSEC 500

/* Logical pixels that a finger trembles; farther is a movement. */
#define SLOP_PX 8.0

#define MAX_FINGERS 2

typedef enum
{
  TOUCH_NONE,
  TOUCH_PENDING, /* one finger, and nothing is decided */
  TOUCH_DRAG,    /* a button is pressed and follows the first finger */
  TOUCH_SCROLL,
  TOUCH_OVER, /* decided and done; fingers are still there */
} TouchState;

typedef struct
{
  gpointer id;
  double x;
  double y;
} Finger;

struct _FrondTouch
{
  GObject parent_instance;

  TouchState state;
  Finger fingers[MAX_FINGERS];
  guint n_fingers;
  double start_x;
  double start_y;
  guint button; /* pressed, or 0 */
  guint long_press_msec;
  guint long_press_source;
};

enum
{
  PROP_0,
  PROP_LONG_PRESS,
  N_PROPS
};

enum
{
  SIGNAL_POINTER,
  SIGNAL_BUTTON,
  SIGNAL_SCROLL,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondTouch, frond_touch, G_TYPE_OBJECT)

static void
move_pointer (FrondTouch *self, double x, double y)
{
  g_signal_emit (self, signals[SIGNAL_POINTER], 0, x, y);
}

static void
press (FrondTouch *self, guint button)
{
  g_clear_handle_id (&self->long_press_source, g_source_remove);
  self->state = TOUCH_DRAG;
  self->button = button;
  g_signal_emit (self, signals[SIGNAL_BUTTON], 0, button, TRUE);
}

static void
let_go (FrondTouch *self)
{
  guint button = self->button;

  g_clear_handle_id (&self->long_press_source, g_source_remove);
  self->button = 0;
  if (button != 0)
    g_signal_emit (self, signals[SIGNAL_BUTTON], 0, button, FALSE);
}

static gboolean
on_long_press (gpointer data)
{
  FrondTouch *self = data;

  self->long_press_source = 0;
  press (self, GDK_BUTTON_SECONDARY);
  return G_SOURCE_REMOVE;
}

static Finger *
find (FrondTouch *self, gpointer id)
{
  for (guint i = 0; i < self->n_fingers; i++)
    if (self->fingers[i].id == id)
      return &self->fingers[i];
  return NULL;
}

static void
frond_touch_dispose (GObject *object)
{
  FrondTouch *self = FROND_TOUCH (object);

  g_clear_handle_id (&self->long_press_source, g_source_remove);
  G_OBJECT_CLASS (frond_touch_parent_class)->dispose (object);
}

static void
frond_touch_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LONG_PRESS)
    FROND_TOUCH (object)->long_press_msec = g_value_get_uint (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
frond_touch_class_init (FrondTouchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = frond_touch_dispose;
  object_class->set_property = frond_touch_set_property;

  props[PROP_LONG_PRESS] = g_param_spec_uint ("long-press", NULL, NULL, 1, 10000, LONG_PRESS_MSEC,
                                              G_PARAM_WRITABLE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_POINTER] = g_signal_new ("pointer", FROND_TYPE_TOUCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SIGNAL_BUTTON] = g_signal_new ("button", FROND_TYPE_TOUCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[SIGNAL_SCROLL] = g_signal_new ("scroll", FROND_TYPE_TOUCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
frond_touch_init (FrondTouch *self)
{
}

FrondTouch *
frond_touch_new (void)
{
  return g_object_new (FROND_TYPE_TOUCH, NULL);
}

void
frond_touch_begin (FrondTouch *self, gpointer finger, double x, double y)
{
  g_return_if_fail (FROND_IS_TOUCH (self));

  if (self->n_fingers == MAX_FINGERS || find (self, finger) != NULL)
    return;
  self->fingers[self->n_fingers++] = (Finger) { finger, x, y };

  if (self->state == TOUCH_NONE)
    {
      self->state = TOUCH_PENDING;
      self->start_x = x;
      self->start_y = y;
      self->long_press_source = g_timeout_add (self->long_press_msec, on_long_press, self);
      move_pointer (self, x, y);
    }
  else if (self->state == TOUCH_PENDING)
    {
      g_clear_handle_id (&self->long_press_source, g_source_remove);
      self->state = TOUCH_SCROLL;
    }
}

void
frond_touch_update (FrondTouch *self, gpointer finger, double x, double y)
{
  Finger *touched;
  double dx, dy;

  g_return_if_fail (FROND_IS_TOUCH (self));

  touched = find (self, finger);
  if (touched == NULL)
    return;
  dx = x - touched->x;
  dy = y - touched->y;
  touched->x = x;
  touched->y = y;

  /* The middle of two fingers moves half as far as one of them. */
  if (self->state == TOUCH_SCROLL)
    g_signal_emit (self, signals[SIGNAL_SCROLL], 0, -dx / MAX_FINGERS, -dy / MAX_FINGERS);
  /* From where the finger came down: a drag has to take what was under it then. */
  if (self->state == TOUCH_PENDING && hypot (x - self->start_x, y - self->start_y) > SLOP_PX)
    press (self, GDK_BUTTON_PRIMARY);
  if (self->state == TOUCH_DRAG && touched == &self->fingers[0])
    move_pointer (self, x, y);
}

void
frond_touch_end (FrondTouch *self, gpointer finger, double x, double y)
{
  Finger *touched;

  g_return_if_fail (FROND_IS_TOUCH (self));

  touched = find (self, finger);
  if (touched == NULL)
    return;
  frond_touch_update (self, finger, x, y);
  if (self->state == TOUCH_PENDING)
    press (self, GDK_BUTTON_PRIMARY);
  /* Whoever was told may have cancelled. */
  touched = find (self, finger);
  if (touched == NULL)
    return;
  /* The finger that drags, or either of those that scroll. */
  if (self->state == TOUCH_SCROLL || touched == &self->fingers[0])
    {
      let_go (self);
      self->state = TOUCH_OVER;
    }

  if (touched == &self->fingers[0])
    self->fingers[0] = self->fingers[1];
  self->n_fingers--;
  if (self->n_fingers == 0)
    self->state = TOUCH_NONE;
}

void
frond_touch_cancel (FrondTouch *self)
{
  g_return_if_fail (FROND_IS_TOUCH (self));

  let_go (self);
  self->n_fingers = 0;
  self->state = TOUCH_NONE;
}
