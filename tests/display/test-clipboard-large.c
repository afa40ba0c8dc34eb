/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The same with as much as may pass: 100 MB each way. */
#include "clipboard-fixture.h"

#include "frond-error.h"

#define LARGE (100 * 1000 * 1000)
#define TEXT  "text/plain;charset=utf-8"
#define PNG   "image/png"

static void
test_from_guest (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) content = clipboard_fixture_make_text (LARGE);
  g_autoptr (GBytes) pasted = NULL;
  gint64 start = g_get_monotonic_time ();

  clipboard_fixture_guest_copies (f, GPOINTER_TO_UINT (data), content);
  pasted = clipboard_fixture_host_pastes (f, GPOINTER_TO_UINT (data) == TYPE_TEXT ? TEXT : PNG);
  g_test_message ("100 MB from the guest in %.2f s", (g_get_monotonic_time () - start) / 1e6);
  clipboard_fixture_assert_bytes (pasted, content);
}

static void
test_to_guest (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) content = clipboard_fixture_make_text (LARGE);
  gint64 start;

  clipboard_fixture_host_copies (f, GPOINTER_TO_UINT (data) == TYPE_TEXT ? TEXT : PNG, content);
  wait_until (synth_client_count (f->server, "agent grab") > 0);
  start = g_get_monotonic_time ();
  clipboard_fixture_guest_pastes (f, GPOINTER_TO_UINT (data), content);
  g_test_message ("100 MB to the guest in %.2f s", (g_get_monotonic_time () - start) / 1e6);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  GError **error = data;

  g_assert_null (frond_guest_clipboard_request_finish (FROND_GUEST_CLIPBOARD (source), result, error));
}

/* Half-way: the request is there, the bytes are on their way. */
static void
test_cancel_from_guest (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) content = clipboard_fixture_make_text (LARGE);
  g_autoptr (GBytes) small = clipboard_fixture_make_text (10);
  g_autoptr (GBytes) pasted = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  clipboard_fixture_guest_copies (f, TYPE_TEXT, content);
  frond_guest_clipboard_request_async (f->guest, 0, FROND_CLIPBOARD_KIND_TEXT, cancellable, on_answer,
                                       &error);
  wait_until (synth_client_count (f->server, "agent request 0 1") == 1);
  g_cancellable_cancel (cancellable);
  wait_until (error != NULL);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  clipboard_fixture_guest_copies (f, TYPE_TEXT, small);
  pasted = clipboard_fixture_host_pastes (f, TEXT);
  clipboard_fixture_assert_bytes (pasted, small);
}

/* The agent goes while the client sends: what is left is not sent to the next one. */
static void
test_leaves_half_way (ClipboardFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) content = clipboard_fixture_make_text (LARGE);
  g_autoptr (GBytes) small = clipboard_fixture_make_text (10);

  clipboard_fixture_host_copies (f, TEXT, content);
  wait_until (synth_client_count (f->server, "agent grab") > 0);
  synth_client_do (f->server, "agent-request 0 1");
  synth_client_do (f->server, "agent-stall 1");
  clipboard_fixture_set_agent (f, 0);
  synth_client_do (f->server, "agent-stall 0");
  synth_client_forget (f->server);
  clipboard_fixture_set_agent (f, CAPS_PLAIN);
  clipboard_fixture_host_copies (f, TEXT, small);
  wait_until (synth_client_count (f->server, "agent grab") > 0);
  clipboard_fixture_guest_pastes (f, TYPE_TEXT, small);
}

#define add(path, type, func)                                                                                \
  g_test_add ("/display/clipboard-large/" path, ClipboardFixture, GUINT_TO_POINTER (type),                   \
              clipboard_fixture_set_up, func, clipboard_fixture_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  add ("text-from-guest", TYPE_TEXT, test_from_guest);
  add ("png-from-guest", TYPE_PNG, test_from_guest);
  add ("text-to-guest", TYPE_TEXT, test_to_guest);
  add ("png-to-guest", TYPE_PNG, test_to_guest);
  add ("cancel-from-guest", TYPE_TEXT, test_cancel_from_guest);
  add ("leaves-half-way", TYPE_TEXT, test_leaves_half_way);

  return g_test_run ();
}
