/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Memory and disk for guests, and what the system puts limits to. */
#include "vmm-diagnosis-private.h"

#include <linux/magic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>

#define KIB 1024ULL
#define GIB (1024 * VMM_IPC_MIB)

/* Below the first a guest of today cannot start, below the second only a small one. */
#define MEMORY_NONE (512 * VMM_IPC_MIB)
#define MEMORY_LOW  (2 * GIB)
#define DISK_NONE   (1 * GIB)
#define DISK_LOW    (20 * GIB)

#define PIDS_LOW 512

static const char *
state_of_room (guint64 free, guint64 none, guint64 low, const char **reason)
{
  *reason = free < none ? VMM_IPC_WHY_FULL : free < low ? VMM_IPC_WHY_LOW : VMM_IPC_WHY_OK;
  return free < none ? VMM_IPC_STATE_PROBLEM : free < low ? VMM_IPC_STATE_WARNING : VMM_IPC_STATE_OK;
}

static GVariant *
room_values (guint64 free, guint64 total)
{
  return g_variant_new_parsed ("{%s: <%t>, %s: <%t>}", VMM_IPC_CHECK_FREE, free, VMM_IPC_CHECK_TOTAL, total);
}

static void
add_memory (VmmDiagnosis *self, const char *meminfo)
{
  guint64 total = vmm_diagnosis_number (meminfo, "MemTotal") * KIB;
  guint64 available = vmm_diagnosis_number (meminfo, "MemAvailable") * KIB;
  guint64 swap = vmm_diagnosis_number (meminfo, "SwapTotal") * KIB;
  const char *reason;
  const char *state = state_of_room (available, MEMORY_NONE, MEMORY_LOW, &reason);

  if (total == 0)
    {
      vmm_diagnosis_add (self, VMM_IPC_CHECK_MEMORY, VMM_IPC_STATE_UNKNOWN, VMM_IPC_WHY_UNKNOWN, NULL, NULL);
      return;
    }
  vmm_diagnosis_add (self, VMM_IPC_CHECK_MEMORY, state, reason, NULL, room_values (available, total));
  vmm_diagnosis_add (self, VMM_IPC_CHECK_SWAP, swap > 0 ? VMM_IPC_STATE_OK : VMM_IPC_STATE_NOTE,
                     swap > 0 ? VMM_IPC_WHY_OK : VMM_IPC_WHY_NONE, NULL,
                     room_values (vmm_diagnosis_number (meminfo, "SwapFree") * KIB, swap));
}

/* Pages that are reserved and that nobody uses are missing for guests, which have theirs from the ordinary ones. */
static void
add_huge_pages (VmmDiagnosis *self, const char *meminfo)
{
  guint64 size = vmm_diagnosis_number (meminfo, "Hugepagesize") * KIB;
  guint64 unused = vmm_diagnosis_number (meminfo, "HugePages_Free") * size;
  guint64 total = vmm_diagnosis_number (meminfo, "MemTotal") * KIB;
  gboolean much = total > 0 && unused > total / 4;

  vmm_diagnosis_add (self, VMM_IPC_CHECK_HUGE_PAGES, much ? VMM_IPC_STATE_WARNING : VMM_IPC_STATE_OK,
                     much ? VMM_IPC_WHY_RESERVED : VMM_IPC_WHY_OK, NULL, room_values (unused, total));
}

static void
add_overcommit (VmmDiagnosis *self)
{
  g_autofree char *mode = vmm_diagnosis_read (self, "/proc/sys/vm/overcommit_memory");
  gboolean strict = g_str_equal (mode, "2");

  vmm_diagnosis_add (self, VMM_IPC_CHECK_OVERCOMMIT, strict ? VMM_IPC_STATE_WARNING : VMM_IPC_STATE_OK,
                     strict ? VMM_IPC_WHY_STRICT : VMM_IPC_WHY_OK, mode, NULL);
}

