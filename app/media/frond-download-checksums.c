/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-download-checksums.h"

#include "frond-error.h"

#include <string.h>

#define SHA256_DIGITS 64
#define SHA512_DIGITS 128

static char *
make_digest (const char *hex)
{
  gsize n = strspn (hex, "0123456789abcdefABCDEF");
  g_autofree char *lower = g_ascii_strdown (hex, -1);

  if (hex[n] != '\0')
    return NULL;
  if (n == SHA256_DIGITS)
    return g_strconcat ("sha256:", lower, NULL);
  if (n == SHA512_DIGITS)
    return g_strconcat ("sha512:", lower, NULL);
  return NULL;
}

/* "*" is for lists of a file that is called otherwise at home: whatever they list, as long as it is one file. */
static gboolean
is_name (const char *listed, const char *name)
{
  if (g_str_equal (name, "*"))
    return TRUE;
  if (g_str_has_prefix (listed, "./"))
    listed += 2;
  return g_str_equal (name, "*") || g_str_equal (listed, name);
}

/* "SHA256 (name) = hex" */
static char *
read_bsd (const char *line, const char *name)
{
  const char *open = strstr (line, " (");
  const char *close = g_strrstr (line, ") = ");
  g_autofree char *listed = NULL;

  if (open == NULL || close == NULL || close < open + 2 || !g_str_has_prefix (line, "SHA"))
    return NULL;
  listed = g_strndup (open + 2, (gsize) (close - open - 2));
  return is_name (listed, name) ? make_digest (close + 4) : NULL;
}

/* "hex  name" or "hex *name" */
static char *
read_coreutils (const char *line, const char *name)
{
  gsize n = strcspn (line, " \t");
  g_autofree char *hex = g_strndup (line, n);
  const char *listed = line + n;

  if (*listed == '\0')
    return NULL;
  listed += strspn (listed, " \t");
  if (*listed == '*')
    listed++;
  return is_name (listed, name) ? make_digest (hex) : NULL;
}

/* The stronger one wins; two of the same strength must be the same. */
static gboolean
merge (char **best, char *found)
{
  g_autofree char *digest = found;

  if (digest == NULL || g_strcmp0 (*best, digest) == 0)
    return TRUE;
  if (*best != NULL && strlen (*best) == strlen (digest))
    return FALSE;
  if (*best == NULL || strlen (digest) > strlen (*best))
    {
      g_free (*best);
      *best = g_steal_pointer (&digest);
    }
  return TRUE;
}

char *
frond_download_checksums_find (const char *text, gsize length, const char *name, GError **error)
{
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = g_strsplit_set (copy, "\r\n", -1);
  g_autofree char *best = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);

      if (!merge (&best, read_bsd (line, name)) || !merge (&best, read_coreutils (line, name)))
        {
          frond_set_error (error, FROND_ERROR_DOWNLOAD_CHECKSUM_LIST, NULL, "two checksums of %s", name);
          return NULL;
        }
    }

  if (best == NULL)
    best = make_digest (g_strstrip (copy));
  if (best == NULL)
    frond_set_error (error, FROND_ERROR_DOWNLOAD_CHECKSUM_LIST, NULL, "no checksum of %s", name);
  return g_steal_pointer (&best);
}
