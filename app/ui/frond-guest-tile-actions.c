/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-tile-private.h"

#include "frond-application.h"
#include "frond-export-dialog.h"
#include "frond-guest-commands.h"
#include "frond-guest.h"
#include "frond-profile.h"
#include "frond-properties-dialog.h"

#include <glib/gi18n.h>

static AdwToastOverlay *
toasts (FrondGuestTile *self)
{
  return ADW_TOAST_OVERLAY (gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY));
}

static void
open_guest (FrondGuestTile *self, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (self), action, "s",
                              frond_profile_get_id (frond_guest_get_profile (self->guest)));
}

static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_guest (FROND_GUEST_TILE (widget), "app.start-guest");
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_guest (FROND_GUEST_TILE (widget), "app.open-guest");
}

static void
pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestTile *self = FROND_GUEST_TILE (widget);

  frond_guest_commands_pause (self->guest, toasts (self));
}

static void
resume_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestTile *self = FROND_GUEST_TILE (widget);

  frond_guest_commands_resume (self->guest, toasts (self));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestTile *self = FROND_GUEST_TILE (widget);

  frond_guest_commands_save (self->guest, toasts (self));
}

static void
start_fresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestTile *self = FROND_GUEST_TILE (widget);

  frond_guest_commands_start_fresh (self->guest, toasts (self));
}

static void
shut_down_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestTile *self = FROND_GUEST_TILE (widget);

  frond_guest_commands_shut_down (self->guest, toasts (self));
}

static void
force_off_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestTile *self = FROND_GUEST_TILE (widget);

  frond_guest_commands_force_off (self->guest, toasts (self));
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestTile *self = FROND_GUEST_TILE (widget);

  frond_guest_commands_rename (self->guest, self->library, toasts (self));
}

static void
duplicate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestTile *self = FROND_GUEST_TILE (widget);

  frond_guest_commands_duplicate (self->guest, self->library, toasts (self));
}

static void
properties_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestTile *self = FROND_GUEST_TILE (widget);

  adw_dialog_present (frond_properties_dialog_new (self->library, self->guest), widget);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestTile *self = FROND_GUEST_TILE (widget);

  adw_dialog_present (frond_export_dialog_new (self->guest), widget);
}

static void
add_to_grid_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_guest (FROND_GUEST_TILE (widget), "app.add-to-grid");
}

static void
remove_from_grid_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_guest (FROND_GUEST_TILE (widget), "app.remove-from-grid");
}

static gboolean
is_in_grid (FrondGuestTile *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkApplication *application = GTK_IS_WINDOW (root) ? gtk_window_get_application (GTK_WINDOW (root)) : NULL;

  return FROND_IS_APPLICATION (application) &&
         frond_grid_entries_has (frond_application_get_grid_entries (FROND_APPLICATION (application)),
                                 frond_profile_get_id (frond_guest_get_profile (self->guest)));
}

static void
select_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_guest (FROND_GUEST_TILE (widget), "win.select-guest");
}

static void
group_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_guest (FROND_GUEST_TILE (widget), "win.group-guest");
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestTile *self = FROND_GUEST_TILE (widget);

  frond_guest_commands_delete (self->guest, self->library, toasts (self));
}

void
_frond_guest_tile_do_primary (FrondGuestTile *self)
{
  switch (frond_guest_get_state (self->guest))
    {
    case FROND_GUEST_PAUSED:
      frond_guest_commands_resume (self->guest, toasts (self));
      break;
    case FROND_GUEST_RUNNING:
      frond_guest_commands_pause (self->guest, toasts (self));
      break;
    case FROND_GUEST_STOPPED:
      open_guest (self, "app.start-guest");
      break;
    case FROND_GUEST_UNKNOWN:
    case FROND_GUEST_CREATING:
    case FROND_GUEST_MISSING:
    case FROND_GUEST_STARTING:
    case FROND_GUEST_STOPPING:
    default:
      open_guest (self, "app.open-guest");
    }
}

