/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-console-keys.h"

struct _FrondConsoleKeys
{
  GObject parent_instance;

  GtkWidget *terminal; /* not owned; NULL once it is gone */
  GtkEventController *controller;
  GtkWidget *window; /* that has the controller */
};

G_DEFINE_FINAL_TYPE (FrondConsoleKeys, frond_console_keys, G_TYPE_OBJECT)

typedef struct
{
  guint key;
  GdkModifierType modifiers;
  const char *action;
} Shortcut;

#define CTRL       GDK_CONTROL_MASK
#define CTRL_SHIFT (GDK_CONTROL_MASK | GDK_SHIFT_MASK)

static const Shortcut shortcuts[] = {
  { GDK_KEY_C, CTRL_SHIFT, "console.copy" },       { GDK_KEY_V, CTRL_SHIFT, "console.paste" },
  { GDK_KEY_A, CTRL_SHIFT, "console.select-all" }, { GDK_KEY_plus, CTRL, "console.zoom-in" },
  { GDK_KEY_plus, CTRL_SHIFT, "console.zoom-in" }, { GDK_KEY_KP_Add, CTRL, "console.zoom-in" },
  { GDK_KEY_minus, CTRL, "console.zoom-out" },     { GDK_KEY_KP_Subtract, CTRL, "console.zoom-out" },
  { GDK_KEY_0, CTRL, "console.zoom-normal" },      { GDK_KEY_KP_0, CTRL, "console.zoom-normal" },
  { GDK_KEY_Tab, CTRL, "console.leave" },          { GDK_KEY_ISO_Left_Tab, CTRL_SHIFT, "console.leave" },
  { GDK_KEY_S, CTRL_SHIFT, "win.console-page" },   { GDK_KEY_F11, 0, "win.fullscreen" },
};

static const char *
find_action (guint key, GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (shortcuts[i].modifiers == modifiers &&
        gdk_keyval_to_upper (key) == gdk_keyval_to_upper (shortcuts[i].key))
      return shortcuts[i].action;

  return NULL;
}

static gboolean
key_cb (FrondConsoleKeys *self, guint key, guint code, GdkModifierType state)
{
  const char *action = find_action (key, state);

  if (action != NULL)
    {
      gtk_widget_activate_action (self->terminal, action, NULL);
      return GDK_EVENT_STOP;
    }

  return gtk_event_controller_key_forward (GTK_EVENT_CONTROLLER_KEY (self->controller), self->terminal);
}

static void
stop (FrondConsoleKeys *self)
{
  if (self->controller != NULL && self->window != NULL)
    gtk_widget_remove_controller (self->window, self->controller);
  self->controller = NULL;
  g_clear_weak_pointer (&self->window);
}

/* Added last, it runs before the window's other controllers of its phase. */
static void
focus_changed_cb (FrondConsoleKeys *self)
{
  gboolean focused = self->terminal != NULL && gtk_widget_has_focus (self->terminal);

  if (focused == (self->controller != NULL))
    return;

  if (!focused)
    {
      stop (self);
      return;
    }

  g_set_weak_pointer (&self->window, GTK_WIDGET (gtk_widget_get_root (self->terminal)));
  self->controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_name (self->controller, "frond-console-keys");
  gtk_event_controller_set_propagation_phase (self->controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->controller, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->window, self->controller);
}

static void
frond_console_keys_dispose (GObject *object)
{
  FrondConsoleKeys *self = FROND_CONSOLE_KEYS (object);

  stop (self);
  g_clear_weak_pointer (&self->terminal);
  G_OBJECT_CLASS (frond_console_keys_parent_class)->dispose (object);
}

static void
frond_console_keys_class_init (FrondConsoleKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_console_keys_dispose;
}

static void
frond_console_keys_init (FrondConsoleKeys *self)
{
}

FrondConsoleKeys *
frond_console_keys_new (GtkWidget *terminal)
{
  FrondConsoleKeys *self;

  g_return_val_if_fail (GTK_IS_WIDGET (terminal), NULL);

  self = g_object_new (FROND_TYPE_CONSOLE_KEYS, NULL);
  g_set_weak_pointer (&self->terminal, terminal);
  g_signal_connect_object (terminal, "notify::has-focus", G_CALLBACK (focus_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (terminal, "unrealize", G_CALLBACK (stop), self, G_CONNECT_SWAPPED);
  return self;
}
