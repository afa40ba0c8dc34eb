/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-session-private.h"

#include "frond-error.h"
#include "frond-session-private.h"
#include "frond-spice-files.h"
#include "frond-spice-usb.h"

/* A guest that has just been started may be slow, but its server is not. */
#define PATIENCE_MSEC 20000

struct _FrondSpiceSession
{
  FrondSession parent_instance;

  FrondDisplayOpener *opener;
  FrondSpiceLink *link; /* NULL while nothing is connected */
  guint patience;       /* milliseconds */
  FrondUsb *usb;        /* NULL until somebody asks */
  FrondSpiceClipboard *clipboard;
};

G_DEFINE_FINAL_TYPE (FrondSpiceSession, frond_spice_session, FROND_TYPE_SESSION)

static void
remove_all_screens (FrondSession *session)
{
  GListModel *screens = frond_session_get_screens (session);

  while (g_list_model_get_n_items (screens) > 0)
    {
      g_autoptr (FrondScreen) screen =
          g_list_model_get_item (screens, g_list_model_get_n_items (screens) - 1);

      frond_session_remove_screen (session, screen);
    }
}

static void
set_main (FrondSpiceSession *self, SpiceMainChannel *main)
{
  FrondFileTransfers *files = frond_session_get_files (FROND_SESSION (self));

  frond_spice_files_set_main (FROND_SPICE_FILES (files), main);
}

static void
drop_link (FrondSpiceSession *self)
{
  g_autoptr (FrondSpiceLink) link = g_steal_pointer (&self->link);

  if (link == NULL)
    return;
  if (self->usb != NULL)
    frond_spice_usb_set_session (FROND_SPICE_USB (self->usb), NULL);
  if (frond_spice_link_get_session (link) != NULL)
    g_signal_handlers_disconnect_by_data (frond_spice_link_get_session (link), self);
  g_signal_handlers_disconnect_by_data (link, self);
  g_signal_handlers_disconnect_by_data (frond_spice_link_get_input (link), self);
  g_signal_handlers_disconnect_by_data (frond_spice_link_get_screens (link), self);
  set_main (self, NULL);
  g_signal_handlers_disconnect_by_data (frond_spice_link_get_audio (link), self);
  frond_spice_link_close (link);
  frond_session_take_agent_connected (FROND_SESSION (self), FALSE);
  frond_session_take_inhibit_grab (FROND_SESSION (self), FALSE);
  frond_session_take_recording (FROND_SESSION (self), FALSE);
  remove_all_screens (FROND_SESSION (self));
}

static void
on_opened (FrondSpiceSession *self)
{
  g_autoptr (GList) channels = spice_session_get_channels (frond_spice_link_get_session (self->link));

  for (GList *l = channels; l != NULL; l = l->next)
    if (SPICE_IS_MAIN_CHANNEL (l->data))
      set_main (self, l->data);
  if (self->usb != NULL)
    frond_spice_usb_set_session (FROND_SPICE_USB (self->usb), frond_spice_link_get_session (self->link));
  frond_session_take_state (FROND_SESSION (self), FROND_SESSION_CONNECTED, NULL);
}

/* What an opener says stays as it is when it is in our terms already. */
static GError *
to_frond_error (const GError *error)
{
  GError *ours = NULL;

  if (error->domain == FROND_ERROR)
    return g_error_copy (error);
  frond_set_error (&ours, FROND_ERROR_FAILED, NULL, "%s", error->message);
  return ours;
}

/* A server that goes before it has said anything did not end in good order. */
static GError *
end_error (FrondSpiceSession *self, const GError *error)
{
  GError *early = NULL;

  if (error != NULL)
    return to_frond_error (error);
  if (frond_session_get_state (FROND_SESSION (self)) == FROND_SESSION_CONNECTING)
    frond_set_error (&early, FROND_ERROR_FAILED, NULL, "The guest closed the connection at once");
  return early;
}

static void
on_ended (FrondSpiceSession *self, const GError *error)
{
  GError *ours = end_error (self, error);

  drop_link (self);
  frond_session_take_state (FROND_SESSION (self), ours != NULL ? FROND_SESSION_LOST : FROND_SESSION_CLOSED,
                            ours);
}

static void
on_screen_added (FrondSpiceSession *self, FrondScreen *screen, guint position)
{
  frond_session_insert_screen (FROND_SESSION (self), position, screen);
}

static void
on_screen_removed (FrondSpiceSession *self, FrondScreen *screen)
{
  frond_session_remove_screen (FROND_SESSION (self), screen);
}

static void
on_input_changed (FrondSpiceSession *self)
{
  FrondSpiceInput *input = frond_spice_link_get_input (self->link);

  frond_session_take_agent_connected (FROND_SESSION (self), frond_spice_input_get_agent_connected (input));
}

static void
on_recording_changed (FrondSpiceSession *self)
{
  frond_session_take_recording (FROND_SESSION (self),
                                frond_spice_audio_get_recording (frond_spice_link_get_audio (self->link)));
}

