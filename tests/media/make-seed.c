/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* make-seed FILE USER HOST KEY: the disc that a ready-made Debian is set up with, for tests that start one. */
#include "frond-desktops.h"
#include "frond-seed.h"

#include <stdio.h>
#include <unistd.h>

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
write_disc (int fd, const char *path)
{
  off_t size = lseek (fd, 0, SEEK_END);
  g_autofree char *data = g_malloc ((gsize) size);

  return pread (fd, data, (size_t) size, 0) == size && g_file_set_contents (path, data, size, NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (FrondAnswers) answers = frond_answers_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FrondSeed) seed = NULL;
  g_autoptr (GError) error = NULL;

  if (argc < 5 || argc > 6)
    return 2;
  if (argc == 6)
    answers->desktop = frond_desktops_from_name (argv[5]);
  g_set_str (&answers->user_name, argv[2]);
  g_set_str (&answers->full_name, "Élise \"x\" Müller");
  g_set_str (&answers->host_name, argv[3]);
  g_set_str (&answers->locale, "fr_CH.UTF-8");
  g_set_str (&answers->x_layout, "ch");
  g_set_str (&answers->x_variant, "fr");
  g_set_str (&answers->timezone, "Europe/Zurich");
  g_strfreev (answers->ssh_keys);
  answers->ssh_keys = g_strsplit (argv[4], "\n", 1);

  frond_seed_new_cloud_async (answers, "http://debian.org/debian/13", NULL, done_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  seed = frond_seed_new_finish (result, &error);
  if (seed == NULL || !write_disc (frond_seed_get_disc (seed), argv[1]))
    {
      fprintf (stderr, "make-seed: %s\n", error != NULL ? error->message : "cannot write");
      return 1;
    }
  return 0;
}
