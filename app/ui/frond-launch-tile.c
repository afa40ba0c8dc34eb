/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-launch-tile.h"

#include "frond-catalogue-mark.h"
#include "frond-guest-picture.h"
#include "frond-launch-words.h"

#include <glib/gi18n.h>

struct _FrondLaunchTile
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *overlay;
  FrondGuestPicture *picture;
  FrondCatalogueMark *mark;
  GtkProgressBar *progress_bar;
  GtkWidget *pause_button;
  GtkWidget *words;
  GtkLabel *title_label;
  GtkLabel *state_label;

  /* Owned */
  FrondLaunch *launch;
  GSignalGroup *launch_signals;
};

G_DEFINE_FINAL_TYPE (FrondLaunchTile, frond_launch_tile, GTK_TYPE_WIDGET)

enum
{
  PROP_TITLE = 1,
  PROP_DESCRIPTION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_pause_button (FrondLaunchTile *self, const char *icon, const char *words)
{
  gtk_widget_set_visible (self->pause_button, icon != NULL);
  if (icon == NULL)
    return;
  gtk_button_set_icon_name (GTK_BUTTON (self->pause_button), icon);
  gtk_widget_set_tooltip_text (self->pause_button, words);
}

static void
progress_changed_cb (FrondLaunchTile *self)
{
  g_autofree char *words = frond_launch_words_progress (self->launch);

  gtk_label_set_label (self->state_label, words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state_label), words);
  gtk_progress_bar_set_fraction (self->progress_bar, MAX (frond_launch_get_fraction (self->launch), 0));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCRIPTION]);
}

static void
state_changed_cb (FrondLaunchTile *self)
{
  FrondLaunchState state = frond_launch_get_state (self->launch);

  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), state != FROND_LAUNCH_FAILED);
  if (state == FROND_LAUNCH_WAITING || state == FROND_LAUNCH_DOWNLOADING)
    set_pause_button (self, "media-playback-pause-symbolic", _ ("Pause"));
  else if (state == FROND_LAUNCH_PAUSED)
    set_pause_button (self, "media-playback-start-symbolic", _ ("Continue"));
  else if (state == FROND_LAUNCH_FAILED)
    set_pause_button (self, "view-refresh-symbolic", _ ("Try Again"));
  else
    set_pause_button (self, NULL, NULL);
  progress_changed_cb (self);
}

void
frond_launch_tile_set_launch (FrondLaunchTile *self, FrondLaunch *launch)
{
  g_return_if_fail (FROND_IS_LAUNCH_TILE (self));

  if (!g_set_object (&self->launch, launch))
    return;
  g_signal_group_set_target (self->launch_signals, launch);
  if (launch == NULL)
    return;

  frond_guest_picture_set_placeholder (self->picture, NULL);
  frond_catalogue_mark_set (self->mark, frond_launch_get_mark_text (launch),
                            frond_launch_get_mark_color (launch));
  gtk_label_set_label (self->title_label, frond_launch_get_name (launch));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  state_changed_cb (self);
}

void
frond_launch_tile_activate (FrondLaunchTile *self)
{
  g_return_if_fail (FROND_IS_LAUNCH_TILE (self));

  if (self->launch == NULL)
    return;
  if (frond_launch_get_state (self->launch) == FROND_LAUNCH_PAUSED)
    frond_launch_resume (self->launch);
  else if (frond_launch_get_state (self->launch) == FROND_LAUNCH_FAILED)
    frond_launch_retry (self->launch);
  else
    frond_launch_pause (self->launch);
}

static void
cancel_clicked_cb (FrondLaunchTile *self)
{
  if (self->launch != NULL)
    frond_launch_cancel (self->launch);
}

static void
frond_launch_tile_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondLaunchTile *self = FROND_LAUNCH_TILE (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_label (self->title_label));
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, gtk_label_get_label (self->state_label));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_launch_tile_dispose (GObject *object)
{
  FrondLaunchTile *self = FROND_LAUNCH_TILE (object);
  GtkWidget *child;

  g_clear_object (&self->launch_signals);
  g_clear_object (&self->launch);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_LAUNCH_TILE);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (frond_launch_tile_parent_class)->dispose (object);
}

static void
frond_launch_tile_class_init (FrondLaunchTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = frond_launch_tile_get_property;
  object_class->dispose = frond_launch_tile_dispose;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (FROND_TYPE_GUEST_PICTURE);
  g_type_ensure (FROND_TYPE_CATALOGUE_MARK);
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-launch-tile.ui");
  gtk_widget_class_set_css_name (widget_class, "launchtile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, FrondLaunchTile, overlay);
  gtk_widget_class_bind_template_child (widget_class, FrondLaunchTile, picture);
  gtk_widget_class_bind_template_child (widget_class, FrondLaunchTile, mark);
  gtk_widget_class_bind_template_child (widget_class, FrondLaunchTile, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondLaunchTile, pause_button);
  gtk_widget_class_bind_template_child (widget_class, FrondLaunchTile, words);
  gtk_widget_class_bind_template_child (widget_class, FrondLaunchTile, title_label);
  gtk_widget_class_bind_template_child (widget_class, FrondLaunchTile, state_label);
  gtk_widget_class_bind_template_callback (widget_class, frond_launch_tile_activate);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
}

static void
frond_launch_tile_init (FrondLaunchTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->launch_signals = g_signal_group_new (FROND_TYPE_LAUNCH);
  g_signal_group_connect_swapped (self->launch_signals, "notify::state", G_CALLBACK (state_changed_cb), self);
  g_signal_group_connect_swapped (self->launch_signals, "notify::fraction", G_CALLBACK (progress_changed_cb),
                                  self);
}

GtkWidget *
frond_launch_tile_new (void)
{
  return g_object_new (FROND_TYPE_LAUNCH_TILE, NULL);
}
