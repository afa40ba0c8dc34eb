/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-catalogue-page.h"

#include "frond-catalogue-mark.h"
#include "frond-catalogue-source.h"
#include "frond-catalogue-tile.h"
#include "frond-catalogue-use.h"
#include "frond-catalogue-words.h"
#include "frond-details-dialog.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

#define MAX_RECENT 3

struct _FrondCataloguePage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *bin;
  AdwBanner *problem_banner;
  GtkRevealer *welcome;
  GtkWidget *hero;
  GtkWidget *row;
  GtkWidget *refresh_button;
  GtkWidget *recent_box;
  GtkStack *stack;
  GtkWidget *scroller;
  GtkGridView *grid;

  /* Owned */
  FrondCatalogue *catalogue;
  FrondLauncher *launcher;
  FrondDownloads *downloads;
  FrondSettings *settings;
  GtkFilter *filter;
  char *query;
};

G_DEFINE_FINAL_TYPE (FrondCataloguePage, frond_catalogue_page, GTK_TYPE_WIDGET)

enum
{
  CONFIGURE,
  LAUNCHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void update_recent (FrondCataloguePage *self);

static FrondLaunch *
launch (FrondCataloguePage *self, FrondCatalogueEntry *entry, const char *name, FrondProfile *wishes)
{
  FrondLaunch *begun;

  frond_settings_add_recent_system (self->settings, frond_catalogue_entry_get_id (entry));
  begun = frond_launcher_launch (self->launcher, frond_catalogue_entry_get_id (entry), name,
                                 frond_catalogue_entry_get_mark_text (entry),
                                 frond_catalogue_entry_get_mark_color (entry), wishes);
  g_signal_emit (self, signals[LAUNCHED], 0, begun);
  return begun;
}

static void
tile_launch_cb (FrondCataloguePage *self, FrondCatalogueTile *tile)
{
  FrondCatalogueEntry *entry = frond_catalogue_tile_get_entry (tile);

  launch (self, entry, frond_catalogue_entry_get_name (entry), NULL);
}

static void
tile_configure_cb (FrondCataloguePage *self, FrondCatalogueTile *tile)
{
  g_signal_emit (self, signals[CONFIGURE], 0, frond_catalogue_tile_get_entry (tile));
}

FrondLaunch *
frond_catalogue_page_launch (FrondCataloguePage *self, FrondCatalogueEntry *entry, FrondProfile *wishes)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_PAGE (self), NULL);

  return launch (self, entry, frond_profile_get_name (wishes), wishes);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, FrondCataloguePage *self)
{
  GtkWidget *tile = frond_catalogue_tile_new ();

  g_object_bind_property (tile, "title", item, "accessible-label", G_BINDING_DEFAULT);
  g_object_bind_property (tile, "description", item, "accessible-description", G_BINDING_DEFAULT);
  g_signal_connect_object (tile, "launch", G_CALLBACK (tile_launch_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tile, "configure", G_CALLBACK (tile_configure_cb), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, tile);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, FrondCataloguePage *self)
{
  frond_catalogue_tile_set_entry (FROND_CATALOGUE_TILE (gtk_list_item_get_child (item)),
                                  gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, FrondCataloguePage *self)
{
  frond_catalogue_tile_set_entry (FROND_CATALOGUE_TILE (gtk_list_item_get_child (item)), NULL);
}

/* The tile with the keyboard focus; grid cells are made by GTK and hold one tile each. */
static FrondCatalogueTile *
focused_tile (FrondCataloguePage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *child;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->grid)))
    return NULL;

  child = gtk_widget_get_first_child (focus);
  if (FROND_IS_CATALOGUE_TILE (child))
    return FROND_CATALOGUE_TILE (child);
  return FROND_CATALOGUE_TILE (gtk_widget_get_ancestor (focus, FROND_TYPE_CATALOGUE_TILE));
}

static void
activate_cb (GtkGridView *grid, guint position, FrondCataloguePage *self)
{
  FrondCatalogueTile *tile = focused_tile (self);

  if (tile != NULL)
    frond_catalogue_tile_activate (tile);
}

static gboolean
menu_cb (GtkWidget *grid, GVariant *args, gpointer user_data)
{
  FrondCatalogueTile *tile = focused_tile (user_data);

  if (tile == NULL)
    return FALSE;
  frond_catalogue_tile_popup_menu (tile);
  return TRUE;
}

