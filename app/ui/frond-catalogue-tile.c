/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-catalogue-tile.h"

#include "frond-catalogue-mark.h"
#include "frond-catalogue-summaries.h"
#include "frond-catalogue-words.h"
#include "frond-catalogue.h"
#include "frond-launch-words.h"

#include <glib/gi18n.h>

struct _FrondCatalogueTile
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *box;
  FrondCatalogueMark *mark;
  GtkLabel *title_label;
  GtkLabel *summary_label;
  GtkProgressBar *progress_bar;
  GtkLabel *facts_label;
  GtkWidget *launch_button;
  GtkWidget *pause_button;
  GtkWidget *cancel_button;
  GtkMenuButton *menu_button;

  /* Owned */
  FrondCatalogueEntry *entry;
  GSignalGroup *entry_signals;
  GSignalGroup *launch_signals;
  char *description;
};

G_DEFINE_FINAL_TYPE (FrondCatalogueTile, frond_catalogue_tile, GTK_TYPE_WIDGET)

enum
{
  PROP_TITLE = 1,
  PROP_DESCRIPTION,
  N_PROPS
};

enum
{
  LAUNCH,
  CONFIGURE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static FrondLaunch *
get_launch (FrondCatalogueTile *self)
{
  return self->entry != NULL ? FROND_LAUNCH (frond_catalogue_entry_get_launch (self->entry)) : NULL;
}

static void
say (FrondCatalogueTile *self, const char *summary, const char *facts)
{
  g_autofree char *description = g_strdup_printf ("%s\n%s", summary, facts);

  gtk_label_set_label (self->summary_label, summary);
  gtk_label_set_label (self->facts_label, facts);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->summary_label), summary);
  if (g_set_str (&self->description, description))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCRIPTION]);
}

/* A button that is shown in place of Launch, or hidden. */
static void
set_button (GtkWidget *button, gboolean shown, const char *icon, const char *words)
{
  gtk_widget_set_visible (button, shown);
  if (icon != NULL)
    gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  if (words != NULL)
    gtk_widget_set_tooltip_text (button, words);
}

static void
update_idle (FrondCatalogueTile *self)
{
  const char *arch = frond_catalogue_get_host_arch ();
  gboolean possible = frond_catalogue_entry_get_file (self->entry, arch) != NULL;
  g_autofree char *facts = frond_catalogue_words_facts (self->entry, arch);

  say (self, frond_catalogue_summaries_translate (frond_catalogue_entry_get_summary (self->entry)), facts);
  gtk_widget_set_visible (self->launch_button, TRUE);
  gtk_widget_set_sensitive (self->launch_button, possible);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), FALSE);
  set_button (self->pause_button, FALSE, NULL, NULL);
  set_button (self->cancel_button, FALSE, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), TRUE);
}

static void
update_progress (FrondCatalogueTile *self)
{
  FrondLaunch *launch = get_launch (self);
  double fraction = frond_launch_get_fraction (launch);
  g_autofree char *words = frond_launch_words_progress (launch);
  gboolean failed = frond_launch_get_state (launch) == FROND_LAUNCH_FAILED;

  if (failed)
    say (self, words, "");
  else
    say (self, frond_catalogue_summaries_translate (frond_catalogue_entry_get_summary (self->entry)), words);
  gtk_widget_set_visible (GTK_WIDGET (self->facts_label), !failed);
  gtk_progress_bar_set_fraction (self->progress_bar, MAX (fraction, 0));
}

static void
update_busy (FrondCatalogueTile *self)
{
  FrondLaunch *launch = get_launch (self);
  FrondLaunchState state = frond_launch_get_state (launch);

  gtk_widget_set_visible (self->launch_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), state != FROND_LAUNCH_FAILED);
  switch ((guint) state)
    {
    case FROND_LAUNCH_WAITING:
    case FROND_LAUNCH_DOWNLOADING:
      set_button (self->pause_button, TRUE, "media-playback-pause-symbolic", _ ("Pause"));
      break;
    case FROND_LAUNCH_PAUSED:
      set_button (self->pause_button, TRUE, "media-playback-start-symbolic", _ ("Continue"));
      break;
    case FROND_LAUNCH_FAILED:
      set_button (self->pause_button, TRUE, "view-refresh-symbolic", _ ("Try Again"));
      break;
    default:
      set_button (self->pause_button, FALSE, NULL, NULL);
    }
  set_button (self->cancel_button, TRUE, NULL, NULL);
  update_progress (self);
}

static void
update (FrondCatalogueTile *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->facts_label), TRUE);
  if (get_launch (self) != NULL)
    update_busy (self);
  else if (self->entry != NULL)
    update_idle (self);
}

static void
launch_changed_cb (FrondCatalogueTile *self)
{
  g_signal_group_set_target (self->launch_signals, get_launch (self));
  update (self);
}

static void
progress_changed_cb (FrondCatalogueTile *self)
{
  if (get_launch (self) != NULL)
    update_progress (self);
}

static void
cancel_clicked_cb (FrondCatalogueTile *self)
{
  if (get_launch (self) != NULL)
    frond_launch_cancel (get_launch (self));
}

void
frond_catalogue_tile_activate (FrondCatalogueTile *self)
{
  FrondLaunch *launch;

  g_return_if_fail (FROND_IS_CATALOGUE_TILE (self));

  launch = get_launch (self);
  if (launch == NULL)
    {
      if (gtk_widget_get_sensitive (self->launch_button))
        g_signal_emit (self, signals[LAUNCH], 0);
    }
  else if (frond_launch_get_state (launch) == FROND_LAUNCH_PAUSED)
    frond_launch_resume (launch);
  else if (frond_launch_get_state (launch) == FROND_LAUNCH_FAILED)
    frond_launch_retry (launch);
  else
    frond_launch_pause (launch);
}

