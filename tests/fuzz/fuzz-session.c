/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that says anything, and a FrondSpiceSession without a window. */
#include "fuzz-consumer.h"
#include "fuzz-target.h"

#include "frond-spice-session-private.h"

/* Turns of the main loop until everything of a conversation has to be gone. */
#define MAX_FAREWELLS 400

static guint n_alive;

static void
on_gone (gpointer data, GObject *object)
{
  n_alive--;
}

static void
watch (gpointer object)
{
  n_alive++;
  g_object_weak_ref (G_OBJECT (object), on_gone, NULL);
}

static void
start (FrondSession *session, FuzzServer *server)
{
  FrondSpiceLink *link;

  frond_session_connect (session);
  link = frond_spice_session_get_link (FROND_SPICE_SESSION (session));
  if (link != NULL && frond_spice_link_get_session (link) != NULL)
    {
      watch (link);
      watch (frond_spice_link_get_session (link));
    }
  fuzz_script_start (server);
}

static void
play (FrondSession *session, FuzzServer *server, FuzzConsumer *consumer, const uint8_t *data, size_t size)
{
  FuzzRecord record;
  gsize offset = 0;

  while (fuzz_record_read (data, size, &offset, &record))
    {
      if (record.kind == FUZZ_INPUT)
        fuzz_consumer_input (consumer, &record);
      else if (record.kind == FUZZ_AGAIN)
        {
          frond_session_disconnect (session);
          fuzz_server_stop (server);
          start (session, server);
        }
      fuzz_script_play (server, &record);
      fuzz_consumer_draw (consumer);
    }
}

/* A server names channels as it likes; the ones that nobody here needs are not even asked for. */
static void
check_unwanted (FuzzServer *server)
{
  const int unwanted[] = { SPICE_CHANNEL_TUNNEL, SPICE_CHANNEL_SMARTCARD, SPICE_CHANNEL_PORT,
                           SPICE_CHANNEL_WEBDAV };

  for (guint i = 0; i < G_N_ELEMENTS (unwanted); i++)
    g_assert_false (fuzz_server_has (server, unwanted[i], 0));
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_target_quiet ();
  fuzz_target_watch_log ();
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (FuzzServer) server = fuzz_server_new ();
  g_autoptr (FrondSession) session = frond_spice_session_new (FROND_DISPLAY_OPENER (server));
  FuzzConsumer *consumer = fuzz_consumer_new (session);

  start (session, server);
  play (session, server, consumer, data, size);
  check_unwanted (server);
  frond_session_disconnect (session);
  fuzz_consumer_free (consumer);
  watch (session);
  g_clear_object (&session);
  fuzz_server_stop (server);
  for (guint i = 0; i < MAX_FAREWELLS && n_alive > 0; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (n_alive, ==, 0);
  return 0;
}
