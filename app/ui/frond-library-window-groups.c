/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-library-window-private.h"

#include "frond-guest.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

/* Groups are a row of toggles over the grid, there as soon as there is a group: GtkGridView has no headings, and a sidebar
 * would take a third of a window that most people fill with a handful of machines. */

/* A toggle's name is its group with this before it: "all" can be the name of a group. */
#define GROUP_PREFIX "group:"
#define ALL          "all"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

char **
_frond_library_window_list_groups (FrondLibraryWindow *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->library));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (self->library), i);
      const char *group = frond_profile_get_group (frond_guest_get_profile (guest));

      if (*group != '\0' && g_hash_table_add (seen, (gpointer) group))
        g_ptr_array_add (names, g_strdup (group));
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);

  return (char **) g_ptr_array_steal (names, NULL);
}

static void
add_toggle (FrondLibraryWindow *self, const char *name, const char *label)
{
  AdwToggle *toggle = adw_toggle_new ();

  adw_toggle_set_name (toggle, name);
  adw_toggle_set_label (toggle, label);
  adw_toggle_group_add (self->groups, toggle);
}

static gboolean
shows_groups (FrondLibraryWindow *self, char **groups)
{
  if (adw_toggle_group_get_n_toggles (self->groups) != g_strv_length (groups) + 1)
    return FALSE;

  for (guint i = 0; groups[i] != NULL; i++)
    {
      AdwToggle *toggle = adw_toggle_group_get_toggle (self->groups, i + 1);

      if (g_strcmp0 (adw_toggle_get_label (toggle), groups[i]) != 0)
        return FALSE;
    }

  return TRUE;
}

static void
update_groups (FrondLibraryWindow *self)
{
  g_auto (GStrv) groups = _frond_library_window_list_groups (self);
  g_autofree char *shown = g_strdup (self->group);
  gboolean stays = FALSE;

  if (shows_groups (self, groups))
    return;

  g_signal_handlers_block_matched (self->groups, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self);
  adw_toggle_group_remove_all (self->groups);
  add_toggle (self, ALL, _ ("All"));
  for (char **group = groups; *group != NULL; group++)
    {
      g_autofree char *name = g_strconcat (GROUP_PREFIX, *group, NULL);

      add_toggle (self, name, *group);
      if (g_strcmp0 (*group, shown) == 0)
        {
          adw_toggle_group_set_active_name (self->groups, name);
          stays = TRUE;
        }
    }
  if (!stays)
    adw_toggle_group_set_active_name (self->groups, ALL);
  g_signal_handlers_unblock_matched (self->groups, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self);
  _frond_library_window_group_changed (self);
}

void
_frond_library_window_group_changed (FrondLibraryWindow *self)
{
  const char *name = adw_toggle_group_get_active_name (self->groups);
  const char *group =
      name != NULL && g_str_has_prefix (name, GROUP_PREFIX) ? name + strlen (GROUP_PREFIX) : NULL;

  g_set_str (&self->group, group);
  if (self->filter == NULL)
    return;

  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  _frond_library_window_update_status (self);
}

/* What has left the library is not selected any more: a deletion must not come back to it. */
static void
drop_departed (FrondLibraryWindow *self)
{
  g_autoptr (GPtrArray) items = NULL;

  if (frond_guest_selection_get_size (self->selection) == 0)
    return;

  items = frond_guest_selection_dup_items (self->selection);
  for (guint i = 0; i < items->len; i++)
    {
      FrondGuest *guest = g_ptr_array_index (items, i);
      const char *id = frond_profile_get_id (frond_guest_get_profile (guest));

      if (frond_library_find (self->library, id) != guest)
        frond_guest_selection_set (self->selection, guest, FALSE);
    }
}

static void
refresh (gpointer user_data)
{
  FrondLibraryWindow *self = user_data;

  self->refresh_source = 0;
  drop_departed (self);
  update_groups (self);
  _frond_library_window_name_items (self);
  if (self->group != NULL || self->terms != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
  _frond_library_window_update_selected (self);
}

/* One look for all that happens in one turn of the loop. */
static void
queue_refresh (FrondLibraryWindow *self)
{
  if (self->refresh_source == 0)
    self->refresh_source = g_idle_add_once (refresh, self);
}

void
_frond_library_window_setup_groups (FrondLibraryWindow *self)
{
  g_signal_connect_object (self->library, "guests-changed", G_CALLBACK (queue_refresh), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "items-changed", G_CALLBACK (queue_refresh), self,
                           G_CONNECT_SWAPPED);
  update_groups (self);
}
