/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The clipboard between an X server's other applications and a SPICE guest whose agent is a double. */
#include "clipboard-fixture.h"

#include "frond-error.h"

#define TEXT "text/plain;charset=utf-8"
#define PNG  "image/png"

#define add(path, func)                                                                                      \
  g_test_add ("/display/clipboard/" path, ClipboardFixture, NULL, clipboard_fixture_set_up, func,            \
              clipboard_fixture_tear_down)

static const gsize sizes[] = { 1, 2, 4095, 65536, 1024 * 1024 };

static void
test_text_from_guest (ClipboardFixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) text = clipboard_fixture_make_text (sizes[i]);
      g_autoptr (GBytes) pasted = NULL;

      clipboard_fixture_guest_copies (f, TYPE_TEXT, text);
      pasted = clipboard_fixture_host_pastes (f, TEXT);
      clipboard_fixture_assert_bytes (pasted, text);
    }
  g_assert_no_error (f->refused);
}

static void
test_text_to_guest (ClipboardFixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) text = clipboard_fixture_make_text (sizes[i]);

      synth_client_forget (f->server);
      clipboard_fixture_host_copies (f, TEXT, text);
      wait_until (synth_client_count (f->server, "agent grab 0 1") > 0);
      /* nothing goes before it is asked for */
      g_assert_cmpuint (synth_client_count (f->server, "agent data"), ==, 0);
      clipboard_fixture_guest_pastes (f, TYPE_TEXT, text);
    }
}

/* A picture is not looked at on its way. */
static void
test_png (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) picture = clipboard_fixture_make_text (200000);
  g_autoptr (GBytes) pasted = NULL;

  clipboard_fixture_guest_copies (f, TYPE_PNG, picture);
  pasted = clipboard_fixture_host_pastes (f, PNG);
  clipboard_fixture_assert_bytes (pasted, picture);

  clipboard_fixture_host_copies (f, PNG, picture);
  wait_until (synth_client_saw (f->server, "agent grab 0 2"));
  clipboard_fixture_guest_pastes (f, TYPE_PNG, picture);
}

/* What a widget of ours has copied as a picture goes in the formats that GDK can write. */
static void
test_texture (ClipboardFixture *f, gconstpointer data)
{
  static const guint8 pixels[4 * 4 * 4] = { 0xff };
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (4, 4, GDK_MEMORY_DEFAULT, bytes, 16);

  gdk_clipboard_set_texture (f->host, texture);
  wait_until (synth_client_count (f->server, "agent grab 0 2") > 0);
  synth_client_do (f->server, "agent-request 0 %u", TYPE_PNG);
  wait_until (synth_client_count (f->server, "agent data 0 2 ") > 0);
}

static void
test_line_ends (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) unix_text = g_bytes_new_static ("one\ntwo\n\nthree", 14);
  g_autoptr (GBytes) windows_text = g_bytes_new_static ("one\r\ntwo\r\n\r\nthree", 17);
  g_autoptr (GBytes) with_zeros = g_bytes_new_static ("one\r\ntwo\r\n\r\nthree\0\0", 19);
  g_autoptr (GBytes) pasted = NULL;

  clipboard_fixture_set_agent (f, CAPS_CRLF);
  clipboard_fixture_host_copies (f, TEXT, unix_text);
  wait_until (synth_client_saw (f->server, "agent grab 0 1"));
  clipboard_fixture_guest_pastes (f, TYPE_TEXT, windows_text);

  clipboard_fixture_guest_copies (f, TYPE_TEXT, with_zeros);
  pasted = clipboard_fixture_host_pastes (f, TEXT);
  clipboard_fixture_assert_bytes (pasted, unix_text);
}

static void
test_no_echo (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = clipboard_fixture_make_text (100);

  synth_client_forget (f->server);
  clipboard_fixture_guest_copies (f, TYPE_TEXT, text);
  clipboard_fixture_focus (f, FALSE);
  clipboard_fixture_focus (f, TRUE);
  g_assert_true (clipboard_fixture_host_is_guests (f));
  /* The next thing that the guest hears of is what somebody else has copied. */
  clipboard_fixture_host_copies (f, PNG, text);
  wait_until (synth_client_saw (f->server, "agent grab 0 2"));
  g_assert_false (synth_client_saw (f->server, "agent grab 0 1"));
}

