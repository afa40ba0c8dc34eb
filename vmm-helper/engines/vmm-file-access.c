/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-file-access.h"

#include "vmm-ipc.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define ACL_ATTRIBUTE         "system.posix_acl_access"
#define ACL_DEFAULT_ATTRIBUTE "system.posix_acl_default"

static int
open_file (int folder_fd, const char *name, GError **error)
{
  g_autofd int fd = openat (folder_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat info;

  if (fd < 0 && errno == ENOENT)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND, "storage: %s is missing", name);
      return -1;
    }
  if (fd < 0 || fstat (fd, &info) < 0 || !S_ISREG (info.st_mode) || info.st_uid != geteuid ())
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL, "storage: %s is not a file of the helper's",
                   name);
      return -1;
    }
  return g_steal_fd (&fd);
}

#define MAX_USERS 4

/* The kernel's own format: header, owner, users, group, mask, others. */
typedef struct
{
  struct posix_acl_xattr_header header;
  struct posix_acl_xattr_entry entries[MAX_USERS + 4];
} List;

static struct posix_acl_xattr_entry
entry (guint16 tag, guint16 permissions, guint32 id)
{
  return (struct posix_acl_xattr_entry) { GUINT16_TO_LE (tag), GUINT16_TO_LE (permissions),
                                          GUINT32_TO_LE (id) };
}

/* The mask, which takes the place of the group in the mode, is as wide as the users' part: nobody is in the group by it. */
static gboolean
set_list (int fd, const char *attribute, guint16 owner, const uid_t *users, guint n_users,
          guint16 permissions, const char *name, GError **error)
{
  List list = { { GUINT32_TO_LE (POSIX_ACL_XATTR_VERSION) }, { { 0 } } };
  guint n = 0;

  g_return_val_if_fail (n_users <= MAX_USERS, FALSE);
  G_STATIC_ASSERT (sizeof list == 4 + (MAX_USERS + 4) * 8);

  list.entries[n++] = entry (ACL_USER_OBJ, owner, (guint32) ACL_UNDEFINED_ID);
  for (guint i = 0; i < n_users; i++)
    list.entries[n++] = entry (ACL_USER, permissions, users[i]);
  list.entries[n++] = entry (ACL_GROUP_OBJ, 0, (guint32) ACL_UNDEFINED_ID);
  list.entries[n++] = entry (ACL_MASK, permissions, (guint32) ACL_UNDEFINED_ID);
  list.entries[n++] = entry (ACL_OTHER, 0, (guint32) ACL_UNDEFINED_ID);
  if (fsetxattr (fd, attribute, &list, sizeof list.header + n * sizeof *list.entries, 0) == 0)
    return TRUE;

  if (errno == EOPNOTSUPP)
    g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED,
                         "storage: the file system has no access control lists");
  else
    g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL, "storage: %s: %s", name, g_strerror (errno));
  return FALSE;
}

gboolean
vmm_file_access_grant (int folder_fd, const char *name, uid_t user, gboolean write, GError **error)
{
  g_autofd int fd = open_file (folder_fd, name, error);

  return fd >= 0 && set_list (fd, ACL_ATTRIBUTE, ACL_READ | ACL_WRITE, &user, 1,
                              write ? ACL_READ | ACL_WRITE : ACL_READ, name, error);
}

gboolean
vmm_file_access_share (int fd, const uid_t *users, guint n_users, GError **error)
{
  return set_list (fd, ACL_ATTRIBUTE, ACL_READ | ACL_WRITE, users, n_users, ACL_READ | ACL_WRITE,
                   "a file that stays ours", error);
}

gboolean
vmm_file_access_share_folder (int fd, const uid_t *users, guint n_users, GError **error)
{
  const guint16 all = ACL_READ | ACL_WRITE | ACL_EXECUTE;

  return set_list (fd, ACL_ATTRIBUTE, all, users, n_users, all, "a folder that stays ours", error) &&
         set_list (fd, ACL_DEFAULT_ATTRIBUTE, all, users, n_users, ACL_READ | ACL_WRITE,
                   "a folder that stays ours", error);
}

gboolean
vmm_file_access_revoke (int folder_fd, const char *name, GError **error)
{
  g_autoptr (GError) missing = NULL;
  g_autofd int fd = open_file (folder_fd, name, &missing);

  if (fd < 0 && g_error_matches (missing, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND))
    return TRUE;
  if (fd < 0)
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
  if ((fremovexattr (fd, ACL_ATTRIBUTE) < 0 && errno != ENODATA && errno != EOPNOTSUPP) ||
      fchmod (fd, S_IRUSR | S_IWUSR) < 0)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL, "storage: %s: %s", name, g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}
