/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-library-window-private.h"

#include "frond-group-dialog.h"
#include "frond-guest-tile.h"
#include "frond-guest.h"
#include "frond-guests-bulk.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

static const struct
{
  const char *name;
  FrondBulk action;
} bulk_actions[] = {
  { "win.bulk-start", FROND_BULK_START },   { "win.bulk-shut-down", FROND_BULK_SHUT_DOWN },
  { "win.bulk-pause", FROND_BULK_PAUSE },   { "win.bulk-group", FROND_BULK_GROUP },
  { "win.bulk-delete", FROND_BULK_DELETE },
};

void
_frond_library_window_update_selected (FrondLibraryWindow *self)
{
  g_autoptr (GPtrArray) guests = frond_guest_selection_dup_items (self->selection);
  g_autofree char *title = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bulk_actions); i++)
    {
      gboolean applies = FALSE;

      for (guint j = 0; j < guests->len && !applies; j++)
        applies = frond_guests_bulk_applies (bulk_actions[i].action, g_ptr_array_index (guests, j));
      gtk_widget_action_set_enabled (GTK_WIDGET (self), bulk_actions[i].name, applies);
    }

  if (!self->selecting)
    return;

  title = guests->len == 0
              ? g_strdup (_ ("Select Machines"))
              /* Translators: the title of the window while machines are selected */
              : g_strdup_printf (ngettext ("%u Selected", "%u Selected", guests->len), guests->len);
  adw_window_title_set_title (self->window_title, title);
}

static void
set_selecting (FrondLibraryWindow *self, gboolean selecting)
{
  if (self->selecting == selecting)
    return;

  self->selecting = selecting;
  self->anchor = GTK_INVALID_LIST_POSITION;
  if (selecting)
    gtk_widget_add_css_class (GTK_WIDGET (self->grid), "selecting");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->grid), "selecting");
  frond_guest_tiles_set_selecting (self->tiles, selecting);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.stop-selecting", selecting);
  if (!selecting)
    frond_guest_selection_clear (self->selection);
  _frond_library_window_update_status (self);
}

void
_frond_library_window_stop_selecting (FrondLibraryWindow *self)
{
  set_selecting (self, FALSE);
}

static gboolean
shows_grid (FrondLibraryWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "grid") == 0;
}

static void
toggle (FrondLibraryWindow *self, gpointer item, guint position)
{
  set_selecting (self, TRUE);
  self->anchor = position;
  frond_guest_selection_set (self->selection, item, !frond_guest_selection_has (self->selection, item));
}

gboolean
_frond_library_window_select_clicked (FrondLibraryWindow *self, gpointer item, guint position)
{
  GdkModifierType modifiers = self->modifiers;

  self->modifiers = 0;
  if ((modifiers & GDK_SHIFT_MASK) != 0)
    {
      guint from = self->anchor != GTK_INVALID_LIST_POSITION ? self->anchor : position;

      set_selecting (self, TRUE);
      frond_guest_selection_add_range (self->selection, from, position, FROND_TYPE_GUEST);
      self->anchor = position;
      return TRUE;
    }
  if (!self->selecting && (modifiers & GDK_CONTROL_MASK) == 0)
    return FALSE;

  toggle (self, item, position);
  return TRUE;
}

static void
pressed_cb (FrondLibraryWindow *self, int n_press, double x, double y, GtkEventController *gesture)
{
  self->modifiers = gtk_event_controller_get_current_event_state (gesture);
}

/* Space, before the cells take it for GTK's own selection. */
static gboolean
key_pressed_cb (FrondLibraryWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  FrondGuestTile *tile;

  self->modifiers = 0;
  if ((keyval != GDK_KEY_space && keyval != GDK_KEY_KP_Space) ||
      (!self->selecting && (state & GDK_CONTROL_MASK) == 0))
    return GDK_EVENT_PROPAGATE;

  tile = _frond_library_window_get_focused_tile (self);
  if (tile == NULL || frond_guest_tile_get_guest (tile) == NULL)
    return GDK_EVENT_PROPAGATE;

  toggle (self, frond_guest_tile_get_guest (tile), GTK_INVALID_LIST_POSITION);
  return GDK_EVENT_STOP;
}

static void
select_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (shows_grid (FROND_LIBRARY_WINDOW (widget)))
    set_selecting (FROND_LIBRARY_WINDOW (widget), TRUE);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_selecting (FROND_LIBRARY_WINDOW (widget), FALSE);
}

static gboolean
select_all_cb (GtkWidget *grid, GVariant *args, gpointer user_data)
{
  FrondLibraryWindow *self = user_data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (n == 0)
    return FALSE;

  set_selecting (self, TRUE);
  frond_guest_selection_add_range (self->selection, 0, n - 1, FROND_TYPE_GUEST);
  return TRUE;
}

