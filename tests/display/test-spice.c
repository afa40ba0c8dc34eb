/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* FrondSpiceSession against libspice-server. */
#include "bench-opener.h"
#include "frond-error.h"
#include "frond-keymap.h"
#include "frond-screen.h"
#include "frond-spice-session-private.h"
#include "synth-client.h"
#include "test-wait.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#define WIDTH  640
#define HEIGHT 480

typedef struct
{
  SynthClient *server;
  FrondDisplayOpener *opener;
  FrondSession *session;
  FrondScreen *screen; /* the first, while connected */
} Fixture;

static FrondSessionState
state (Fixture *fixture)
{
  return frond_session_get_state (fixture->session);
}

static guint
n_screens (Fixture *fixture)
{
  return g_list_model_get_n_items (frond_session_get_screens (fixture->session));
}

static void
connect_session (Fixture *fixture)
{
  g_clear_object (&fixture->screen);
  frond_session_connect (fixture->session);
  g_assert_cmpint (state (fixture), ==, FROND_SESSION_CONNECTING);
  wait_until (state (fixture) != FROND_SESSION_CONNECTING);
  g_assert_no_error (frond_session_get_error (fixture->session));
  g_assert_cmpint (state (fixture), ==, FROND_SESSION_CONNECTED);
  wait_until (n_screens (fixture) > 0);
  fixture->screen = g_list_model_get_item (frond_session_get_screens (fixture->session), 0);
  wait_until (frond_screen_get_ready (fixture->screen));
}

/* spice-glib complains of servers that misbehave and of links that are cut, which is what some of these do. What we
 * do wrong it says in assertions. */
static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  gboolean harmless = g_strcmp0 (domain, "GSpice") == 0 && strstr (message, "assertion") == NULL;

  if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0 && !harmless)
    g_error ("%s: %s", domain, message);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = synth_client_new (WIDTH, HEIGHT);
  fixture->opener = bench_opener_new (synth_client_get_path (fixture->server));
  fixture->session = frond_spice_session_new (fixture->opener);
  connect_session (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->screen);
  g_object_add_weak_pointer (G_OBJECT (fixture->session), (gpointer *) &fixture->session);
  g_object_unref (fixture->session);
  g_assert_null (fixture->session);
  g_clear_object (&fixture->opener);
  synth_client_free (fixture->server);
}

static guint32
get_pixel (FrondScreen *screen, int x, int y)
{
  FrondFrame frame;
  guint32 pixel;

  if (!frond_screen_acquire_frame (screen, &frame))
    return 0xdeadbeef;
  g_assert_cmpint (x, <, frame.width);
  g_assert_cmpint (y, <, frame.height);
  g_assert_cmpint (frame.pixels, ==, FROND_PIXELS_XRGB8888);
  memcpy (&pixel, frame.data + y * frame.stride + (gsize) x * 4, 4);
  frond_screen_release_frame (screen);
  return pixel & 0xffffff;
}

static void
on_damage (FrondScreen *screen, int x, int y, int width, int height, gboolean *hit)
{
  *hit |= x <= 100 && y <= 50 && x + width >= 120 && y + height >= 60;
}

static void
test_picture (Fixture *fixture, gconstpointer data)
{
  gboolean hit = FALSE;

  g_assert_cmpint (frond_screen_get_width (fixture->screen), ==, WIDTH);
  g_assert_cmpint (frond_screen_get_height (fixture->screen), ==, HEIGHT);
  g_signal_connect (fixture->screen, "damage", G_CALLBACK (on_damage), &hit);
  synth_client_do (fixture->server, "fill 100 50 20 10 336699");
  wait_until (hit);
  g_assert_cmphex (get_pixel (fixture->screen, 100, 50), ==, 0x336699);
  g_assert_cmphex (get_pixel (fixture->screen, 119, 59), ==, 0x336699);
  g_assert_cmphex (get_pixel (fixture->screen, 120, 59), ==, 0);
  g_signal_handlers_disconnect_by_func (fixture->screen, on_damage, &hit);
}

static void
test_resize (Fixture *fixture, gconstpointer data)
{
  synth_client_do (fixture->server, "resize 800 300");
  wait_until (frond_screen_get_ready (fixture->screen) && frond_screen_get_width (fixture->screen) == 800);
  g_assert_cmpint (frond_screen_get_height (fixture->screen), ==, 300);
  synth_client_do (fixture->server, "fill 0 0 800 300 123456");
  wait_until (get_pixel (fixture->screen, 799, 299) == 0x123456);
}

