/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-catalogue-file.h"

#define MAX_URL 1024

FrondCatalogueFile *
frond_catalogue_file_new (const char *arch, const char *url, const char *format)
{
  FrondCatalogueFile *self = g_new0 (FrondCatalogueFile, 1);

  self->arch = g_strdup (arch);
  self->url = g_strdup (url);
  self->format = g_strdup (format);
  self->compression = g_strdup ("");
  self->checksum_type = g_strdup ("");
  self->checksum_value = g_strdup ("");
  self->checksum_url = g_strdup ("");
  self->checksum_name = g_strdup ("");
  self->signature_url = g_strdup ("");
  self->signature_key = g_strdup ("");
  self->key_file = g_strdup ("");
  return self;
}

void
frond_catalogue_file_free (FrondCatalogueFile *self)
{
  if (self == NULL)
    return;

  g_free (self->arch);
  g_free (self->url);
  g_free (self->format);
  g_free (self->compression);
  g_free (self->checksum_type);
  g_free (self->checksum_value);
  g_free (self->checksum_url);
  g_free (self->checksum_name);
  g_free (self->signature_url);
  g_free (self->signature_key);
  g_free (self->key_file);
  g_free (self);
}

static gboolean
is_this_computer (const char *host)
{
  return g_str_equal (host, "127.0.0.1") || g_str_equal (host, "localhost") || g_str_equal (host, "::1");
}

gboolean
frond_catalogue_url_is_valid (const char *url, gboolean local)
{
  g_autoptr (GUri) uri = NULL;
  const char *host;

  if (strlen (url) > MAX_URL)
    return FALSE;
  for (const char *p = url; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;

  uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL || g_uri_get_userinfo (uri) != NULL)
    return FALSE;

  host = g_uri_get_host (uri);
  if (host == NULL || *host == '\0')
    return FALSE;
  if (is_this_computer (host))
    return local &&
           (g_str_equal (g_uri_get_scheme (uri), "http") || g_str_equal (g_uri_get_scheme (uri), "https"));
  return g_str_equal (g_uri_get_scheme (uri), "https") && strchr (host, '.') != NULL;
}
