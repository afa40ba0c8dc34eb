/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "clipboard-fixture.h"

#include "bench-opener.h"
#include "frond-guest-content.h"
#include "frond-spice-session.h"

#include <glib/gstdio.h>

/* GDK 4.18 for X11 keeps the empty piece that ends a large selection: it comes with its display's “xevent”, and the rest of
 * that stack has no names. Here and not in lsan.supp, since our own code emits signals by name elsewhere. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:g_signal_emit_by_name\n";
}

static void
on_refused (ClipboardFixture *self, const GError *error)
{
  g_clear_error (&self->refused);
  self->refused = g_error_copy (error);
}

/* spice-glib complains of servers that misbehave, which is what some of these do. What we do wrong it says in
 * assertions. */
static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  gboolean harmless = g_strcmp0 (domain, "GSpice") == 0 && strstr (message, "assertion") == NULL;

  if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0 && !harmless)
    g_error ("%s: %s", domain, message);
}

/* What the last test has left behind; only its owner can empty the clipboard. */
static void
empty_host (ClipboardFixture *self)
{
  gdk_clipboard_set_text (self->host, "mine");
  gdk_clipboard_set_content (self->host, NULL);
  wait_until (gdk_content_formats_is_empty (gdk_clipboard_get_formats (self->host)));
}

void
clipboard_fixture_set_up (ClipboardFixture *self, gconstpointer data)
{
  g_autoptr (FrondDisplayOpener) opener = NULL;
  g_autoptr (GError) error = NULL;

  g_log_set_default_handler (on_log, NULL);
  self->dir = g_dir_make_tmp ("frond-clipboard-XXXXXX", &error);
  g_assert_no_error (error);
  self->server = synth_client_new (64, 48);
  opener = bench_opener_new (synth_client_get_path (self->server));
  self->session = frond_spice_session_new (opener);
  self->guest = frond_session_get_clipboard (self->session);
  frond_guest_clipboard_set_policy (self->guest, FROND_CLIPBOARD_BOTH);
  g_signal_connect_swapped (self->guest, "refused", G_CALLBACK (on_refused), self);

  self->window = GTK_WINDOW (gtk_window_new ());
  self->host = gtk_widget_get_clipboard (GTK_WIDGET (self->window));
  empty_host (self);
  self->bridge = frond_clipboard_bridge_new (self->host, self->guest, FROND_SELECTION_CLIPBOARD);
  frond_clipboard_bridge_add_window (self->bridge, self->window);
  gtk_window_present (self->window);
  wait_until (gtk_window_is_active (self->window));

  frond_session_connect (self->session);
  wait_until (frond_session_get_state (self->session) == FROND_SESSION_CONNECTED);
  clipboard_fixture_set_agent (self, CAPS_PLAIN);
}

void
clipboard_fixture_tear_down (ClipboardFixture *self, gconstpointer data)
{
  g_autofree char *content = g_build_filename (self->dir, "guest", NULL);
  g_autofree char *copied = g_build_filename (self->dir, "host", NULL);

  g_signal_handlers_disconnect_by_data (self->guest, self);
  g_object_add_weak_pointer (G_OBJECT (self->bridge), (gpointer *) &self->bridge);
  g_object_unref (self->bridge);
  wait_until (self->bridge == NULL);
  g_object_add_weak_pointer (G_OBJECT (self->guest), (gpointer *) &self->guest);
  g_object_unref (self->session);
  wait_until (self->guest == NULL);
  gtk_window_destroy (self->window);
  synth_client_free (self->server);
  g_clear_error (&self->refused);
  g_unlink (content);
  g_unlink (copied);
  g_rmdir (self->dir);
  g_free (self->dir);
}

void
clipboard_fixture_set_agent (ClipboardFixture *self, guint caps)
{
  synth_client_do (self->server, "agent 0");
  wait_until (!frond_guest_clipboard_get_available (self->guest));
  if (caps == 0)
    return;
  synth_client_do (self->server, "agent-caps %x", caps);
  synth_client_do (self->server, "agent 1");
  wait_until (frond_guest_clipboard_get_available (self->guest));
}

