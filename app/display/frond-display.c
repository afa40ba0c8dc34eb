/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-display-private.h"

enum
{
  PROP_0,
  PROP_SCREEN,
  PROP_SCALING,
  PROP_SHARP,
  PROP_RESIZE_GUEST,
  PROP_KEYBOARD_CAPTURED,
  PROP_POINTER_CAPTURED,
  PROP_RELEASE_CHORD,
  PROP_GL_UNSHOWN,
  N_PROPS
};

enum
{
  SIGNAL_RELEASED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondDisplay, frond_display, GTK_TYPE_WIDGET)

static void
on_mouse_mode_changed (FrondDisplay *self)
{
  frond_display_capture_unlock_pointer (self);
  frond_display_pointer_update_cursor (self);
  frond_display_pointer_moved (self);
}

static void
on_cursor_changed (FrondDisplay *self)
{
  frond_display_pointer_drop_cursor (self);
  frond_display_pointer_update_cursor (self);
  frond_display_pointer_moved (self);
}

/* Nobody sees the window: its guest need not change its mode for it. */
static void
on_suspended (FrondDisplay *self)
{
  if (gtk_window_is_suspended (self->window))
    frond_resizer_set_size (self->resizer, 0, 0, 0, 0);
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
  frond_display_scanout_update_watch (self);
}

/* Drawn anew also where the size in logical pixels stays: what GTK has kept was made for other device pixels. */
static void
on_scale_changed (FrondDisplay *self)
{
  gtk_widget_queue_resize (GTK_WIDGET (self));
  frond_display_scanout_queue_draw (self);
}

static void
frond_display_realize (GtkWidget *widget)
{
  FrondDisplay *self = FROND_DISPLAY (widget);
  GskRenderer *renderer;
  GtkNative *native;

  GTK_WIDGET_CLASS (frond_display_parent_class)->realize (widget);

  native = gtk_widget_get_native (widget);
  renderer = gtk_native_get_renderer (native);
  frond_tile_presenter_set_for_cairo (self->presenter,
                                      renderer != NULL &&
                                          g_str_equal (G_OBJECT_TYPE_NAME (renderer), "GskCairoRenderer"));
  g_signal_connect_object (gtk_native_get_surface (native), "notify::scale", G_CALLBACK (on_scale_changed),
                           self, G_CONNECT_SWAPPED);
  frond_display_capture_realize (self);
  if (self->window != NULL)
    {
      g_signal_connect_object (self->window, "notify::suspended", G_CALLBACK (on_suspended), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->window, "notify::suspended", G_CALLBACK (frond_display_picture_resume),
                               self, G_CONNECT_SWAPPED);
    }
}

static void
frond_display_unrealize (GtkWidget *widget)
{
  FrondDisplay *self = FROND_DISPLAY (widget);
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));

  if (self->window != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->window, on_suspended, self);
      g_signal_handlers_disconnect_by_func (self->window, frond_display_picture_resume, self);
    }
  frond_display_capture_unrealize (self);
  if (surface != NULL)
    g_signal_handlers_disconnect_by_func (surface, on_scale_changed, self);

  GTK_WIDGET_CLASS (frond_display_parent_class)->unrealize (widget);
}

static void
frond_display_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (frond_display_parent_class)->map (widget);
  frond_display_scanout_update_watch (FROND_DISPLAY (widget));
  frond_display_scanout_queue_draw (FROND_DISPLAY (widget));
  frond_display_capture_update_active (FROND_DISPLAY (widget));
}

static void
frond_display_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (frond_display_parent_class)->unmap (widget);
  frond_display_scanout_update_watch (FROND_DISPLAY (widget));
  frond_display_capture_update_active (FROND_DISPLAY (widget));
  frond_resizer_set_size (FROND_DISPLAY (widget)->resizer, 0, 0, 0, 0);
}