static void
add_memlock (VmmDiagnosis *self)
{
  struct rlimit limit = { 0 };
  g_autofree char *detail = NULL;

  if (getrlimit (RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    detail = g_strdup_printf ("%llu bytes", (unsigned long long) limit.rlim_cur);
  vmm_diagnosis_add (self, VMM_IPC_CHECK_MEMLOCK, VMM_IPC_STATE_OK, VMM_IPC_WHY_OK, detail, NULL);
}

static const char *
file_system_name (long type)
{
  static const struct
  {
    long type;
    const char *name;
  } known[] = {
    { EXT4_SUPER_MAGIC, "ext4" },   { BTRFS_SUPER_MAGIC, "btrfs" },       { XFS_SUPER_MAGIC, "xfs" },
    { TMPFS_MAGIC, "tmpfs" },       { OVERLAYFS_SUPER_MAGIC, "overlay" }, { NFS_SUPER_MAGIC, "nfs" },
    { FUSE_SUPER_MAGIC, "fuse" },   { F2FS_SUPER_MAGIC, "f2fs" },         { MSDOS_SUPER_MAGIC, "vfat" },
    { 0x2fc12fc1, "zfs" },          { (long) 0xca451a4e, "bcachefs" },    { (long) 0xff534d42, "cifs" },
    { (long) 0x2011bab0, "exfat" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].type == type)
      return known[i].name;
  return "";
}

/* Shared blocks make copies of images instant; files of the network may lose what a guest has written. */
static const char *
judge_file_system (const char *name, gboolean read_only, const char **state)
{
  const char *const clones[] = { "btrfs", "xfs", "zfs", "bcachefs", NULL };
  const char *const far_away[] = { "nfs", "cifs", "fuse", NULL };
  const char *const bad[] = { "vfat", "exfat", "tmpfs", NULL };

  *state = read_only ? VMM_IPC_STATE_PROBLEM : VMM_IPC_STATE_WARNING;
  if (read_only)
    return VMM_IPC_WHY_READ_ONLY;
  if (g_strv_contains (far_away, name))
    return VMM_IPC_WHY_NETWORK;
  if (g_strv_contains (bad, name))
    return VMM_IPC_WHY_UNFIT;

  *state = g_strv_contains (clones, name) ? VMM_IPC_STATE_OK : VMM_IPC_STATE_NOTE;
  return g_strv_contains (clones, name) ? VMM_IPC_WHY_OK : VMM_IPC_WHY_NO_REFLINK;
}

/* The folder itself is made with the first machine; until then its place is that of the nearest that is there. */
static gboolean
stat_nearest (const char *folder, struct statfs *info, gboolean *read_only)
{
  g_autofree char *path = g_strdup (folder);
  struct statvfs flags;

  while (statfs (path, info) < 0)
    {
      char *parent = g_path_get_dirname (path);
      gboolean top = g_str_equal (parent, path);

      g_free (path);
      path = parent;
      if (top)
        return FALSE;
    }
  *read_only = statvfs (path, &flags) == 0 && (flags.f_flag & ST_RDONLY) != 0;
  return TRUE;
}

static void
add_disk (VmmDiagnosis *self)
{
  struct statfs info;
  gboolean read_only;
  const char *reason, *state, *name;

  if (!stat_nearest (self->folder, &info, &read_only))
    {
      vmm_diagnosis_add (self, VMM_IPC_CHECK_DISK, VMM_IPC_STATE_UNKNOWN, VMM_IPC_WHY_UNKNOWN, NULL, NULL);
      return;
    }

  state = state_of_room ((guint64) info.f_bavail * (guint64) info.f_bsize, DISK_NONE, DISK_LOW, &reason);
  vmm_diagnosis_add (self, VMM_IPC_CHECK_DISK, state, reason, NULL,
                     room_values ((guint64) info.f_bavail * (guint64) info.f_bsize,
                                  (guint64) info.f_blocks * (guint64) info.f_bsize));
  name = file_system_name ((long) info.f_type);
  reason = judge_file_system (name, read_only, &state);
  vmm_diagnosis_add (self, VMM_IPC_CHECK_FILE_SYSTEM, state, reason, name, NULL);
}

/* The helper's own group, of the unified hierarchy. */
static char *
read_own_limit (VmmDiagnosis *self, const char *file)
{
  g_autofree char *groups = vmm_diagnosis_read (self, "/proc/self/cgroup");
  const char *own = g_str_has_prefix (groups, "0::/") ? groups + strlen ("0::") : NULL;
  g_autofree char *path = own != NULL ? g_strdup_printf ("/sys/fs/cgroup%s/%s", own, file) : NULL;

  return path != NULL && strstr (path, "/..") == NULL && strchr (path, '\n') == NULL
             ? vmm_diagnosis_read (self, path)
             : g_strdup ("");
}

static void
add_cgroup (VmmDiagnosis *self)
{
  g_autofree char *memory = read_own_limit (self, "memory.max");
  g_autofree char *pids = read_own_limit (self, "pids.max");
  gboolean low_memory = g_ascii_isdigit (memory[0]) && g_ascii_strtoull (memory, NULL, 10) < MEMORY_LOW;
  gboolean low_pids = g_ascii_isdigit (pids[0]) && g_ascii_strtoull (pids, NULL, 10) < PIDS_LOW;
  g_autofree char *detail = memory[0] != '\0' || pids[0] != '\0'
                                ? g_strdup_printf ("memory.max=%s pids.max=%s", memory, pids)
                                : NULL;

  vmm_diagnosis_add (self, VMM_IPC_CHECK_CGROUP,
                     low_memory || low_pids ? VMM_IPC_STATE_WARNING : VMM_IPC_STATE_OK,
                     low_memory || low_pids ? VMM_IPC_WHY_LIMITED : VMM_IPC_WHY_OK, detail, NULL);
}

void
vmm_diagnosis_add_room (VmmDiagnosis *self)
{
  g_autofree char *meminfo = vmm_diagnosis_read (self, "/proc/meminfo");

  add_memory (self, meminfo);
  add_huge_pages (self, meminfo);
  add_overcommit (self);
  add_memlock (self);
  add_disk (self);
  add_cgroup (self);
}
