/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* library-bench fill FILE COUNT: a library of so many profiles, each with a picture. library-bench FILE: the real library
 * window over that library and a host that knows no machines; one line of "NAME VALUE" pairs: ms of waiting, of
 * computing, kB. Two lives, so that what filling leaves in memory is not counted.
 *
 * Frames and keys are judged by the time for which the main thread computes: nothing in them waits, and what else the
 * computer does is no matter of theirs. A key's time ends when the frame that answers it is painted. How long the list
 * takes, from the window's map to the first frame that has machines in it, is judged by the clock. */

#include "ui-fixture.h"

#include "frond-library-window-private.h"
#include "frond-sqlite-store.h"
#include "frond-test-screen.h"

#include <malloc.h>
#include <stdio.h>
#include <time.h>

#define N_KEYS_ROUNDS 7
#define N_FRAMES      240
#define BATCH         512 /* saves that wait at a time */
#define N_PICTURES    16

typedef struct
{
  GArray *frames; /* of double: ms */
  double started;
  gboolean counting;
  guint painted;
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
  GBytes *pictures[N_PICTURES];
  guint waiting = 0;

  for (guint i = 0; i < N_PICTURES; i++)
    pictures[i] = frond_test_screen_draw_png (480, 300, i);
  for (guint i = 0; i < count; i++)
    {
      g_autoptr (FrondProfile) profile = frond_profile_new ();
      g_autofree char *uuid = g_uuid_string_random ();
      g_autofree char *name = g_strdup_printf ("%s node %u", i % 7 == 0 ? "Büro" : "Server", i);

      g_object_set (profile, "name", name, "os-name", systems[i % 4], "os-family", FROND_OS_LINUX, "stage",
                    FROND_PROFILE_READY, "machine-uuid", uuid, "group", groups[i % 4], "notes",
                    i % 3 == 0 ? "In the rack by the door; asks for its licence in spring." : "", "picture",
                    pictures[i % N_PICTURES], NULL);
      waiting++;
      frond_profile_store_save_async (store, profile, NULL, saved_cb, &waiting);
      while (waiting > BATCH)
        g_main_context_iteration (NULL, TRUE);
    }
  while (waiting > 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < N_PICTURES; i++)
    g_bytes_unref (pictures[i]);
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

  frames->painted++;
  if (frames->counting)
    g_array_append_val (frames->frames, took);
}

/* What is seen of the machines. */
static guint
count_shown (GtkWidget *root)
{
  guint n = FROND_IS_GUEST_TILE (root) && gtk_widget_get_mapped (root) ? 1 : 0;

  for (GtkWidget *at = gtk_widget_get_first_child (root); at != NULL; at = gtk_widget_get_next_sibling (at))
    n += count_shown (at);
  return n;
}

static GtkWidget *
child (FrondLibraryWindow *window, const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (window), FROND_TYPE_LIBRARY_WINDOW, name));
}

/* As keys do: what was there already stays. */
static void
type (GtkEditable *entry, const char *text)
{
  g_autofree char *old = g_strdup (gtk_editable_get_text (entry));
  int common = 0;

  while (text[common] != '\0' && text[common] == old[common])
    common++;
  if (old[common] != '\0')
    gtk_editable_delete_text (entry, common, -1);
  if (text[common] != '\0')
    gtk_editable_insert_text (entry, text + common, -1, &common);
}

static void
answered_cb (GtkSearchEntry *entry, gboolean *answered)
{
  *answered = TRUE;
}

/* The time of one key until the list has what it asks for, and until that is seen. */
static void
hit (FrondLibraryWindow *window, const char *text, Frames *frames, GArray *keys, GArray *answers)
{
  GtkWidget *entry = child (window, "search_entry");
  gboolean answered = FALSE;
  gulong id = g_signal_connect_after (entry, "search-changed", G_CALLBACK (answered_cb), &answered);
  double before = cpu_ms ();
  guint painted;
  double took;

  type (GTK_EDITABLE (entry), text);
  ui_wait_until (answered);
  took = cpu_ms () - before;
  g_array_append_val (keys, took);
  painted = frames->painted;
  ui_wait_until (frames->painted > painted);
  took = cpu_ms () - before;
  g_array_append_val (answers, took);
  g_signal_handler_disconnect (entry, id);
  ui_settle ();
}

/* Each key as a person hits it: the window has come to rest before. */
static void
search (FrondLibraryWindow *window, Frames *frames)
{
  static const char *const texts[] = { "s",      "se",     "ser",     "serv",     "serv 1", "serv 12",
                                       "serv 1", "serv",   "",        "b",        "bu",     "bur",
                                       "buro",   "buro 7", "",        "d",        "de",     "deb",
                                       "debian", "debia",  "debian ", "debian w", "" };
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) answers = g_array_new (FALSE, FALSE, sizeof (double));

  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (child (window, "search_bar")), TRUE);
  ui_settle ();
  for (guint round = 0; round < N_KEYS_ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      hit (window, texts[i], frames, keys, answers);
  printf ("key-p50 %.2f key-p99 %.2f key-max %.2f ", percentile (keys, 0.5), percentile (keys, 0.99),
          percentile (keys, 1));
  printf ("answer-p50 %.2f answer-p99 %.2f answer-max %.2f ", percentile (answers, 0.5),
          percentile (answers, 0.99), percentile (answers, 1));
}

static void
scroll (FrondLibraryWindow *window, Frames *frames)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (child (window, "grid"), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *at = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  guint made = frond_guest_tiles_get_n_made (window->tiles);
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
          made, frond_guest_tiles_get_n_made (window->tiles),
          ((long) mallinfo2 ().uordblks - (long) heap) / 1024);
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
bench (UiFixture *f, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (FrondProfileStore) store = frond_sqlite_store_new (file);
  g_autoptr (FrondLibrary) library = NULL;
  Frames frames = { g_array_new (FALSE, FALSE, sizeof (double)), 0, FALSE, 0 };
  FrondLibraryWindow *window;
  GdkFrameClock *clock;
  gint64 mapped;

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
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_cb), &frames);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_cb), &frames);
  while (count_shown (child (window, "grid")) == 0)
    {
      guint painted = frames.painted;

      ui_wait_until (frames.painted > painted);
    }
  printf ("list-ms %.1f ", (double) (g_get_monotonic_time () - mapped) / 1000);
  ui_wait_until (frond_guest_tiles_is_at_rest (window->tiles));
  ui_settle ();
  printf ("shown %u pss-kb %ld ", count_shown (child (window, "grid")), pss_kb ());

  search (window, &frames);
  scroll (window, &frames);
  printf ("pss-end-kb %ld\n", pss_kb ());
  fflush (stdout);
  g_signal_handlers_disconnect_by_data (clock, &frames);
  g_array_unref (frames.frames);
}

static int
fill_file (const char *path, const char *number)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (FrondProfileStore) store = NULL;
  guint64 count;

  if (!g_ascii_string_to_unsigned (number, 10, 1, 1000000, &count, NULL))
    return 2;

  store = frond_sqlite_store_new (file);
  fill (store, (guint) count);
  return 0;
}

int
main (int argc, char **argv)
{
  UiFixture fixture = { 0 };

  if (argc == 4 && g_str_equal (argv[1], "fill"))
    return fill_file (argv[2], argv[3]);
  if (argc != 2)
    {
      fprintf (stderr, "usage: library-bench fill FILE COUNT; library-bench FILE, on a display\n");
      return 2;
    }

  adw_init ();
  ui_fixture_set_up (&fixture, NULL);
  bench (&fixture, argv[1]);
  ui_fixture_tear_down (&fixture, NULL);

  return 0;
}