void
clipboard_fixture_focus (ClipboardFixture *self, gboolean guest)
{
  static GtkWindow *other;

  if (guest)
    {
      gtk_window_present (self->window);
      wait_until (gtk_window_is_active (self->window));
      g_clear_pointer (&other, gtk_window_destroy);
      return;
    }
  other = GTK_WINDOW (gtk_window_new ());
  gtk_window_present (other);
  wait_until (gtk_window_is_active (other) && !gtk_window_is_active (self->window));
}

GBytes *
clipboard_fixture_make_text (gsize size)
{
  static const char pattern[] = "Grüße, naïve 東京 — 0123456789 abc.\n";
  char *text = g_malloc (size + 1);
  gsize filled = 0;

  for (; filled + sizeof pattern - 1 <= size; filled += sizeof pattern - 1)
    memcpy (text + filled, pattern, sizeof pattern - 1);
  memset (text + filled, 'x', size - filled);
  return g_bytes_new_take (text, size);
}

static char *
write_file (ClipboardFixture *self, const char *name, GBytes *content)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *data = g_bytes_get_data (content, &size);

  g_file_set_contents (path, data, (gssize) size, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

void
clipboard_fixture_guest_has (ClipboardFixture *self, guint type, GBytes *content)
{
  g_autofree char *path = write_file (self, "guest", content);

  synth_client_do (self->server, "agent-content 0 %u %s", type, path);
}

gboolean
clipboard_fixture_host_is_guests (ClipboardFixture *self)
{
  return FROND_IS_GUEST_CONTENT (gdk_clipboard_get_content (self->host));
}

void
clipboard_fixture_guest_copies (ClipboardFixture *self, guint type, GBytes *content)
{
  g_autoptr (GdkContentProvider) before = NULL;

  if (gdk_clipboard_get_content (self->host) != NULL)
    before = g_object_ref (gdk_clipboard_get_content (self->host));
  clipboard_fixture_guest_has (self, type, content);
  synth_client_do (self->server, "agent-grab 0 %u", type);
  wait_until (clipboard_fixture_host_is_guests (self) && gdk_clipboard_get_content (self->host) != before);
}

typedef struct
{
  GBytes *output;
  gboolean done;
} Run;

static void
on_run (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_finish (G_SUBPROCESS (source), result, &run->output, NULL, &error);
  g_assert_no_error (error);
  run->done = TRUE;
}

static void
on_host_changed (gboolean *changed)
{
  *changed = TRUE;
}

/* Done when GDK has heard of it: what it claims before then, it claims as of an earlier time, and the X server lets the
 * later owner win. */
void
clipboard_fixture_host_copies (ClipboardFixture *self, const char *target, GBytes *content)
{
  g_autofree char *path = write_file (self, "host", content);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                        "xclip", "-i", "-selection", "clipboard", "-t", target, path, NULL);
  Run run = { NULL, FALSE };
  gboolean changed = FALSE;
  gulong handler = g_signal_connect_swapped (self->host, "changed", G_CALLBACK (on_host_changed), &changed);

  g_assert_no_error (error);
  /* It stays behind as the owner. */
  g_subprocess_communicate_async (process, NULL, NULL, on_run, &run);
  wait_until_within (CLIPBOARD_WAIT_MSEC, run.done && changed);
  g_signal_handler_disconnect (self->host, handler);
}

GBytes *
clipboard_fixture_host_pastes (ClipboardFixture *self, const char *target)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "xclip",
                        "-o", "-selection", "clipboard", "-t", target, NULL);
  Run run = { NULL, FALSE };

  g_assert_no_error (error);
  g_subprocess_communicate_async (process, NULL, NULL, on_run, &run);
  wait_until_within (CLIPBOARD_WAIT_MSEC, run.done);
  return run.output;
}

char *
clipboard_fixture_data_line (guint type, GBytes *content)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);

  return g_strdup_printf ("agent data 0 %u %zu %s", type, g_bytes_get_size (content), sum);
}

void
clipboard_fixture_guest_pastes (ClipboardFixture *self, guint type, GBytes *content)
{
  g_autofree char *line = clipboard_fixture_data_line (type, content);

  synth_client_do (self->server, "agent-request 0 %u", type);
  wait_until_within (CLIPBOARD_WAIT_MSEC, synth_client_saw (self->server, line));
}

void
clipboard_fixture_assert_bytes (GBytes *found, GBytes *expected)
{
  g_assert_cmpuint (g_bytes_get_size (found), ==, g_bytes_get_size (expected));
  g_assert_true (g_bytes_equal (found, expected));
}