GMenuModel *
_frond_guest_tile_build_menu (FrondGuestTile *self)
{
  FrondGuestState state = frond_guest_get_state (self->guest);
  g_autoptr (GMenu) power = g_menu_new ();
  g_autoptr (GMenu) edit = g_menu_new ();
  g_autoptr (GMenu) danger = g_menu_new ();
  GMenu *menu = g_menu_new ();

  if (frond_guest_is_saved (self->guest))
    {
      g_menu_append (power, _ ("Res_ume"), "tile.start");
      /* Translators: start a saved machine without what was saved */
      g_menu_append (power, _ ("S_tart Fresh…"), "tile.start-fresh");
    }
  else if (state == FROND_GUEST_STOPPED)
    g_menu_append (power, _ ("_Start"), "tile.start");
  g_menu_append (power, _ ("_Open"), "tile.open");
  if (state == FROND_GUEST_RUNNING)
    g_menu_append (power, _ ("_Pause"), "tile.pause");
  if (state == FROND_GUEST_PAUSED)
    g_menu_append (power, _ ("Res_ume"), "tile.resume");
  if (state == FROND_GUEST_RUNNING || state == FROND_GUEST_PAUSED)
    /* Translators: write the memory of a machine to disk */
    g_menu_append (power, C_ ("machine", "Sa_ve"), "tile.save");
  if (frond_guest_is_on (self->guest))
    {
      g_menu_append (power, _ ("Shut _Down"), "tile.shut-down");
      g_menu_append (power, _ ("_Force Off…"), "tile.force-off");
    }

  g_menu_append (edit, _ ("_Rename…"), "tile.rename");
  if (state == FROND_GUEST_STOPPED && !frond_guest_is_saved (self->guest) &&
      !frond_guest_get_busy (self->guest))
    /* Translators: make another machine with the same disks */
    g_menu_append (edit, _ ("Dup_licate…"), "tile.duplicate");
  g_menu_append (edit, _ ("_Select"), "tile.select");
  g_menu_append (edit, _ ("Mo_ve to Group…"), "tile.move-to-group");
  g_menu_append (edit, _ ("_Properties"), "tile.properties");
  if (state == FROND_GUEST_STOPPED && !frond_guest_is_saved (self->guest))
    g_menu_append (edit, _ ("E_xport to File…"), "tile.export");
  if (is_in_grid (self))
    g_menu_append (edit, _ ("Remove From Application _Grid"), "tile.remove-from-grid");
  else if (state != FROND_GUEST_CREATING)
    g_menu_append (edit, _ ("Add to Application _Grid"), "tile.add-to-grid");
  g_menu_append (danger, _ ("_Delete"), "tile.delete");

  g_menu_append_section (menu, NULL, G_MENU_MODEL (power));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (danger));

  return G_MENU_MODEL (menu);
}

void
_frond_guest_tile_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "tile.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "tile.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "tile.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "tile.resume", NULL, resume_action);
  gtk_widget_class_install_action (widget_class, "tile.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "tile.start-fresh", NULL, start_fresh_action);
  gtk_widget_class_install_action (widget_class, "tile.shut-down", NULL, shut_down_action);
  gtk_widget_class_install_action (widget_class, "tile.force-off", NULL, force_off_action);
  gtk_widget_class_install_action (widget_class, "tile.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "tile.properties", NULL, properties_action);
  gtk_widget_class_install_action (widget_class, "tile.duplicate", NULL, duplicate_action);
  gtk_widget_class_install_action (widget_class, "tile.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "tile.add-to-grid", NULL, add_to_grid_action);
  gtk_widget_class_install_action (widget_class, "tile.remove-from-grid", NULL, remove_from_grid_action);
  gtk_widget_class_install_action (widget_class, "tile.select", NULL, select_action);
  gtk_widget_class_install_action (widget_class, "tile.move-to-group", NULL, group_action);
  gtk_widget_class_install_action (widget_class, "tile.delete", NULL, delete_action);
}
