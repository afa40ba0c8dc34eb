/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-audio.h"

#include "frond-spice-microphone.h"
#include "frond-spice-sound.h"

struct _FrondSpiceAudio
{
  GObject parent_instance;

  FrondSpiceSound *player; /* NULL while there is no channel for it */
  FrondSpiceMicrophone *recorder;
  gboolean sound;
  gboolean microphone;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondSpiceAudio, frond_spice_audio, G_TYPE_OBJECT)

static void
emit_changed (FrondSpiceAudio *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
frond_spice_audio_dispose (GObject *object)
{
  frond_spice_audio_detach (FROND_SPICE_AUDIO (object));
  G_OBJECT_CLASS (frond_spice_audio_parent_class)->dispose (object);
}

static void
frond_spice_audio_class_init (FrondSpiceAudioClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_spice_audio_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", FROND_TYPE_SPICE_AUDIO, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
frond_spice_audio_init (FrondSpiceAudio *self)
{
  self->sound = TRUE;
}

FrondSpiceAudio *
frond_spice_audio_new (void)
{
  return g_object_new (FROND_TYPE_SPICE_AUDIO, NULL);
}

/* An agent that has capabilities makes the main channel ask for the session's SpiceAudio, which from then on connects
 * whatever channel comes, the microphone's with them. So it is made here, while there is no channel, and told nothing. */
void
frond_spice_audio_attach (FrondSpiceAudio *self, SpiceSession *session)
{
  SpiceAudio *audio = spice_audio_get (session, NULL);

  if (audio != NULL)
    g_signal_handlers_disconnect_by_data (session, audio);
}

void
frond_spice_audio_add_channel (FrondSpiceAudio *self, SpiceChannel *channel)
{
  if (SPICE_IS_PLAYBACK_CHANNEL (channel) && self->player == NULL)
    {
      self->player = frond_spice_sound_new (SPICE_PLAYBACK_CHANNEL (channel));
      frond_spice_sound_set_enabled (self->player, self->sound);
      spice_channel_connect (channel);
    }
  else if (SPICE_IS_RECORD_CHANNEL (channel) && self->recorder == NULL)
    {
      self->recorder = frond_spice_microphone_new (SPICE_RECORD_CHANNEL (channel));
      g_signal_connect_object (self->recorder, "changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
      frond_spice_microphone_set_allowed (self->recorder, self->microphone);
    }
}

void
frond_spice_audio_detach (FrondSpiceAudio *self)
{
  if (self->player != NULL)
    frond_spice_sound_detach (self->player);
  if (self->recorder != NULL)
    frond_spice_microphone_detach (self->recorder);
  g_clear_object (&self->player);
  g_clear_object (&self->recorder);
}

void
frond_spice_audio_set_sound (FrondSpiceAudio *self, gboolean sound)
{
  self->sound = sound;
  if (self->player != NULL)
    frond_spice_sound_set_enabled (self->player, sound);
}

void
frond_spice_audio_set_microphone (FrondSpiceAudio *self, gboolean microphone)
{
  self->microphone = microphone;
  if (self->recorder != NULL)
    frond_spice_microphone_set_allowed (self->recorder, microphone);
}

gboolean
frond_spice_audio_get_recording (FrondSpiceAudio *self)
{
  return self->recorder != NULL && frond_spice_microphone_get_recording (self->recorder);
}