static void
test_policy_blocks_in (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) secret = g_bytes_new_static ("secret", 6);
  g_autoptr (GBytes) text = g_bytes_new_static ("public", 6);
  g_autoptr (GBytes) pasted = NULL;

  clipboard_fixture_host_copies (f, TEXT, secret);
  wait_until (synth_client_saw (f->server, "agent grab 0 1"));
  frond_guest_clipboard_set_policy (f->guest, FROND_CLIPBOARD_OUT);
  wait_until (synth_client_saw (f->server, "agent release 0"));
  synth_client_forget (f->server);

  /* No word of what is copied next, and no answer. The other direction goes on, and comes after it. */
  clipboard_fixture_host_copies (f, TEXT, secret);
  synth_client_do (f->server, "agent-storm 100");
  clipboard_fixture_guest_copies (f, TYPE_TEXT, text);
  pasted = clipboard_fixture_host_pastes (f, TEXT);
  clipboard_fixture_assert_bytes (pasted, text);
  g_assert_cmpuint (synth_client_count (f->server, "agent grab"), ==, 0);
  g_assert_cmpuint (synth_client_count (f->server, "agent data"), ==, 0);

  /* and back again, while it runs */
  clipboard_fixture_host_copies (f, TEXT, secret);
  frond_guest_clipboard_set_policy (f->guest, FROND_CLIPBOARD_BOTH);
  wait_until (synth_client_saw (f->server, "agent grab 0 1"));
  clipboard_fixture_guest_pastes (f, TYPE_TEXT, secret);
}

static void
test_policy_blocks_out (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("guest", 5);
  g_autoptr (GBytes) mine = g_bytes_new_static ("mine", 4);
  g_autoptr (GBytes) pasted = NULL;

  clipboard_fixture_guest_copies (f, TYPE_TEXT, text);
  frond_guest_clipboard_set_policy (f->guest, FROND_CLIPBOARD_IN);
  g_assert_false (clipboard_fixture_host_is_guests (f));
  clipboard_fixture_host_copies (f, TEXT, mine);
  wait_until (synth_client_count (f->server, "agent grab") > 0);
  synth_client_forget (f->server);

  synth_client_do (f->server, "agent-flood 100");
  synth_client_do (f->server, "agent-data 0 1 /etc/passwd");
  clipboard_fixture_host_copies (f, TEXT, mine);
  wait_until (synth_client_count (f->server, "agent grab") > 0);
  clipboard_fixture_guest_pastes (f, TYPE_TEXT, mine);
  pasted = clipboard_fixture_host_pastes (f, TEXT);
  clipboard_fixture_assert_bytes (pasted, mine);
  g_assert_cmpuint (synth_client_count (f->server, "agent request"), ==, 0);
}

static void
test_policy_off (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) mine = g_bytes_new_static ("mine", 4);
  g_autoptr (GBytes) pasted = NULL;

  clipboard_fixture_host_copies (f, TEXT, mine);
  wait_until (synth_client_count (f->server, "agent grab") > 0);
  frond_guest_clipboard_set_policy (f->guest, FROND_CLIPBOARD_OFF);
  wait_until (synth_client_saw (f->server, "agent release 0"));
  synth_client_forget (f->server);
  clipboard_fixture_host_copies (f, TEXT, mine);
  synth_client_do (f->server, "agent-flood 10");
  synth_client_do (f->server, "agent-storm 10");
  pasted = clipboard_fixture_host_pastes (f, TEXT);
  clipboard_fixture_assert_bytes (pasted, mine);
  g_assert_cmpuint (synth_client_count (f->server, "agent grab"), ==, 0);
  g_assert_cmpuint (synth_client_count (f->server, "agent data"), ==, 0);
  g_assert_cmpuint (synth_client_count (f->server, "agent request"), ==, 0);
}

static void
test_focus (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) first = g_bytes_new_static ("first", 5);
  g_autoptr (GBytes) second = g_bytes_new_static ("second", 6);
  g_autoptr (GBytes) pasted = NULL;

  clipboard_fixture_host_copies (f, TEXT, first);
  wait_until (synth_client_saw (f->server, "agent grab 0 1"));
  clipboard_fixture_focus (f, FALSE);
  /* A paste that was under way may still end, */
  clipboard_fixture_guest_pastes (f, TYPE_TEXT, first);
  synth_client_forget (f->server);

  /* later it is refused, */
  frond_clipboard_bridge_set_grace (f->bridge, 0);
  synth_client_do (f->server, "agent-request 0 1");
  wait_until (synth_client_count (f->server, "agent data 0 0 0 ") > 0);
  synth_client_forget (f->server);

  /* what is copied meanwhile is not told, */
  clipboard_fixture_host_copies (f, TEXT, second);
  wait_until (synth_client_saw (f->server, "agent release 0"));
  synth_client_do (f->server, "agent-flood 1");
  synth_client_do (f->server, "agent-storm 1");
  pasted = clipboard_fixture_host_pastes (f, TEXT);
  clipboard_fixture_assert_bytes (pasted, second);
  g_assert_cmpuint (synth_client_count (f->server, "agent grab"), ==, 0);
  g_assert_cmpuint (synth_client_count (f->server, "agent data"), ==, 0);
}

