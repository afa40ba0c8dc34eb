/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-calls.h"

#include "vmm-domain-validator.h"
#include "vmm-domain-xml.h"
#include "vmm-libvirt-error.h"
#include "vmm-qemu-console.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

typedef virDomain Domain;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Domain, virDomainFree)

void
vmm_qemu_call_display (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "display");
  int fd;

  if (domain == NULL)
    return;

  fd = virDomainOpenGraphicsFD (domain, 0, VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH);
  if (fd >= 0)
    g_task_return_int (task, fd);
  else
    vmm_qemu_return_error (task, "display");
}

/* The path is libvirt's, yet nothing but a terminal is opened. The lock belongs to the open file, so it goes wherever
 * the descriptor goes and ends with its last copy, also when the process that has it is killed. */
static int
open_terminal (const char *path, GError **error)
{
  g_autofd int fd = -1;
  struct stat info;

  if (path != NULL && g_str_has_prefix (path, "/dev/pts/"))
    fd = open (path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0 || fstat (fd, &info) < 0 || !S_ISCHR (info.st_mode) || !isatty (fd))
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED, "console: the guest has none");
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) < 0)
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "console: somebody has it open");
      return -1;
    }

  return g_steal_fd (&fd);
}

void
vmm_qemu_call_console (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "console");
  g_autofree char *xml = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;
  int fd;

  if (domain == NULL)
    return;

  xml = virDomainGetXMLDesc (domain, 0);
  if (xml == NULL)
    {
      vmm_qemu_return_error (task, "console");
      return;
    }

  /* On the system's libvirt the terminal is the monitor's. */
  path = vmm_domain_xml_dup_console (xml);
  if (path != NULL && access (path, R_OK | W_OK) < 0 && errno == EACCES)
    fd = vmm_qemu_console_open (domain, &error);
  else
    fd = open_terminal (path, &error);
  if (fd >= 0)
    g_task_return_int (task, fd);
  else
    g_task_return_error (task, error);
}

/* A name of its own for each medium: libvirt looks a group up when it opens it, and not again. */
gboolean
vmm_qemu_set_medium (virDomainPtr domain, int fd, GError **error)
{
  const VmmDomainPolicy policy = { .uuid = "", .folder = "" }; /* a medium has neither */
  g_autofree char *random = g_uuid_string_random ();
  g_autofree char *group = fd >= 0 ? g_strconcat ("medium-", random, NULL) : NULL;
  g_autofree char *live = virDomainGetXMLDesc (domain, 0);
  g_autofree char *xml = live != NULL ? vmm_domain_xml_new_drive (live, group) : NULL;

  if (xml == NULL)
    {
      vmm_libvirt_error_set (error, "medium");
      return FALSE;
    }
  if (!vmm_domain_validator_check_device (xml, &policy, error))
    return FALSE;
  if (fd >= 0 && virDomainFDAssociate (domain, group, 1, &fd, 0) < 0)
    {
      vmm_libvirt_error_set (error, "medium");
      return FALSE;
    }
  if (virDomainUpdateDeviceFlags (domain, xml,
                                  VIR_DOMAIN_DEVICE_MODIFY_LIVE | VIR_DOMAIN_DEVICE_MODIFY_FORCE) < 0)
    {
      vmm_libvirt_error_set (error, "medium");
      return FALSE;
    }

  return TRUE;
}

void
vmm_qemu_call_media (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  VmmGuestCall *call = g_task_get_task_data (task);
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "medium");
  GError *error = NULL;

  if (domain == NULL)
    return;

  if (vmm_qemu_set_medium (domain, call->media_fd, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}
