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

#define ACL_ATTRIBUTE "system.posix_acl_access"

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

static struct posix_acl_xattr_entry
entry (guint16 tag, guint16 permissions, guint32 id)
{
  return (struct posix_acl_xattr_entry) { GUINT16_TO_LE (tag), GUINT16_TO_LE (permissions),
                                          GUINT32_TO_LE (id) };
}

/* The kernel's own format. The mask, which takes the place of the group in the mode, is as wide as USER's part: nobody is
 * in the group by it. */
gboolean
vmm_file_access_grant (int folder_fd, const char *name, uid_t user, gboolean write, GError **error)
{
  const guint16 permissions = write ? ACL_READ | ACL_WRITE : ACL_READ;
  const struct
  {
    struct posix_acl_xattr_header header;
    struct posix_acl_xattr_entry entries[5];
  } list = { { GUINT32_TO_LE (POSIX_ACL_XATTR_VERSION) },
             { entry (ACL_USER_OBJ, ACL_READ | ACL_WRITE, (guint32) ACL_UNDEFINED_ID),
               entry (ACL_USER, permissions, user), entry (ACL_GROUP_OBJ, 0, (guint32) ACL_UNDEFINED_ID),
               entry (ACL_MASK, permissions, (guint32) ACL_UNDEFINED_ID),
               entry (ACL_OTHER, 0, (guint32) ACL_UNDEFINED_ID) } };
  g_autofd int fd = open_file (folder_fd, name, error);

  G_STATIC_ASSERT (sizeof list == 4 + 5 * 8);

  if (fd < 0)
    return FALSE;
  if (fsetxattr (fd, ACL_ATTRIBUTE, &list, sizeof list, 0) == 0)
    return TRUE;

  if (errno == EOPNOTSUPP)
    g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED,
                         "storage: the file system has no access control lists");
  else
    g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL, "storage: %s: %s", name, g_strerror (errno));
  return FALSE;
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
