/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-library-window-private.h"

#include "frond-guest-cell.h"
#include "frond-guest-words.h"
#include "frond-guest.h"
#include "frond-launch-tile.h"
#include "frond-profile.h"
#include "frond-text.h"

static void
wants_picture_cb (FrondGuestTile *tile, FrondLibraryWindow *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)))
    frond_picture_keeper_refresh (self->pictures, frond_guest_tile_get_guest (tile));
}

static void
tile_made_cb (FrondGuestTiles *tiles, FrondGuestTile *tile, FrondLibraryWindow *self)
{
  g_signal_connect_object (tile, "wants-picture", G_CALLBACK (wants_picture_cb), self, 0);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, FrondLibraryWindow *self)
{
  gtk_list_item_set_child (item, frond_guest_cell_new (self->tiles));
}

/* Machines that are being made are few and leave soon: their tiles are made when they come. */
static void
bind_launch (GtkListItem *item, FrondLaunch *launch)
{
  GtkWidget *tile = frond_launch_tile_new ();

  g_object_bind_property (tile, "title", item, "accessible-label", G_BINDING_DEFAULT);
  g_object_bind_property (tile, "description", item, "accessible-description", G_BINDING_DEFAULT);
  gtk_list_item_set_child (item, tile);
  frond_launch_tile_set_launch (FROND_LAUNCH_TILE (tile), launch);
}

/* For assistive technologies, which know of cells that are not seen, too. */
static void
name_item (GtkListItem *item, FrondGuest *guest)
{
  g_autofree char *summary = frond_guest_words_summary (guest);

  gtk_list_item_set_accessible_label (item, frond_profile_get_name (frond_guest_get_profile (guest)));
  gtk_list_item_set_accessible_description (item, summary);
}

static void
guest_notify_cb (FrondLibraryWindow *self, FrondGuest *guest)
{
  GtkListItem *item = self->bound != NULL ? g_hash_table_lookup (self->bound, guest) : NULL;

  if (item != NULL)
    name_item (item, guest);
}

void
_frond_library_window_name_items (FrondLibraryWindow *self)
{
  GHashTableIter iter;
  gpointer guest;
  gpointer item;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &guest, &item))
    name_item (item, guest);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, FrondLibraryWindow *self)
{
  gpointer object = gtk_list_item_get_item (item);

  if (FROND_IS_LAUNCH (object))
    {
      bind_launch (item, object);
      return;
    }

  g_hash_table_insert (self->bound, object, item);
  name_item (item, object);
  frond_guest_cell_set_guest (FROND_GUEST_CELL (gtk_list_item_get_child (item)), object);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, FrondLibraryWindow *self)
{
  gpointer object = gtk_list_item_get_item (item);

  /* The window goes, and the grid after it. */
  if (self->bound == NULL)
    return;

  if (FROND_IS_LAUNCH_TILE (gtk_list_item_get_child (item)))
    {
      setup_cb (factory, item, self);
      return;
    }

  /* It may have another place already. */
  if (g_hash_table_lookup (self->bound, object) == item)
    g_hash_table_remove (self->bound, object);
  frond_guest_cell_set_guest (FROND_GUEST_CELL (gtk_list_item_get_child (item)), NULL);
}

/* One whose machine is an item already is that item. */
static gboolean
match_launch (FrondLibraryWindow *self, FrondLaunch *launch)
{
  g_autofree char *name = NULL;

  if (frond_launch_get_state (launch) == FROND_LAUNCH_CREATING || self->group != NULL)
    return FALSE;
  if (self->terms == NULL)
    return TRUE;

  name = frond_text_fold (frond_launch_get_name (launch));
  return frond_text_has_terms (name, (const char *const *) self->terms);
}

static gboolean
match (gpointer item, gpointer user_data)
{
  FrondLibraryWindow *self = user_data;
  FrondProfile *profile;

  if (FROND_IS_LAUNCH (item))
    return match_launch (self, item);

  profile = frond_guest_get_profile (item);
  if (self->group != NULL && !g_str_equal (frond_profile_get_group (profile), self->group))
    return FALSE;

  return self->terms == NULL ||
         frond_text_has_terms (frond_profile_get_search_text (profile), (const char *const *) self->terms);
}

static int
compare_times (gint64 a, gint64 b)
{
  return (a < b) - (a > b);
}

/* What runs is what one looks for. */
static int
rank_state (const FrondGuest *guest)
{
  switch (frond_guest_get_state ((FrondGuest *) guest))
    {
    case FROND_GUEST_RUNNING:
      return 0;
    case FROND_GUEST_STARTING:
    case FROND_GUEST_STOPPING:
      return 1;
    case FROND_GUEST_PAUSED:
      return 2;
    case FROND_GUEST_CREATING:
      return 3;
    case FROND_GUEST_STOPPED:
      return 4;
    case FROND_GUEST_MISSING:
    case FROND_GUEST_UNKNOWN:
    default:
      return 5;
    }
}

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  FrondLibraryWindow *self = user_data;
  FrondProfile *first;
  FrondProfile *second;
  int order = 0;

  /* What is being made comes first. */
  if (FROND_IS_LAUNCH ((gpointer) a) || FROND_IS_LAUNCH ((gpointer) b))
    return FROND_IS_LAUNCH ((gpointer) b) - FROND_IS_LAUNCH ((gpointer) a);
  first = frond_guest_get_profile ((FrondGuest *) a);
  second = frond_guest_get_profile ((FrondGuest *) b);

  if (g_strcmp0 (self->sort, "last-used") == 0)
    order = compare_times (frond_profile_get_last_used (first), frond_profile_get_last_used (second));
  else if (g_strcmp0 (self->sort, "created") == 0)
    order = compare_times (frond_profile_get_created (first), frond_profile_get_created (second));
  else if (g_strcmp0 (self->sort, "state") == 0)
    order = rank_state (a) - rank_state (b);

  return order != 0 ? order
                    : strcmp (frond_profile_get_sort_key (first), frond_profile_get_sort_key (second));
}

