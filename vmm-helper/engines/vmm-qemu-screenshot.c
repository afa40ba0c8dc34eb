/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-calls.h"

#include "vmm-libvirt-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHUNK    (256 * 1024)
#define ALL_SEAL (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

typedef virDomain Domain;
typedef virStream Stream;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Domain, virDomainFree)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stream, virStreamFree)

static gboolean
set_errno (GError **error, int number)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, "picture: %s", g_strerror (number));
  return FALSE;
}

static gboolean
write_all (int fd, const char *bytes, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize written = write (fd, bytes, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return set_errno (error, errno);

      bytes += written;
      length -= (gsize) written;
    }

  return TRUE;
}

static gboolean
copy_stream (virStreamPtr stream, int fd, GError **error)
{
  g_autofree char *buffer = g_malloc (CHUNK);
  gsize total = 0;
  int n;

  while ((n = virStreamRecv (stream, buffer, CHUNK)) > 0)
    {
      total += (gsize) n;
      if (total > VMM_IPC_MAX_SCREENSHOT)
        {
          g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_OUT_OF_RANGE, "picture: too large");
          return FALSE;
        }
      if (!write_all (fd, buffer, (gsize) n, error))
        return FALSE;
    }

  if (n == 0 && virStreamFinish (stream) == 0)
    return TRUE;

  vmm_libvirt_error_set (error, "picture");
  return FALSE;
}

static gboolean
check_png (int fd, GError **error)
{
  static const char magic[] = "\x89PNG\r\n\x1a\n";
  char head[sizeof magic - 1];

  if (pread (fd, head, sizeof head, 0) == (gssize) sizeof head && memcmp (head, magic, sizeof head) == 0)
    return TRUE;

  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED,
                       "picture: the hypervisor does not make PNG pictures");
  return FALSE;
}

/* Whoever gets it can map it without fear that it changes. */
static int
take_picture (virDomainPtr domain, virStreamPtr stream, GError **error)
{
  g_autofd int fd = memfd_create ("frond-picture", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  g_autofree char *mime = NULL;

  if (fd < 0)
    {
      set_errno (error, errno);
      return -1;
    }

  mime = virDomainScreenshot (domain, stream, 0, 0);
  if (mime == NULL)
    {
      vmm_libvirt_error_set (error, "picture");
      return -1;
    }
  if (!copy_stream (stream, fd, error))
    {
      virStreamAbort (stream);
      return -1;
    }
  if (!check_png (fd, error))
    return -1;
  if (lseek (fd, 0, SEEK_SET) < 0 || fcntl (fd, F_ADD_SEALS, ALL_SEAL) < 0)
    {
      set_errno (error, errno);
      return -1;
    }

  return g_steal_fd (&fd);
}

void
vmm_qemu_call_screenshot (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "picture");
  g_autoptr (Stream) stream = domain != NULL ? virStreamNew (connection, 0) : NULL;
  GError *error = NULL;
  int fd;

  if (domain == NULL)
    return;
  if (stream == NULL)
    {
      vmm_qemu_return_error (task, "picture");
      return;
    }

  fd = take_picture (domain, stream, &error);
  if (fd >= 0)
    g_task_return_int (task, fd);
  else
    g_task_return_error (task, error);
}
