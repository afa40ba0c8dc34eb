/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-config.h"

#include "vmm-ipc.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define MAX_FILE_BYTES (64 * 1024)
#define MAX_BRIDGES    64

/* As the kernel has it (IFNAMSIZ), with the nul. */
#define BRIDGE_NAME_SIZE 16

#define GROUP_LIMITS    "limits"
#define GROUP_OF_USER   "limits " /* and a uid */
#define GROUP_HOST      "host"
#define GROUP_PCI       "pci"
#define GROUP_ISOLATION "isolation"
#define GROUP_NETWORK   "network"

struct _VmmConfig
{
  GObject parent_instance;

  gboolean judges_resources;
  VmmLimits everybody;
  GHashTable *special; /* uid → VmmLimits */
  guint64 host[VMM_N_HOST_LIMITS];
  gboolean pci_enabled;
  gboolean allow_shared_dac;
  char **bridges;
};

G_DEFINE_FINAL_TYPE (VmmConfig, vmm_config, G_TYPE_OBJECT)

#define GIB (G_GUINT64_CONSTANT (1024) * 1024 * 1024)

static const struct
{
  const char *name;
  guint64 usual;
  guint64 max;
  gboolean percent;
} host_table[VMM_N_HOST_LIMITS] = {
  [VMM_HOST_LIMIT_MACHINES] = { "machines", 256, 65535, FALSE },
  [VMM_HOST_LIMIT_JOBS] = { "jobs", 64, 65535, FALSE },
  [VMM_HOST_LIMIT_CALLS] = { "calls", 512, 65535, FALSE },
  [VMM_HOST_LIMIT_MEMORY_RESERVE] = { "memory-reserve", 2 * GIB, 1024 * 1024 * GIB, FALSE },
  [VMM_HOST_LIMIT_MEMORY_RESERVE_SHARE] = { "memory-reserve-share", 20, 100, TRUE },
  [VMM_HOST_LIMIT_DISK_RESERVE] = { "disk-reserve", 5 * GIB, 1024 * 1024 * GIB, FALSE },
  [VMM_HOST_LIMIT_DISK_RESERVE_SHARE] = { "disk-reserve-share", 5, 100, TRUE },
};

static void
vmm_config_finalize (GObject *object)
{
  VmmConfig *self = VMM_CONFIG (object);

  g_clear_pointer (&self->special, g_hash_table_unref);
  g_strfreev (self->bridges);
  G_OBJECT_CLASS (vmm_config_parent_class)->finalize (object);
}

static void
vmm_config_class_init (VmmConfigClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_config_finalize;
}

static void
vmm_config_init (VmmConfig *self)
{
  self->judges_resources = TRUE;
  self->special = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  vmm_limits_init (&self->everybody);
  for (guint i = 0; i < VMM_N_HOST_LIMITS; i++)
    self->host[i] = host_table[i].usual;
}

VmmConfig *
vmm_config_new_system (void)
{
  return g_object_new (VMM_TYPE_CONFIG, NULL);
}

VmmConfig *
vmm_config_new_session (void)
{
  VmmConfig *self = vmm_config_new_system ();
  VmmAmount *amounts = self->everybody.amounts;

  self->judges_resources = FALSE;
  amounts[VMM_LIMIT_MACHINES].number = 256;
  amounts[VMM_LIMIT_CALLS].number = amounts[VMM_LIMIT_CONNECTION_CALLS].number = 256;
  amounts[VMM_LIMIT_CHANGES].number = VMM_LIMITS_NEVER;
  return self;
}

/* Where a value stands, for the words of an error. */
typedef struct
{
  const char *path;
  const char *group;
  const char *key;
} Place;

static gboolean
fail (const Place *place, const char *reason, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: [%s]%s%s: %s", place->path,
               place->group, place->key != NULL ? " " : "", place->key != NULL ? place->key : "", reason);
  return FALSE;
}

static gboolean
read_limit (VmmLimits *limits, const Place *place, const char *value, GError **error)
{
  VmmLimit limit = vmm_limit_from_name (place->key);

  if (limit == VMM_N_LIMITS)
    return fail (place, "there is no such key", error);
  return vmm_limits_set (limits, limit, value) || fail (place, "the value cannot be used", error);
}