static void
update_audio (FrondSpiceSession *self)
{
  FrondSession *session = FROND_SESSION (self);
  FrondSpiceAudio *audio;

  if (self->link == NULL)
    return;
  audio = frond_spice_link_get_audio (self->link);
  frond_spice_audio_set_sound (audio, frond_session_get_sound (session));
  frond_spice_audio_set_microphone (audio, frond_session_get_microphone (session));
}

/* A dialog that asks for a password must get the keys. */
static void
on_inhibit_changed (FrondSpiceSession *self, GParamSpec *pspec, SpiceSession *spice)
{
  gboolean inhibit;

  g_object_get (spice, "inhibit-keyboard-grab", &inhibit, NULL);
  frond_session_take_inhibit_grab (FROND_SESSION (self), inhibit);
}

static void
start_link (FrondSpiceSession *self)
{
  SpiceSession *spice;

  frond_spice_link_start (self->link, self->patience);
  spice = self->link != NULL ? frond_spice_link_get_session (self->link) : NULL;
  if (spice != NULL)
    g_signal_connect_object (spice, "notify::inhibit-keyboard-grab", G_CALLBACK (on_inhibit_changed), self,
                             G_CONNECT_SWAPPED);
}

static void
frond_spice_session_connect (FrondSession *session)
{
  FrondSpiceSession *self = FROND_SPICE_SESSION (session);
  g_autoptr (FrondSpiceLink) link = NULL;

  if (self->link != NULL)
    return;

  link = frond_spice_link_new (self->opener, self->clipboard);
  self->link = g_object_ref (link);
  g_signal_connect_object (link, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (link, "ended", G_CALLBACK (on_ended), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (frond_spice_link_get_screens (link), "added", G_CALLBACK (on_screen_added), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (frond_spice_link_get_screens (link), "removed", G_CALLBACK (on_screen_removed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (frond_spice_link_get_input (link), "changed", G_CALLBACK (on_input_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (frond_spice_link_get_audio (link), "changed", G_CALLBACK (on_recording_changed),
                           self, G_CONNECT_SWAPPED);
  update_audio (self);
  frond_session_take_state (session, FROND_SESSION_CONNECTING, NULL);
  /* A listener of the state may have thought better of it. */
  if (self->link == link)
    start_link (self);
}

static void
frond_spice_session_disconnect (FrondSession *session)
{
  drop_link (FROND_SPICE_SESSION (session));
  frond_session_take_state (session, FROND_SESSION_IDLE, NULL);
}

static FrondUsb *
frond_spice_session_get_usb (FrondSession *session)
{
  FrondSpiceSession *self = FROND_SPICE_SESSION (session);

  if (self->usb == NULL)
    self->usb = frond_spice_usb_new ();
  if (frond_session_get_state (session) == FROND_SESSION_CONNECTED)
    frond_spice_usb_set_session (FROND_SPICE_USB (self->usb), frond_spice_link_get_session (self->link));

  return self->usb;
}

static FrondGuestClipboard *
frond_spice_session_get_clipboard (FrondSession *session)
{
  return FROND_GUEST_CLIPBOARD (FROND_SPICE_SESSION (session)->clipboard);
}

static void
frond_spice_session_dispose (GObject *object)
{
  FrondSpiceSession *self = FROND_SPICE_SESSION (object);

  drop_link (self);
  g_clear_object (&self->usb);
  g_clear_object (&self->opener);
  g_clear_object (&self->clipboard);
  G_OBJECT_CLASS (frond_spice_session_parent_class)->dispose (object);
}

static void
frond_spice_session_class_init (FrondSpiceSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_spice_session_dispose;
  FROND_SESSION_CLASS (klass)->connect = frond_spice_session_connect;
  FROND_SESSION_CLASS (klass)->disconnect = frond_spice_session_disconnect;
  FROND_SESSION_CLASS (klass)->get_usb = frond_spice_session_get_usb;
  FROND_SESSION_CLASS (klass)->get_clipboard = frond_spice_session_get_clipboard;
}

static void
frond_spice_session_init (FrondSpiceSession *self)
{
  frond_session_take_files (FROND_SESSION (self), FROND_FILE_TRANSFERS (frond_spice_files_new ()));
  self->patience = PATIENCE_MSEC;
  g_signal_connect (self, "notify::sound", G_CALLBACK (update_audio), NULL);
  g_signal_connect (self, "notify::microphone", G_CALLBACK (update_audio), NULL);
  self->clipboard = frond_spice_clipboard_new ();
}

FrondSession *
frond_spice_session_new (FrondDisplayOpener *opener)
{
  FrondSpiceSession *self;

  g_return_val_if_fail (FROND_IS_DISPLAY_OPENER (opener), NULL);

  self = g_object_new (FROND_TYPE_SPICE_SESSION, NULL);
  self->opener = g_object_ref (opener);
  return FROND_SESSION (self);
}

FrondSpiceLink *
frond_spice_session_get_link (FrondSpiceSession *self)
{
  return self->link;
}

void
frond_spice_session_set_patience (FrondSpiceSession *self, guint patience)
{
  self->patience = patience;
}
