/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include "frond-console-page.h"
#include "frond-console-relay.h"
#include "frond-display.h"
#include "frond-error.h"

#include <glib/gstdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vte/vte.h>

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/console/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

#define FLOOD (1024 * 1024)

static FrondGuest *
first_guest (UiFixture *f)
{
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);

  return guest;
}

static void
set_state (UiFixture *f, FrondGuestState state)
{
  frond_test_host_set_state (f->host,
                             frond_profile_get_machine_uuid (frond_guest_get_profile (first_guest (f))),
                             state, FROND_GUEST_REASON_NONE);
}

static GtkWidget *
open_window (UiFixture *f, FrondSession **session)
{
  GtkWindow *window;

  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_run (f);
  window = frond_application_open_guest (f->application, first_guest (f));
  *session = frond_test_session_new (640, 480);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), *session);
  ui_settle ();

  return GTK_WIDGET (window);
}

static GtkWidget *
open_console (UiFixture *f, FrondSession **session)
{
  GtkWidget *window = open_window (f, session);

  gtk_widget_activate_action (window, "win.console-page", NULL);
  ui_wait_until (frond_test_host_get_console (f->host) >= 0);
  g_assert_cmpstr (ui_page (window), ==, "console");

  return window;
}

static VteTerminal *
terminal_of (GtkWidget *window)
{
  GtkWidget *terminal = ui_find (window, VTE_TYPE_TERMINAL, NULL, NULL);

  g_assert_nonnull (terminal);
  return VTE_TERMINAL (terminal);
}

static gboolean
shows (GtkWidget *window, const char *text)
{
  g_autofree char *all = vte_terminal_get_text_format (terminal_of (window), VTE_FORMAT_TEXT);

  return strstr (all, text) != NULL;
}

static void
say (UiFixture *f, const char *text)
{
  g_assert_cmpint (write (frond_test_host_get_console (f->host), text, strlen (text)), ==,
                   (gssize) strlen (text));
}

/* What the guest has heard so far. */
static void
hear (UiFixture *f, GString *heard)
{
  char bytes[256];
  gssize n = read (frond_test_host_get_console (f->host), bytes, sizeof bytes);

  if (n > 0)
    g_string_append_len (heard, bytes, n);
}

static gboolean
hears (UiFixture *f, GString *heard, const char *text)
{
  hear (f, heard);
  return strstr (heard->str, text) != NULL;
}

static void
test_talks (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  g_autoptr (GString) heard = g_string_new (NULL);
  GtkWidget *window = open_console (f, &session);

  say (f, "debian login: ");
  ui_wait_until (shows (window, "debian login: "));
  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)) &&
                 gtk_widget_has_focus (GTK_WIDGET (terminal_of (window))));
  if (!ui_press ("r"))
    {
      g_test_skip ("no xdotool to press keys with");
      return;
    }
  ui_wait_until (hears (f, heard, "r"));

  /* A word less, not a window less; and a new line, not a new machine. */
  g_assert_true (ui_press ("ctrl+w"));
  ui_wait_until (hears (f, heard, "\027"));
  g_assert_true (ui_press ("ctrl+n"));
  ui_wait_until (hears (f, heard, "\016"));
  g_assert_true (ui_press ("Tab"));
  ui_wait_until (hears (f, heard, "\t"));
  g_assert_cmpstr (heard->str, ==, "r\027\016\t");
  g_assert_null (
      ui_find (GTK_WIDGET (frond_application_open_library (f->application)), ADW_TYPE_DIALOG, NULL, NULL));
}

static void
test_is_left_by_keyboard (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWidget *window = open_console (f, &session);

  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)) &&
                 gtk_widget_has_focus (GTK_WIDGET (terminal_of (window))));
  if (!ui_press ("ctrl+Tab"))
    {
      g_test_skip ("no xdotool to press keys with");
      return;
    }
  ui_wait_until (!gtk_widget_has_focus (GTK_WIDGET (terminal_of (window))));
  g_assert_nonnull (gtk_window_get_focus (GTK_WINDOW (window)));

  gtk_widget_grab_focus (GTK_WIDGET (terminal_of (window)));
  g_assert_true (ui_press ("ctrl+shift+s"));
  ui_wait_until (g_strcmp0 (ui_page (window), "display") == 0);
  g_assert_true (gtk_widget_has_focus (ui_find (window, FROND_TYPE_DISPLAY, NULL, NULL)));
  g_assert_cmpint (frond_test_host_get_console (f->host), >=, 0);
}