static gboolean
read_host_limit (VmmConfig *self, const Place *place, const char *value, GError **error)
{
  VmmAmount amount;

  for (guint i = 0; i < VMM_N_HOST_LIMITS; i++)
    if (g_str_equal (host_table[i].name, place->key))
      {
        if (!vmm_amount_parse (value, host_table[i].max, host_table[i].percent, &amount) ||
            amount.percent != host_table[i].percent || amount.number > host_table[i].max)
          return fail (place, "the value cannot be used", error);
        self->host[i] = amount.number;
        return TRUE;
      }
  return fail (place, "there is no such key", error);
}

static gboolean
read_boolean (gboolean *flag, const char *name, const Place *place, const char *value, GError **error)
{
  if (!g_str_equal (place->key, name))
    return fail (place, "there is no such key", error);
  *flag = g_str_equal (value, "yes") || g_str_equal (value, "true");
  return *flag || g_str_equal (value, "no") || g_str_equal (value, "false") ||
         fail (place, "is neither yes nor no", error);
}

/* As the kernel has it for an interface, and nothing that would have to be quoted anywhere. */
static gboolean
bridge_is_valid (const char *name)
{
  return strlen (name) < BRIDGE_NAME_SIZE && g_ascii_isalnum (name[0]) &&
         strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") == strlen (name);
}

static gboolean
read_bridges (VmmConfig *self, const Place *place, const char *value, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  g_auto (GStrv) parts = g_strsplit (value, ";", MAX_BRIDGES + 2);

  if (!g_str_equal (place->key, "bridges"))
    return fail (place, "there is no such key", error);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *name = g_strstrip (parts[i]);

      /* The usual end of a list. */
      if (name[0] == '\0' && parts[i + 1] == NULL)
        break;
      if (!bridge_is_valid (name) || names->len == MAX_BRIDGES)
        return fail (place, "is not a list of bridges, with ; between them", error);
      g_ptr_array_add (names, g_strdup (name));
    }
  g_strfreev (self->bridges);
  self->bridges = (char **) g_ptr_array_steal (names, NULL);
  if (self->bridges == NULL)
    self->bridges = g_new0 (char *, 1);
  return TRUE;
}

/* The limits of GROUP, "limits UID"; NULL: it is not one. */
static VmmLimits *
special_of_group (VmmConfig *self, const char *group)
{
  VmmLimits *limits;
  guint64 uid;

  if (!g_str_has_prefix (group, GROUP_OF_USER) ||
      !g_ascii_string_to_unsigned (group + strlen (GROUP_OF_USER), 10, 0, G_MAXUINT32 - 1, &uid, NULL))
    return NULL;
  limits = g_hash_table_lookup (self->special, GUINT_TO_POINTER ((guint) uid));
  if (limits == NULL)
    {
      limits = g_new0 (VmmLimits, 1);
      g_hash_table_insert (self->special, GUINT_TO_POINTER ((guint) uid), limits);
    }
  return limits;
}

static gboolean
read_value (VmmConfig *self, const Place *place, const char *value, GError **error)
{
  VmmLimits *special = special_of_group (self, place->group);

  if (special != NULL)
    return read_limit (special, place, value, error);
  if (g_str_equal (place->group, GROUP_LIMITS))
    return read_limit (&self->everybody, place, value, error);
  if (g_str_equal (place->group, GROUP_HOST))
    return read_host_limit (self, place, value, error);
  if (g_str_equal (place->group, GROUP_PCI))
    return read_boolean (&self->pci_enabled, "enabled", place, value, error);
  if (g_str_equal (place->group, GROUP_ISOLATION))
    return read_boolean (&self->allow_shared_dac, "allow-shared-dac", place, value, error);
  return read_bridges (self, place, value, error);
}

static gboolean
group_is_known (VmmConfig *self, const char *group)
{
  const char *const known[] = { GROUP_LIMITS, GROUP_HOST, GROUP_PCI, GROUP_ISOLATION, GROUP_NETWORK, NULL };

  return g_strv_contains (known, group) || special_of_group (self, group) != NULL;
}

static gboolean
read_group (VmmConfig *self, GKeyFile *file, Place *place, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, place->group, NULL, NULL);

  if (!group_is_known (self, place->group))
    return fail (place, "there is no such group", error);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_string (file, place->group, keys[i], NULL);

      place->key = keys[i];
      if (value == NULL)
        return fail (place, "the value cannot be used", error);
      if (!read_value (self, place, g_strstrip (value), error))
        return FALSE;
    }
  place->key = NULL;
  return TRUE;
}

