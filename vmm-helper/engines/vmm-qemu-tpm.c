/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-tpm.h"

#include "vmm-file-access.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_BYTES 4096

/* As distributions call the user of swtpm (swtpm_user in libvirt's qemu.conf, which nobody but root may read). */
static const char *const swtpm_users[] = { "tss", "swtpm" };

/* Those that there are, and us. */
static guint
find_users (uid_t users[G_N_ELEMENTS (swtpm_users) + 1])
{
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (swtpm_users); i++)
    {
      g_autofree char *buffer = g_malloc (NAME_BYTES);
      struct passwd entry, *found = NULL;

      if (getpwnam_r (swtpm_users[i], &entry, buffer, NAME_BYTES, &found) == 0 && found != NULL)
        users[n++] = entry.pw_uid;
    }
  users[n++] = geteuid ();
  return n;
}

static gboolean
fail (GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL, "storage: the folder of the TPM: %s",
               g_strerror (errno));
  return FALSE;
}

/* What a move has brought is ours until swtpm writes it anew. */
static gboolean
share_state (int folder, const uid_t *users, guint n_users, GError **error)
{
  g_autofd int fd = openat (folder, VMM_ENGINE_TPM_STATE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat info;

  if (fd < 0 && (errno == ENOENT || errno == EACCES))
    return TRUE;
  if (fd < 0 || fstat (fd, &info) < 0)
    return fail (error);
  return !S_ISREG (info.st_mode) || info.st_uid != geteuid () ||
         vmm_file_access_share (fd, users, n_users, error);
}

static gboolean
share (int folder, GError **error)
{
  uid_t users[G_N_ELEMENTS (swtpm_users) + 1];
  const guint n_users = find_users (users);

  return vmm_file_access_share_folder (folder, users, n_users, error) &&
         share_state (folder, users, n_users, error);
}

gboolean
vmm_qemu_tpm_prepare (VmmEngineStart *start, GError **error)
{
  g_autofd int parent = -1;
  g_autofd int folder = -1;
  struct stat info;

  if (!start->spec->tpm)
    return TRUE;
  parent = open (start->folder, O_DIRECTORY | O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (parent < 0 || (mkdirat (parent, VMM_ENGINE_TPM, 0700) < 0 && errno != EEXIST))
    return fail (error);

  folder = openat (parent, VMM_ENGINE_TPM, O_DIRECTORY | O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  start->tpm_dir = (folder < 0 && errno == EACCES) ||
                   (folder >= 0 && fstat (folder, &info) == 0 && info.st_uid != geteuid ()) ||
                   (folder >= 0 && faccessat (folder, VMM_ENGINE_TPM_OLD, F_OK, AT_SYMLINK_NOFOLLOW) == 0);
  if (start->tpm_dir)
    return TRUE;
  if (folder < 0)
    return fail (error);
  return !start->system || share (folder, error);
}