static void
frond_display_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FrondDisplay *self = FROND_DISPLAY (object);

  switch (id)
    {
    case PROP_SCREEN:
      g_value_set_object (value, self->screen);
      break;
    case PROP_SCALING:
      g_value_set_boolean (value, self->scaling);
      break;
    case PROP_SHARP:
      g_value_set_boolean (value, self->sharp);
      break;
    case PROP_RESIZE_GUEST:
      g_value_set_boolean (value, self->resize_guest);
      break;
    case PROP_KEYBOARD_CAPTURED:
      g_value_set_boolean (value, self->keyboard_captured);
      break;
    case PROP_POINTER_CAPTURED:
      g_value_set_boolean (value, frond_display_get_pointer_captured (self));
      break;
    case PROP_RELEASE_CHORD:
      g_value_set_string (value, frond_display_get_release_chord (self));
      break;
    case PROP_GL_UNSHOWN:
      g_value_set_boolean (value, self->gl_unshown);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frond_display_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FrondDisplay *self = FROND_DISPLAY (object);

  switch (id)
    {
    case PROP_SCREEN:
      frond_display_set_screen (self, g_value_get_object (value));
      break;
    case PROP_SCALING:
      frond_display_set_scaling (self, g_value_get_boolean (value));
      break;
    case PROP_SHARP:
      frond_display_set_sharp (self, g_value_get_boolean (value));
      break;
    case PROP_RESIZE_GUEST:
      frond_display_set_resize_guest (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frond_display_dispose (GObject *object)
{
  FrondDisplay *self = FROND_DISPLAY (object);

  frond_display_set_screen (self, NULL);
  frond_display_scanout_dispose (self);
  g_clear_object (&self->screen_signals);
  g_clear_object (&self->presenter);
  g_clear_object (&self->resizer);
  g_clear_object (&self->host_shortcuts);
  g_clear_object (&self->touch);
  frond_display_pointer_drop_cursor (self);
  g_clear_pointer (&self->captured_text, g_free);
  g_clear_pointer (&self->released_text, g_free);
  G_OBJECT_CLASS (frond_display_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags both = read | G_PARAM_WRITABLE;

  props[PROP_SCREEN] = g_param_spec_object ("screen", NULL, NULL, FROND_TYPE_SCREEN, both);
  props[PROP_SCALING] = g_param_spec_boolean ("scaling", NULL, NULL, TRUE, both);
  props[PROP_SHARP] = g_param_spec_boolean ("sharp", NULL, NULL, FALSE, both);
  props[PROP_RESIZE_GUEST] = g_param_spec_boolean ("resize-guest", NULL, NULL, FALSE, both);
  props[PROP_KEYBOARD_CAPTURED] = g_param_spec_boolean ("keyboard-captured", NULL, NULL, FALSE, read);
  props[PROP_POINTER_CAPTURED] = g_param_spec_boolean ("pointer-captured", NULL, NULL, FALSE, read);
  props[PROP_RELEASE_CHORD] =
      g_param_spec_string ("release-chord", NULL, NULL, FROND_RELEASE_CHORD_NAME, read);
  props[PROP_GL_UNSHOWN] = g_param_spec_boolean ("gl-unshown", NULL, NULL, FALSE, read);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_RELEASED] =
      g_signal_new ("released", FROND_TYPE_DISPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
frond_display_class_init (FrondDisplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = frond_display_get_property;
  object_class->set_property = frond_display_set_property;
  object_class->dispose = frond_display_dispose;
  widget_class->snapshot = frond_display_picture_snapshot;
  widget_class->measure = frond_display_picture_measure;
  widget_class->size_allocate = frond_display_scanout_allocate;
  widget_class->realize = frond_display_realize;
  widget_class->unrealize = frond_display_unrealize;
  widget_class->map = frond_display_map;
  widget_class->unmap = frond_display_unmap;

  install_properties (object_class);
  gtk_widget_class_set_css_name (widget_class, "guestdisplay");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
frond_display_init (FrondDisplay *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->scaling = TRUE;
  self->viewport.scale = 1;
  self->presenter = frond_tile_presenter_new ();
  self->resizer = frond_resizer_new ();
  self->screen_signals = g_signal_group_new (FROND_TYPE_SCREEN);
  g_signal_group_connect_swapped (self->screen_signals, "damage", G_CALLBACK (frond_display_picture_damage),
                                  self);
  g_signal_group_connect_swapped (self->screen_signals, "frame-changed",
                                  G_CALLBACK (frond_display_picture_changed), self);
  g_signal_group_connect_swapped (self->screen_signals, "cursor-moved",
                                  G_CALLBACK (frond_display_pointer_moved), self);
  g_signal_group_connect_swapped (self->screen_signals, "notify::cursor", G_CALLBACK (on_cursor_changed),
                                  self);
  g_signal_group_connect_swapped (self->screen_signals, "notify::mouse-mode",
                                  G_CALLBACK (on_mouse_mode_changed), self);

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  frond_display_scanout_init (self);
  frond_display_input_init (self);
  frond_display_pointer_init (self);
}

GtkWidget *
frond_display_new (void)
{
  return g_object_new (FROND_TYPE_DISPLAY, NULL);
}

void
frond_display_set_screen (FrondDisplay *self, FrondScreen *screen)
{
  g_return_if_fail (FROND_IS_DISPLAY (self));
  g_return_if_fail (screen == NULL || FROND_IS_SCREEN (screen));

  if (self->screen == screen)
    return;

  frond_display_release_all (self);
  frond_display_picture_drop_hold (self);
  frond_tile_presenter_clear (self->presenter);
  g_set_object (&self->screen, screen);
  g_signal_group_set_target (self->screen_signals, screen);
  frond_display_scanout_set_screen (self);
  frond_resizer_set_screen (self->resizer, screen);
  on_cursor_changed (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SCREEN]);
}

FrondScreen *
frond_display_get_screen (FrondDisplay *self)
{
  g_return_val_if_fail (FROND_IS_DISPLAY (self), NULL);

  return self->screen;
}

void
frond_display_set_scaling (FrondDisplay *self, gboolean scaling)
{
  g_return_if_fail (FROND_IS_DISPLAY (self));

  if (self->scaling == !!scaling)
    return;
  self->scaling = !!scaling;
  frond_display_scanout_queue_draw (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SCALING]);
}

gboolean
frond_display_get_scaling (FrondDisplay *self)
{
  g_return_val_if_fail (FROND_IS_DISPLAY (self), FALSE);

  return self->scaling;
}

void
frond_display_set_sharp (FrondDisplay *self, gboolean sharp)
{
  g_return_if_fail (FROND_IS_DISPLAY (self));

  if (self->sharp == !!sharp)
    return;
  self->sharp = !!sharp;
  frond_tile_presenter_set_sharp (self->presenter, self->sharp);
  frond_display_scanout_queue_draw (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHARP]);
}

gboolean
frond_display_get_sharp (FrondDisplay *self)
{
  g_return_val_if_fail (FROND_IS_DISPLAY (self), FALSE);

  return self->sharp;
}

void
frond_display_set_resize_guest (FrondDisplay *self, gboolean resize_guest)
{
  g_return_if_fail (FROND_IS_DISPLAY (self));

  if (self->resize_guest == !!resize_guest)
    return;
  self->resize_guest = !!resize_guest;
  frond_resizer_set_enabled (self->resizer, self->resize_guest);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RESIZE_GUEST]);
}

gboolean
frond_display_get_resize_guest (FrondDisplay *self)
{
  g_return_val_if_fail (FROND_IS_DISPLAY (self), FALSE);

  return self->resize_guest;
}

const char *
frond_display_get_release_chord (FrondDisplay *self)
{
  return FROND_RELEASE_CHORD_NAME;
}

gboolean
frond_display_get_gl_unshown (FrondDisplay *self)
{
  g_return_val_if_fail (FROND_IS_DISPLAY (self), FALSE);

  return self->gl_unshown;
}

void
frond_display_set_gl_unshown (FrondDisplay *self, gboolean unshown)
{
  if (self->gl_unshown == unshown)
    return;
  self->gl_unshown = unshown;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GL_UNSHOWN]);
}

void
frond_display_notify_keyboard_captured (FrondDisplay *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KEYBOARD_CAPTURED]);
}

void
frond_display_notify_pointer_captured (FrondDisplay *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_POINTER_CAPTURED]);
}

void
frond_display_emit_released (FrondDisplay *self)
{
  g_signal_emit (self, signals[SIGNAL_RELEASED], 0);
}