static gboolean
is_null (const struct stat *st)
{
  return S_ISCHR (st->st_mode) && major (st->st_rdev) == 1 && minor (st->st_rdev) == 3;
}

/* NULL without an error: there is no such file, or /dev/null is in its place, which takes a distribution's file out. */
static char *
read_text (const char *path, gsize *length, GError **error)
{
  g_autofree char *text = NULL;
  g_autofd int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  struct stat st;
  gssize got;

  if (fd < 0 && errno == ENOENT)
    return NULL;
  if (fd >= 0 && fstat (fd, &st) == 0 && is_null (&st))
    return NULL;
  if (fd < 0 || fstat (fd, &st) < 0 || !S_ISREG (st.st_mode))
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, "%s: cannot be read: %s", path,
                   fd < 0 ? g_strerror (errno) : "it is not a file");
      return NULL;
    }
  text = g_malloc (MAX_FILE_BYTES + 1);
  got = TEMP_FAILURE_RETRY (read (fd, text, MAX_FILE_BYTES + 1));
  if (got < 0 || got > MAX_FILE_BYTES)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, "%s: cannot be read: %s", path,
                   got < 0 ? g_strerror (errno) : "it is too large");
      return NULL;
    }
  *length = (gsize) got;
  return g_steal_pointer (&text);
}

static gboolean
read_file (VmmConfig *self, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;
  g_autoptr (GError) local = NULL;
  gsize length = 0;
  g_autofree char *text = read_text (path, &length, &local);
  Place place = { .path = path };

  if (text == NULL && local == NULL)
    return TRUE;
  /* Kept, to be refused: what looks like a translation would be left out without a word. */
  if (text == NULL || !g_key_file_load_from_data (file, text, length, G_KEY_FILE_KEEP_TRANSLATIONS, &local))
    {
      if (local->domain == VMM_IPC_ERROR)
        g_propagate_error (error, g_steal_pointer (&local));
      else
        g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: %s", path, local->message);
      return FALSE;
    }
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      place.group = groups[i];
      if (!read_group (self, file, &place, error))
        return FALSE;
    }
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
read_folder (VmmConfig *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &local);
  const char *name;

  if (dir == NULL && g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  if (dir == NULL)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, "%s: cannot be read: %s", path,
                   local->message);
      return FALSE;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".conf") && name[0] != '.')
      g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    if (!read_file (self, g_ptr_array_index (names, i), error))
      return FALSE;
  return TRUE;
}

VmmConfig *
vmm_config_load (const char *root, GError **error)
{
  g_autoptr (VmmConfig) self = vmm_config_new_system ();
  g_autofree char *vendor = g_build_filename (root, "usr", "lib", "frond", "helper.conf.d", NULL);
  g_autofree char *file = g_build_filename (root, "etc", "frond", "helper.conf", NULL);
  g_autofree char *local = g_build_filename (root, "etc", "frond", "helper.conf.d", NULL);

  if (!read_folder (self, vendor, error) || !read_file (self, file, error) ||
      !read_folder (self, local, error))
    return NULL;
  return g_steal_pointer (&self);
}

gboolean
vmm_config_judges_resources (VmmConfig *self)
{
  return self->judges_resources;
}

VmmAmount
vmm_config_get_limit (VmmConfig *self, uid_t uid, VmmLimit limit)
{
  return vmm_limits_pick (&self->everybody, g_hash_table_lookup (self->special, GUINT_TO_POINTER (uid)),
                          limit);
}

guint64
vmm_config_get_host_limit (VmmConfig *self, VmmHostLimit limit)
{
  return self->host[limit];
}

guint64
vmm_config_get_reserve (VmmConfig *self, VmmHostLimit bytes, VmmHostLimit share, guint64 whole)
{
  const VmmAmount part = { self->host[share], TRUE };

  return MAX (self->host[bytes], vmm_amount_of (part, whole));
}

gboolean
vmm_config_get_pci_enabled (VmmConfig *self)
{
  return self->pci_enabled;
}

gboolean
vmm_config_get_allow_shared_dac (VmmConfig *self)
{
  return self->allow_shared_dac;
}

const char *const *
vmm_config_get_bridges (VmmConfig *self)
{
  return (const char *const *) self->bridges;
}