static gboolean
escape_cb (GtkWidget *grid, GVariant *args, gpointer user_data)
{
  FrondLibraryWindow *self = user_data;

  if (!self->selecting)
    return FALSE;

  set_selecting (self, FALSE);
  return TRUE;
}

static void
select_guest_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondLibraryWindow *self = FROND_LIBRARY_WINDOW (widget);
  FrondGuest *guest = frond_library_find (self->library, g_variant_get_string (parameter, NULL));

  if (guest != NULL)
    toggle (self, guest, GTK_INVALID_LIST_POSITION);
}

/* Machines that a group is being chosen for. */
typedef struct
{
  FrondLibraryWindow *window;
  GPtrArray *guests;
} Grouping;

static void
group_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Grouping *grouping = user_data;
  FrondLibraryWindow *self = grouping->window;
  g_autofree char *group = frond_group_dialog_choose_finish (result, NULL);

  if (group != NULL && self->library != NULL)
    {
      frond_guests_bulk_run (FROND_BULK_GROUP, grouping->guests, group, self->library, self->toasts);
      set_selecting (self, FALSE);
    }
  g_ptr_array_unref (grouping->guests);
  g_object_unref (self);
  g_free (grouping);
}

/* Takes GUESTS. */
static void
choose_group (FrondLibraryWindow *self, GPtrArray *guests)
{
  g_auto (GStrv) groups = _frond_library_window_list_groups (self);
  Grouping *grouping = g_new0 (Grouping, 1);
  const char *common = NULL;

  for (guint i = 0; i < guests->len; i++)
    {
      const char *group = frond_profile_get_group (frond_guest_get_profile (g_ptr_array_index (guests, i)));

      if (i > 0 && g_strcmp0 (group, common) != 0)
        {
          common = NULL;
          break;
        }
      common = group;
    }

  grouping->window = g_object_ref (self);
  grouping->guests = guests;
  frond_group_dialog_choose_async (GTK_WIDGET (self), (const char *const *) groups, common, group_chosen_cb,
                                   grouping);
}

static void
group_guest_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondLibraryWindow *self = FROND_LIBRARY_WINDOW (widget);
  FrondGuest *guest = frond_library_find (self->library, g_variant_get_string (parameter, NULL));
  GPtrArray *guests;

  if (guest == NULL)
    return;

  guests = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (guests, g_object_ref (guest));
  choose_group (self, guests);
}

static void
bulk_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondLibraryWindow *self = FROND_LIBRARY_WINDOW (widget);
  GPtrArray *guests = frond_guest_selection_dup_items (self->selection);
  guint i = 0;

  while (!g_str_equal (bulk_actions[i].name, name))
    i++;
  if (bulk_actions[i].action == FROND_BULK_GROUP)
    {
      choose_group (self, guests);
      return;
    }

  frond_guests_bulk_run (bulk_actions[i].action, guests, NULL, self->library, self->toasts);
  g_ptr_array_unref (guests);
  /* A deletion can still be declined: what leaves drops out of the selection by itself. */
  if (bulk_actions[i].action != FROND_BULK_DELETE)
    set_selecting (self, FALSE);
}

static gboolean
delete_cb (GtkWidget *grid, GVariant *args, gpointer user_data)
{
  FrondLibraryWindow *self = user_data;

  return self->selecting && gtk_widget_activate_action (GTK_WIDGET (self), "win.bulk-delete", NULL);
}

void
_frond_library_window_install_selection_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.select", NULL, select_action);
  gtk_widget_class_install_action (widget_class, "win.stop-selecting", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "win.select-guest", "s", select_guest_action);
  gtk_widget_class_install_action (widget_class, "win.group-guest", "s", group_guest_action);
  for (guint i = 0; i < G_N_ELEMENTS (bulk_actions); i++)
    gtk_widget_class_install_action (widget_class, bulk_actions[i].name, NULL, bulk_action);
}

static void
add_shortcut (FrondLibraryWindow *self, GtkEventController *controller, const char *trigger,
              GtkShortcutFunc callback)
{
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                                                          gtk_callback_action_new (callback, self, NULL)));
}

void
_frond_library_window_setup_selection (FrondLibraryWindow *self)
{
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *click = GTK_EVENT_CONTROLLER (gtk_gesture_click_new ());

  self->anchor = GTK_INVALID_LIST_POSITION;
  add_shortcut (self, shortcuts, "<Control>a", select_all_cb);
  add_shortcut (self, shortcuts, "Escape", escape_cb);
  add_shortcut (self, shortcuts, "Delete", delete_cb);
  gtk_event_controller_set_propagation_phase (shortcuts, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->grid), shortcuts);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->grid), keys);

  gtk_event_controller_set_propagation_phase (click, GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->grid), click);

  g_signal_connect_object (self->selection, "changed", G_CALLBACK (_frond_library_window_update_selected),
                           self, G_CONNECT_SWAPPED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.stop-selecting", FALSE);
  _frond_library_window_update_selected (self);
}