/* The inputs channel opens after the first picture; keys before that go nowhere. */
static void
wait_for_input (Fixture *fixture)
{
  while (!synth_client_saw (fixture->server, "position 1 1 0"))
    {
      frond_screen_pointer_abs (fixture->screen, 1, 1);
      test_wait_ms (10);
    }
  synth_client_forget (fixture->server);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  wait_for_input (fixture);
  frond_screen_key (fixture->screen, 0x1e, TRUE);
  frond_screen_key (fixture->screen, 0x1e, FALSE);
  wait_until (synth_client_saw (fixture->server, "key 1e") && synth_client_saw (fixture->server, "key 9e"));
  frond_screen_key (fixture->screen, 0x153, TRUE);
  frond_screen_key (fixture->screen, 0x153, FALSE);
  wait_until (synth_client_saw (fixture->server, "key 53") && synth_client_saw (fixture->server, "key d3"));
  g_assert_true (synth_client_saw (fixture->server, "key e0"));
  frond_screen_key (fixture->screen, FROND_SCANCODE_PAUSE, TRUE);
  frond_screen_key (fixture->screen, FROND_SCANCODE_PAUSE, FALSE);
  wait_until (synth_client_saw (fixture->server, "key 46") && synth_client_saw (fixture->server, "key c6"));
}

static void
test_pointer (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (frond_screen_get_mouse_mode (fixture->screen), ==, FROND_MOUSE_ABSOLUTE);
  wait_for_input (fixture);
  frond_screen_pointer_abs (fixture->screen, 639, 5);
  wait_until (synth_client_saw (fixture->server, "position 639 5 0"));
  frond_screen_button (fixture->screen, 1, TRUE);
  /* spice-server gives presses to a tablet as a wheel that does not turn. */
  wait_until (synth_client_saw (fixture->server, "wheel 0 1"));
  frond_screen_button (fixture->screen, 3, TRUE);
  wait_until (synth_client_saw (fixture->server, "wheel 0 3"));
  frond_screen_button (fixture->screen, 3, FALSE);
  frond_screen_button (fixture->screen, 1, FALSE);
  wait_until (synth_client_saw (fixture->server, "buttons 0"));
  frond_screen_wheel (fixture->screen, 2);
  frond_screen_wheel (fixture->screen, -1);
  wait_until (synth_client_saw (fixture->server, "wheel 1 0") &&
              synth_client_saw (fixture->server, "wheel -1 0"));
  frond_screen_button (fixture->screen, 7, TRUE);
}

static void
test_relative (Fixture *fixture, gconstpointer data)
{
  wait_for_input (fixture);
  synth_client_do (fixture->server, "tablet 0");
  wait_until (frond_screen_get_mouse_mode (fixture->screen) == FROND_MOUSE_RELATIVE);
  frond_screen_pointer_rel (fixture->screen, 7, -3);
  wait_until (synth_client_saw (fixture->server, "motion 7 -3 0 0"));
  synth_client_do (fixture->server, "tablet 1");
  wait_until (frond_screen_get_mouse_mode (fixture->screen) == FROND_MOUSE_ABSOLUTE);
}

static void
test_locks (Fixture *fixture, gconstpointer data)
{
  wait_for_input (fixture);
  synth_client_do (fixture->server, "leds 4");
  wait_until (frond_screen_get_locks (fixture->screen) == FROND_LOCK_CAPS);
  synth_client_do (fixture->server, "leds 0");
  wait_until (frond_screen_get_locks (fixture->screen) == 0);
}

static void
test_cursor (Fixture *fixture, gconstpointer data)
{
  FrondCursor *cursor;
  const guint8 *pixels;

  synth_client_do (fixture->server, "cursor 24 16 3 40 ff112233");
  wait_until (frond_screen_get_cursor (fixture->screen) != NULL &&
              frond_cursor_get_width (frond_screen_get_cursor (fixture->screen)) == 24);
  cursor = frond_screen_get_cursor (fixture->screen);
  g_assert_cmpint (frond_cursor_get_height (cursor), ==, 16);
  g_assert_cmpint (frond_cursor_get_hot_x (cursor), ==, 3);
  g_assert_cmpint (frond_cursor_get_hot_y (cursor), ==, 15);
  pixels = g_bytes_get_data (frond_cursor_get_rgba (cursor), NULL);
  g_assert_cmphex (pixels[0], ==, 0x11);
  g_assert_cmphex (pixels[1], ==, 0x22);
  g_assert_cmphex (pixels[2], ==, 0x33);
  g_assert_cmphex (pixels[3], ==, 0xff);
}

