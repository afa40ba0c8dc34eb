/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real library window over the real store with COUNT profiles and a host that knows none: library-bench COUNT. One line
 * of "NAME VALUE" pairs: ms of waiting, of computing, kB.
 *
 * Frames and keys are judged by the time for which the main thread computes: nothing in them waits, and what else the
 * computer does is no matter of theirs. How long the list takes is judged by the clock. */

#include "ui-fixture.h"

#include "frond-guest-tile.h"
#include "frond-sqlite-store.h"

#include <malloc.h>
#include <stdio.h>
#include <time.h>

#define N_KEYS_ROUNDS 7
#define N_FRAMES      240
#define BATCH         64 /* saves that wait at a time */

typedef struct
{
  GArray *frames; /* of double: ms */
  double started;
  gboolean counting;
} Frames;

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1000 + (double) now.tv_nsec / 1e6;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
percentile (GArray *values, double p)
{
  g_array_sort (values, compare_doubles);
  return values->len > 0 ? g_array_index (values, double, (guint) (p * (values->len - 1))) : -1;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  frond_profile_store_save_finish (FROND_PROFILE_STORE (source), result, &error);
  g_assert_no_error (error);
  --*(guint *) user_data;
}

static void
fill (FrondProfileStore *store, guint count)
{
  static const char *const systems[] = { "Debian 13", "Windows 11", "Fedora Linux 42", "Ubuntu 24.04" };
  static const char *const groups[] = { "", "Work", "Build farm", "" };
  guint waiting = 0;

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (FrondProfile) profile = frond_profile_new ();
      g_autofree char *uuid = g_uuid_string_random ();
      g_autofree char *name = g_strdup_printf ("%s node %u", i % 7 == 0 ? "Büro" : "Server", i);

      g_object_set (profile, "name", name, "os-name", systems[i % 4], "os-family", FROND_OS_LINUX, "stage",
                    FROND_PROFILE_READY, "machine-uuid", uuid, "group", groups[i % 4], "notes",
                    i % 3 == 0 ? "In the rack by the door; asks for its licence in spring." : "", NULL);
      waiting++;
      frond_profile_store_save_async (store, profile, NULL, saved_cb, &waiting);
      while (waiting > BATCH)
        g_main_context_iteration (NULL, TRUE);
    }
  while (waiting > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
before_cb (GdkFrameClock *clock, Frames *frames)
{
  frames->started = cpu_ms ();
}

static void
after_cb (GdkFrameClock *clock, Frames *frames)
{
  double took = cpu_ms () - frames->started;

  if (frames->counting)
    g_array_append_val (frames->frames, took);
}

static GtkWidget *
child (FrondLibraryWindow *window, const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (window), FROND_TYPE_LIBRARY_WINDOW, name));
}

static guint
count_tiles (GtkWidget *root)
{
  guint n = FROND_IS_GUEST_TILE (root) ? 1 : 0;

  for (GtkWidget *at = gtk_widget_get_first_child (root); at != NULL; at = gtk_widget_get_next_sibling (at))
    n += count_tiles (at);
  return n;
}

/* Each key as a person hits it: the window has come to rest before. */
static void
search (FrondLibraryWindow *window)
{
  static const char *const texts[] = { "s",   "se",     "ser", "serv", "serv 1", "serv 12", "b",        "bu",
                                       "bur", "buro 7", "d",   "de",   "deb",    "debian",  "debian w", "" };
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (double));

  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (child (window, "search_bar")), TRUE);
  ui_settle ();
  for (guint round = 0; round < N_KEYS_ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      {
        double before = cpu_ms ();
        double took;

        gtk_editable_set_text (GTK_EDITABLE (child (window, "search_entry")), texts[i]);
        took = cpu_ms () - before;
        g_array_append_val (keys, took);
        ui_settle ();
      }
  printf ("key-p50 %.2f key-p99 %.2f key-max %.2f ", percentile (keys, 0.5), percentile (keys, 0.99),
          percentile (keys, 1));
}

