/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-screens-private.h"

#include "frond-details-dialog.h"
#include "frond-library.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

static const char *const show_actions[] = { [2] = "show-2", [3] = "show-3", [4] = "show-4" };

G_STATIC_ASSERT (G_N_ELEMENTS (show_actions) == FROND_PROFILE_MAX_HEADS + 1);

static guint
number_of (GAction *action)
{
  return (guint) g_ascii_digit_value (g_action_get_name (action)[strlen ("show-")]);
}

/* The state follows the window, when there is one. */
static void
show_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  guint number = number_of (G_ACTION (action));

  if (g_variant_get_boolean (value))
    _frond_guest_screens_open (user_data, number);
  else
    _frond_guest_screens_turn_off (user_data, number);
}

static gboolean
all_fill_monitors (FrondGuestScreens *self)
{
  gboolean all = gtk_window_is_fullscreen (self->window);

  for (guint number = 2; number <= FROND_PROFILE_MAX_HEADS; number++)
    all = all &&
          (self->windows[number] == NULL || gtk_window_is_fullscreen (GTK_WINDOW (self->windows[number])));
  return all;
}

static void
leave_monitors (FrondGuestScreens *self)
{
  gtk_window_unfullscreen (self->window);
  for (guint number = 2; number <= FROND_PROFILE_MAX_HEADS; number++)
    if (self->windows[number] != NULL)
      gtk_window_unfullscreen (GTK_WINDOW (self->windows[number]));
}

/* Where the window of the first monitor is; a window that has just come up may not know it yet. (transfer full) */
static GdkMonitor *
find_home (FrondGuestScreens *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self->window));
  GdkMonitor *monitor = NULL;

  if (surface != NULL)
    monitor = gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface);
  return monitor != NULL ? g_object_ref (monitor) : g_list_model_get_item (self->host_monitors, 0);
}

/* The first monitor of the guest stays where its window is; the others take the host's in their order. */
static void
fill_monitors (FrondGuestScreens *self)
{
  g_autoptr (GdkMonitor) home = find_home (self);
  guint number = 2;

  for (guint i = 0; i < g_list_model_get_n_items (self->host_monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (self->host_monitors, i);

      if (monitor == home || number > FROND_PROFILE_MAX_HEADS)
        continue;
      if (!_frond_guest_screens_open (self, number))
        break;
      gtk_window_fullscreen_on_monitor (GTK_WINDOW (self->windows[number]), monitor);
      number++;
    }
  if (home != NULL)
    gtk_window_fullscreen_on_monitor (self->window, home);
  gtk_window_present (self->window);
}

static void
fullscreen_all_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (all_fill_monitors (user_data))
    leave_monitors (user_data);
  else
    fill_monitors (user_data);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondGuestScreens) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = frond_library_update_finish (FROND_LIBRARY (source), result, &error);
  const char *name = frond_profile_get_name (frond_guest_get_profile (self->guest));
  g_autofree char *words = NULL;

  if (self->toasts == NULL)
    return;
  if (!ok)
    {
      frond_details_toast (self->toasts, FROND_TASK_CHANGE, name, error);
      return;
    }
  /* Translators: %s is the name of a machine */
  words = g_strdup_printf (_ ("“%s” can turn on more screens after its next start"), name);
  _frond_guest_screens_tell (self, words, FALSE);
}

static void
add_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FrondGuestScreens *self = user_data;
  g_autoptr (FrondProfile) changed = frond_profile_copy (frond_guest_get_profile (self->guest));

  g_object_set (changed, "heads", FROND_PROFILE_MAX_HEADS, NULL);
  frond_library_update_async (frond_application_get_library (self->application), self->guest, changed, NULL,
                              added_cb, g_object_ref (self));
}

void
_frond_guest_screens_add_actions (FrondGuestScreens *self)
{
  static const GActionEntry entries[] = {
    { "show-2", NULL, NULL, "false", show_cb },
    { "show-3", NULL, NULL, "false", show_cb },
    { "show-4", NULL, NULL, "false", show_cb },
    { "fullscreen-all", fullscreen_all_cb },
    { "add", add_cb },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}

static void
set_enabled (FrondGuestScreens *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* The second is there even for a guest that has none: it says why. */
void
_frond_guest_screens_update_actions (FrondGuestScreens *self)
{
  gboolean shown = self->first != NULL && frond_screen_get_ready (self->first);

  if (self->actions == NULL)
    return;

  for (guint number = 2; number <= FROND_PROFILE_MAX_HEADS; number++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), show_actions[number]);
      g_autoptr (FrondScreen) screen = _frond_guest_screens_find (self, number);

      g_simple_action_set_state (G_SIMPLE_ACTION (action),
                                 g_variant_new_boolean (self->windows[number] != NULL));
      set_enabled (self, show_actions[number], shown && (number == 2 || screen != NULL));
    }
  set_enabled (self, "fullscreen-all", shown && g_list_model_get_n_items (self->host_monitors) > 1);
}

GMenuModel *
frond_guest_screens_build_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) screens = g_menu_new ();
  g_autoptr (GMenu) all = g_menu_new ();

  for (guint number = 2; number <= FROND_PROFILE_MAX_HEADS; number++)
    {
      /* Translators: a further monitor of a machine, to be turned on and off; %u is its number */
      g_autofree char *label = g_strdup_printf (_ ("Screen _%u"), number);
      g_autofree char *action = g_strconcat ("screens.", show_actions[number], NULL);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

      if (number > 2)
        g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
      g_menu_append_item (screens, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (screens));
  g_menu_append (all, _ ("Full Screen on _All Monitors"), "screens.fullscreen-all");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (all));
  return G_MENU_MODEL (menu);
}