static void
test_focus_comes_back (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("second", 6);
  g_autoptr (GBytes) guests = g_bytes_new_static ("guest's", 7);
  g_autoptr (GBytes) pasted = NULL;

  clipboard_fixture_focus (f, FALSE);
  frond_clipboard_bridge_set_grace (f->bridge, 0);
  synth_client_forget (f->server);
  clipboard_fixture_host_copies (f, TEXT, text);
  clipboard_fixture_focus (f, TRUE);
  wait_until (synth_client_saw (f->server, "agent grab 0 1"));
  clipboard_fixture_guest_pastes (f, TYPE_TEXT, text);

  /* What the guest copies in the background waits for the focus. */
  clipboard_fixture_focus (f, FALSE);
  clipboard_fixture_guest_has (f, TYPE_TEXT, guests);
  synth_client_do (f->server, "agent-grab 0 1");
  pasted = clipboard_fixture_host_pastes (f, TEXT);
  clipboard_fixture_assert_bytes (pasted, text);
  clipboard_fixture_focus (f, TRUE);
  wait_until (clipboard_fixture_host_is_guests (f));
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  GError **error = data;

  g_assert_null (frond_guest_clipboard_request_finish (FROND_GUEST_CLIPBOARD (source), result, error));
}

static void
test_agent_leaves (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = clipboard_fixture_make_text (100);
  g_autoptr (GBytes) pasted = NULL;
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) second = NULL;

  /* an agent that takes its time */
  synth_client_do (f->server, "agent-content 0 1 -");
  synth_client_do (f->server, "agent-grab 0 1");
  wait_until (clipboard_fixture_host_is_guests (f));
  frond_guest_clipboard_request_async (f->guest, 0, FROND_CLIPBOARD_KIND_TEXT, NULL, on_answer, &first);
  frond_guest_clipboard_request_async (f->guest, 0, FROND_CLIPBOARD_KIND_TEXT, NULL, on_answer, &second);
  wait_until (synth_client_count (f->server, "agent request 0 1") == 1);
  clipboard_fixture_set_agent (f, 0);
  wait_until (first != NULL && second != NULL);
  g_assert_error (first, FROND_ERROR, FROND_ERROR_NOT_FOUND);
  g_assert_false (clipboard_fixture_host_is_guests (f));

  /* the next one finds everything in order */
  clipboard_fixture_set_agent (f, CAPS_PLAIN);
  clipboard_fixture_guest_copies (f, TYPE_TEXT, text);
  pasted = clipboard_fixture_host_pastes (f, TEXT);
  clipboard_fixture_assert_bytes (pasted, text);
}

static void
test_cancel (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = clipboard_fixture_make_text (100);
  g_autoptr (GBytes) pasted = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  synth_client_do (f->server, "agent-content 0 1 -");
  synth_client_do (f->server, "agent-grab 0 1");
  wait_until (clipboard_fixture_host_is_guests (f));
  frond_guest_clipboard_request_async (f->guest, 0, FROND_CLIPBOARD_KIND_TEXT, cancellable, on_answer,
                                       &error);
  wait_until (synth_client_count (f->server, "agent request 0 1") == 1);
  g_cancellable_cancel (cancellable);
  wait_until (error != NULL);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* A new copy: the late answer to the old request is not taken for it. */
  clipboard_fixture_guest_copies (f, TYPE_TEXT, text);
  pasted = clipboard_fixture_host_pastes (f, TEXT);
  clipboard_fixture_assert_bytes (pasted, text);
}

static void
count_changes (GdkClipboard *clipboard, guint *n)
{
  (*n)++;
}