static void
test_agent (Fixture *fixture, gconstpointer data)
{
  g_assert_false (frond_session_get_agent_connected (fixture->session));
  /* without an agent: nothing, and no critical from the library */
  frond_screen_request_size (fixture->screen, 1000, 700, 200, 100);
  synth_client_do (fixture->server, "agent 1");
  wait_until (frond_session_get_agent_connected (fixture->session));
  g_assert_cmpint (frond_screen_get_caps (fixture->screen), ==, FROND_SCREEN_CAN_RESIZE);
  frond_screen_request_size (fixture->screen, 1000, 700, 200, 100);
  wait_until (synth_client_saw (fixture->server, "monitor 0 1000 700"));
  synth_client_do (fixture->server, "agent 0");
  wait_until (!frond_session_get_agent_connected (fixture->session));
  g_assert_cmpint (frond_screen_get_caps (fixture->screen), ==, 0);
}

static void
test_monitors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondScreen) second = NULL;

  synth_client_do (fixture->server, "monitor 0 1 0 0 320 480");
  wait_until (frond_screen_get_width (fixture->screen) == 320);
  synth_client_do (fixture->server, "monitor 1 2 320 10 9999 100");
  wait_until (n_screens (fixture) == 2);
  second = g_list_model_get_item (frond_session_get_screens (fixture->session), 1);
  g_assert_true (frond_screen_get_ready (second));
  g_assert_cmpint (frond_screen_get_width (second), ==, 320);
  g_assert_cmpint (frond_screen_get_height (second), ==, 100);
  synth_client_do (fixture->server, "fill 320 10 1 1 abcdef");
  wait_until (get_pixel (second, 0, 0) == 0xabcdef);

  /* all of it somewhere else */
  synth_client_do (fixture->server, "monitor 1 2 5000 5000 100 100");
  wait_until (!frond_screen_get_ready (second));
  g_assert_cmphex (get_pixel (second, 0, 0), ==, 0xdeadbeef);
  synth_client_do (fixture->server, "monitor 0 1 7000 7000 320 480");
  wait_until (n_screens (fixture) == 1);
  g_assert_true (frond_screen_get_ready (fixture->screen));
  wait_until (frond_screen_get_width (fixture->screen) == 320);
}

static void
test_absurd_size (Fixture *fixture, gconstpointer data)
{
  synth_client_do (fixture->server, "resize 20000 16");
  wait_until (state (fixture) != FROND_SESSION_CONNECTED);
  g_assert_cmpint (state (fixture), ==, FROND_SESSION_LOST);
  g_assert_error (frond_session_get_error (fixture->session), FROND_ERROR, FROND_ERROR_OUT_OF_RANGE);
  g_assert_cmpuint (n_screens (fixture), ==, 0);
  g_assert_false (frond_screen_get_ready (fixture->screen));
  g_assert_cmphex (get_pixel (fixture->screen, 0, 0), ==, 0xdeadbeef);
  /* and what comes meanwhile goes nowhere */
  frond_screen_key (fixture->screen, 0x1e, TRUE);
  frond_screen_request_size (fixture->screen, 100, 100, 0, 0);

  synth_client_do (fixture->server, "resize 640 480");
  connect_session (fixture);
}

static void
test_server_dies (Fixture *fixture, gconstpointer data)
{
  synth_client_kill (fixture->server);
  wait_until (state (fixture) != FROND_SESSION_CONNECTED);
  /* The socket's end looks the same whether the guest is off or was killed. */
  g_assert_true (state (fixture) == FROND_SESSION_CLOSED || state (fixture) == FROND_SESSION_LOST);
  g_assert_cmpuint (n_screens (fixture), ==, 0);
  g_assert_false (frond_screen_get_ready (fixture->screen));

  frond_session_connect (fixture->session);
  wait_until (state (fixture) != FROND_SESSION_CONNECTING);
  g_assert_cmpint (state (fixture), ==, FROND_SESSION_LOST);
  g_assert_error (frond_session_get_error (fixture->session), FROND_ERROR, FROND_ERROR_FAILED);
  frond_session_disconnect (fixture->session);
  g_assert_cmpint (state (fixture), ==, FROND_SESSION_IDLE);
  g_assert_no_error (frond_session_get_error (fixture->session));
}

static void
on_gone (gpointer data, GObject *object)
{
  --*(guint *) data;
}

