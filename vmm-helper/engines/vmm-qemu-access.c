/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-access.h"

#include "vmm-file-access.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

static int
open_folder (const VmmEngineStart *start, GError **error)
{
  int fd = open (start->folder, O_DIRECTORY | O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL, "storage: %s", g_strerror (errno));
  return fd;
}

static gboolean
grant_disk (int folder_fd, const VmmDisk *disk, guint index, uid_t user, GError **error)
{
  char name[VMM_DISK_NAME_SIZE];

  vmm_disk_format_name (disk, index, name);
  if (!vmm_file_access_grant (folder_fd, name, user, TRUE, error))
    return FALSE;
  if (disk->base == VMM_IPC_IMAGE_NONE)
    return TRUE;

  vmm_disk_format_base_name (index, name);
  return vmm_file_access_grant (folder_fd, name, user, FALSE, error);
}

gboolean
vmm_qemu_access_grant (const VmmEngineStart *start, VmmHostFacts *facts, GError **error)
{
  const uid_t user = vmm_host_facts_get_qemu_user (facts);
  g_autofd int folder_fd = -1;

  if (!start->system)
    return TRUE;
  if (user == (uid_t) -1)
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED,
                           "storage: libvirt does not tell the user of its monitors");
      return FALSE;
    }
  folder_fd = open_folder (start, error);
  if (folder_fd < 0)
    return FALSE;

  for (guint i = 0; i < start->spec->n_disks; i++)
    if (!grant_disk (folder_fd, &start->spec->disks[i], i, user, error))
      return FALSE;

  return start->seed == NULL || vmm_file_access_grant (folder_fd, start->seed, user, FALSE, error);
}

static void
revoke_file (int folder_fd, const char *name)
{
  g_autoptr (GError) error = NULL;

  if (!vmm_file_access_revoke (folder_fd, name, &error))
    g_warning ("A disk of a guest that ended is still open to monitors: %s", error->message);
}

void
vmm_qemu_access_revoke (const VmmEngineStart *start)
{
  g_autofd int folder_fd = -1;

  if (!start->system)
    return;
  folder_fd = open_folder (start, NULL);
  if (folder_fd < 0)
    return;

  for (guint i = 0; i < start->spec->n_disks; i++)
    {
      char name[VMM_DISK_NAME_SIZE];

      vmm_disk_format_name (&start->spec->disks[i], i, name);
      revoke_file (folder_fd, name);
    }
  if (start->seed != NULL)
    revoke_file (folder_fd, start->seed);
}