static void
test_copies_and_zooms (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWidget *window = open_console (f, &session);
  VteTerminal *terminal = terminal_of (window);
  double before = vte_terminal_get_font_scale (terminal);

  for (int i = 0; i < 40; i++)
    gtk_widget_activate_action (GTK_WIDGET (terminal), "console.zoom-in", NULL);
  g_assert_cmpfloat (vte_terminal_get_font_scale (terminal), >, before);
  g_assert_cmpfloat (vte_terminal_get_font_scale (terminal), <=, 4);
  gtk_widget_activate_action (GTK_WIDGET (terminal), "console.zoom-normal", NULL);
  g_assert_cmpfloat_with_epsilon (vte_terminal_get_font_scale (terminal), before, 0.001);

  say (f, "copy me");
  ui_wait_until (shows (window, "copy me"));
  gtk_widget_activate_action (GTK_WIDGET (terminal), "console.select-all", NULL);
  ui_wait_until (vte_terminal_get_has_selection (terminal));
  gtk_widget_activate_action (GTK_WIDGET (terminal), "console.copy", NULL);
  g_assert_true (gdk_clipboard_is_local (gtk_widget_get_clipboard (window)));
}

static void
test_busy (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWidget *window = open_window (f, &session);

  frond_test_host_fail_console (f->host, FROND_ERROR_BUSY);
  gtk_widget_activate_action (window, "win.console-page", NULL);
  ui_wait_until (ui_has_text (window, "The console is in use elsewhere"));
  g_assert_cmpint (frond_test_host_get_console (f->host), ==, -1);

  frond_test_host_fail_console (f->host, -1);
  ui_click (window, "Try Again");
  say (f, "at last");
  ui_wait_until (ui_find (window, VTE_TYPE_TERMINAL, NULL, NULL) != NULL && shows (window, "at last"));
}

static void
test_follows_guest (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWidget *window = open_console (f, &session);

  say (f, "Power down\r\n");
  ui_wait_until (shows (window, "Power down"));
  frond_test_host_close_console (f->host);
  set_state (f, FROND_GUEST_STOPPED);
  ui_wait_until (ui_has_text (window, "The machine is off"));
  g_assert_true (shows (window, "Power down"));

  set_state (f, FROND_GUEST_STARTING);
  ui_settle ();
  g_assert_cmpint (frond_test_host_get_console (f->host), ==, -1);
  set_state (f, FROND_GUEST_RUNNING);
  ui_wait_until (frond_test_host_get_console (f->host) >= 0);
  say (f, "GRUB\r\n");
  ui_wait_until (shows (window, "GRUB"));
  g_assert_true (shows (window, "Power down"));
  ui_wait_until (!ui_has_text (window, "The machine is off"));
}

/* So fast that the terminal has not seen the end of the first when the second is there. */
static void
test_restarts (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWidget *window = open_console (f, &session);

  for (int i = 0; i < 20; i++)
    {
      g_autofree char *life = g_strdup_printf ("life %d\r\n", i);

      set_state (f, FROND_GUEST_STOPPED);
      frond_test_host_close_console (f->host);
      set_state (f, FROND_GUEST_RUNNING);
      while (frond_test_host_get_console (f->host) < 0)
        g_main_context_iteration (NULL, TRUE);
      say (f, life);
      if (i % 4 == 0)
        ui_wait_until (shows (window, g_strchomp (life)));
    }
  ui_wait_until (shows (window, "life 19"));
}

static void
test_closes (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWidget *window = open_console (f, &session);
  char byte;

  say (f, "secret");
  ui_wait_until (shows (window, "secret"));
  ui_click (window, "Close Console");
  g_assert_cmpstr (ui_page (window), ==, "display");
  ui_wait_until (read (frond_test_host_get_console (f->host), &byte, 1) == 0);

  frond_test_host_close_console (f->host);
  gtk_widget_activate_action (window, "win.console", NULL);
  ui_wait_until (frond_test_host_get_console (f->host) >= 0);
  ui_settle ();
  g_assert_false (shows (window, "secret"));
}

static void
test_window_goes (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWidget *window = open_console (f, &session);
  gpointer terminal = terminal_of (window);
  char byte;

  g_object_add_weak_pointer (G_OBJECT (terminal), &terminal);
  frond_application_open_library (f->application);
  gtk_window_destroy (GTK_WINDOW (window));
  ui_wait_until (terminal == NULL);
  ui_wait_until (read (frond_test_host_get_console (f->host), &byte, 1) == 0);
}

