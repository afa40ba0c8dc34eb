/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-tile-private.h"

#include "frond-guest-words.h"
#include "frond-guest.h"
#include "frond-library.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (FrondGuestTile, frond_guest_tile, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_GUEST,
  N_PROPS
};

enum
{
  WANTS_PICTURE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* The menu is made when it is wanted: thousands of tiles come and go while one scrolls. */
static void
create_popup_cb (GtkMenuButton *button, gpointer user_data)
{
  g_autoptr (GMenuModel) menu = _frond_guest_tile_build_menu (user_data);

  gtk_menu_button_set_popover (button, gtk_popover_menu_new_from_model (menu));
}

static void
drop_popover (gpointer popover)
{
  /* The chosen action may have taken the tile away, and the popover with it. */
  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
  g_object_unref (popover);
}

static void
context_closed_cb (GtkPopover *popover)
{
  /* Not at once: the action of the item that was chosen still has to find its way up from the popover. */
  g_idle_add_once (drop_popover, g_object_ref (popover));
}

void
frond_guest_tile_popup_menu (FrondGuestTile *self, double x, double y)
{
  g_autoptr (GMenuModel) menu = NULL;
  GtkWidget *popover;

  g_return_if_fail (FROND_IS_GUEST_TILE (self));

  if ((x < 0 || y < 0) && !self->selecting)
    {
      gtk_menu_button_popup (self->menu_button);
      return;
    }
  if (x < 0 || y < 0)
    {
      x = gtk_widget_get_width (self->overlay) / 2.0;
      y = gtk_widget_get_height (self->overlay) / 2.0;
    }

  menu = _frond_guest_tile_build_menu (self);
  popover = gtk_popover_menu_new_from_model (menu);
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  g_signal_connect (popover, "closed", G_CALLBACK (context_closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
primary_clicked_cb (FrondGuestTile *self)
{
  _frond_guest_tile_do_primary (self);
}

static void
secondary_pressed_cb (FrondGuestTile *self, int n_press, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  frond_guest_tile_popup_menu (self, x, y);
}

static void
long_pressed_cb (FrondGuestTile *self, double x, double y, GtkGesture *gesture)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  /* A finger has no second button: what is selected already tells its menu. */
  if ((gtk_widget_get_state_flags (cell) & GTK_STATE_FLAG_SELECTED) != 0)
    frond_guest_tile_popup_menu (self, x, y);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "tile.select", NULL);
}

/* With each that is set, GTK asks the display server where the pointer is, and looks what is there. */
static void
set_tooltip (gpointer widget, const char *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}

/* The whole name, for what is too narrow for it. */
static gboolean
title_tooltip_cb (FrondGuestTile *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, gtk_label_get_label (self->title_label));
  return TRUE;
}

static void
set_primary (FrondGuestTile *self, const char *icon, const char *words)
{
  gtk_widget_set_visible (GTK_WIDGET (self->primary_button), icon != NULL && !self->selecting);
  if (icon == NULL)
    return;

  gtk_button_set_icon_name (self->primary_button, icon);
  set_tooltip (self->primary_button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->primary_button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
}

static void
update_primary (FrondGuestTile *self)
{
  FrondGuestState state = frond_guest_get_state (self->guest);

  if (state == FROND_GUEST_STOPPED && !frond_guest_is_saved (self->guest))
    set_primary (self, "media-playback-start-symbolic", _ ("Start"));
  else if (state == FROND_GUEST_PAUSED || state == FROND_GUEST_STOPPED)
    set_primary (self, "media-playback-start-symbolic", _ ("Resume"));
  else if (state == FROND_GUEST_RUNNING)
    set_primary (self, "media-playback-pause-symbolic", _ ("Pause"));
  else
    set_primary (self, NULL, NULL);
}

static void
update_state (FrondGuestTile *self)
{
  FrondProfile *profile = frond_guest_get_profile (self->guest);
  const char *state = frond_guest_words_state (self->guest);
  const char *system = frond_guest_words_system (profile);
  const gboolean at_service = frond_guest_get_mode (self->guest) == FROND_HOST_MODE_SYSTEM;
  const char *place;

  gtk_image_set_from_icon_name (self->state_icon, frond_guest_words_state_icon (self->guest));
  gtk_label_set_label (self->state_label, state);
  gtk_label_set_label (self->system_label, system);
  if (frond_guest_is_on (self->guest))
    gtk_widget_add_css_class (GTK_WIDGET (self), "on");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "on");
  update_primary (self);
  gtk_menu_button_set_popover (self->menu_button, NULL);
  gtk_menu_button_set_create_popup_func (self->menu_button, create_popup_cb, self, NULL);

  /* What is only for the person is the ordinary case, and needs no mark. */
  place = at_service ? frond_guest_words_place (FROND_HOST_MODE_SYSTEM) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->place_icon), at_service);
  set_tooltip (self->place_icon, place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->place_icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  place != NULL ? place : "", -1);
}

