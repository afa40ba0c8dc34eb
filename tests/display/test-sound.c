/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A guest that plays and listens, over libspice-server, and a sound server. */
#include "bench-opener.h"
#include "frond-spice-session.h"
#include "pulse-server.h"
#include "synth-client.h"
#include "test-wait.h"

#define TONE 1000

typedef struct
{
  PulseServer *pulse;
  SynthClient *guest;
  FrondSession *session;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondDisplayOpener) opener = NULL;

  fixture->pulse = pulse_server_new ();
  fixture->guest = synth_client_new (64, 64);
  opener = bench_opener_new (synth_client_get_path (fixture->guest));
  fixture->session = frond_spice_session_new (opener);
  frond_session_connect (fixture->session);
  wait_until (frond_session_get_state (fixture->session) == FROND_SESSION_CONNECTED &&
              g_list_model_get_n_items (frond_session_get_screens (fixture->session)) > 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->session);
  synth_client_free (fixture->guest);
  pulse_server_free (fixture->pulse);
}

static gboolean
is_near (guint hertz, guint wanted)
{
  return ABS ((int) hertz - (int) wanted) <= 10;
}

static void
test_tone (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (pulse_server_listen (fixture->pulse), ==, 0);
  synth_client_do (fixture->guest, "tone %d", TONE);
  pulse_server_ask_until (is_near (pulse_server_listen (fixture->pulse), TONE));

  frond_session_set_sound (fixture->session, FALSE);
  pulse_server_ask_until (pulse_server_listen (fixture->pulse) == 0);
  frond_session_set_sound (fixture->session, TRUE);
  pulse_server_ask_until (is_near (pulse_server_listen (fixture->pulse), TONE));
  synth_client_do (fixture->guest, "tone 0");
  pulse_server_ask_until (pulse_server_listen (fixture->pulse) == 0);
}

static void
test_sound_server_restarts (Fixture *fixture, gconstpointer data)
{
  synth_client_do (fixture->guest, "tone %d", TONE);
  pulse_server_ask_until (is_near (pulse_server_listen (fixture->pulse), TONE));
  pulse_server_kill (fixture->pulse);
  test_wait_ms (1500);
  pulse_server_start (fixture->pulse);
  pulse_server_ask_until (is_near (pulse_server_listen (fixture->pulse), TONE));
}

static gboolean
hears (Fixture *fixture)
{
  for (guint hertz = PULSE_SERVER_MICROPHONE - 10; hertz <= PULSE_SERVER_MICROPHONE + 10; hertz++)
    {
      g_autofree char *line = g_strdup_printf ("heard %u", hertz);

      if (synth_client_saw (fixture->guest, line))
        return TRUE;
    }
  return FALSE;
}

static void
test_consent (Fixture *fixture, gconstpointer data)
{
  g_assert_false (frond_session_get_microphone (fixture->session));
  synth_client_do (fixture->guest, "agent 1");
  synth_client_do (fixture->guest, "listen 1");
  test_wait_ms (1500);
  g_assert_false (synth_client_saw_prefix (fixture->guest, "heard "));
  g_assert_false (pulse_server_is_recorded (fixture->pulse));
  g_assert_false (frond_session_get_recording (fixture->session));

  frond_session_set_microphone (fixture->session, TRUE);
  wait_until (hears (fixture));
  g_assert_true (frond_session_get_recording (fixture->session));
  g_assert_true (pulse_server_is_recorded (fixture->pulse));

  frond_session_set_microphone (fixture->session, FALSE);
  g_assert_false (frond_session_get_recording (fixture->session));
  pulse_server_ask_until (!pulse_server_is_recorded (fixture->pulse));
  test_wait_ms (700);
  synth_client_forget (fixture->guest);
  test_wait_ms (1500);
  g_assert_false (synth_client_saw_prefix (fixture->guest, "heard "));

  frond_session_set_microphone (fixture->session, TRUE);
  wait_until (hears (fixture));
  synth_client_do (fixture->guest, "listen 0");
  wait_until (!frond_session_get_recording (fixture->session));
  pulse_server_ask_until (!pulse_server_is_recorded (fixture->pulse));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  frond_display_init_early ();
  frond_display_warm_up ();
  g_test_add ("/display/sound/tone", Fixture, NULL, set_up, test_tone, tear_down);
  g_test_add ("/display/sound/server-restarts", Fixture, NULL, set_up, test_sound_server_restarts, tear_down);
  g_test_add ("/display/sound/consent", Fixture, NULL, set_up, test_consent, tear_down);
  status = g_test_run ();

  frond_display_end ();
  return status;
}
