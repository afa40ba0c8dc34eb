/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-dialog-size.h"
#include "frond-guest-tile.h"
#include "ui-fixture.h"

/* What a person has set for all applications: no motion, and larger texts. */

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/motion/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)
#define USUAL_DPI (96 * PANGO_SCALE)
/* More than a motion of ours needs to begin. */
#define FRAMES 10

static void
painted_cb (guint *n_frames)
{
  (*n_frames)++;
}

/* How WIDGET is drawn in the frame after the next N. */
static GBytes *
draw_after (GtkWidget *widget, guint n)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  guint n_frames = 0;
  gulong handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted_cb), &n_frames);

  for (guint i = 1; i <= n; i++)
    {
      gtk_widget_queue_draw (widget);
      ui_wait_until (n_frames >= i);
    }
  g_signal_handler_disconnect (clock, handler);
  paintable = gtk_widget_paintable_new (widget);
  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  g_assert_nonnull (node);
  return gsk_render_node_serialize (node);
}

static GtkWidget *
show_tile (UiFixture *f, gboolean animations)
{
  FrondLibraryWindow *window;
  GtkWidget *tile;

  ui_fixture_add (f, "a", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  g_object_set (gtk_widget_get_settings (GTK_WIDGET (window)), "gtk-enable-animations", animations, NULL);
  tile = ui_find (GTK_WIDGET (window), FROND_TYPE_GUEST_TILE, NULL, NULL);
  g_bytes_unref (draw_after (tile, 1));
  return tile;
}

/* With the pointer over a tile its buttons are there at once, and nothing moves after that. */
static void
test_still (UiFixture *f, gconstpointer data)
{
  GtkWidget *tile = show_tile (f, FALSE);
  g_autoptr (GBytes) before = draw_after (tile, 1);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) later = NULL;

  gtk_widget_set_state_flags (tile, GTK_STATE_FLAG_PRELIGHT, FALSE);
  first = draw_after (tile, 1);
  later = draw_after (tile, FRAMES);
  g_assert_false (g_bytes_equal (before, first));
  g_assert_true (g_bytes_equal (first, later));
}

/* That the same look finds motion where there is some. */
static void
test_moving (UiFixture *f, gconstpointer data)
{
  GtkWidget *tile = show_tile (f, TRUE);
  gint64 deadline = ui_deadline ();
  g_autoptr (GBytes) first = NULL;
  gboolean moved = FALSE;

  gtk_widget_set_state_flags (tile, GTK_STATE_FLAG_PRELIGHT, FALSE);
  first = draw_after (tile, 1);
  while (!moved)
    {
      g_autoptr (GBytes) later = draw_after (tile, 1);

      moved = !g_bytes_equal (first, later);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
}

/* A dialog has room for as many words whatever their size, also when that changes while it is there. */
static void
test_dialog_follows_text (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (window));
  g_autoptr (AdwDialog) dialog = g_object_ref_sink (adw_dialog_new ());

  g_object_set (settings, "gtk-xft-dpi", USUAL_DPI, NULL);
  adw_dialog_set_content_width (dialog, 460);
  adw_dialog_set_content_height (dialog, 300);
  frond_dialog_size_follow_text (dialog);
  g_assert_cmpint (adw_dialog_get_content_width (dialog), ==, 460);
  g_assert_cmpint (adw_dialog_get_content_height (dialog), ==, 300);

  g_object_set (settings, "gtk-xft-dpi", 2 * USUAL_DPI, NULL);
  g_assert_cmpint (adw_dialog_get_content_width (dialog), ==, 920);
  g_assert_cmpint (adw_dialog_get_content_height (dialog), ==, 600);
  g_object_set (settings, "gtk-xft-dpi", USUAL_DPI, NULL);
  g_assert_cmpint (adw_dialog_get_content_width (dialog), ==, 460);
}

/* One that has no height is as high as its content. */
static void
test_dialog_as_high_as_content (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *content = gtk_drawing_area_new ();

  gtk_widget_set_size_request (content, -1, 333);
  adw_dialog_set_child (dialog, content);
  adw_dialog_set_content_width (dialog, 460);
  frond_dialog_size_follow_text (dialog);
  adw_dialog_present (dialog, GTK_WIDGET (window));
  ui_wait_until (gtk_widget_get_width (content) == 460);
  g_assert_cmpint (gtk_widget_get_height (content), ==, 333);
  adw_dialog_force_close (dialog);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST ("still", test_still);
  TEST ("moving", test_moving);
  TEST ("dialog-follows-text", test_dialog_follows_text);
  TEST ("dialog-as-high-as-content", test_dialog_as_high_as_content);

  return g_test_run ();
}
