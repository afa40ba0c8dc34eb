/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-link.h"

#include "frond-error.h"
#include "frond-spice-connection.h"
#include "frond-spice-wire.h"

#include <glib/gstdio.h>

struct _FrondSpiceLink
{
  GObject parent_instance;

  FrondDisplayOpener *opener;
  GCancellable *cancellable;
  SpiceSession *session; /* NULL once closed */
  FrondSpiceInput *input;
  FrondSpiceClipboard *clipboard;
  FrondSpiceScreens *screens;
  FrondSpiceAudio *audio;
  GPtrArray *guards;
  guint patience_source;
  gboolean ended;
};

enum
{
  SIGNAL_OPENED,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondSpiceLink, frond_spice_link, G_TYPE_OBJECT)

static void
end (FrondSpiceLink *self, const GError *error)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  g_clear_handle_id (&self->patience_source, g_source_remove);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, error);
}

/* Channels that get a descriptor when they are connected, which the microphone's is with the person's consent only.
 * Nothing else of the guest's wishes is known to be harmless. */
static gboolean
is_wanted (SpiceChannel *channel)
{
  return SPICE_IS_MAIN_CHANNEL (channel) || SPICE_IS_DISPLAY_CHANNEL (channel) ||
         SPICE_IS_INPUTS_CHANNEL (channel) || SPICE_IS_CURSOR_CHANNEL (channel) ||
         SPICE_IS_PLAYBACK_CHANNEL (channel) || SPICE_IS_RECORD_CHANNEL (channel) ||
         SPICE_IS_USBREDIR_CHANNEL (channel);
}

/* The ones that a guest cannot be used without: of its monitors the first one. */
static gboolean
is_vital (SpiceChannel *channel)
{
  int id;

  g_object_get (channel, "channel-id", &id, NULL);
  return SPICE_IS_MAIN_CHANNEL (channel) || (SPICE_IS_DISPLAY_CHANNEL (channel) && id == 0) ||
         SPICE_IS_INPUTS_CHANNEL (channel);
}

static const char *
channel_name (SpiceChannel *channel)
{
  int type;

  g_object_get (channel, "channel-type", &type, NULL);
  return spice_channel_type_to_string (type);
}

typedef struct
{
  FrondSpiceLink *link;
  SpiceChannel *channel;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->link);
  g_object_unref (opening->channel);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
on_refused (FrondSpiceLink *self, const GError *error)
{
  end (self, error);
}

/* The library may have FD then. */
static gboolean
guard (FrondSpiceLink *self, SpiceChannel *channel, int fd, GError **error)
{
  g_autoptr (FrondSpiceGuard) guard = NULL;
  int type;

  g_object_get (channel, "channel-type", &type, NULL);
  guard = frond_spice_guard_new (type);
  if (!frond_spice_connection_expect (fd, guard, error))
    return FALSE;
  g_signal_connect_object (guard, "refused", G_CALLBACK (on_refused), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->guards, g_steal_pointer (&guard));
  return TRUE;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Opening) opening = data;
  g_autoptr (GError) error = NULL;
  g_autofd int fd = frond_display_opener_open_finish (FROND_DISPLAY_OPENER (source), result, &error);

  if (opening->link->session == NULL || opening->link->ended)
    return;
  if (fd >= 0 && !guard (opening->link, opening->channel, fd, &error))
    g_clear_fd (&fd, NULL);
  if (fd < 0 && SPICE_IS_USBREDIR_CHANNEL (opening->channel))
    {
      /* One device fewer is no reason to lose the screen. */
      g_message ("A USB channel stays closed: %s", error->message);
      spice_channel_disconnect (opening->channel, SPICE_CHANNEL_ERROR_CONNECT);
      return;
    }
  if (fd < 0)
    {
      g_prefix_error (&error, "No connection for the %s channel: ", channel_name (opening->channel));
      end (opening->link, error);
      return;
    }
  spice_channel_open_fd (opening->channel, g_steal_fd (&fd));
}

static void
on_open_fd (FrondSpiceLink *self, int with_tls, SpiceChannel *channel)
{
  Opening *opening;

  if (!is_wanted (channel) || self->session == NULL)
    return;

  opening = g_new (Opening, 1);
  opening->link = g_object_ref (self);
  opening->channel = g_object_ref (channel);
  frond_display_opener_open_async (self->opener, self->cancellable, on_opened, opening);
}