static void
test_flood (ClipboardFixture *f, gconstpointer data)
{
  guint n = 0;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GBytes) text = clipboard_fixture_make_text (100);
  g_autoptr (GBytes) pasted = NULL;

  g_signal_connect (f->host, "changed", G_CALLBACK (count_changes), &n);
  clipboard_fixture_guest_has (f, TYPE_TEXT, text);
  synth_client_do (f->server, "agent-flood 20000");
  wait_until (clipboard_fixture_host_is_guests (f));
  synth_client_do (f->server, "agent-grab 0 2");
  wait_until (!gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (f->host), TEXT));
  g_assert_cmpuint (n, <=, (g_get_monotonic_time () - start) / 100000 + 2);
  clipboard_fixture_guest_copies (f, TYPE_TEXT, text);
  pasted = clipboard_fixture_host_pastes (f, TEXT);
  g_signal_handlers_disconnect_by_func (f->host, count_changes, &n);
}

/* Every request is answered until there have been too many of them. */
static void
test_storm (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = clipboard_fixture_make_text (1000);

  frond_guest_clipboard_set_max_size (f->guest, 10000);
  clipboard_fixture_host_copies (f, TEXT, text);
  wait_until (synth_client_saw (f->server, "agent grab 0 1"));
  synth_client_do (f->server, "agent-storm 1000");
  synth_client_do (f->server, "agent-grab 0 2");
  wait_until (clipboard_fixture_host_is_guests (f));
  g_assert_cmpuint (synth_client_count (f->server, "agent data"), <=, 4 * 10000 / 1024 + 1);
}

static void
test_too_large (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = clipboard_fixture_make_text (10001);
  g_autoptr (GBytes) pasted = NULL;

  frond_guest_clipboard_set_max_size (f->guest, 10000);
  clipboard_fixture_host_copies (f, TEXT, text);
  wait_until (synth_client_saw (f->server, "agent grab 0 1"));
  synth_client_do (f->server, "agent-request 0 1");
  wait_until (synth_client_count (f->server, "agent data 0 0 0 ") > 0);
  g_assert_error (f->refused, FROND_ERROR, FROND_ERROR_OUT_OF_RANGE);
  g_clear_error (&f->refused);

  clipboard_fixture_guest_copies (f, TYPE_TEXT, text);
  pasted = clipboard_fixture_host_pastes (f, TEXT);
  g_assert_cmpuint (g_bytes_get_size (pasted), ==, 0);
  g_assert_error (f->refused, FROND_ERROR, FROND_ERROR_OUT_OF_RANGE);
}

static void
test_not_text (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("abc\xff\xfe", 5);
  g_autoptr (GBytes) pasted = NULL;

  clipboard_fixture_guest_copies (f, TYPE_TEXT, text);
  pasted = clipboard_fixture_host_pastes (f, TEXT);
  g_assert_cmpuint (g_bytes_get_size (pasted), ==, 0);
  g_assert_error (f->refused, FROND_ERROR, FROND_ERROR_INVALID_VALUE);
}

/* Windows lets go of the old content before it tells of the new. */
static void
test_regrab (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = clipboard_fixture_make_text (100);
  guint n = 0;

  clipboard_fixture_set_agent (f, CAPS_REGRAB);
  clipboard_fixture_guest_copies (f, TYPE_TEXT, text);
  g_signal_connect (f->host, "changed", G_CALLBACK (count_changes), &n);
  synth_client_do (f->server, "agent-release 0");
  synth_client_do (f->server, "agent-grab 0 2");
  wait_until (n > 0);
  g_assert_true (clipboard_fixture_host_is_guests (f));
  synth_client_do (f->server, "agent-release 0");
  wait_until (!clipboard_fixture_host_is_guests (f));
  g_assert_cmpuint (n, ==, 2);
  g_signal_handlers_disconnect_by_func (f->host, count_changes, &n);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  add ("text-from-guest", test_text_from_guest);
  add ("text-to-guest", test_text_to_guest);
  add ("png", test_png);
  add ("texture", test_texture);
  add ("line-ends", test_line_ends);
  add ("no-echo", test_no_echo);
  add ("policy-blocks-in", test_policy_blocks_in);
  add ("policy-blocks-out", test_policy_blocks_out);
  add ("policy-off", test_policy_off);
  add ("focus", test_focus);
  add ("focus-comes-back", test_focus_comes_back);
  add ("agent-leaves", test_agent_leaves);
  add ("cancel", test_cancel);
  add ("flood", test_flood);
  add ("storm", test_storm);
  add ("too-large", test_too_large);
  add ("not-text", test_not_text);
  add ("regrab", test_regrab);

  return g_test_run ();
}