static void
scroll (FrondLibraryWindow *window, Frames *frames)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (child (window, "grid"), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *at = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  guint pool = count_tiles (child (window, "grid"));
  gsize heap = mallinfo2 ().uordblks;

  frames->counting = TRUE;
  for (guint i = 0; i < N_FRAMES; i++)
    {
      guint n = frames->frames->len;
      double step = i < N_FRAMES / 2 ? 60 : gtk_adjustment_get_upper (at) / N_FRAMES;

      /* As a wheel does, then as whoever pulls the scroll bar. */
      gtk_adjustment_set_value (at, gtk_adjustment_get_value (at) + step);
      ui_wait_until (frames->frames->len > n ||
                     gtk_adjustment_get_value (at) + gtk_adjustment_get_page_size (at) >=
                         gtk_adjustment_get_upper (at));
    }
  frames->counting = FALSE;
  ui_settle ();
  printf ("frame-p50 %.2f frame-p99 %.2f frame-max %.2f tiles %u tiles-after %u heap-growth-kb %ld ",
          percentile (frames->frames, 0.5), percentile (frames->frames, 0.99), percentile (frames->frames, 1),
          pool, count_tiles (child (window, "grid")), ((long) mallinfo2 ().uordblks - (long) heap) / 1024);
}

static long
pss_kb (void)
{
  g_autofree char *text = NULL;
  const char *line;

  malloc_trim (0);
  g_assert_true (g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL));
  line = strstr (text, "\nPss:");
  return line != NULL ? strtol (line + strlen ("\nPss:"), NULL, 10) : 0;
}

static void
bench (UiFixture *f, gconstpointer data)
{
  guint count = GPOINTER_TO_UINT (data);
  g_autofree char *path = g_build_filename (f->dir, "frond.db", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (FrondProfileStore) store = frond_sqlite_store_new (file);
  g_autoptr (FrondLibrary) library = NULL;
  Frames frames = { g_array_new (FALSE, FALSE, sizeof (double)), 0, FALSE };
  FrondLibraryWindow *window;
  GdkFrameClock *clock;
  gint64 mapped;

  fill (store, count);
  frond_test_host_set_unavailable (f->host, FROND_ERROR_HELPER_LOST);
  library = frond_library_new (store, FROND_MACHINE_HOST (f->host));
  g_set_object (&f->library, library);
  g_clear_object (&f->application);
  f->application = frond_application_new (library);
  frond_application_set_downloads (f->application, f->downloads);

  g_assert_true (g_application_register (G_APPLICATION (f->application), NULL, NULL));
  g_application_activate (G_APPLICATION (f->application));
  window = FROND_LIBRARY_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (f->application)));
  ui_wait_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  mapped = g_get_monotonic_time ();
  ui_wait_until (count_tiles (child (window, "grid")) > 0 && g_strcmp0 (ui_page (window), "grid") == 0);
  printf ("list-ms %.1f ", (double) (g_get_monotonic_time () - mapped) / 1000);
  ui_settle ();
  printf ("pss-kb %ld ", pss_kb ());

  clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_cb), &frames);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_cb), &frames);
  search (window);
  scroll (window, &frames);
  printf ("pss-end-kb %ld\n", pss_kb ());
  fflush (stdout);
  g_signal_handlers_disconnect_by_data (clock, &frames);
  g_array_unref (frames.frames);
}

int
main (int argc, char **argv)
{
  UiFixture fixture = { 0 };
  guint64 count;

  if (argc < 2 || !g_ascii_string_to_unsigned (argv[1], 10, 1, 1000000, &count, NULL))
    {
      fprintf (stderr, "usage: library-bench COUNT, on a display\n");
      return 2;
    }

  adw_init ();
  ui_fixture_set_up (&fixture, NULL);
  bench (&fixture, GUINT_TO_POINTER ((guint) count));
  ui_fixture_tear_down (&fixture, NULL);

  return 0;
}