static gboolean
match (gpointer item, gpointer user_data)
{
  FrondCataloguePage *self = user_data;

  /* What this computer cannot run is only shown to somebody who looks for it. */
  if (self->query == NULL)
    return frond_catalogue_entry_get_file (item, frond_catalogue_get_host_arch ()) != NULL;

  return frond_catalogue_entry_matches (item, self->query);
}

static void
update_stack (FrondCataloguePage *self)
{
  gboolean none = self->query != NULL && frond_catalogue_page_get_n_shown (self) == 0;

  gtk_stack_set_visible_child_name (self->stack, none ? "no-results" : "grid");
}

guint
frond_catalogue_page_get_n_shown (FrondCataloguePage *self)
{
  GListModel *model;

  g_return_val_if_fail (FROND_IS_CATALOGUE_PAGE (self), 0);

  model = G_LIST_MODEL (gtk_grid_view_get_model (self->grid));
  return model != NULL ? g_list_model_get_n_items (model) : 0;
}

static FrondCatalogueEntry *
recent_entry (FrondCataloguePage *self, const char *id)
{
  FrondCatalogueEntry *entry = frond_catalogue_find (self->catalogue, id);

  return entry != NULL && frond_catalogue_entry_get_file (entry, frond_catalogue_get_host_arch ()) != NULL
             ? entry
             : NULL;
}

static void
recent_clicked_cb (GtkButton *button, FrondCataloguePage *self)
{
  FrondCatalogueEntry *entry = recent_entry (self, gtk_widget_get_name (GTK_WIDGET (button)));

  if (entry != NULL)
    launch (self, entry, frond_catalogue_entry_get_name (entry), NULL);
}

static GtkWidget *
recent_button_new (FrondCataloguePage *self, FrondCatalogueEntry *entry)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *mark = g_object_new (FROND_TYPE_CATALOGUE_MARK, "size", 20, "valign", GTK_ALIGN_CENTER, NULL);
  GtkWidget *label = gtk_label_new (frond_catalogue_entry_get_name (entry));

  frond_catalogue_mark_set (FROND_CATALOGUE_MARK (mark), frond_catalogue_entry_get_mark_text (entry),
                            frond_catalogue_entry_get_mark_color (entry));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_name (button, frond_catalogue_entry_get_id (entry));
  /* Translators: for screen readers; %s is the name of a system, like “Debian 13” */
  frond_catalogue_words_name_button (button, _ ("Launch %s"), entry);
  g_signal_connect_object (button, "clicked", G_CALLBACK (recent_clicked_cb), self, 0);
  return button;
}

static void
update_recent (FrondCataloguePage *self)
{
  g_auto (GStrv) ids = frond_settings_dup_recent_systems (self->settings);
  GtkWidget *child;
  guint n = 0;

  while ((child = gtk_widget_get_first_child (self->recent_box)) != NULL)
    adw_wrap_box_remove (ADW_WRAP_BOX (self->recent_box), child);
  for (guint i = 0; ids[i] != NULL && n < MAX_RECENT; i++)
    {
      FrondCatalogueEntry *entry = recent_entry (self, ids[i]);

      if (entry == NULL)
        continue;
      adw_wrap_box_append (ADW_WRAP_BOX (self->recent_box), recent_button_new (self, entry));
      n++;
    }
  gtk_widget_set_visible (self->recent_box, n > 0);
}

/* Each entry shows the making of a machine of it that is under way. */
static void
update_launches (FrondCataloguePage *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->catalogue)); i++)
    {
      g_autoptr (FrondCatalogueEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->catalogue), i);
      FrondLaunch *begun = frond_launcher_find_entry (self->launcher, frond_catalogue_entry_get_id (entry));

      frond_catalogue_entry_set_launch (entry, G_OBJECT (begun));
    }
}

static void
update_cached (FrondCataloguePage *self)
{
  FrondCache *cache = frond_downloads_get_cache (self->downloads);
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (cache)) > 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->catalogue)); i++)
    {
      g_autoptr (FrondCatalogueEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->catalogue), i);
      g_autoptr (FrondDownloadSource) source =
          any ? frond_catalogue_entry_create_source (entry, frond_catalogue_get_host_arch ()) : NULL;

      frond_catalogue_entry_set_cached (entry, source != NULL && frond_cache_find (cache, source) != NULL);
    }
}

