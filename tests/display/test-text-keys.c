/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Texts as scancodes at libspice-server, with the layouts of an X server's keyboard. GDK hears of another
 * layout some time after it was set. */
#include "bench-opener.h"
#include "frond-spice-session.h"
#include "frond-text-keys.h"
#include "frond-typist.h"
#include "synth-client.h"
#include "test-wait.h"

#include <gtk/gtk.h>

typedef struct
{
  const char *layout; /* for setxkbmap */
  const char *variant;
  const char *probe; /* a text of which this layout, and no other one here, leaves out… */
  const char *probe_missing;
  const char *text;
  const char *keys; /* scancodes as they arrive */
  const char *missing;
} Case;

/* Read off the keyboards: 2a Shift, e0 38 AltGr; a code with 80 is the key let go. */
static const Case cases[] = {
  { "us", "", "ßé", "ßé", "aB1!", "1e 9e 2a 30 b0 aa 02 82 2a 02 82 aa", "" },
  { "us", "", "ßé", "ßé", "z-_\n\t", "2c ac 0c 8c 2a 0c 8c aa 1c 9c 0f 8f", "" },
  { "us", "", "ßé", "ßé", "é1", "02 82", "é" },
  { "de", "", "ßé", "é", "zyß", "15 95 2c ac 0c 8c", "" },
  { "de", "", "ßé", "é", "@{", "e0 38 10 90 e0 b8 e0 38 08 88 e0 b8", "" },
  { "de", "", "ßé", "é", "^a^b", "1e 9e 30 b0", "^" },
  { "ch", "fr", "ßé", "", "éàz", "27 a7 28 a8 15 95", "" },
  { "ch", "fr", "ßé", "", "@ç+", "e0 38 03 83 e0 b8 2a 05 85 aa 2a 02 82 aa", "" },
};

static void
run (const char *first, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, first);
  for (const char *argument = first; argument != NULL; argument = va_arg (args, const char *))
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (args);
  g_ptr_array_add (arguments, NULL);
  process = g_subprocess_newv ((const char *const *) arguments->pdata, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static void
on_typed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean typed = frond_typist_type_finish (FROND_TYPIST (source), result, &error);

  *(int *) data = typed ? 1 : -1;
}

static FrondSession *
connect_to (SynthClient *server)
{
  g_autoptr (FrondDisplayOpener) opener = bench_opener_new (synth_client_get_path (server));
  FrondSession *session = frond_spice_session_new (opener);

  frond_session_connect (session);
  wait_until (g_list_model_get_n_items (frond_session_get_screens (session)) > 0);
  return session;
}

#define F1 0x3b

static gboolean
is_key_heard (SynthClient *server, FrondScreen *screen)
{
  frond_screen_key (screen, F1, TRUE);
  return synth_client_saw (server, "key 3b");
}

/* One whose keys arrive: their channel may be connected after the picture's. */
static FrondScreen *
get_screen (FrondSession *session, SynthClient *server)
{
  FrondScreen *screen = g_list_model_get_item (frond_session_get_screens (session), 0);

  wait_until (frond_screen_get_ready (screen));
  wait_until (is_key_heard (server, screen));
  frond_screen_key (screen, F1, FALSE);
  wait_until (synth_client_saw (server, "key bb"));
  return screen;
}

static gboolean
is_set (const Case *c)
{
  g_autoptr (FrondTextKeys) keys =
      frond_text_keys_new (gdk_display_get_default (), c->probe, strlen (c->probe));

  return g_str_equal (frond_text_keys_get_missing (keys), c->probe_missing);
}

static gboolean
has_heard (SynthClient *server, const Case *c, char **heard)
{
  g_free (*heard);
  *heard = synth_client_join (server, "key ");
  return strlen (*heard) >= strlen (c->keys);
}

static void
test_layout (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (SynthClient) server = synth_client_new (64, 48);
  g_autoptr (FrondSession) session = connect_to (server);
  g_autoptr (FrondScreen) screen = get_screen (session, server);
  g_autoptr (FrondTypist) typist = frond_typist_new (screen);
  g_autoptr (FrondTextKeys) keys = NULL;
  g_autofree char *heard = NULL;
  int typed = 0;

  run ("setxkbmap", "-layout", c->layout, "-variant", c->variant, NULL);
  wait_until (is_set (c));
  keys = frond_text_keys_new (gdk_display_get_default (), c->text, strlen (c->text));
  g_assert_cmpstr (frond_text_keys_get_missing (keys), ==, c->missing);
  synth_client_forget (server);
  frond_typist_type_async (typist, keys, NULL, on_typed, &typed);
  wait_until (typed != 0);
  g_assert_cmpint (typed, ==, 1);
  wait_until (has_heard (server, c, &heard));
  g_assert_cmpstr (heard, ==, c->keys);
}

static void
test_stop (void)
{
  g_autoptr (SynthClient) server = synth_client_new (64, 48);
  g_autoptr (FrondSession) session = connect_to (server);
  g_autoptr (FrondScreen) screen = get_screen (session, server);
  g_autoptr (FrondTypist) typist = frond_typist_new (screen);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *text = g_strnfill (1000, 'A');
  g_autoptr (FrondTextKeys) keys = frond_text_keys_new (gdk_display_get_default (), text, 1000);
  int typed = 0;
  guint n;

  g_assert_cmpuint (frond_text_keys_get_n_keys (keys), ==, 1000);
  frond_typist_type_async (typist, keys, cancellable, on_typed, &typed);
  wait_until (synth_client_count (server, "key 1e") >= 3);
  g_cancellable_cancel (cancellable);
  wait_until (typed != 0);
  g_assert_cmpint (typed, ==, -1);
  /* Whatever was pressed was let go, and no more comes. */
  n = synth_client_count (server, "key 1e");
  wait_until (synth_client_count (server, "key 9e") == synth_client_count (server, "key 1e"));
  wait_until (synth_client_count (server, "key aa") == synth_client_count (server, "key 2a"));
  g_assert_cmpuint (n, <, 1000);
}

/* No end of a text makes us type for ever. */
static void
test_bounds (void)
{
  g_autofree char *text = g_strnfill (2 * FROND_TEXT_KEYS_MAX, 'a');
  g_autoptr (FrondTextKeys) keys =
      frond_text_keys_new (gdk_display_get_default (), text, 2 * FROND_TEXT_KEYS_MAX);

  g_assert_cmpuint (frond_text_keys_get_n_keys (keys), ==, FROND_TEXT_KEYS_MAX);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/display/text-keys/%s%s/%u", cases[i].layout, cases[i].variant, i);

      g_test_add_data_func (path, &cases[i], test_layout);
    }
  g_test_add_func ("/display/text-keys/stop", test_stop);
  g_test_add_func ("/display/text-keys/bounds", test_bounds);

  return g_test_run ();
}