static void
fail_channel (FrondSpiceLink *self, SpiceChannel *channel, const char *what)
{
  const GError *detail = spice_channel_get_error (channel);
  g_autoptr (GError) error = NULL;

  if (!is_vital (channel))
    {
      g_message ("The guest's %s channel is gone: %s", channel_name (channel), what);
      return;
    }
  frond_set_error (&error, FROND_ERROR_FAILED, NULL, "The guest's %s channel %s%s%s", channel_name (channel),
                   what, detail != NULL ? ": " : "", detail != NULL ? detail->message : "");
  end (self, error);
}

static void
on_channel_event (FrondSpiceLink *self, SpiceChannelEvent event, SpiceChannel *channel)
{
  switch (event)
    {
    case SPICE_CHANNEL_OPENED:
      if (SPICE_IS_MAIN_CHANNEL (channel))
        g_signal_emit (self, signals[SIGNAL_OPENED], 0);
      else if (SPICE_IS_DISPLAY_CHANNEL (channel))
        g_clear_handle_id (&self->patience_source, g_source_remove);
      break;
    case SPICE_CHANNEL_CLOSED:
      if (SPICE_IS_MAIN_CHANNEL (channel))
        end (self, NULL);
      break;
    case SPICE_CHANNEL_ERROR_CONNECT:
      fail_channel (self, channel, "could not be connected");
      break;
    case SPICE_CHANNEL_ERROR_TLS:
    case SPICE_CHANNEL_ERROR_LINK:
      fail_channel (self, channel, "did not agree on the protocol");
      break;
    case SPICE_CHANNEL_ERROR_AUTH:
      fail_channel (self, channel, "asked for a password");
      break;
    case SPICE_CHANNEL_ERROR_IO:
      fail_channel (self, channel, "broke");
      break;
    case SPICE_CHANNEL_SWITCHING:
    case SPICE_CHANNEL_NONE:
    default:
      break;
    }
}

static void
on_channel_new (FrondSpiceLink *self, SpiceChannel *channel)
{
  g_signal_connect_object (channel, "open-fd", G_CALLBACK (on_open_fd), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "channel-event", G_CALLBACK (on_channel_event), self, G_CONNECT_SWAPPED);

  if (SPICE_IS_MAIN_CHANNEL (channel))
    {
      /* A server may name more of them, which nobody connects. */
      if (!frond_spice_input_has_main (self->input))
        {
          frond_spice_input_set_main (self->input, SPICE_MAIN_CHANNEL (channel));
          frond_spice_clipboard_set_main (self->clipboard, SPICE_MAIN_CHANNEL (channel));
        }
    }
  else if (SPICE_IS_DISPLAY_CHANNEL (channel))
    {
      frond_spice_screens_add_display (self->screens, SPICE_DISPLAY_CHANNEL (channel));
    }
  else if (SPICE_IS_CURSOR_CHANNEL (channel))
    {
      frond_spice_screens_add_cursor (self->screens, SPICE_CURSOR_CHANNEL (channel));
    }
  else if (SPICE_IS_INPUTS_CHANNEL (channel) && !frond_spice_input_has_inputs (self->input))
    {
      frond_spice_input_set_inputs (self->input, SPICE_INPUTS_CHANNEL (channel));
      spice_channel_connect (channel);
    }
  else
    {
      frond_spice_audio_add_channel (self->audio, channel);
    }
}

static void
frond_spice_link_dispose (GObject *object)
{
  FrondSpiceLink *self = FROND_SPICE_LINK (object);

  frond_spice_link_close (self);
  g_clear_object (&self->opener);
  g_clear_object (&self->input);
  g_clear_object (&self->clipboard);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->screens);
  g_clear_object (&self->audio);
  g_clear_pointer (&self->guards, g_ptr_array_unref);
  G_OBJECT_CLASS (frond_spice_link_parent_class)->dispose (object);
}

