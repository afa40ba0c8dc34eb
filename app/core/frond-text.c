/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-text.h"

#include <string.h>

char *
frond_text_fold (const char *text)
{
  g_autofree char *decomposed = NULL;
  g_autoptr (GString) bare = NULL;

  /* Nearly every name is, and it is a tenth of the work. */
  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);

  decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  if (decomposed == NULL)
    return g_strdup ("");

  bare = g_string_sized_new (strlen (decomposed));
  for (const char *at = decomposed; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_ismark (c))
        g_string_append_unichar (bare, c);
    }

  return g_utf8_casefold (bare->str, (gssize) bare->len);
}

char **
frond_text_split_terms (const char *text)
{
  g_autofree char *folded = frond_text_fold (text);
  g_autoptr (GStrvBuilder) terms = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit_set (folded, " \t\n", -1);
  gboolean any = FALSE;

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      {
        g_strv_builder_add (terms, *word);
        any = TRUE;
      }

  return any ? g_strv_builder_end (terms) : NULL;
}

gboolean
frond_text_has_terms (const char *folded, const char *const *terms)
{
  for (; terms != NULL && *terms != NULL; terms++)
    if (strstr (folded, *terms) == NULL)
      return FALSE;

  return TRUE;
}