static void
test_reconnect (Fixture *fixture, gconstpointer data)
{
  guint n_alive = 0;

  for (guint i = 0; i < 50; i++)
    {
      FrondSpiceLink *link = frond_spice_session_get_link (FROND_SPICE_SESSION (fixture->session));
      SpiceSession *spice = frond_spice_link_get_session (link);
      g_autoptr (GList) channels = spice_session_get_channels (spice);

      n_alive = 3 + g_list_length (channels);
      g_object_weak_ref (G_OBJECT (link), on_gone, &n_alive);
      g_object_weak_ref (G_OBJECT (spice), on_gone, &n_alive);
      g_object_weak_ref (G_OBJECT (fixture->screen), on_gone, &n_alive);
      for (GList *l = channels; l != NULL; l = l->next)
        g_object_weak_ref (G_OBJECT (l->data), on_gone, &n_alive);

      frond_session_disconnect (fixture->session);
      g_assert_cmpint (state (fixture), ==, FROND_SESSION_IDLE);
      g_assert_cmpuint (n_screens (fixture), ==, 0);
      g_clear_object (&fixture->screen);
      wait_until (n_alive == 0);
      connect_session (fixture);
    }
}

/* Thinking better of it at every moment of a connection. */
static void
test_disconnect_early (Fixture *fixture, gconstpointer data)
{
  frond_session_disconnect (fixture->session);
  g_clear_object (&fixture->screen);
  for (guint i = 0; i < 60; i++)
    {
      frond_session_connect (fixture->session);
      frond_session_connect (fixture->session);
      for (guint n = 0; n < i; n++)
        g_main_context_iteration (NULL, FALSE);
      frond_session_disconnect (fixture->session);
      frond_session_disconnect (fixture->session);
      g_assert_cmpint (state (fixture), ==, FROND_SESSION_IDLE);
      g_assert_cmpuint (n_screens (fixture), ==, 0);
    }
  connect_session (fixture);
}

/* Somebody who ends the session when he hears that it is there, which is inside of a signal of SPICE's. */
static void
on_state_disconnect (FrondSession *session)
{
  if (frond_session_get_state (session) == FROND_SESSION_CONNECTED)
    frond_session_disconnect (session);
}

static void
test_disconnect_in_signal (Fixture *fixture, gconstpointer data)
{
  frond_session_disconnect (fixture->session);
  g_clear_object (&fixture->screen);
  g_signal_connect (fixture->session, "notify::state", G_CALLBACK (on_state_disconnect), NULL);
  frond_session_connect (fixture->session);
  wait_until (state (fixture) == FROND_SESSION_IDLE);
  test_wait_ms (50);
  g_assert_cmpint (state (fixture), ==, FROND_SESSION_IDLE);
  g_assert_cmpuint (n_screens (fixture), ==, 0);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  const char *rubbish = data;

  if (rubbish != NULL)
    g_output_stream_write (g_io_stream_get_output_stream (G_IO_STREAM (connection)), rubbish,
                           strlen (rubbish), NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static void
test_not_spice (gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("frond-not-spice-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "s.sock", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (FrondDisplayOpener) opener = bench_opener_new (path);
  g_autoptr (FrondSession) session = frond_spice_session_new (opener);
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM, 0, NULL, NULL,
                                 &error);
  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (on_incoming), (gpointer) data);
  frond_session_connect (session);
  wait_until (frond_session_get_state (session) != FROND_SESSION_CONNECTING);
  g_assert_cmpint (frond_session_get_state (session), ==, FROND_SESSION_LOST);
  g_assert_error (frond_session_get_error (session), FROND_ERROR, FROND_ERROR_FAILED);
  g_socket_service_stop (service);
  g_unlink (path);
  g_rmdir (dir);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_default_handler (on_log, NULL);
  add ("/display/spice/picture", test_picture);
  add ("/display/spice/resize", test_resize);
  add ("/display/spice/keys", test_keys);
  add ("/display/spice/pointer", test_pointer);
  add ("/display/spice/relative", test_relative);
  add ("/display/spice/locks", test_locks);
  add ("/display/spice/cursor", test_cursor);
  add ("/display/spice/agent", test_agent);
  add ("/display/spice/monitors", test_monitors);
  add ("/display/spice/absurd-size", test_absurd_size);
  add ("/display/spice/server-dies", test_server_dies);
  add ("/display/spice/reconnect", test_reconnect);
  add ("/display/spice/disconnect-early", test_disconnect_early);
  add ("/display/spice/disconnect-in-signal", test_disconnect_in_signal);
  g_test_add_data_func ("/display/spice/closes-at-once", NULL, test_not_spice);
  g_test_add_data_func ("/display/spice/not-spice", "HTTP/1.0 400 Bad Request\r\n\r\n", test_not_spice);
  return g_test_run ();
}