static void
update_problems (FrondCataloguePage *self)
{
  GPtrArray *problems = frond_catalogue_get_problems (self->catalogue);
  FrondCatalogueProblem *first = problems->len > 0 ? g_ptr_array_index (problems, 0) : NULL;
  g_autofree char *title = NULL;

  if (first != NULL)
    /* Translators: a file in which a person wrote systems for the catalogue */
    title = g_strdup_printf (_ ("There is a mistake in “%s”"), first->file);
  if (title != NULL)
    adw_banner_set_title (self->problem_banner, title);
  adw_banner_set_revealed (self->problem_banner, first != NULL);
}

static void
catalogue_changed_cb (FrondCataloguePage *self)
{
  update_launches (self);
  update_cached (self);
  update_recent (self);
  update_problems (self);
  update_stack (self);
}

static void
problem_clicked_cb (FrondCataloguePage *self)
{
  GPtrArray *problems = frond_catalogue_get_problems (self->catalogue);
  g_autoptr (GString) detail = g_string_new (NULL);
  FrondMessage message = { 0 };

  for (guint i = 0; i < problems->len && i < 20; i++)
    {
      FrondCatalogueProblem *problem = g_ptr_array_index (problems, i);

      g_string_append_printf (detail, "%s: %s\n", problem->file, problem->detail);
    }
  message.title = (char *) _ ("A Catalogue of Yours Has a Mistake");
  message.body = (char *) _ ("What is wrong is left out; all other systems are there. Correct the file and "
                             "open Frond again.");
  message.detail = detail->str;
  frond_details_dialog_present_message (&message, GTK_WIDGET (self));
}

static void
osinfo_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondCataloguePage) self = user_data;

  if (frond_catalogue_load_osinfo_finish (FROND_CATALOGUE (source), result, NULL) && self->catalogue != NULL)
    update_stack (self);
}

void
frond_catalogue_page_set_query (FrondCataloguePage *self, const char *query)
{
  g_return_if_fail (FROND_IS_CATALOGUE_PAGE (self));

  if (!g_set_str (&self->query, query) || self->catalogue == NULL)
    return;
  if (query != NULL)
    frond_catalogue_load_osinfo_async (self->catalogue, NULL, osinfo_loaded_cb, g_object_ref (self));
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_stack (self);
}

void
frond_catalogue_page_set_welcoming (FrondCataloguePage *self, gboolean welcoming)
{
  g_return_if_fail (FROND_IS_CATALOGUE_PAGE (self));

  gtk_revealer_set_reveal_child (self->welcome, welcoming);
}

static void
setup_grid (FrondCataloguePage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) selection = NULL;
  GtkEventController *controller = gtk_shortcut_controller_new ();

  self->filter = GTK_FILTER (gtk_custom_filter_new (match, self, NULL));
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (
      G_LIST_MODEL (gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->catalogue)),
                                               g_object_ref (self->filter)))));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  gtk_grid_view_set_factory (self->grid, factory);
  gtk_grid_view_set_model (self->grid, selection);
  g_signal_connect_object (self->grid, "activate", G_CALLBACK (activate_cb), self, 0);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (
                                                              "Menu|<Shift>F10"),
                                                          gtk_callback_action_new (menu_cb, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->grid), controller);
}

static void
cache_refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondCataloguePage) self = user_data;

  if (frond_cache_refresh_finish (FROND_CACHE (source), result, NULL) && self->catalogue != NULL)
    update_cached (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondCataloguePage) self = user_data;

  if (frond_catalogue_load_finish (FROND_CATALOGUE (source), result, NULL) && self->catalogue != NULL)
    update_problems (self);
}

static void
say (FrondCataloguePage *self, const char *words)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  if (toasts != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (toasts), adw_toast_new (words));
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondCataloguePage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean refreshed = frond_catalogue_source_refresh_finish (FROND_CATALOGUE (source), result, &error);
  g_autoptr (FrondMessage) message = NULL;

  if (self->catalogue == NULL)
    return;

  gtk_widget_set_sensitive (self->refresh_button, TRUE);
  if (refreshed)
    {
      frond_catalogue_load_async (self->catalogue, NULL, loaded_cb, g_object_ref (self));
      say (self, _ ("The catalogue is up to date"));
      return;
    }
  message = frond_message_new (FROND_TASK_REFRESH, NULL, error);
  frond_details_dialog_present_message (message, GTK_WIDGET (self));
}

