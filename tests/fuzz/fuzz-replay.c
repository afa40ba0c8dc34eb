/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Plays the conversations of the corpus once, without a fuzzer: so every build does it. --write DIR makes new seeds. */
#include "fuzz-grammar.h"
#include "fuzz-script.h"
#include "fuzz-target.h"

#include <stdio.h>

size_t
LLVMFuzzerMutate (uint8_t *data, size_t size, size_t max_size)
{
  return size;
}

static void
replay (const char *path)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  LLVMFuzzerTestOneInput ((const uint8_t *) contents, length);
}

static void
replay_all (const char *dir)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) files = g_dir_open (dir, 0, &error);
  const char *name;
  guint n = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      replay (path);
      n++;
    }
  printf ("%u conversations\n", n);
  g_assert_cmpuint (n, >, 20);
}

/* What comes before every other message to be of use: a screen that is shown and an agent that can do things. */
static void
append_beginning (GByteArray *out, GRand *random)
{
  fuzz_grammar_append_sane (out, 0, random);
  fuzz_grammar_append_sane (out, 1, random);
  fuzz_grammar_append_sane (out, 2, random);
  fuzz_grammar_append_sane (out, 3, random);
}

/* Two messages a file, so that there are not too many of them. */
static void
write_seeds (const char *dir)
{
  gboolean more = TRUE;

  for (guint i = 4; more; i += 2)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (i);
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autofree char *path = g_strdup_printf ("%s/seed-%02u", dir, i);
      g_autoptr (GError) error = NULL;

      append_beginning (out, random);
      more = fuzz_grammar_append_sane (out, i, random) && fuzz_grammar_append_sane (out, i + 1, random);
      g_file_set_contents (path, (const char *) out->data, out->len, &error);
      g_assert_no_error (error);
    }
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--write"))
    {
      write_seeds (argv[2]);
      return 0;
    }

  LLVMFuzzerInitialize (&argc, &argv);
  for (int i = 1; i < argc; i++)
    if (g_file_test (argv[i], G_FILE_TEST_IS_DIR))
      replay_all (argv[i]);
    else
      replay (argv[i]);
  return 0;
}