static void
frond_spice_link_class_init (FrondSpiceLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_spice_link_dispose;

  signals[SIGNAL_OPENED] =
      g_signal_new ("opened", FROND_TYPE_SPICE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", FROND_TYPE_SPICE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
frond_spice_link_init (FrondSpiceLink *self)
{
  self->cancellable = g_cancellable_new ();
  self->audio = frond_spice_audio_new ();
  self->guards = g_ptr_array_new_with_free_func (g_object_unref);
  self->input = frond_spice_input_new ();
  self->screens = frond_spice_screens_new (self->input);
  g_signal_connect_object (self->screens, "refused", G_CALLBACK (on_refused), self, G_CONNECT_SWAPPED);
}

FrondSpiceLink *
frond_spice_link_new (FrondDisplayOpener *opener, FrondSpiceClipboard *clipboard)
{
  FrondSpiceLink *self = g_object_new (FROND_TYPE_SPICE_LINK, NULL);

  self->opener = g_object_ref (opener);
  self->clipboard = g_object_ref (clipboard);
  return self;
}

static gboolean
on_impatient (gpointer data)
{
  FrondSpiceLink *self = data;
  g_autoptr (GError) error = NULL;

  self->patience_source = 0;
  frond_set_error (&error, FROND_ERROR_FAILED, NULL, "The guest's screen does not answer");
  end (self, error);
  return G_SOURCE_REMOVE;
}

void
frond_spice_link_start (FrondSpiceLink *self, guint patience)
{
  g_return_if_fail (self->session == NULL && !self->ended);

  /* Pixels are not compressed for a guest of this machine, and images not remembered (0 bytes would be the library's
   * own idea of a size): FrondSpiceGuard refuses both. GL scanouts are taken even where they cannot be shown: a server that
   * has nothing else ends the connection of a client without them. */
  self->session =
      g_object_new (SPICE_TYPE_SESSION, "enable-usbredir", TRUE, "enable-smartcard", FALSE, "gl-scanout",
                    TRUE, "preferred-compression", SPICE_IMAGE_COMPRESSION_OFF, "cache-size", 1, NULL);
  frond_spice_audio_attach (self->audio, self->session);
  g_signal_connect_object (self->session, "channel-new", G_CALLBACK (on_channel_new), self,
                           G_CONNECT_SWAPPED);
  self->patience_source = g_timeout_add (patience, on_impatient, self);
  spice_session_open_fd (self->session, -1);
}

static gboolean
end_session (gpointer session)
{
  spice_session_disconnect (session);
  return G_SOURCE_REMOVE;
}

static void
close_guard (gpointer guard, gpointer link)
{
  g_signal_handlers_disconnect_by_data (guard, link);
  frond_spice_guard_close (guard);
  frond_spice_connection_forget (guard);
}

void
frond_spice_link_close (FrondSpiceLink *self)
{
  SpiceSession *session = g_steal_pointer (&self->session);
  g_autoptr (GList) channels = NULL;

  if (session == NULL)
    return;

  self->ended = TRUE;
  g_clear_handle_id (&self->patience_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  channels = spice_session_get_channels (session);
  for (GList *l = channels; l != NULL; l = l->next)
    {
      g_signal_handlers_disconnect_by_data (l->data, self);
      spice_channel_disconnect (l->data, SPICE_CHANNEL_NONE);
    }
  g_signal_handlers_disconnect_by_data (session, self);
  g_ptr_array_foreach (self->guards, close_guard, self);
  frond_spice_screens_detach (self->screens);
  frond_spice_input_detach (self->input);
  frond_spice_audio_detach (self->audio);
  frond_spice_clipboard_detach (self->clipboard);

  /* Later, since this may be inside of one of its signals, and after the channels: one that is just getting ready
   * asks its session and does not look whether it still has one. */
  g_idle_add_full (G_PRIORITY_LOW, end_session, session, g_object_unref);
}

FrondSpiceInput *
frond_spice_link_get_input (FrondSpiceLink *self)
{
  return self->input;
}

SpiceSession *
frond_spice_link_get_session (FrondSpiceLink *self)
{
  return self->session;
}

FrondSpiceScreens *
frond_spice_link_get_screens (FrondSpiceLink *self)
{
  return self->screens;
}

FrondSpiceAudio *
frond_spice_link_get_audio (FrondSpiceLink *self)
{
  return self->audio;
}
