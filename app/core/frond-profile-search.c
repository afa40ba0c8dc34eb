/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-profile-search.h"

#include "frond-profile.h"

#include <string.h>

char *
frond_profile_search_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *apart = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (apart, -1);
  g_autofree char *again = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
  g_autoptr (GString) bare = g_string_new (NULL);

  for (const char *p = again; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c))
        g_string_append_c (bare, ' ');
      else if (!g_unichar_ismark (c))
        g_string_append_unichar (bare, c);
    }
  return g_string_free_and_steal (g_steal_pointer (&bare));
}

char **
frond_profile_search_fold_terms (const char *const *terms)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (g_strv_length ((char **) terms) > FROND_PROFILE_SEARCH_MAX_TERMS)
    return NULL;

  for (guint i = 0; terms[i] != NULL; i++)
    {
      g_autofree char *folded = NULL;

      if (strlen (terms[i]) > FROND_PROFILE_SEARCH_MAX_TERM)
        return NULL;
      folded = g_strstrip (frond_profile_search_fold (terms[i]));
      if (folded[0] != '\0')
        g_strv_builder_add (builder, folded);
    }
  return g_strv_builder_end (builder);
}

char *
frond_profile_search_dup_text (FrondProfile *profile)
{
  g_autofree char *group = NULL;
  g_autofree char *name = frond_profile_search_fold (frond_profile_get_name (profile));
  g_autofree char *system = frond_profile_search_fold (frond_profile_get_os_name (profile));
  g_autofree char *notes = frond_profile_search_fold (frond_profile_get_notes (profile));
  g_autofree char *folded_group = NULL;

  g_object_get (profile, "group", &group, NULL);
  folded_group = frond_profile_search_fold (group != NULL ? group : "");
  /* No term has a line break: none reaches from one field into the next. */
  return g_strjoin ("\n", name, system, folded_group, notes, NULL);
}

gboolean
frond_profile_search_matches (const char *text, const char *const *terms)
{
  if (terms[0] == NULL)
    return FALSE;

  for (guint i = 0; terms[i] != NULL; i++)
    if (strstr (text, terms[i]) == NULL)
      return FALSE;
  return TRUE;
}