static void
state_changed_cb (FrondGuestTile *self)
{
  update_state (self);
  if (frond_guest_get_state (self->guest) == FROND_GUEST_RUNNING ||
      frond_guest_get_state (self->guest) == FROND_GUEST_PAUSED)
    g_signal_emit (self, signals[WANTS_PICTURE], 0);
}

static void
update_title (FrondGuestTile *self)
{
  const char *name = frond_profile_get_name (frond_guest_get_profile (self->guest));

  gtk_label_set_label (self->title_label, name);
}

void
frond_guest_tile_set_guest (FrondGuestTile *self, FrondGuest *guest)
{
  g_return_if_fail (FROND_IS_GUEST_TILE (self));

  if (!g_set_object (&self->guest, guest))
    return;

  g_signal_group_set_target (self->guest_signals, guest);
  g_signal_group_set_target (self->profile_signals, guest != NULL ? frond_guest_get_profile (guest) : NULL);
  frond_guest_picture_set_guest (self->picture, guest);
  if (guest != NULL)
    {
      update_title (self);
      state_changed_cb (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GUEST]);
}

FrondGuest *
frond_guest_tile_get_guest (FrondGuestTile *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_TILE (self), NULL);

  return self->guest;
}

void
frond_guest_tile_set_selecting (FrondGuestTile *self, gboolean selecting)
{
  g_return_if_fail (FROND_IS_GUEST_TILE (self));

  if (self->selecting == selecting)
    return;

  self->selecting = selecting;
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), !selecting);
  if (self->guest != NULL)
    update_primary (self);
}

static void
frond_guest_tile_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondGuestTile *self = FROND_GUEST_TILE (object);

  switch (prop_id)
    {
    case PROP_GUEST:
      g_value_set_object (value, self->guest);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_guest_tile_dispose (GObject *object)
{
  FrondGuestTile *self = FROND_GUEST_TILE (object);
  GtkWidget *child;

  g_clear_object (&self->guest_signals);
  g_clear_object (&self->profile_signals);
  g_clear_object (&self->guest);
  g_clear_object (&self->library);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_GUEST_TILE);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (frond_guest_tile_parent_class)->dispose (object);
}

static void
frond_guest_tile_class_init (FrondGuestTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = frond_guest_tile_get_property;
  object_class->dispose = frond_guest_tile_dispose;

  properties[PROP_GUEST] =
      g_param_spec_object ("guest", NULL, NULL, FROND_TYPE_GUEST,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[WANTS_PICTURE] = g_signal_new ("wants-picture", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (FROND_TYPE_GUEST_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-guest-tile.ui");
  gtk_widget_class_set_css_name (widget_class, "guesttile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestTile, overlay);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestTile, picture);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestTile, words);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestTile, title_label);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestTile, place_icon);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestTile, state_icon);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestTile, state_label);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestTile, system_label);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestTile, primary_button);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestTile, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, title_tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class, primary_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, secondary_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, long_pressed_cb);
  _frond_guest_tile_install_actions (widget_class);
}

static void
frond_guest_tile_init (FrondGuestTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->guest_signals = g_signal_group_new (FROND_TYPE_GUEST);
  g_signal_group_connect_swapped (self->guest_signals, "notify::state", G_CALLBACK (state_changed_cb), self);
  g_signal_group_connect_swapped (self->guest_signals, "notify::reason", G_CALLBACK (update_state), self);
  g_signal_group_connect_swapped (self->guest_signals, "notify::mode", G_CALLBACK (update_state), self);
  self->profile_signals = g_signal_group_new (FROND_TYPE_PROFILE);
  g_signal_group_connect_swapped (self->profile_signals, "notify::name", G_CALLBACK (update_title), self);
  g_signal_group_connect_swapped (self->profile_signals, "notify::os-name", G_CALLBACK (update_state), self);
}

GtkWidget *
frond_guest_tile_new (FrondLibrary *library)
{
  FrondGuestTile *self = g_object_new (FROND_TYPE_GUEST_TILE, NULL);

  self->library = g_object_ref (library);

  return GTK_WIDGET (self);
}
