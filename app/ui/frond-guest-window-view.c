/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-window-private.h"

#include "frond-display-settings.h"
#include "frond-library.h"
#include "frond-profile.h"

/* Longer than any change of mode takes, and than SPICE needs to tell of one. */
#define BLANK_MSEC 2000

#define VIEW_FIT    "fit"
#define VIEW_ACTUAL "actual"

const char *
_frond_guest_window_get_view (FrondGuestWindow *self)
{
  return frond_display_get_scaling (self->display) ? VIEW_FIT : VIEW_ACTUAL;
}

void
_frond_guest_window_set_view (FrondGuestWindow *self, const char *view)
{
  frond_display_set_scaling (self->display, g_strcmp0 (view, VIEW_ACTUAL) != 0);
}

/* Chosen here or in the window of a further monitor: all show the guest in the same way. */
static void
view_changed_cb (FrondGuestWindow *self, GParamSpec *pspec)
{
  gboolean value;

  g_object_get (self->display, pspec->name, &value, NULL);
  g_object_set (frond_guest_get_profile (self->guest), pspec->name, value, NULL);
  frond_library_touch (_frond_guest_window_get_library (self), self->guest);
  g_object_notify (G_OBJECT (self), g_str_equal (pspec->name, "scaling") ? "view" : pspec->name);
}

static gboolean
is_blank (FrondGuestWindow *self)
{
  return self->had_picture && self->screen != NULL && !frond_screen_get_ready (self->screen) &&
         frond_session_get_state (self->session) == FROND_SESSION_CONNECTED;
}

static gboolean
blank_timeout_cb (gpointer user_data)
{
  FrondGuestWindow *self = user_data;

  self->blank_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->blank_revealer), TRUE);
  gtk_revealer_set_reveal_child (self->blank_revealer, TRUE);
  return G_SOURCE_REMOVE;
}

void
_frond_guest_window_update_blank (FrondGuestWindow *self)
{
  if (!is_blank (self))
    {
      g_clear_handle_id (&self->blank_source, g_source_remove);
      gtk_revealer_set_reveal_child (self->blank_revealer, FALSE);
    }
  else if (self->blank_source == 0 && !gtk_revealer_get_reveal_child (self->blank_revealer))
    self->blank_source = g_timeout_add (BLANK_MSEC, blank_timeout_cb, self);
}

void
_frond_guest_window_setup_view (FrondGuestWindow *self)
{
  FrondProfile *profile = frond_guest_get_profile (self->guest);
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  frond_display_set_scaling (self->display, frond_profile_get_scaling (profile));
  frond_display_set_sharp (self->display, frond_profile_get_sharp (profile));
  frond_display_set_resize_guest (self->display, frond_profile_get_resize_guest (profile));
  for (const char *const *signal =
           (const char *const[]) { "notify::scaling", "notify::sharp", "notify::resize-guest", NULL };
       *signal != NULL; signal++)
    g_signal_connect_object (self->display, *signal, G_CALLBACK (view_changed_cb), self, G_CONNECT_SWAPPED);
  frond_display_follow_settings (self->display,
                                 frond_application_get_settings (FROND_APPLICATION (application)));
}
