/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the host uses a device for: everything below its folder in sysfs that is a disk or a network card, against what
 * is mounted, swapped to, built upon and routed through. */
#include "vmm-host-device-private.h"

#include <stdio.h>
#include <string.h>

/* The longest chain of real devices is far shorter; of devices upon devices, too. */
#define MAX_DEPTH 24
#define MAX_STACK 8
#define MAX_LINES 8192
#define MAX_TEXT  (8 * 1024 * 1024)

static char *
read_proc (const VmmHostLook *look, const char *path)
{
  g_autofree char *full = g_strconcat (look->root, path, NULL);
  char *text = NULL;
  gsize length;

  if (!g_file_get_contents (full, &text, &length, NULL) || length > MAX_TEXT)
    g_clear_pointer (&text, g_free);
  return text;
}

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* The kernel writes a space in a name as \040. */
static char *
unescape (const char *name)
{
  return g_strcompress (name);
}

static void
note_mount (GHashTable *mounts, const char *key, const char *point)
{
  if (g_strcmp0 (g_hash_table_lookup (mounts, key), "/") != 0)
    g_hash_table_replace (mounts, g_strdup (key), g_strdup (point));
}

/* "36 35 98:0 /root /point options optional - type source super": proc_pid_mountinfo(5). */
static GHashTable *
read_mounts (const VmmHostLook *look)
{
  g_autofree char *text = read_proc (look, "/proc/self/mountinfo");
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", MAX_LINES) : NULL;
  g_autoptr (GHashTable) mounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (lines == NULL)
    return NULL;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 64);
      guint n = g_strv_length (words);
      g_autofree char *point = n > 5 ? unescape (words[4]) : NULL;

      if (point == NULL)
        continue;
      note_mount (mounts, words[2], point);
      for (guint word = 6; word + 2 < n; word++)
        if (strcmp (words[word], "-") == 0)
          {
            g_autofree char *source = unescape (words[word + 2]);

            if (g_str_has_prefix (source, "/dev/"))
              note_mount (mounts, source, point);
            break;
          }
    }
  return g_hash_table_size (mounts) > 0 ? g_steal_pointer (&mounts) : NULL;
}

static GHashTable *
read_swaps (const VmmHostLook *look)
{
  g_autofree char *text = read_proc (look, "/proc/swaps");
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", MAX_LINES) : NULL;
  g_autoptr (GHashTable) swaps = new_set ();

  if (lines == NULL)
    return NULL;
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit_set (lines[i], " \t", 2);

      if (words[0] != NULL && words[0][0] == '/')
        g_hash_table_add (swaps, unescape (words[0]));
    }
  return g_steal_pointer (&swaps);
}

static void
read_routes_4 (const char *text, GHashTable *routes)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", MAX_LINES);

  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      char name[16 + 1], destination[8 + 1], mask[8 + 1];

      if (sscanf (lines[i], "%16s %8s %*s %*s %*s %*s %*s %8s", name, destination, mask) == 3 &&
          strcmp (destination, "00000000") == 0 && strcmp (mask, "00000000") == 0)
        g_hash_table_add (routes, g_strdup (name));
    }
}

static void
read_routes_6 (const char *text, GHashTable *routes)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", MAX_LINES);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char destination[32 + 1], prefix[2 + 1], name[16 + 1];

      if (sscanf (lines[i], "%32s %2s %*s %*s %*s %*s %*s %*s %*s %16s", destination, prefix, name) == 3 &&
          strspn (destination, "0") == 32 && strcmp (prefix, "00") == 0 && strcmp (name, "lo") != 0)
        g_hash_table_add (routes, g_strdup (name));
    }
}

/* In a network of its own the helper sees no card but "lo": then nothing is known of the host's. */
static gboolean
sees_network (const VmmHostLook *look)
{
  g_autofree char *folder = g_strconcat (look->root, "/sys/class/net", NULL);
  g_auto (GStrv) cards = vmm_host_look_list (folder);
  g_autofree char *text = read_proc (look, "/proc/net/dev");
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", MAX_LINES) : NULL;

  if (cards[0] == NULL || (strcmp (cards[0], "lo") == 0 && cards[1] == NULL) || lines == NULL)
    return FALSE;
  for (guint i = 2; lines[0] != NULL && lines[1] != NULL && lines[i] != NULL; i++)
    if (strchr (lines[i], ':') != NULL && !g_str_has_prefix (g_strstrip (lines[i]), "lo:"))
      return TRUE;
  return FALSE;
}

static GHashTable *
read_routes (const VmmHostLook *look)
{
  g_autofree char *four = read_proc (look, "/proc/net/route");
  g_autofree char *six = read_proc (look, "/proc/net/ipv6_route");
  g_autoptr (GHashTable) routes = new_set ();

  if (four == NULL || !sees_network (look))
    return NULL;
  read_routes_4 (four, routes);
  if (six != NULL)
    read_routes_6 (six, routes);
  return g_steal_pointer (&routes);
}

void
vmm_host_look_begin (VmmHostLook *look)
{
  g_autofree char *command_line = read_proc (look, "/proc/cmdline");

  look->mounts = read_mounts (look);
  look->swaps = read_swaps (look);
  look->routes = read_routes (look);
  look->acs_override = command_line == NULL || strstr (command_line, "pcie_acs_override=") != NULL;
}

void
vmm_host_look_end (VmmHostLook *look)
{
  g_clear_pointer (&look->mounts, g_hash_table_unref);
  g_clear_pointer (&look->swaps, g_hash_table_unref);
  g_clear_pointer (&look->routes, g_hash_table_unref);
}

