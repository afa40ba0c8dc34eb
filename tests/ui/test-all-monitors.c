/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A guest's screens on the monitors of the host: to be run where there are two of them. */
#include "ui-fixture.h"

#include "frond-display.h"
#include "frond-monitor-window.h"

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/all-monitors/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static FrondGuest *
first_guest (UiFixture *f)
{
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);

  return guest;
}

static GtkWindow *
open_guest (UiFixture *f, const char *remembered, FrondSession **session)
{
  const char *id = ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  GtkWindow *window;

  g_object_set (frond_test_store_get (f->store, id), "monitor-windows", remembered, "resize-guest", TRUE,
                NULL);
  ui_fixture_run (f);
  window = frond_application_open_guest (f->application, first_guest (f));
  *session = frond_test_session_new (640, 480);
  frond_test_session_add_dark_screens (FROND_TEST_SESSION (*session), 3);
  frond_test_session_set_agent (FROND_TEST_SESSION (*session), TRUE);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), *session);
  ui_settle ();
  return window;
}

static GtkWindow *
monitor_window (UiFixture *f, guint number)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (f->application)); l != NULL; l = l->next)
    if (FROND_IS_MONITOR_WINDOW (l->data) && frond_monitor_window_get_number (l->data) == number)
      return l->data;
  return NULL;
}

/* The connector of the host's monitor that the window fills, or NULL. */
static const char *
filled (GtkWindow *window)
{
  GdkSurface *surface = window != NULL ? gtk_native_get_surface (GTK_NATIVE (window)) : NULL;
  GdkMonitor *monitor;
  GdkRectangle area;

  if (surface == NULL || !gtk_window_is_fullscreen (window))
    return NULL;
  monitor = gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface);
  if (monitor == NULL)
    return NULL;
  gdk_monitor_get_geometry (monitor, &area);
  return gtk_widget_get_width (GTK_WIDGET (window)) == area.width ? gdk_monitor_get_connector (monitor)
                                                                  : NULL;
}

static gboolean
guest_fills (FrondSession *session, guint number, GtkWindow *window)
{
  g_autoptr (FrondScreen) screen = g_list_model_get_item (frond_session_get_screens (session), number - 1);

  return frond_screen_get_ready (screen) &&
         frond_screen_get_width (screen) == gtk_widget_get_width (GTK_WIDGET (window));
}

/* As many screens as the host has monitors, each on its own, and back. */
static void
test_fill_and_leave (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWindow *window = open_guest (f, "", &session);

  gtk_widget_activate_action (GTK_WIDGET (window), "screens.fullscreen-all", NULL);
  ui_wait_until (filled (window) != NULL && filled (monitor_window (f, 2)) != NULL);
  g_assert_cmpstr (filled (window), !=, filled (monitor_window (f, 2)));
  g_assert_null (monitor_window (f, 3));
  ui_wait_until (guest_fills (session, 2, monitor_window (f, 2)));

  gtk_widget_activate_action (GTK_WIDGET (window), "screens.fullscreen-all", NULL);
  ui_wait_until (!gtk_window_is_fullscreen (window) && !gtk_window_is_fullscreen (monitor_window (f, 2)));
}

static FrondDisplay *
display_in (GtkWindow *window)
{
  return FROND_DISPLAY (ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL));
}

/* The desktop lets no program take the focus: it has to give it. */
static void
expect_capture (GtkWindow *on, GtkWindow *off)
{
  g_autofree char *criteria = g_strdup_printf ("[title=\"^%s$\"] focus", gtk_window_get_title (on));
  const char *const command[] = { "swaymsg", "-q", criteria, NULL };
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  ui_wait_until (gtk_window_is_active (on));
  gtk_widget_grab_focus (GTK_WIDGET (display_in (on)));
  ui_wait_until (frond_display_get_keyboard_captured (display_in (on)));
  g_assert_false (frond_display_get_keyboard_captured (display_in (off)));
}

/* Each window has a monitor to itself and wants all keys: only the one that has the focus gets them. */
static void
test_one_has_the_keyboard (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWindow *window = open_guest (f, "", &session);

  gtk_widget_activate_action (GTK_WIDGET (window), "screens.fullscreen-all", NULL);
  ui_wait_until (filled (window) != NULL && filled (monitor_window (f, 2)) != NULL);
  for (guint i = 0; i < 3; i++)
    {
      expect_capture (window, monitor_window (f, 2));
      expect_capture (monitor_window (f, 2), window);
    }
}

static void
test_comes_back (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  const char *kept;

  open_guest (f, "2 open 800x600 fullscreen X11-2\n", &session);
  ui_wait_until (g_strcmp0 (filled (monitor_window (f, 2)), "X11-2") == 0);
  kept = frond_profile_get_monitor_windows (frond_guest_get_profile (first_guest (f)));
  g_assert_nonnull (strstr (kept, "fullscreen X11-2"));
  gtk_window_unfullscreen (monitor_window (f, 2));
  ui_wait_until (!gtk_window_is_fullscreen (monitor_window (f, 2)));
  kept = frond_profile_get_monitor_windows (frond_guest_get_profile (first_guest (f)));
  g_assert_cmpstr (kept, ==, "2 open 800x600 window\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_assert_cmpuint (g_list_model_get_n_items (gdk_display_get_monitors (gdk_display_get_default ())), ==, 2);
  TEST ("fill-and-leave", test_fill_and_leave);
  TEST ("one-has-the-keyboard", test_one_has_the_keyboard);
  TEST ("comes-back", test_comes_back);

  return g_test_run ();
}
