/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-window-private.h"

#include "frond-console-page.h"

gboolean
_frond_guest_window_get_console (FrondGuestWindow *self)
{
  return self->console_page != NULL;
}

static void
show_view (FrondGuestWindow *self, const char *name)
{
  self->console_shown = g_str_equal (name, "console");
  adw_toggle_group_set_active_name (self->console_views, name);
  _frond_guest_window_update (self);
  frond_screen_chrome_set_screen_shown (self->chrome, !self->console_shown);
}

void
_frond_guest_window_set_console (FrondGuestWindow *self, gboolean open)
{
  if (open == _frond_guest_window_get_console (self))
    return;

  if (open)
    {
      self->console_page = frond_console_page_new (self->guest);
      gtk_stack_add_named (self->stack, self->console_page, "console");
    }
  gtk_widget_set_visible (self->console_bar, open);
  show_view (self, open ? "console" : "screen");
  if (!open)
    gtk_stack_remove (self->stack, g_steal_pointer (&self->console_page));
  _frond_guest_window_follow_screen (self);
  g_object_notify (G_OBJECT (self), "console");
}

void
_frond_guest_window_toggle_console_page (FrondGuestWindow *self)
{
  if (!_frond_guest_window_get_console (self))
    _frond_guest_window_set_console (self, TRUE);
  else
    show_view (self, self->console_shown ? "screen" : "console");
}

static void
view_chosen_cb (FrondGuestWindow *self)
{
  const char *name = adw_toggle_group_get_active_name (self->console_views);

  if (name != NULL && g_str_equal (name, "console") != self->console_shown)
    show_view (self, name);
}

void
_frond_guest_window_setup_console (FrondGuestWindow *self)
{
  g_signal_connect_object (self->console_views, "notify::active-name", G_CALLBACK (view_chosen_cb), self,
                           G_CONNECT_SWAPPED);
}