/* Sequences by which text could reach out of the terminal. */
static void
test_hostile (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  g_autoptr (GString) heard = g_string_new (NULL);
  GtkWidget *window = open_console (f, &session);
  VteTerminal *terminal = terminal_of (window);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (window);
  g_autofree char *title = g_strdup (gtk_window_get_title (GTK_WINDOW (window)));
  int width = gtk_widget_get_width (window);

  gdk_clipboard_set_text (clipboard, "mine");
  say (f, "\033]52;c;dGhlaXJz\007"                         /* the clipboard */
          "\033]0;theirs\007\033]2;theirs\007"             /* the title */
          "\033[8;200;300t\033[2t\033[9;1t"                /* size, minimised, maximised */
          "\033]8;;file:///etc/passwd\007link\033]8;;\007" /* a link */
          "\033]777;notify;theirs;theirs\007\033]9;4;1;50\007"
          "\033[21t\033]52;c;?\007" /* tell me the title, and the clipboard */
          "the end");
  ui_wait_until (shows (window, "the end"));
  ui_settle ();
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, title);
  g_assert_cmpint (gtk_widget_get_width (window), ==, width);
  g_assert_false (gtk_window_is_maximized (GTK_WINDOW (window)));
  g_assert_false (vte_terminal_get_allow_hyperlink (terminal));
  g_assert_true (gdk_clipboard_is_local (clipboard));
  hear (f, heard);
  g_assert_null (strstr (heard->str, "mine"));
  g_assert_null (strstr (heard->str, "bWluZQ")); /* the same in base 64 */
  g_assert_null (strstr (heard->str, title));
  g_assert_cmpint (vte_terminal_get_scrollback_lines (terminal), ==, 10000);
}

/* Nobody reads the terminal: the writer has to wait, and nothing is lost. */
static void
test_relay_waits (void)
{
  g_autoptr (FrondConsoleRelay) relay = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *flood = g_malloc (FLOOD);
  g_autofd int guest = -1, terminal = -1;
  gsize written = 0, got = 0;
  int ends[2], buffer = 4096;
  GPollFD readable = { .events = G_IO_IN };
  gint64 until;

  for (gsize i = 0; i < FLOOD; i++)
    flood[i] = (char) ('a' + i % 23);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), ==, 0);
  g_assert_cmpint (setsockopt (ends[0], SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer), ==, 0);
  guest = ends[0];
  relay = frond_console_relay_new (ends[1], &terminal, &error);
  g_assert_no_error (error);

  until = g_get_monotonic_time () + 500 * G_TIME_SPAN_MILLISECOND;
  while (g_get_monotonic_time () < until)
    {
      gssize n = write (guest, flood + written, FLOOD - written);

      if (n > 0)
        written += (gsize) n;
      ui_iterate ();
    }
  g_assert_cmpuint (written, >, 0);
  g_assert_cmpuint (written, <, 64 * 1024);
  readable.fd = terminal;

  while (got < FLOOD)
    {
      char bytes[8192];
      gssize n = write (guest, flood + written, FLOOD - written);

      if (n > 0)
        written += (gsize) n;
      g_main_context_iteration (NULL, FALSE);
      n = g_poll (&readable, 1, 0) > 0 ? read (terminal, bytes, sizeof bytes) : 0;
      g_assert_cmpint (n, >=, 0);
      g_assert_cmpmem (bytes, n, flood + got, n);
      got += (gsize) n;
    }
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_relay_ends (void)
{
  g_autoptr (FrondConsoleRelay) relay = NULL;
  g_autofd int terminal = -1;
  guint n_ended = 0;
  char bytes[16];
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_assert_cmpint (write (ends[0], "last words", 10), ==, 10);
  relay = frond_console_relay_new (ends[1], &terminal, NULL);
  g_signal_connect_swapped (relay, "ended", G_CALLBACK (count), &n_ended);
  close (ends[0]);
  ui_wait_until (n_ended == 1);
  g_assert_cmpint (read (terminal, bytes, sizeof bytes), ==, 10);
  g_assert_cmpint (read (terminal, bytes, sizeof bytes), ==, -1);
  ui_settle ();
  g_assert_cmpuint (n_ended, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/console/relay-waits", test_relay_waits);
  g_test_add_func ("/ui/console/relay-ends", test_relay_ends);
  TEST ("talks", test_talks);
  TEST ("left-by-keyboard", test_is_left_by_keyboard);
  TEST ("copies-and-zooms", test_copies_and_zooms);
  TEST ("busy", test_busy);
  TEST ("follows-guest", test_follows_guest);
  TEST ("restarts", test_restarts);
  TEST ("closes", test_closes);
  TEST ("window-goes", test_window_goes);
  TEST ("hostile", test_hostile);
  return g_test_run ();
}
