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
};

G_DEFINE_FINAL_TYPE (FrondMenuFocus, frond_menu_focus, G_TYPE_OBJECT)

static void
frond_menu_focus_class_init (FrondMenuFocusClass *klass)
{
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

static void
focus_changed_cb (FrondMenuFocus *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  if (focus == GTK_WIDGET (self->display))
    self->from_display = TRUE;
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
