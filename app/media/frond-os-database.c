/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-os-database.h"

#include "frond-config.h"
#include "frond-os-database-private.h"
#include "frond-os-model.h"
#include "frond-os-release.h"

#include <osinfo/osinfo.h>

#define WINDOWS_11 "http://microsoft.com/win/11"

/* libosinfo's objects may be used by one thread at a time. */
static GMutex lock;
static OsinfoDb *database;

static void
load_additions (OsinfoLoader *loader)
{
  const char *override = g_getenv ("FROND_OSINFO_DIR");
  g_autoptr (GError) error = NULL;

  osinfo_loader_process_path (loader, override != NULL ? override : FROND_PKGDATADIR "/osinfo", &error);
  if (error != NULL)
    g_info ("No additions to the database of systems: %s", error->message);
}

/* With LOCK held. */
static OsinfoDb *
ensure_database (void)
{
  g_autoptr (OsinfoLoader) loader = NULL;
  g_autoptr (GError) error = NULL;

  if (database != NULL)
    return database;

  loader = osinfo_loader_new ();
  osinfo_loader_process_default_path (loader, &error);
  if (error != NULL)
    g_message ("The database of systems cannot be loaded: %s", error->message);
  load_additions (loader);
  database = g_object_ref (osinfo_loader_get_db (loader));
  return database;
}

static FrondOsFamily
get_family (OsinfoOs *os)
{
  const char *family = osinfo_os_get_family (os);

  if (g_strcmp0 (family, "linux") == 0)
    return FROND_OS_LINUX;
  if (g_strcmp0 (family, "winnt") == 0 || g_strcmp0 (family, "win9x") == 0)
    return FROND_OS_WINDOWS;
  return FROND_OS_OTHER;
}

/* Negative is libosinfo's word for "not said". */
static void
raise_resources (FrondOsResources *resources, OsinfoResources *entry)
{
  gint64 memory = osinfo_resources_get_ram (entry);
  int vcpus = osinfo_resources_get_n_cpus (entry);
  gint64 disk = osinfo_resources_get_storage (entry);

  if (memory > 0)
    resources->memory = MAX (resources->memory, (guint64) memory);
  if (vcpus > 0)
    resources->vcpus = MAX (resources->vcpus, (guint) vcpus);
  if (disk > 0)
    resources->disk = MAX (resources->disk, (guint64) disk);
}

static void
read_resources (FrondOsResources *resources, OsinfoResourcesList *list)
{
  for (int i = 0; i < osinfo_list_get_length (OSINFO_LIST (list)); i++)
    {
      OsinfoResources *entry = OSINFO_RESOURCES (osinfo_list_get_nth (OSINFO_LIST (list), i));
      const char *arch = osinfo_resources_get_architecture (entry);

      if (g_strcmp0 (arch, "x86_64") == 0 || g_strcmp0 (arch, "all") == 0)
        raise_resources (resources, entry);
    }
}

/* The first tree of a PC is as good as any other: what is wanted is the host and the folder above "dists". */
static void
read_mirror (FrondOsFacts *facts, OsinfoOs *os)
{
  g_autoptr (OsinfoTreeList) list = osinfo_os_get_tree_list (os);

  for (int i = 0; i < osinfo_list_get_length (OSINFO_LIST (list)); i++)
    {
      OsinfoTree *tree = OSINFO_TREE (osinfo_list_get_nth (OSINFO_LIST (list), i));
      const char *url = osinfo_tree_get_url (tree);

      if (url != NULL && g_strcmp0 (osinfo_tree_get_architecture (tree), "x86_64") == 0)
        {
          g_set_str (&facts->mirror, url);
          return;
        }
    }
}

static void
read_os (FrondOsFacts *facts, OsinfoOs *os)
{
  g_autoptr (OsinfoResourcesList) minimum = osinfo_os_get_minimum_resources (os);
  g_autoptr (OsinfoResourcesList) recommended = osinfo_os_get_recommended_resources (os);

  g_set_str (&facts->id, osinfo_entity_get_id (OSINFO_ENTITY (os)));
  g_set_str (&facts->name, osinfo_product_get_name (OSINFO_PRODUCT (os)));
  facts->family = get_family (os);
  facts->model = frond_os_model_of (os, &facts->devices);
  facts->needs_secure_boot = g_str_equal (facts->id, WINDOWS_11);
  read_mirror (facts, os);
  read_resources (&facts->minimum, minimum);
  read_resources (&facts->recommended, recommended);
}

static void
set_path (char **path, const char *known)
{
  if (known != NULL)
    g_set_str (path, known);
}

static void
set_param (OsinfoMedia *media, const char *key, const char *value)
{
  if (value[0] != '\0')
    osinfo_entity_set_param (OSINFO_ENTITY (media), key, value);
}