/* File systems that tell the kernel's own folder what they are on: also where the mount itself is hidden from us. */
static gboolean
has_file_system (const VmmHostLook *look, const char *name)
{
  static const char *const folders[] = { "/sys/fs/ext4", "/sys/fs/xfs", "/sys/fs/f2fs", "/sys/fs/erofs" };
  g_autofree char *btrfs = g_strconcat (look->root, "/sys/fs/btrfs", NULL);
  g_auto (GStrv) volumes = vmm_host_look_list (btrfs);

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_strconcat (look->root, folders[i], "/", name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  for (guint i = 0; volumes[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (btrfs, volumes[i], "devices", name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

static VmmHostUse
use_of_mount (const VmmHostLook *look, const char *key)
{
  const char *point = g_hash_table_lookup (look->mounts, key);

  if (point == NULL)
    return VMM_HOST_USE_NONE;
  return VMM_HOST_USE_DISK | (strcmp (point, "/") == 0 ? VMM_HOST_USE_ROOT : VMM_HOST_USE_NONE);
}

static VmmHostUse
use_of_names (const VmmHostLook *look, const char *folder, const char *name)
{
  g_autofree char *mapper = vmm_host_look_read (folder, "dm/name");
  g_autofree char *plain = g_strconcat ("/dev/", name, NULL);
  g_autofree char *mapped = g_strconcat ("/dev/mapper/", mapper, NULL);
  VmmHostUse use = use_of_mount (look, plain);

  if (g_hash_table_contains (look->swaps, plain))
    use |= VMM_HOST_USE_DISK;
  if (mapper[0] == '\0')
    return use;
  if (g_hash_table_contains (look->swaps, mapped))
    use |= VMM_HOST_USE_DISK;
  return use | use_of_mount (look, mapped);
}

static VmmHostUse use_of_disk (const VmmHostLook *look, const char *folder, const char *name, guint depth);

/* What is built upon it: LVM, dm-crypt, RAID, bcache. That it is there is use enough. */
static VmmHostUse
use_of_holders (const VmmHostLook *look, const char *folder, guint depth)
{
  g_autofree char *holders = g_build_filename (folder, "holders", NULL);
  g_auto (GStrv) names = vmm_host_look_list (holders);
  VmmHostUse use = VMM_HOST_USE_NONE;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *upper = g_strconcat (look->root, "/sys/class/block/", names[i], NULL);

      use |= VMM_HOST_USE_DISK;
      if (depth < MAX_STACK)
        use |= use_of_disk (look, upper, names[i], depth + 1);
      else
        use |= VMM_HOST_USE_UNKNOWN;
    }
  return use;
}

/* A path of a disk that NVMe can reach in several ways: what is mounted is the head, elsewhere. */
static char *
dup_head (const char *name)
{
  guint subsystem, path, space;

  if (sscanf (name, "nvme%uc%un%u", &subsystem, &path, &space) != 3)
    return NULL;
  return g_strdup_printf ("nvme%un%u", subsystem, space);
}

static VmmHostUse
use_of_disk (const VmmHostLook *look, const char *folder, const char *name, guint depth)
{
  g_autofree char *number = vmm_host_look_read (folder, "dev");
  g_autofree char *head = dup_head (name);
  VmmHostUse use;

  if (look->mounts == NULL || look->swaps == NULL)
    return VMM_HOST_USE_UNKNOWN;

  use =
      use_of_mount (look, number) | use_of_names (look, folder, name) | use_of_holders (look, folder, depth);
  if (has_file_system (look, name))
    use |= VMM_HOST_USE_DISK;
  if (head != NULL && depth < MAX_STACK)
    {
      g_autofree char *path = g_strconcat (look->root, "/sys/class/block/", head, NULL);
      g_auto (GStrv) parts = vmm_host_look_list (path);

      use |= use_of_disk (look, path, head, depth + 1);
      for (guint i = 0; parts[i] != NULL; i++)
        if (g_str_has_prefix (parts[i], head))
          {
            g_autofree char *part = g_build_filename (path, parts[i], NULL);

            use |= use_of_disk (look, part, parts[i], depth + 1);
          }
    }
  return use;
}

/* A card may be a port of a bridge, bond or VLAN that has the route. */
static VmmHostUse
use_of_card (const VmmHostLook *look, const char *folder, const char *name, guint depth)
{
  g_auto (GStrv) names = vmm_host_look_list (folder);

  if (look->routes == NULL || depth > MAX_STACK)
    return VMM_HOST_USE_UNKNOWN;
  if (g_hash_table_contains (look->routes, name))
    return VMM_HOST_USE_ROUTE;

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "upper_"))
      {
        const char *upper = names[i] + strlen ("upper_");
        g_autofree char *path = g_strconcat (look->root, "/sys/class/net/", upper, NULL);
        VmmHostUse use = use_of_card (look, path, upper, depth + 1);

        if (use != VMM_HOST_USE_NONE)
          return use;
      }
  return VMM_HOST_USE_NONE;
}

static VmmHostUse
use_of_folder (const VmmHostLook *look, const char *folder, guint depth)
{
  g_auto (GStrv) names = vmm_host_look_list (folder);
  g_autofree char *subsystem = vmm_host_look_link (folder, "subsystem");
  g_autofree char *own = g_path_get_basename (folder);
  VmmHostUse use = VMM_HOST_USE_NONE;

  if (depth > MAX_DEPTH)
    return VMM_HOST_USE_UNKNOWN;
  if (g_strcmp0 (subsystem, "block") == 0)
    use |= use_of_disk (look, folder, own, 0);
  else if (g_strcmp0 (subsystem, "net") == 0)
    use |= use_of_card (look, folder, own, 0);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR))
        use |= use_of_folder (look, path, depth + 1);
    }
  return use;
}

VmmHostUse
vmm_host_look_find_use (const VmmHostLook *look, const char *folder)
{
  return use_of_folder (look, folder, 0);
}
