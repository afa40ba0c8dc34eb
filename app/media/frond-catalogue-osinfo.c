/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-catalogue-osinfo.h"

#include "frond-os-database-private.h"

/* Where the database says nothing of an end, so old a release is not offered any more. */
#define MAX_YEARS 5

static const char *const archs[] = { "x86_64", "aarch64", "riscv64", "ppc64le", "s390x", NULL };

/* Where publishers keep their checksums: beside the file under one name, or under the file's own with an ending. */
static const struct
{
  const char *prefix;
  const char *type;
  const char *list;   /* beside the file */
  const char *ending; /* of the file's own */
} lists[] = {
  { "https://cdimage.debian.org/", "sha512", "SHA512SUMS", NULL },
  { "https://releases.ubuntu.com/", "sha256", "SHA256SUMS", NULL },
  { "https://cdimage.ubuntu.com/", "sha256", "SHA256SUMS", NULL },
  { "https://dl-cdn.alpinelinux.org/", "sha512", NULL, ".sha512" },
  { "https://download.opensuse.org/", "sha256", NULL, ".sha256" },
  { "https://repo.almalinux.org/", "sha256", "CHECKSUM", NULL },
  { "https://download.rockylinux.org/", "sha256", "CHECKSUM", NULL },
};

static void
find_checksums (FrondCatalogueFile *file)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      const char *name = strrchr (file->url, '/');

      if (!g_str_has_prefix (file->url, lists[i].prefix))
        continue;
      g_set_str (&file->checksum_type, lists[i].type);
      g_free (file->checksum_url);
      if (lists[i].list != NULL)
        file->checksum_url = g_strdup_printf ("%.*s/%s", (int) (name - file->url), file->url, lists[i].list);
      else
        {
          file->checksum_url = g_strconcat (file->url, lists[i].ending, NULL);
          g_set_str (&file->checksum_name, "*");
        }
      return;
    }
}

static char *
iso_date (GDate *date)
{
  char text[16] = "";

  if (date != NULL && g_date_valid (date))
    g_date_strftime (text, sizeof text, "%Y-%m-%d", date);
  return g_strdup (text);
}

static gboolean
is_maintained (OsinfoOs *os)
{
  g_autoptr (GDate) today = g_date_new ();
  g_autoptr (GDate) released = osinfo_product_get_release_date (OSINFO_PRODUCT (os));
  g_autoptr (GDate) end = osinfo_product_get_eol_date (OSINFO_PRODUCT (os));

  g_date_set_time_t (today, time (NULL));
  if (osinfo_os_get_release_status (os) == OSINFO_RELEASE_STATUS_PRERELEASE)
    return FALSE;
  if (end != NULL)
    return g_date_compare (end, today) >= 0;

  return released != NULL && g_date_days_between (released, today) < MAX_YEARS * 366;
}

static char *
name_of (OsinfoOs *os, OsinfoMedia *media)
{
  g_autoptr (OsinfoOsVariantList) variants = osinfo_media_get_os_variants (media);
  const char *name = osinfo_product_get_name (OSINFO_PRODUCT (os));

  if (osinfo_list_get_length (OSINFO_LIST (variants)) > 0)
    {
      OsinfoEntity *variant = osinfo_list_get_nth (OSINFO_LIST (variants), 0);
      const char *own = osinfo_os_variant_get_name (OSINFO_OS_VARIANT (variant));

      name = own != NULL ? own : name;
    }
  return g_strdup_printf ("%.60s", name);
}

/* "Debian 12 (Live)" of Debian is debian-12-live. */
static char *
id_of (const char *name, FrondCatalogueKind kind)
{
  GString *id = g_string_new ("osinfo");

  for (const char *p = name; *p != '\0' && id->len < 50; p++)
    if (g_ascii_isalnum (*p) || *p == '.')
      {
        if (p == name || !(g_ascii_isalnum (p[-1]) || p[-1] == '.'))
          g_string_append_c (id, '-');
        g_string_append_c (id, g_ascii_tolower (*p));
      }
  g_string_append (id, kind == FROND_CATALOGUE_LIVE ? "-disc" : "-setup");
  return g_string_free_and_steal (id);
}

