/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-window-private.h"

#include "frond-error.h"
#include "frond-file-transfers.h"

#include <glib/gi18n.h>

#define FIRST_DELAY_MSEC 250
#define MAX_ATTEMPTS     5

static gboolean
wants_connection (FrondGuestWindow *self)
{
  FrondGuestState state = frond_guest_get_state (self->guest);

  return state == FROND_GUEST_RUNNING || state == FROND_GUEST_PAUSED || state == FROND_GUEST_STOPPING;
}

static gboolean
reconnect_timeout_cb (gpointer user_data)
{
  FrondGuestWindow *self = user_data;

  self->reconnect_source = 0;
  frond_session_connect (self->session);

  return G_SOURCE_REMOVE;
}

gboolean
_frond_guest_window_is_refused (FrondGuestWindow *self)
{
  const GError *error = frond_session_get_error (self->session);

  return g_error_matches (error, FROND_ERROR, FROND_ERROR_OUT_OF_RANGE) ||
         g_error_matches (error, FROND_ERROR, FROND_ERROR_UNSUPPORTED);
}

/* Longer pauses each time; then it is up to the person. */
static void
connection_failed (FrondGuestWindow *self)
{
  if (self->reconnect_source != 0 || self->gave_up || !wants_connection (self))
    return;

  if (self->attempts >= MAX_ATTEMPTS || _frond_guest_window_is_refused (self))
    self->gave_up = TRUE;
  else
    self->reconnect_source = g_timeout_add (FIRST_DELAY_MSEC << self->attempts++, reconnect_timeout_cb, self);
}

void
_frond_guest_window_update_connection (FrondGuestWindow *self)
{
  FrondSessionState state = frond_session_get_state (self->session);

  if (!wants_connection (self))
    {
      g_clear_handle_id (&self->reconnect_source, g_source_remove);
      self->attempts = 0;
      self->gave_up = FALSE;
      self->was_connected = FALSE;
      self->had_picture = FALSE;
      if (state != FROND_SESSION_IDLE)
        frond_session_disconnect (self->session);
    }
  else if (state == FROND_SESSION_LOST || state == FROND_SESSION_CLOSED)
    connection_failed (self);
  else if (state == FROND_SESSION_IDLE)
    frond_session_connect (self->session);
}

void
_frond_guest_window_reconnect (FrondGuestWindow *self)
{
  g_clear_handle_id (&self->reconnect_source, g_source_remove);
  self->attempts = 0;
  self->gave_up = FALSE;
  if (wants_connection (self))
    frond_session_connect (self->session);
  _frond_guest_window_update (self);
}

static void
screen_changed_cb (FrondGuestWindow *self)
{
  self->had_picture |= frond_screen_get_ready (self->screen);
  _frond_guest_window_follow_screen (self);
  _frond_guest_window_update (self);
}

static void
set_screen (FrondGuestWindow *self, FrondScreen *screen)
{
  if (screen == self->screen)
    return;

  if (self->screen != NULL)
    g_signal_handlers_disconnect_by_data (self->screen, self);
  g_set_object (&self->screen, screen);
  frond_display_set_screen (self->display, screen);
  if (screen == NULL)
    return;

  g_signal_connect_object (screen, "notify::ready", G_CALLBACK (screen_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (screen, "notify::width", G_CALLBACK (screen_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (screen, "notify::height", G_CALLBACK (screen_changed_cb), self, G_CONNECT_SWAPPED);
  screen_changed_cb (self);
}

static void
screens_changed_cb (FrondGuestWindow *self)
{
  g_autoptr (FrondScreen) first = g_list_model_get_item (frond_session_get_screens (self->session), 0);

  set_screen (self, first);
}

static void
session_state_changed_cb (FrondGuestWindow *self)
{
  switch (frond_session_get_state (self->session))
    {
    case FROND_SESSION_CONNECTED:
      self->attempts = 0;
      self->gave_up = FALSE;
      self->was_connected = TRUE;
      break;
    case FROND_SESSION_CLOSED:
    case FROND_SESSION_LOST:
      connection_failed (self);
      break;
    case FROND_SESSION_IDLE:
    case FROND_SESSION_CONNECTING:
    default:
      break;
    }

  _frond_guest_window_update (self);
}

/* Files on their way to the guest are cut off by a suspension. */
static void
inhibit_for_files (FrondGuestWindow *self, FrondSession *session)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  FrondFileTransfers *files = frond_session_get_files (session);

  if (application != NULL && files != NULL)
    frond_inhibitor_follow (frond_application_get_inhibitor (FROND_APPLICATION (application)),
                            G_OBJECT (files), "n-active",
                            GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND,
                            _ ("Files are being sent to a machine"));
}

void
frond_guest_window_set_session (FrondGuestWindow *self, FrondSession *session)
{
  g_return_if_fail (FROND_IS_GUEST_WINDOW (self));
  g_return_if_fail (FROND_IS_SESSION (session));

  _frond_guest_window_drop_session (self);
  self->session = g_object_ref (session);
  frond_guest_files_set_transfers (self->files, frond_session_get_files (session));
  inhibit_for_files (self, session);
  frond_files_button_set_transfers (self->files_button, frond_session_get_files (session));
  _frond_guest_window_attach_audio (self);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (session_state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (frond_session_get_screens (session), "items-changed",
                           G_CALLBACK (screens_changed_cb), self, G_CONNECT_SWAPPED);
  screens_changed_cb (self);
  frond_guest_screens_set_session (self->screens, session);
  _frond_guest_window_update_usb (self);
  _frond_guest_window_share_clipboard (self);
  _frond_guest_window_update_connection (self);
  _frond_guest_window_update (self);
}

void
_frond_guest_window_drop_session (FrondGuestWindow *self)
{
  if (self->session == NULL)
    return;

  g_clear_handle_id (&self->reconnect_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (frond_session_get_screens (self->session), self);
  g_signal_handlers_disconnect_by_data (self->session, self);
  set_screen (self, NULL);
  frond_guest_screens_set_session (self->screens, NULL);
  _frond_guest_window_unshare_clipboard (self);
  frond_guest_files_set_transfers (self->files, NULL);
  frond_files_button_set_transfers (self->files_button, NULL);
  frond_session_disconnect (self->session);
  g_clear_object (&self->session);
  _frond_guest_window_update_usb (self);
}
