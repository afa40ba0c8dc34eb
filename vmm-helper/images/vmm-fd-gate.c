/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-fd-gate.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

/* Magic numbers that the kernel keeps out of its public headers. */
#define CONFIGFS_MAGIC_NUMBER 0x62656570
#define FUSECTL_MAGIC_NUMBER  0x65735543
#define MQUEUE_MAGIC_NUMBER   0x19800202
#define RPCPIPE_MAGIC_NUMBER  0x67596969
#define NFSD_MAGIC_NUMBER     0x6e667364

/* "Files" here are windows into the kernel or into memory: reading them has effects, shows what only this process may
 * see (/proc/self/mem), or blocks for ever. */
static const guint32 unreal_file_systems[] = {
  AAFS_MAGIC,           ANON_INODE_FS_MAGIC,   BINFMTFS_MAGIC,   BPF_FS_MAGIC,        CGROUP_SUPER_MAGIC,
  CGROUP2_SUPER_MAGIC,  CONFIGFS_MAGIC_NUMBER, DEBUGFS_MAGIC,    DEVPTS_SUPER_MAGIC,  DMA_BUF_MAGIC,
  EFIVARFS_MAGIC,       FUSECTL_MAGIC_NUMBER,  HUGETLBFS_MAGIC,  MQUEUE_MAGIC_NUMBER, NFSD_MAGIC_NUMBER,
  NSFS_MAGIC,           PIPEFS_MAGIC,          PROC_SUPER_MAGIC, PSTOREFS_MAGIC,      RDTGROUP_SUPER_MAGIC,
  RPCPIPE_MAGIC_NUMBER, SECRETMEM_MAGIC,       SECURITYFS_MAGIC, SELINUX_MAGIC,       SMACK_MAGIC,
  SOCKFS_MAGIC,         SYSFS_MAGIC,           TRACEFS_MAGIC,    XENFS_SUPER_MAGIC,
};

static gboolean
refuse (GError **error, const char *field, const char *reason)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_FD, "%s: %s", field, reason);
  return FALSE;
}

static gboolean
get_flags (int fd, int *flags, const char *field, GError **error)
{
  *flags = fcntl (fd, F_GETFL);
  if (*flags < 0)
    return refuse (error, field, "is not an open descriptor");
  if (*flags & O_PATH)
    return refuse (error, field, "was opened with O_PATH and proves no right to read");
  return TRUE;
}

static gboolean
check_flags (int fd, const char *field, GError **error)
{
  int flags;

  if (!get_flags (fd, &flags, field, error))
    return FALSE;
  if ((flags & O_ACCMODE) != O_RDONLY)
    return refuse (error, field, "must be opened for reading only");
  return TRUE;
}

static gboolean
check_file (int fd, guint64 max_size, gboolean named, const char *field, GError **error)
{
  struct stat st;

  if (fstat (fd, &st) < 0)
    return refuse (error, field, g_strerror (errno));
  if (!S_ISREG (st.st_mode))
    return refuse (error, field, "is not a regular file");
  /* A memfd and a deleted file look the same, and neither can come back after the monitor restarts. */
  if (named && st.st_nlink == 0)
    return refuse (error, field, "has no name in a file system");
  if (st.st_size < 1)
    return refuse (error, field, "is empty");
  if ((guint64) st.st_size > max_size)
    return refuse (error, field, "is too big");
  return TRUE;
}

static gboolean
check_file_system (int fd, const char *field, GError **error)
{
  struct statfs fs;

  if (fstatfs (fd, &fs) < 0)
    return refuse (error, field, g_strerror (errno));

  for (gsize i = 0; i < G_N_ELEMENTS (unreal_file_systems); i++)
    if ((guint32) fs.f_type == unreal_file_systems[i])
      return refuse (error, field, "is not on a file system for data");
  return TRUE;
}

static int
duplicate (int fd, const char *field, GError **error)
{
  int copy = fcntl (fd, F_DUPFD_CLOEXEC, 3);

  if (copy < 0)
    refuse (error, field, g_strerror (errno));
  return copy;
}

static int
pass (int fd, guint64 max_size, gboolean named, const char *field, GError **error)
{
  g_return_val_if_fail (field != NULL, -1);

  if (!check_flags (fd, field, error) || !check_file_system (fd, field, error) ||
      !check_file (fd, max_size, named, field, error))
    return -1;
  return duplicate (fd, field, error);
}

int
vmm_fd_gate_medium (int fd, guint64 max_size, const char *field, GError **error)
{
  return pass (fd, max_size, TRUE, field, error);
}

int
vmm_fd_gate_source (int fd, guint64 max_size, const char *field, GError **error)
{
  return pass (fd, max_size, FALSE, field, error);
}

static gboolean
check_writable (int fd, const char *field, GError **error)
{
  int flags;

  if (!get_flags (fd, &flags, field, error))
    return FALSE;
  if ((flags & O_ACCMODE) != O_RDWR)
    return refuse (error, field, "must be opened for reading and writing");
  if (flags & O_APPEND)
    return refuse (error, field, "must not be opened for appending");
  return TRUE;
}

static gboolean
check_empty (int fd, uid_t owner, const char *field, GError **error)
{
  struct stat st;

  if (fstat (fd, &st) < 0)
    return refuse (error, field, g_strerror (errno));
  if (!S_ISREG (st.st_mode))
    return refuse (error, field, "is not a regular file");
  if (st.st_uid != owner)
    return refuse (error, field, "is somebody else's");
  if (st.st_size != 0)
    return refuse (error, field, "is not empty");
  return TRUE;
}

/* What is written there is counted as the helper's own memory. */
static gboolean
check_not_in_memory (int fd, const char *field, GError **error)
{
  struct statfs fs;

  if (fstatfs (fd, &fs) < 0)
    return refuse (error, field, g_strerror (errno));
  if ((guint32) fs.f_type == TMPFS_MAGIC || (guint32) fs.f_type == RAMFS_MAGIC)
    return refuse (error, field, "is in memory");
  return TRUE;
}

int
vmm_fd_gate_target (int fd, uid_t owner, gboolean in_memory, const char *field, GError **error)
{
  g_return_val_if_fail (field != NULL, -1);

  if (!check_writable (fd, field, error) || !check_file_system (fd, field, error) ||
      (!in_memory && !check_not_in_memory (fd, field, error)) || !check_empty (fd, owner, field, error))
    return -1;
  return duplicate (fd, field, error);
}