static FrondCatalogueEntry *
entry_new (OsinfoOs *os, const char *id, const char *name, FrondCatalogueKind kind)
{
  g_autoptr (OsinfoResourcesList) minimum = osinfo_os_get_minimum_resources (os);
  g_autoptr (GDate) released = osinfo_product_get_release_date (OSINFO_PRODUCT (os));
  g_autoptr (GDate) end = osinfo_product_get_eol_date (OSINFO_PRODUCT (os));
  g_autofree char *released_text = iso_date (released);
  g_autofree char *end_text = iso_date (end);
  g_autofree char *letter = g_utf8_strup (name, (gssize) (g_utf8_next_char (name) - name));
  const char *vendor = osinfo_product_get_vendor (OSINFO_PRODUCT (os));
  g_autofree char *summary = g_strdup_printf ("%.110s", vendor != NULL ? vendor : name);
  const char *words[] = { osinfo_product_get_short_id (OSINFO_PRODUCT (os)),
                          osinfo_product_get_codename (OSINFO_PRODUCT (os)), NULL };

  return g_object_new (FROND_TYPE_CATALOGUE_ENTRY, "id", id, "name", name, "summary", summary, "family",
                       vendor, "kind", kind, "mark-text", letter, "os-id",
                       osinfo_entity_get_id (OSINFO_ENTITY (os)), "words", words[0] != NULL ? words : NULL,
                       "released", released_text, "eol", end_text, "origin", FROND_CATALOGUE_FROM_OSINFO,
                       NULL);
}

static void
add_media (GPtrArray *entries, GHashTable *by_id, OsinfoOs *os, OsinfoMedia *media)
{
  const char *url = osinfo_media_get_url (media);
  const char *arch = osinfo_media_get_architecture (media);
  FrondCatalogueKind kind = osinfo_media_get_live (media) ? FROND_CATALOGUE_LIVE : FROND_CATALOGUE_INSTALLER;
  g_autoptr (FrondCatalogueFile) file = NULL;
  g_autofree char *name = NULL;
  g_autofree char *id = NULL;
  FrondCatalogueEntry *entry;

  if (url == NULL || arch == NULL || !g_str_has_suffix (url, ".iso") || !g_strv_contains (archs, arch) ||
      !frond_catalogue_url_is_valid (url, FALSE))
    return;

  name = name_of (os, media);
  id = id_of (name, kind);
  entry = g_hash_table_lookup (by_id, id);
  if (entry == NULL)
    {
      entry = entry_new (os, id, name, kind);
      g_ptr_array_add (entries, entry);
      g_hash_table_insert (by_id, g_steal_pointer (&id), entry);
    }
  /* The first disc of several is the one to start from. */
  if (frond_catalogue_entry_get_file (entry, arch) != NULL)
    return;
  file = frond_catalogue_file_new (arch, url, "iso");
  find_checksums (file);
  frond_catalogue_entry_add_file (entry, g_steal_pointer (&file));
}

static void
add_os (GPtrArray *entries, GHashTable *by_id, OsinfoOs *os)
{
  g_autoptr (OsinfoMediaList) list = NULL;

  if (!is_maintained (os) || osinfo_product_get_name (OSINFO_PRODUCT (os)) == NULL)
    return;

  list = osinfo_os_get_media_list (os);
  for (int i = 0; i < osinfo_list_get_length (OSINFO_LIST (list)); i++)
    add_media (entries, by_id, os, OSINFO_MEDIA (osinfo_list_get_nth (OSINFO_LIST (list), i)));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (frond_catalogue_entry_get_name (*(FrondCatalogueEntry *const *) a),
                         frond_catalogue_entry_get_name (*(FrondCatalogueEntry *const *) b));
}

GPtrArray *
frond_catalogue_list_osinfo (void)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (OsinfoOsList) list = osinfo_db_get_os_list (_frond_os_database_lock ());

  for (int i = 0; i < osinfo_list_get_length (OSINFO_LIST (list)); i++)
    add_os (entries, by_id, OSINFO_OS (osinfo_list_get_nth (OSINFO_LIST (list), i)));
  _frond_os_database_unlock ();

  g_ptr_array_sort (entries, compare_names);
  return entries;
}
