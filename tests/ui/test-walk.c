/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The walk itself: that it finds what is wrong, and nothing in what is right. */

#include "keyboard.h"
#include "ui-fixture.h"
#include "walk.h"

#include <stdio.h>

typedef struct
{
  GtkWindow *window;
  GtkWidget *box;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->window = GTK_WINDOW (gtk_window_new ());
  f->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_window_set_child (f->window, f->box);
  gtk_box_append (GTK_BOX (f->box), gtk_button_new_with_label ("First"));
  gtk_box_append (GTK_BOX (f->box), gtk_entry_new ());
  gtk_box_append (GTK_BOX (f->box), gtk_check_button_new_with_label ("Second"));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  ui_settle ();
}

static WalkReport *
walk (Fixture *f)
{
  gtk_window_present (f->window);
  ui_wait_until (gtk_window_is_active (f->window));
  ui_settle ();
  return walk_window (f->window, NULL, NULL);
}

static void
assert_found (GPtrArray *problems, const char *words)
{
  for (guint i = 0; i < problems->len; i++)
    if (strstr (problems->pdata[i], words) != NULL)
      return;
  g_test_message ("“%s” was not found among %u", words, problems->len);
  g_test_fail ();
}

static void
test_well (Fixture *f, gconstpointer data)
{
  g_autoptr (WalkReport) report = NULL;
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *list = gtk_list_box_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) submenu = g_menu_new ();

  g_menu_append (menu, "Copy", "window.close");
  g_menu_append (submenu, "Paste", "window.close");
  g_menu_append_submenu (menu, "More", G_MENU_MODEL (submenu));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_box_append (GTK_BOX (f->box), button);
  gtk_box_append (GTK_BOX (f->box), gtk_text_view_new ());
  gtk_list_box_append (GTK_LIST_BOX (list), gtk_label_new ("Row"));
  gtk_list_box_append (GTK_LIST_BOX (list), gtk_label_new ("Row"));
  gtk_box_append (GTK_BOX (f->box), list);
  report = walk (f);
  for (guint i = 0; i < report->problems->len; i++)
    g_test_message ("%s", (char *) report->problems->pdata[i]);
  g_assert_cmpuint (report->problems->len, ==, 0);
  g_assert_cmpuint (report->n_menus, ==, 2);
  g_assert_cmpuint (report->n_focusable, >=, 11);
  g_assert_cmpuint (report->n_reached, ==, report->n_focusable);
}

/* What is behind a menu that is open is reached when that is closed, and not before. */
static void
test_open_menu (Fixture *f, gconstpointer data)
{
  g_autoptr (WalkReport) report = NULL;
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, "Copy", "window.close");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_box_append (GTK_BOX (f->box), button);
  gtk_window_present (f->window);
  ui_wait_until (gtk_window_is_active (f->window));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  report = walk (f);
  for (guint i = 0; i < report->problems->len; i++)
    g_test_message ("%s", (char *) report->problems->pdata[i]);
  g_assert_cmpuint (report->problems->len, ==, 0);
  g_assert_cmpuint (report->n_reached, ==, report->n_focusable);
  /* As it was found, and opened again. */
  g_assert_cmpuint (report->n_menus, ==, 2);
}

static gboolean
keep_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, gpointer data)
{
  return GDK_EVENT_STOP;
}

/* One that keeps every key, so that nothing behind it is reached. */
static void
test_trap (Fixture *f, gconstpointer data)
{
  g_autoptr (WalkReport) report = NULL;
  GtkWidget *trap = gtk_button_new_with_label ("Trap");
  GtkEventController *controller = gtk_event_controller_key_new ();

  g_signal_connect (controller, "key-pressed", G_CALLBACK (keep_cb), NULL);
  gtk_widget_add_controller (trap, controller);
  gtk_box_prepend (GTK_BOX (f->box), trap);
  report = walk (f);
  assert_found (report->problems, "“First” in GtkWindow is not reached by any key");
  g_assert_cmpuint (report->n_reached, <, report->n_focusable);
}

static void
test_mouse_only (Fixture *f, gconstpointer data)
{
  g_autoptr (WalkReport) report = NULL;
  GtkWidget *button = gtk_button_new_with_label ("Mouse");

  gtk_widget_set_focusable (button, FALSE);
  gtk_box_append (GTK_BOX (f->box), button);
  report = walk (f);
  assert_found (report->problems, "“Mouse” in GtkWindow is for the mouse only");
}

static void
test_invisible_focus (Fixture *f, gconstpointer data)
{
  g_autoptr (WalkReport) report = NULL;
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  GtkWidget *button = gtk_button_new_with_label ("Plain");

  gtk_css_provider_load_from_string (provider, ".plain, .plain:focus { all: unset; }");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_USER);
  gtk_widget_add_css_class (button, "plain");
  gtk_box_append (GTK_BOX (f->box), button);
  report = walk (f);
  assert_found (report->problems, "“Plain” in GtkWindow does not show that it has the focus");
  gtk_style_context_remove_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider));
}

static void
test_texts (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *label =
      gtk_label_new ("Much too long for the place that there is for it, and not told elsewhere");
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), gtk_label_new ("Longer than what it is in"));
  gtk_box_append (GTK_BOX (f->box), label);
  gtk_box_append (GTK_BOX (f->box), scrolled);
  gtk_window_set_default_size (f->window, 100, 300);
  gtk_window_present (f->window);
  ui_settle ();
  walk_check_texts (f->window, 50, problems);
  assert_found (problems, "ends in three dots");
  assert_found (problems, "has to be scrolled sideways");
  assert_found (problems, "sticks out of the window");
  assert_found (problems, "cannot be narrower");
}

#define TEST(name, func) g_test_add ("/ui/walk/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE, NULL);
  if (!keyboard_is_available ())
    {
      puts ("1..0 # SKIP xdotool is not installed: nothing presses keys");
      return 0;
    }
  TEST ("well", test_well);
  TEST ("open-menu", test_open_menu);
  TEST ("trap", test_trap);
  TEST ("mouse-only", test_mouse_only);
  TEST ("invisible-focus", test_invisible_focus);
  TEST ("texts", test_texts);

  return g_test_run ();
}
