/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* store-hammer FILE COUNT: saves COUNT profiles (0: until it is killed), some at a time, and prints the id of each
 * when its save has finished. */

#include "frond-profile.h"
#include "frond-sqlite-store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define IN_FLIGHT 4

typedef struct
{
  FrondProfileStore *store;
  GMainLoop *loop;
  guint64 left; /* to be started */
  guint running;
} Hammer;

typedef struct
{
  Hammer *hammer;
  char *id;
} Blow;

static void strike (Hammer *hammer);

static void
print_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  Blow *blow = data;
  Hammer *hammer = blow->hammer;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_strconcat (blow->id, "\n", NULL);

  if (!frond_profile_store_save_finish (hammer->store, result, &error))
    g_error ("%s", error->message);

  /* One write, so that a line is whole or not there. */
  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    exit (EXIT_FAILURE);
  g_free (blow->id);
  g_free (blow);

  hammer->running--;
  if (hammer->left > 0)
    strike (hammer);
  else if (hammer->running == 0)
    g_main_loop_quit (hammer->loop);
}

static void
strike (Hammer *hammer)
{
  static const guint8 pixels[20000];
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  g_autoptr (GBytes) picture = g_bytes_new_static (pixels, sizeof pixels);
  Blow *blow = g_new0 (Blow, 1);

  frond_profile_set_name (profile, "Hammered");
  frond_profile_set_picture (profile, picture);
  blow->hammer = hammer;
  blow->id = g_strdup (frond_profile_get_id (profile));
  hammer->left--;
  hammer->running++;
  frond_profile_store_save_async (hammer->store, profile, NULL, print_saved, blow);
}

int
main (int argc, char **argv)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (FrondProfileStore) store = NULL;
  Hammer hammer = { NULL, loop, 0, 0 };

  if (argc != 3)
    return EXIT_FAILURE;

  file = g_file_new_for_path (argv[1]);
  store = frond_sqlite_store_new (file);
  hammer.store = store;
  hammer.left = g_ascii_strtoull (argv[2], NULL, 10);
  if (hammer.left == 0)
    hammer.left = G_MAXUINT64;

  for (guint i = 0; i < IN_FLIGHT && hammer.left > 0; i++)
    strike (&hammer);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
