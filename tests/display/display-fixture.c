/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "display-fixture.h"

#include "test-wait.h"
#include "x-keys.h"

/* Logical; twice as much still fits on the X server's screen. */
#define WIDTH  640
#define HEIGHT 400

static gboolean
on_shortcut (GtkWidget *widget, GVariant *args, gpointer data)
{
  ((DisplayFixture *) data)->n_shortcuts++;
  return TRUE;
}

static void
add_shortcut (DisplayFixture *fixture, guint keyval, GdkModifierType modifiers)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  /* As GtkApplication installs its accelerators. */
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (keyval, modifiers),
                                                          gtk_callback_action_new (on_shortcut, fixture,
                                                                                   NULL)));
  gtk_widget_add_controller (GTK_WIDGET (fixture->window), controller);
}

static void
on_released (FrondDisplay *display, DisplayFixture *fixture)
{
  fixture->n_released++;
}

void
display_fixture_set_up (DisplayFixture *fixture, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->entry = gtk_entry_new ();
  fixture->display = FROND_DISPLAY (frond_display_new ());
  gtk_widget_set_size_request (GTK_WIDGET (fixture->display), WIDTH, HEIGHT);
  gtk_box_append (GTK_BOX (box), fixture->entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->display));
  gtk_window_set_decorated (fixture->window, FALSE);
  gtk_window_set_child (fixture->window, box);
  gtk_window_set_focus (fixture->window, GTK_WIDGET (fixture->display));
  g_signal_connect (fixture->display, "released", G_CALLBACK (on_released), fixture);
  add_shortcut (fixture, GDK_KEY_w, GDK_CONTROL_MASK);
  add_shortcut (fixture, GDK_KEY_F11, 0);
  gtk_window_present (fixture->window);
  wait_until (gtk_window_is_active (fixture->window) &&
              gtk_widget_get_width (GTK_WIDGET (fixture->display)) >= WIDTH);

  fixture->scale = gtk_widget_get_scale_factor (GTK_WIDGET (fixture->display));
  fixture->width = gtk_widget_get_width (GTK_WIDGET (fixture->display)) * fixture->scale;
  fixture->height = gtk_widget_get_height (GTK_WIDGET (fixture->display)) * fixture->scale;
  fixture->screen = frond_test_screen_new (fixture->width, fixture->height);
  frond_display_set_screen (fixture->display, FROND_SCREEN (fixture->screen));
  wait_until (frond_test_screen_get_n_acquired (fixture->screen) > 0);
}

void
display_fixture_tear_down (DisplayFixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->display), (gpointer *) &fixture->display);
  g_object_add_weak_pointer (G_OBJECT (fixture->screen), (gpointer *) &fixture->screen);
  gtk_window_destroy (fixture->window);
  g_object_unref (fixture->screen);
  wait_until (fixture->display == NULL);
  g_assert_null (fixture->screen);
}

void
display_fixture_move_pointer (DisplayFixture *fixture, int x, int y)
{
  graphene_point_t point;
  g_autofree char *left = NULL;
  g_autofree char *top = NULL;
  g_autofree char *window = NULL;

  g_assert_true (gtk_widget_compute_point (GTK_WIDGET (fixture->display), GTK_WIDGET (fixture->window),
                                           &GRAPHENE_POINT_INIT (0, 0), &point));
  left = g_strdup_printf ("%d", (int) point.x * fixture->scale + x);
  top = g_strdup_printf ("%d", (int) point.y * fixture->scale + y);
  /* the active window is ours: nothing else is here */
  x_do ("getactivewindow", "mousemove", "--window", "%1", left, top, NULL);
}