void
_frond_library_window_query_changed (FrondLibraryWindow *self)
{
  g_autofree char *query = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), -1);
  GtkFilterChange change = GTK_FILTER_CHANGE_DIFFERENT;

  g_strstrip (query);
  if (self->query == NULL || g_str_has_prefix (query, self->query))
    change = GTK_FILTER_CHANGE_MORE_STRICT;
  else if (*query == '\0' || g_str_has_prefix (self->query, query))
    change = GTK_FILTER_CHANGE_LESS_STRICT;

  g_strfreev (self->terms);
  self->terms = frond_text_split_terms (query);
  g_free (self->query);
  self->query = *query != '\0' ? g_steal_pointer (&query) : NULL;
  gtk_filter_changed (self->filter, change);
  /* One that nobody sees would make all of its tiles anew with each key. */
  frond_catalogue_page_set_query (self->catalogue_page,
                                  self->choosing || _frond_library_window_is_empty (self) ? self->query
                                                                                          : NULL);
  _frond_library_window_update_status (self);
}

void
_frond_library_window_sort_changed (FrondLibraryWindow *self)
{
  g_free (self->sort);
  self->sort = frond_settings_dup_view_sort (self->settings);
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

static void
activate_cb (GtkGridView *grid, guint position, FrondLibraryWindow *self)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (gtk_grid_view_get_model (grid)), position);

  /* One click would stop a download that somebody waits for: its buttons do that. */
  if (FROND_IS_LAUNCH (item) || _frond_library_window_select_clicked (self, item, position))
    return;
  gtk_widget_activate_action (GTK_WIDGET (self), "app.start-guest", "s",
                              frond_profile_get_id (frond_guest_get_profile (FROND_GUEST (item))));
}

FrondGuestTile *
_frond_library_window_get_focused_tile (FrondLibraryWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  GtkWidget *child;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->grid)))
    return NULL;

  child = gtk_widget_get_first_child (focus);
  if (!FROND_IS_GUEST_CELL (child))
    child = gtk_widget_get_ancestor (focus, FROND_TYPE_GUEST_CELL);
  return child != NULL ? frond_guest_cell_get_tile (FROND_GUEST_CELL (child)) : NULL;
}

static gboolean
tile_action_cb (GtkWidget *grid, GVariant *args, gpointer user_data)
{
  FrondGuestTile *tile = _frond_library_window_get_focused_tile (user_data);

  return tile != NULL &&
         gtk_widget_activate_action (GTK_WIDGET (tile), g_variant_get_string (args, NULL), NULL);
}

static gboolean
tile_menu_cb (GtkWidget *grid, GVariant *args, gpointer user_data)
{
  FrondGuestTile *tile = _frond_library_window_get_focused_tile (user_data);

  if (tile == NULL)
    return FALSE;

  frond_guest_tile_popup_menu (tile, -1, -1);
  return TRUE;
}

static void
add_shortcut (FrondLibraryWindow *self, GtkEventController *controller, const char *trigger,
              GtkShortcutFunc callback, const char *argument)
{
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                                            gtk_callback_action_new (callback, self, NULL));

  if (argument != NULL)
    gtk_shortcut_set_arguments (shortcut, g_variant_new_string (argument));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
}

static void
setup_shortcuts (FrondLibraryWindow *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  add_shortcut (self, controller, "F2", tile_action_cb, "tile.rename");
  add_shortcut (self, controller, "Delete", tile_action_cb, "tile.delete");
  add_shortcut (self, controller, "<Alt>Return", tile_action_cb, "tile.properties");
  add_shortcut (self, controller, "Menu|<Shift>F10", tile_menu_cb, NULL);
  gtk_widget_add_controller (GTK_WIDGET (self->grid), controller);
}

void
_frond_library_window_setup_grid (FrondLibraryWindow *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;

  self->filter = GTK_FILTER (gtk_custom_filter_new (match, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare, self, NULL));
  self->sort = frond_settings_dup_view_sort (self->settings);

  self->tiles = frond_guest_tiles_new (self->library);
  self->bound = g_hash_table_new (NULL, NULL);
  g_signal_connect_object (self->tiles, "made", G_CALLBACK (tile_made_cb), self, 0);
  g_signal_connect_object (self->library, "guest-notify", G_CALLBACK (guest_notify_cb), self,
                           G_CONNECT_SWAPPED);

  self->models = g_list_store_new (G_TYPE_LIST_MODEL);
  g_list_store_append (self->models, self->library);
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (gtk_flatten_list_model_new (
                                        G_LIST_MODEL (g_object_ref (self->models)))),
                                    g_object_ref (self->sorter));
  filtered = gtk_filter_list_model_new (G_LIST_MODEL (sorted), g_object_ref (self->filter));
  self->selection = frond_guest_selection_new (G_LIST_MODEL (filtered));
  g_object_unref (filtered);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (_frond_library_window_update_status),
                           self, G_CONNECT_SWAPPED);

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  gtk_grid_view_set_factory (self->grid, factory);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->grid, "activate", G_CALLBACK (activate_cb), self, 0);

  setup_shortcuts (self);
}
