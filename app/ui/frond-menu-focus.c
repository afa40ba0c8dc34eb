/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-menu-focus.h"

struct _FrondMenuFocus
{
  GObject parent_instance;

  GtkWindow *window;
  GtkMenuButton *menu_button;
  FrondDisplay *display;
  gboolean from_display; /* the focus went from the display straight to the button and its menu */
  guint keep_source;
};

G_DEFINE_FINAL_TYPE (FrondMenuFocus, frond_menu_focus, G_TYPE_OBJECT)

static void
frond_menu_focus_dispose (GObject *object)
{
  FrondMenuFocus *self = FROND_MENU_FOCUS (object);

  g_clear_handle_id (&self->keep_source, g_source_remove);
  G_OBJECT_CLASS (frond_menu_focus_parent_class)->dispose (object);
}

static void
frond_menu_focus_class_init (FrondMenuFocusClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_menu_focus_dispose;
}

static void
frond_menu_focus_init (FrondMenuFocus *self)
{
}

static gboolean
is_in_menu (FrondMenuFocus *self, GtkWidget *focus)
{
  GtkWidget *button = GTK_WIDGET (self->menu_button);

  return focus != NULL && (focus == button || gtk_widget_is_ancestor (focus, button));
}

static void
give_back (FrondMenuFocus *self)
{
  GtkWidget *display = GTK_WIDGET (self->display);

  if (self->from_display && !gtk_menu_button_get_active (self->menu_button) &&
      is_in_menu (self, gtk_window_get_focus (self->window)) && gtk_widget_get_mapped (display))
    gtk_widget_grab_focus (display);
}

/* Where a page of the menu has nothing that can have the focus, the toolkit gives it to the display: every key would go to
 * the guest then, and not even Escape close the menu. */
static void
keep_in_menu_cb (gpointer user_data)
{
  FrondMenuFocus *self = user_data;
  GtkPopover *popover;

  self->keep_source = 0;
  popover = gtk_menu_button_get_popover (self->menu_button);
  if (popover == NULL || !gtk_menu_button_get_active (self->menu_button) ||
      gtk_window_get_focus (self->window) != GTK_WIDGET (self->display))
    return;
  if (!gtk_widget_child_focus (GTK_WIDGET (popover), GTK_DIR_TAB_FORWARD))
    gtk_popover_popdown (popover);
}

static void
focus_changed_cb (FrondMenuFocus *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  if (focus == GTK_WIDGET (self->display))
    {
      self->from_display = TRUE;
      /* Not at once: a menu that closes gives the focus back before it says that it is closed. */
      if (gtk_menu_button_get_active (self->menu_button) && self->keep_source == 0)
        self->keep_source = g_idle_add_once (keep_in_menu_cb, self);
    }
  else if (focus != NULL && !is_in_menu (self, focus))
    self->from_display = FALSE;
  else
    give_back (self);
}

static void
released_cb (FrondMenuFocus *self)
{
  self->from_display = FALSE;
}

FrondMenuFocus *
frond_menu_focus_new (GtkWindow *window, GtkMenuButton *menu_button, FrondDisplay *display)
{
  FrondMenuFocus *self;

  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);
  g_return_val_if_fail (GTK_IS_MENU_BUTTON (menu_button), NULL);
  g_return_val_if_fail (FROND_IS_DISPLAY (display), NULL);

  self = g_object_new (FROND_TYPE_MENU_FOCUS, NULL);
  self->window = window;
  self->menu_button = menu_button;
  self->display = display;
  g_signal_connect_object (window, "notify::focus-widget", G_CALLBACK (focus_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (menu_button, "notify::active", G_CALLBACK (give_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (display, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  return self;
}