/* Made of what was read already: libosinfo's own reader would open the file a second time, by name. */
static OsinfoMedia *
new_media (const FrondVolume *volume)
{
  OsinfoMedia *media = osinfo_media_new ("frond", NULL);

  set_param (media, OSINFO_MEDIA_PROP_VOLUME_ID, volume->label);
  set_param (media, OSINFO_MEDIA_PROP_SYSTEM_ID, volume->system_id);
  set_param (media, OSINFO_MEDIA_PROP_PUBLISHER_ID, volume->publisher_id);
  set_param (media, OSINFO_MEDIA_PROP_APPLICATION_ID, volume->application_id);
  if (volume->size > 0)
    osinfo_entity_set_param_int64 (OSINFO_ENTITY (media), OSINFO_MEDIA_PROP_VOLUME_SIZE,
                                   (gint64) volume->size);
  osinfo_entity_set_param_boolean (OSINFO_ENTITY (media), OSINFO_MEDIA_PROP_BOOTABLE, volume->bootable);
  return media;
}

static gboolean
identify_by_database (OsinfoDb *db, const FrondVolume *volume, FrondOsFacts *facts)
{
  g_autoptr (OsinfoMedia) media = new_media (volume);
  g_autoptr (OsinfoOs) os = NULL;

  if (!osinfo_db_identify_media (db, media))
    return FALSE;

  os = osinfo_media_get_os (media);
  if (os == NULL)
    return FALSE;
  read_os (facts, os);
  facts->live = osinfo_media_get_live (media);
  set_path (&facts->kernel, osinfo_media_get_kernel_path (media));
  set_path (&facts->initrd, osinfo_media_get_initrd_path (media));
  return TRUE;
}

/* The latest release of the family that the database knows: what a later one needs is like that. By date, since
 * openSUSE went from 42 back to 15. */
static OsinfoOs *
find_latest (OsinfoDb *db, const char *id_prefix)
{
  g_autoptr (OsinfoOsList) list = osinfo_db_get_os_list (db);
  g_autoptr (OsinfoOs) latest = NULL;
  g_autoptr (GDate) latest_date = NULL;

  for (int i = 0; i < osinfo_list_get_length (OSINFO_LIST (list)); i++)
    {
      OsinfoEntity *entity = osinfo_list_get_nth (OSINFO_LIST (list), i);
      g_autoptr (GDate) date = osinfo_product_get_release_date (OSINFO_PRODUCT (entity));

      if (date == NULL || !g_str_has_prefix (osinfo_entity_get_id (entity), id_prefix) ||
          (latest_date != NULL && g_date_compare (date, latest_date) <= 0))
        continue;
      g_set_object (&latest, OSINFO_OS (entity));
      g_clear_pointer (&latest_date, g_date_free);
      latest_date = g_steal_pointer (&date);
    }
  return g_steal_pointer (&latest);
}

static void
identify_by_label (OsinfoDb *db, const FrondVolume *volume, FrondOsFacts *facts)
{
  g_autoptr (FrondOsRelease) release = frond_os_release_from_label (volume->label);
  g_autoptr (OsinfoOs) os = NULL;
  g_autofree char *id = NULL;

  if (release == NULL)
    return;

  id = g_strconcat (release->id_prefix, release->version, NULL);
  g_set_object (&os, osinfo_db_get_os (db, id));
  if (os == NULL)
    os = find_latest (db, release->id_prefix);
  if (os != NULL)
    read_os (facts, os);

  g_set_str (&facts->id, id);
  g_set_str (&facts->name, release->name);
  facts->family = FROND_OS_LINUX;
  facts->live = release->live;
}

void
frond_os_database_load (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  ensure_database ();
}

FrondOsFacts *
frond_os_database_identify (const FrondVolume *volume)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  FrondOsFacts *facts = frond_os_facts_new ();
  OsinfoDb *db = ensure_database ();

  if (volume->label[0] == '\0')
    return facts;

  /* Some families have an entry for "a release that we do not know yet". */
  if (!identify_by_database (db, volume, facts) || g_str_has_suffix (facts->id, "/unknown"))
    identify_by_label (db, volume, facts);
  return facts;
}

char *
frond_os_database_dup_mapped (const char *map, const char *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  OsinfoDatamap *table = osinfo_db_get_datamap (ensure_database (), map);

  return table != NULL ? g_strdup (osinfo_datamap_lookup (table, key)) : NULL;
}

OsinfoDb *
_frond_os_database_lock (void)
{
  g_mutex_lock (&lock);
  return ensure_database ();
}

void
_frond_os_database_unlock (void)
{
  g_mutex_unlock (&lock);
}

FrondOsFacts *
frond_os_database_lookup (const char *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  FrondOsFacts *facts = frond_os_facts_new ();
  OsinfoDb *db = ensure_database ();
  const char *version = strrchr (id, '/');
  g_autoptr (OsinfoOs) os = NULL;

  if (version == NULL)
    return facts;

  g_set_object (&os, osinfo_db_get_os (db, id));
  if (os != NULL)
    read_os (facts, os);
  else
    {
      g_autofree char *prefix = g_strndup (id, (gsize) (version + 1 - id));

      os = find_latest (db, prefix);
      if (os != NULL)
        read_os (facts, os);
      g_set_str (&facts->id, id);
      g_set_str (&facts->name, "");
    }
  return facts;
}
