/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-window-private.h"

#include "frond-profile.h"

#include <glib/gi18n.h>

static void
recording_changed_cb (FrondGuestWindow *self)
{
  gboolean recording = frond_session_get_recording (self->session);

  if (gtk_widget_get_visible (self->microphone_button) == recording)
    return;
  gtk_widget_set_visible (self->microphone_button, recording);
  gtk_accessible_announce (GTK_ACCESSIBLE (self),
                           recording ? _ ("The machine is listening to the microphone")
                                     : _ ("The machine has stopped listening"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* A person may take a consent back where he is told of it. */
static void
microphone_clicked_cb (FrondGuestWindow *self)
{
  g_object_set (self, "microphone", FALSE, NULL);
}

void
_frond_guest_window_setup_audio (FrondGuestWindow *self)
{
  g_signal_connect_object (self->microphone_button, "clicked", G_CALLBACK (microphone_clicked_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
profile_changed_cb (FrondGuestWindow *self, GParamSpec *pspec)
{
  g_object_notify (G_OBJECT (self), pspec->name);
}

void
_frond_guest_window_watch_audio (FrondGuestWindow *self)
{
  FrondProfile *profile = frond_guest_get_profile (self->guest);

  g_signal_connect_object (profile, "notify::sound", G_CALLBACK (profile_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (profile, "notify::microphone", G_CALLBACK (profile_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
_frond_guest_window_attach_audio (FrondGuestWindow *self)
{
  FrondProfile *profile = frond_guest_get_profile (self->guest);

  /* Both bindings end with the session. */
  g_object_bind_property (profile, "sound", self->session, "sound", G_BINDING_SYNC_CREATE);
  g_object_bind_property (profile, "microphone", self->session, "microphone", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->session, "notify::recording", G_CALLBACK (recording_changed_cb), self,
                           G_CONNECT_SWAPPED);
  recording_changed_cb (self);
}

void
_frond_guest_window_append_audio (GMenu *menu)
{
  g_autoptr (GMenu) section = g_menu_new ();

  /* Translators: an item with a check mark: whether the machine is heard */
  g_menu_append (section, _ ("So_und"), "win.sound");
  /* Translators: an item with a check mark: whether the machine may listen */
  g_menu_append (section, _ ("_Microphone"), "win.microphone");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

gboolean
_frond_guest_window_get_audio (FrondGuestWindow *self, const char *name)
{
  gboolean value;

  g_object_get (frond_guest_get_profile (self->guest), name, &value, NULL);
  return value;
}

void
_frond_guest_window_set_audio (FrondGuestWindow *self, const char *name, gboolean value)
{
  g_object_set (frond_guest_get_profile (self->guest), name, value, NULL);
  frond_library_touch (_frond_guest_window_get_library (self), self->guest);
}