static void
configure_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[CONFIGURE], 0);
}

static void
website_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondCatalogueTile *self = FROND_CATALOGUE_TILE (widget);
  g_autoptr (GtkUriLauncher) launcher =
      gtk_uri_launcher_new (frond_catalogue_entry_get_homepage (self->entry));

  gtk_uri_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, NULL, NULL);
}

/* Made when it is wanted: tiles come and go while one scrolls. */
static void
create_popup_cb (GtkMenuButton *button, gpointer user_data)
{
  FrondCatalogueTile *self = user_data;
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, _ ("_Configure…"), "entry.configure");
  if (*frond_catalogue_entry_get_homepage (self->entry) != '\0')
    g_menu_append (menu, _ ("Visit _Website"), "entry.website");
  gtk_menu_button_set_popover (button, gtk_popover_menu_new_from_model (G_MENU_MODEL (menu)));
}

void
frond_catalogue_tile_popup_menu (FrondCatalogueTile *self)
{
  g_return_if_fail (FROND_IS_CATALOGUE_TILE (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self->menu_button)))
    gtk_menu_button_popup (self->menu_button);
}

void
frond_catalogue_tile_set_entry (FrondCatalogueTile *self, FrondCatalogueEntry *entry)
{
  g_return_if_fail (FROND_IS_CATALOGUE_TILE (self));

  if (!g_set_object (&self->entry, entry))
    return;

  g_signal_group_set_target (self->entry_signals, entry);
  g_signal_group_set_target (self->launch_signals, get_launch (self));
  if (entry == NULL)
    return;

  frond_catalogue_mark_set (self->mark, frond_catalogue_entry_get_mark_text (entry),
                            frond_catalogue_entry_get_mark_color (entry));
  gtk_label_set_label (self->title_label, frond_catalogue_entry_get_name (entry));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title_label), frond_catalogue_entry_get_name (entry));
  frond_catalogue_words_name_button (self->launch_button, _ ("Launch %s"), entry);
  /* Translators: for screen readers; %s is the name of a system, like “Debian 13” */
  frond_catalogue_words_name_button (GTK_WIDGET (self->menu_button), _ ("More about %s"), entry);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "entry.configure",
                                 gtk_widget_get_sensitive (self->launch_button));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  update (self);
}

FrondCatalogueEntry *
frond_catalogue_tile_get_entry (FrondCatalogueTile *self)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_TILE (self), NULL);

  return self->entry;
}

static void
frond_catalogue_tile_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondCatalogueTile *self = FROND_CATALOGUE_TILE (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_label (self->title_label));
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_catalogue_tile_dispose (GObject *object)
{
  FrondCatalogueTile *self = FROND_CATALOGUE_TILE (object);
  GtkWidget *child;

  g_clear_object (&self->entry_signals);
  g_clear_object (&self->launch_signals);
  g_clear_object (&self->entry);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_CATALOGUE_TILE);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (frond_catalogue_tile_parent_class)->dispose (object);
}

static void
frond_catalogue_tile_finalize (GObject *object)
{
  g_free (FROND_CATALOGUE_TILE (object)->description);
  G_OBJECT_CLASS (frond_catalogue_tile_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-catalogue-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondCatalogueTile, box);
  gtk_widget_class_bind_template_child (widget_class, FrondCatalogueTile, mark);
  gtk_widget_class_bind_template_child (widget_class, FrondCatalogueTile, title_label);
  gtk_widget_class_bind_template_child (widget_class, FrondCatalogueTile, summary_label);
  gtk_widget_class_bind_template_child (widget_class, FrondCatalogueTile, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondCatalogueTile, facts_label);
  gtk_widget_class_bind_template_child (widget_class, FrondCatalogueTile, launch_button);
  gtk_widget_class_bind_template_child (widget_class, FrondCatalogueTile, pause_button);
  gtk_widget_class_bind_template_child (widget_class, FrondCatalogueTile, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, FrondCatalogueTile, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, frond_catalogue_tile_activate);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
}

static void
frond_catalogue_tile_class_init (FrondCatalogueTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = frond_catalogue_tile_get_property;
  object_class->dispose = frond_catalogue_tile_dispose;
  object_class->finalize = frond_catalogue_tile_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[LAUNCH] = g_signal_new ("launch", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[CONFIGURE] = g_signal_new ("configure", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);

  g_type_ensure (FROND_TYPE_CATALOGUE_MARK);
  gtk_widget_class_set_css_name (widget_class, "cataloguetile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, "entry.configure", NULL, configure_action);
  gtk_widget_class_install_action (widget_class, "entry.website", NULL, website_action);
  bind_template (widget_class);
}

static void
frond_catalogue_tile_init (FrondCatalogueTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, create_popup_cb, self, NULL);

  self->entry_signals = g_signal_group_new (FROND_TYPE_CATALOGUE_ENTRY);
  g_signal_group_connect_swapped (self->entry_signals, "notify::launch", G_CALLBACK (launch_changed_cb),
                                  self);
  g_signal_group_connect_swapped (self->entry_signals, "notify::cached", G_CALLBACK (update), self);
  self->launch_signals = g_signal_group_new (FROND_TYPE_LAUNCH);
  g_signal_group_connect_swapped (self->launch_signals, "notify::state", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->launch_signals, "notify::fraction", G_CALLBACK (progress_changed_cb),
                                  self);
}

GtkWidget *
frond_catalogue_tile_new (void)
{
  return g_object_new (FROND_TYPE_CATALOGUE_TILE, NULL);
}
