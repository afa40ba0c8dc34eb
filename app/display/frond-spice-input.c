/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-input.h"

#include "frond-spice-monitors.h"

struct _FrondSpiceInput
{
  GObject parent_instance;

  SpiceMainChannel *main;
  SpiceInputsChannel *inputs;
  FrondSpiceMonitors *monitors;
  int button_mask;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondSpiceInput, frond_spice_input, G_TYPE_OBJECT)

static void
emit_changed (FrondSpiceInput *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
frond_spice_input_dispose (GObject *object)
{
  frond_spice_input_detach (FROND_SPICE_INPUT (object));
  G_OBJECT_CLASS (frond_spice_input_parent_class)->dispose (object);
}

static void
frond_spice_input_finalize (GObject *object)
{
  g_clear_pointer (&FROND_SPICE_INPUT (object)->monitors, frond_spice_monitors_free);
  G_OBJECT_CLASS (frond_spice_input_parent_class)->finalize (object);
}

static void
frond_spice_input_class_init (FrondSpiceInputClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_spice_input_dispose;
  G_OBJECT_CLASS (klass)->finalize = frond_spice_input_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", FROND_TYPE_SPICE_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
frond_spice_input_init (FrondSpiceInput *self)
{
  self->monitors = frond_spice_monitors_new ();
}

FrondSpiceInput *
frond_spice_input_new (void)
{
  return g_object_new (FROND_TYPE_SPICE_INPUT, NULL);
}

void
frond_spice_input_set_main (FrondSpiceInput *self, SpiceMainChannel *channel)
{
  g_return_if_fail (self->main == NULL);

  self->main = g_object_ref (channel);
  g_signal_connect_object (channel, "notify::mouse-mode", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::agent-connected", G_CALLBACK (emit_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "main-mouse-update", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "main-agent-update", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
}

void
frond_spice_input_set_inputs (FrondSpiceInput *self, SpiceInputsChannel *channel)
{
  g_return_if_fail (self->inputs == NULL);

  self->inputs = g_object_ref (channel);
  g_signal_connect_object (channel, "inputs-modifiers", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
}

gboolean
frond_spice_input_has_main (FrondSpiceInput *self)
{
  return self->main != NULL;
}

gboolean
frond_spice_input_has_inputs (FrondSpiceInput *self)
{
  return self->inputs != NULL;
}

void
frond_spice_input_detach (FrondSpiceInput *self)
{
  if (self->main != NULL)
    g_signal_handlers_disconnect_by_data (self->main, self);
  if (self->inputs != NULL)
    g_signal_handlers_disconnect_by_data (self->inputs, self);
  g_clear_object (&self->main);
  g_clear_object (&self->inputs);
  frond_spice_monitors_clear (self->monitors);
  self->button_mask = 0;
}

gboolean
frond_spice_input_get_agent_connected (FrondSpiceInput *self)
{
  gboolean connected = FALSE;

  if (self->main != NULL)
    g_object_get (self->main, "agent-connected", &connected, NULL);
  return connected;
}

FrondMouseMode
frond_spice_input_get_mouse_mode (FrondSpiceInput *self)
{
  int mode = SPICE_MOUSE_MODE_CLIENT;

  if (self->main != NULL)
    g_object_get (self->main, "mouse-mode", &mode, NULL);
  return mode == SPICE_MOUSE_MODE_SERVER ? FROND_MOUSE_RELATIVE : FROND_MOUSE_ABSOLUTE;
}

FrondLocks
frond_spice_input_get_locks (FrondSpiceInput *self)
{
  int modifiers = 0;
  FrondLocks locks = 0;

  if (self->inputs != NULL)
    g_object_get (self->inputs, "key-modifiers", &modifiers, NULL);
  if ((modifiers & SPICE_INPUTS_SCROLL_LOCK) != 0)
    locks |= FROND_LOCK_SCROLL;
  if ((modifiers & SPICE_INPUTS_NUM_LOCK) != 0)
    locks |= FROND_LOCK_NUM;
  if ((modifiers & SPICE_INPUTS_CAPS_LOCK) != 0)
    locks |= FROND_LOCK_CAPS;
  return locks;
}

/* Pause goes as E0 46 and not as a PC's E1 1D 45: of that QEMU makes a press that is never released, which leaves the
 * key stuck on a USB keyboard. */
void
frond_spice_input_key (FrondSpiceInput *self, guint scancode, gboolean down)
{
  if (self->inputs == NULL)
    return;

  if (down)
    spice_inputs_channel_key_press (self->inputs, scancode);
  else
    spice_inputs_channel_key_release (self->inputs, scancode);
}

void
frond_spice_input_pointer_abs (FrondSpiceInput *self, int x, int y, int display_id)
{
  if (self->inputs != NULL)
    spice_inputs_channel_position (self->inputs, x, y, display_id, self->button_mask);
}

void
frond_spice_input_pointer_rel (FrondSpiceInput *self, int dx, int dy)
{
  if (self->inputs != NULL)
    spice_inputs_channel_motion (self->inputs, dx, dy, self->button_mask);
}

static int
to_spice_button (guint button, int *mask)
{
  switch (button)
    {
    case 1:
      *mask = SPICE_MOUSE_BUTTON_MASK_LEFT;
      return SPICE_MOUSE_BUTTON_LEFT;
    case 2:
      *mask = SPICE_MOUSE_BUTTON_MASK_MIDDLE;
      return SPICE_MOUSE_BUTTON_MIDDLE;
    case 3:
      *mask = SPICE_MOUSE_BUTTON_MASK_RIGHT;
      return SPICE_MOUSE_BUTTON_RIGHT;
    case 8:
      *mask = SPICE_MOUSE_BUTTON_MASK_SIDE;
      return SPICE_MOUSE_BUTTON_SIDE;
    case 9:
      *mask = SPICE_MOUSE_BUTTON_MASK_EXTRA;
      return SPICE_MOUSE_BUTTON_EXTRA;
    default:
      *mask = 0;
      return SPICE_MOUSE_BUTTON_INVALID;
    }
}

void
frond_spice_input_button (FrondSpiceInput *self, guint button, gboolean down)
{
  int mask;
  int spice_button = to_spice_button (button, &mask);

  if (self->inputs == NULL || spice_button == SPICE_MOUSE_BUTTON_INVALID)
    return;

  if (down)
    {
      self->button_mask |= mask;
      spice_inputs_channel_button_press (self->inputs, spice_button, self->button_mask);
    }
  else
    {
      self->button_mask &= ~mask;
      spice_inputs_channel_button_release (self->inputs, spice_button, self->button_mask);
    }
}

void
frond_spice_input_wheel (FrondSpiceInput *self, int clicks)
{
  int button = clicks < 0 ? SPICE_MOUSE_BUTTON_UP : SPICE_MOUSE_BUTTON_DOWN;

  if (self->inputs == NULL)
    return;

  for (int i = 0; i < ABS (clicks); i++)
    {
      spice_inputs_channel_button_press (self->inputs, button, self->button_mask);
      spice_inputs_channel_button_release (self->inputs, button, self->button_mask);
    }
}

void
frond_spice_input_set_locks (FrondSpiceInput *self, FrondLocks locks)
{
  guint spice_locks = 0;

  if (self->inputs == NULL)
    return;

  if ((locks & FROND_LOCK_SCROLL) != 0)
    spice_locks |= SPICE_INPUTS_SCROLL_LOCK;
  if ((locks & FROND_LOCK_NUM) != 0)
    spice_locks |= SPICE_INPUTS_NUM_LOCK;
  if ((locks & FROND_LOCK_CAPS) != 0)
    spice_locks |= SPICE_INPUTS_CAPS_LOCK;
  spice_inputs_channel_set_key_locks (self->inputs, spice_locks);
}

/* The library would send by itself a second later; we have waited already. Without an agent it may not be asked. */
static void
tell_agent (FrondSpiceInput *self)
{
  if (frond_spice_input_get_agent_connected (self) && !frond_spice_monitors_send (self->monitors, self->main))
    g_debug ("The guest's agent was not told of its monitors");
}

void
frond_spice_input_note_size (FrondSpiceInput *self, int display_id, int width, int height)
{
  frond_spice_monitors_note (self->monitors, display_id, width, height);
}

void
frond_spice_input_request_size (FrondSpiceInput *self, int display_id, int width, int height, int width_mm,
                                int height_mm)
{
  frond_spice_monitors_ask (self->monitors, display_id, width, height, width_mm, height_mm);
  tell_agent (self);
}

void
frond_spice_input_switch_off (FrondSpiceInput *self, int display_id)
{
  frond_spice_monitors_switch_off (self->monitors, display_id);
  tell_agent (self);
}