static void
refresh_clicked_cb (FrondCataloguePage *self)
{
  g_autofree char *url = frond_settings_dup_catalogue_url (self->settings);

  gtk_widget_set_sensitive (self->refresh_button, FALSE);
  frond_catalogue_source_refresh_async (self->catalogue, url, NULL, NULL, refreshed_cb, g_object_ref (self));
}

/* Read when somebody wants to see it: a library with machines opens without. */
static void
frond_catalogue_page_map (GtkWidget *widget)
{
  FrondCataloguePage *self = FROND_CATALOGUE_PAGE (widget);

  GTK_WIDGET_CLASS (frond_catalogue_page_parent_class)->map (widget);
  if (self->catalogue == NULL)
    return;
  if (!frond_catalogue_get_loaded (self->catalogue))
    frond_catalogue_load_async (self->catalogue, NULL, loaded_cb, g_object_ref (self));
  frond_cache_refresh_async (frond_downloads_get_cache (self->downloads), NULL, cache_refreshed_cb,
                             g_object_ref (self));
}

void
frond_catalogue_page_set (FrondCataloguePage *self, FrondCatalogue *catalogue, FrondLauncher *launcher,
                          FrondDownloads *downloads, FrondSettings *settings)
{
  g_autofree char *url = frond_settings_dup_catalogue_url (settings);

  g_return_if_fail (FROND_IS_CATALOGUE_PAGE (self));
  g_return_if_fail (self->catalogue == NULL);

  self->catalogue = g_object_ref (catalogue);
  self->launcher = g_object_ref (launcher);
  self->downloads = g_object_ref (downloads);
  self->settings = g_object_ref (settings);
  setup_grid (self);
  gtk_widget_set_visible (self->refresh_button, *url != '\0');
  g_signal_connect_object (catalogue, "items-changed", G_CALLBACK (catalogue_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (launcher, "items-changed", G_CALLBACK (update_launches), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (frond_downloads_get_cache (downloads), "items-changed", G_CALLBACK (update_cached),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "recent-systems-changed", G_CALLBACK (update_recent), self,
                           G_CONNECT_SWAPPED);
  catalogue_changed_cb (self);
}

static void
frond_catalogue_page_dispose (GObject *object)
{
  FrondCataloguePage *self = FROND_CATALOGUE_PAGE (object);

  if (self->grid != NULL)
    gtk_grid_view_set_model (self->grid, NULL);
  g_clear_object (&self->filter);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_CATALOGUE_PAGE);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->launcher);
  g_clear_object (&self->downloads);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->query, g_free);
  G_OBJECT_CLASS (frond_catalogue_page_parent_class)->dispose (object);
}

static void
frond_catalogue_page_class_init (FrondCataloguePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_catalogue_page_dispose;
  widget_class->map = frond_catalogue_page_map;

  signals[CONFIGURE] = g_signal_new ("configure", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, FROND_TYPE_CATALOGUE_ENTRY);
  signals[LAUNCHED] = g_signal_new ("launched", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, FROND_TYPE_LAUNCH);

  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-catalogue-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondCataloguePage, bin);
  gtk_widget_class_bind_template_child (widget_class, FrondCataloguePage, problem_banner);
  gtk_widget_class_bind_template_child (widget_class, FrondCataloguePage, welcome);
  gtk_widget_class_bind_template_child (widget_class, FrondCataloguePage, hero);
  gtk_widget_class_bind_template_child (widget_class, FrondCataloguePage, row);
  gtk_widget_class_bind_template_child (widget_class, FrondCataloguePage, refresh_button);
  gtk_widget_class_bind_template_child (widget_class, FrondCataloguePage, recent_box);
  gtk_widget_class_bind_template_child (widget_class, FrondCataloguePage, stack);
  gtk_widget_class_bind_template_child (widget_class, FrondCataloguePage, scroller);
  gtk_widget_class_bind_template_child (widget_class, FrondCataloguePage, grid);
  gtk_widget_class_bind_template_callback (widget_class, problem_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, refresh_clicked_cb);
}

static void
frond_catalogue_page_init (FrondCataloguePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
