/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-save.h"

#include "vmm-domain-xml.h"
#include "vmm-libvirt-error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

typedef virDomain Domain;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Domain, virDomainFree)

/* With less than this left, room is why it failed: libvirt has no word of its own for it. */
#define NO_ROOM (64 * VMM_IPC_MIB)

#define AGENT_SECONDS 5

static void
refuse (GError **error, const char *token, const char *text)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED, VMM_IPC_FIELD_SAVE ": %s: %s", token, text);
}

/* What QEMU cannot write down, told before it tries; in XML, what somebody has called so is escaped. Memory of a guest
 * with an encrypted disk has the key to it, and all that was read from it. */
static gboolean
check_saveable (const char *xml, GError **error)
{
  static const struct
  {
    const char *mark;
    const char *token;
    const char *text;
  } blockers[] = {
    { "<encryption format='luks'", VMM_IPC_UNSAVEABLE_ENCRYPTED, "the memory would be on disk in the clear" },
    { "accel3d='yes'", VMM_IPC_UNSAVEABLE_GL, "the state of 3D graphics cannot be saved" },
    { "<hostdev ", VMM_IPC_UNSAVEABLE_DEVICES, "the guest has devices of this computer" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (blockers); i++)
    if (strstr (xml, blockers[i].mark) != NULL)
      {
        refuse (error, blockers[i].token, blockers[i].text);
        return FALSE;
      }
  return TRUE;
}

/* A medium is a descriptor that ends with the guest. One that the guest does not hold is taken out, as by its button;
 * one that it holds (a live system, an installer) cannot be missing when it goes on. */
static gboolean
empty_drive (virDomainPtr domain, const char *xml, gboolean *ejected, GError **error)
{
  g_autofree char *drive = NULL;

  if (strstr (xml, "fdgroup='") == NULL)
    return TRUE;

  drive = vmm_domain_xml_new_drive (xml, NULL);
  if (drive == NULL || virDomainUpdateDeviceFlags (domain, drive, VIR_DOMAIN_DEVICE_MODIFY_LIVE) < 0)
    {
      refuse (error, VMM_IPC_UNSAVEABLE_MEDIUM, "the guest does not let go of the medium in its drive");
      return FALSE;
    }
  *ejected = TRUE;
  return TRUE;
}

static gboolean
has_no_room (const char *folder)
{
  struct statvfs info;

  return statvfs (folder, &info) == 0 && (guint64) info.f_bavail * info.f_frsize < NO_ROOM;
}

static void
set_save_error (const char *folder, GError **error)
{
  virErrorPtr last = virGetLastError ();

  if (has_no_room (folder))
    g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NO_SPACE, "save: the disk of the host is full");
  else if (last != NULL && last->code == VIR_ERR_OPERATION_ABORTED)
    g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_CANCELLED, "Cancelled");
  /* Where QEMU says why it cannot, libvirt says "cannot migrate domain", also of this. */
  else if (last != NULL && last->message != NULL && strstr (last->message, "migra") != NULL &&
           (last->code == VIR_ERR_OPERATION_INVALID || last->code == VIR_ERR_OPERATION_UNSUPPORTED))
    {
      g_message ("A guest cannot be saved: %s", last->message);
      refuse (error, VMM_IPC_UNSAVEABLE_BLOCKED, "a device of the guest cannot be saved");
    }
  else
    vmm_libvirt_error_set (error, "save");
}

static gboolean
sync_folder (int fd, GError **error)
{
  if (fsync (fd) == 0)
    return TRUE;
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, VMM_IPC_FIELD_STATE ": %s", g_strerror (errno));
  return FALSE;
}

static int
open_folder (const char *folder, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, VMM_IPC_FIELD_STATE ": %s", g_strerror (errno));
  return fd;
}

static gboolean
publish (const char *folder, GError **error)
{
  g_autofd int fd = open_folder (folder, error);

  if (fd < 0)
    return FALSE;
  if (renameat (fd, VMM_ENGINE_STATE_PART, fd, VMM_ENGINE_STATE) < 0)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, VMM_IPC_FIELD_STATE ": %s",
                   g_strerror (errno));
      return FALSE;
    }
  return sync_folder (fd, error);
}

void
vmm_qemu_call_save (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  VmmGuestCall *call = g_task_get_task_data (task);
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "save");
  g_autofree char *part = g_build_filename (call->folder, VMM_ENGINE_STATE_PART, NULL);
  g_autofree char *xml = NULL;
  gboolean ejected = FALSE;
  GError *error = NULL;

  if (domain == NULL)
    return;
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_CANCELLED, "Cancelled");
      return;
    }
  xml = virDomainGetXMLDesc (domain, 0);
  if (xml == NULL)
    {
      vmm_qemu_return_error (task, "save");
      return;
    }
  if (!check_saveable (xml, &error) || !empty_drive (domain, xml, &ejected, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  /* It is libvirt that truncates what is there: when its own turn has come, and no other save writes to it. */
  if (virDomainSaveFlags (domain, part, NULL, VIR_DOMAIN_SAVE_RUNNING) < 0)
    {
      set_save_error (call->folder, &error);
      g_task_return_error (task, error);
    }
  else if (publish (call->folder, &error))
    g_task_return_boolean (task, ejected);
  else
    g_task_return_error (task, error);
}

void
vmm_qemu_call_abort_save (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "save");

  if (domain != NULL)
    g_task_return_boolean (task, virDomainAbortJob (domain) == 0);
}

void
vmm_qemu_call_save_progress (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "save");
  virDomainJobInfo info;

  if (domain == NULL)
    return;
  if (virDomainGetJobInfo (domain, &info) < 0)
    vmm_qemu_return_error (task, "save");
  else if (info.dataTotal == 0 || info.dataRemaining > info.dataTotal)
    g_task_return_int (task, 0);
  else
    g_task_return_int (task, (gssize) ((info.dataTotal - info.dataRemaining) * 1000 / info.dataTotal));
}

static gboolean
has_file (int fd, const char *name)
{
  struct stat info;

  return fstatat (fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (info.st_mode);
}

/* The state of a guest is told by the mark that libvirt sets last. */
static char *
read_image (virConnectPtr connection, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return virDomainSaveImageGetXMLDesc (connection, path, 0);
}

static gboolean
is_later (const struct timespec *a, const struct timespec *b)
{
  return a->tv_sec > b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec > b->tv_nsec);
}

/* libvirt may die between its last word in the file and the end of the guest, which then goes on when libvirt is back. It
 * would find its memory of before on a disk of after. */
static gboolean
is_outlived (int folder)
{
  g_autofd int fd = dup (folder);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  struct stat state, disk;
  struct dirent *entry;
  gboolean outlived = FALSE;

  if (dir == NULL || fstatat (folder, VMM_ENGINE_STATE_PART, &state, AT_SYMLINK_NOFOLLOW) < 0)
    {
      g_clear_pointer (&dir, closedir);
      return TRUE;
    }
  g_steal_fd (&fd);
  rewinddir (dir);
  while ((entry = readdir (dir)) != NULL)
    outlived =
        outlived || (g_str_has_prefix (entry->d_name, "disk") && !g_str_has_suffix (entry->d_name, ".base") &&
                     fstatat (folder, entry->d_name, &disk, AT_SYMLINK_NOFOLLOW) == 0 &&
                     is_later (&disk.st_mtim, &state.st_mtim));
  closedir (dir);
  return outlived;
}

void
vmm_qemu_call_adopt (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  VmmGuestCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofd int fd = open_folder (call->folder, &error);
  g_autofree char *xml = NULL;

  if (fd < 0)
    {
      g_task_return_error (task, error);
      return;
    }
  if (!has_file (fd, VMM_ENGINE_STATE_PART))
    {
      g_task_return_boolean (task, has_file (fd, VMM_ENGINE_STATE));
      return;
    }

  xml = read_image (connection, call->folder, VMM_ENGINE_STATE_PART);
  if (xml == NULL && virConnectIsAlive (connection) != 1)
    vmm_qemu_return_error (task, "save");
  else if (xml == NULL || is_outlived (fd))
    {
      g_message ("What was left of a save is not to be gone on from: %s",
                 xml == NULL ? virGetLastErrorMessage () : "the guest has run since");
      unlinkat (fd, VMM_ENGINE_STATE_PART, 0);
      g_task_return_boolean (task, has_file (fd, VMM_ENGINE_STATE));
    }
  else if (publish (call->folder, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Without a time of its own the agent would read the guest's hardware clock, which Windows keeps in local time. */
void
vmm_qemu_call_set_clock (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "clock");
  gint64 now;

  if (domain == NULL)
    return;
  /* An agent that says that it is there and then nothing more would hold the worker for good. */
  virDomainAgentSetResponseTimeout (domain, AGENT_SECONDS, 0);
  now = g_get_real_time ();
  if (virDomainSetTime (domain, now / G_USEC_PER_SEC, (guint) (now % G_USEC_PER_SEC) * 1000, 0) == 0)
    g_task_return_boolean (task, TRUE);
  else
    vmm_qemu_return_error (task, "clock");
}

static void
set_state_error (const char *text, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, VMM_IPC_FIELD_STATE ": %s", text);
}

/* A folder can be copied, and what it holds is then another machine's. */
static gboolean
is_of (const char *xml, const char *uuid)
{
  g_autofree char *name = vmm_domain_xml_dup_name (uuid);
  g_autofree char *name_mark = g_strdup_printf ("<name>%s</name>", name);
  g_autofree char *uuid_mark = g_strdup_printf ("<uuid>%s</uuid>", uuid);

  return strstr (xml, name_mark) != NULL && strstr (xml, uuid_mark) != NULL;
}

virDomainPtr
vmm_qemu_restore (const VmmEngineStart *start, virConnectPtr connection, GError **error)
{
  g_autofree char *name = vmm_domain_xml_dup_name (start->uuid);
  g_autofree char *path = g_build_filename (start->folder, VMM_ENGINE_STATE, NULL);
  g_autofree char *xml = read_image (connection, start->folder, VMM_ENGINE_STATE);
  g_autoptr (GMutexLocker) locker = NULL;
  virDomainPtr domain;

  if (xml == NULL || !is_of (xml, start->uuid))
    {
      g_message ("A saved state is of no use: %s",
                 xml == NULL ? virGetLastErrorMessage () : "it is another machine's");
      set_state_error ("it is damaged, or of another machine", error);
      return NULL;
    }

  locker = g_mutex_locker_new (vmm_qemu_get_guest_lock (name));
  if (virDomainRestoreFlags (connection, path, NULL, VIR_DOMAIN_SAVE_PAUSED) < 0)
    {
      if (virGetLastErrorCode () == VIR_ERR_OPERATION_INVALID || virGetLastErrorCode () == VIR_ERR_RPC)
        vmm_libvirt_error_set (error, "start");
      else
        {
          g_message ("A guest does not go on from its saved state: %s", virGetLastErrorMessage ());
          set_state_error ("the hypervisor does not go on from it", error);
        }
      return NULL;
    }
  domain = virDomainLookupByName (connection, name);
  if (domain == NULL)
    vmm_libvirt_error_set (error, "start");
  return domain;
}

gboolean
vmm_qemu_spend_state (const VmmEngineStart *start, GError **error)
{
  g_autofd int fd = open_folder (start->folder, error);

  if (fd < 0)
    return FALSE;
  if (unlinkat (fd, VMM_ENGINE_STATE, 0) < 0)
    {
      set_state_error (g_strerror (errno), error);
      return FALSE;
    }
  return sync_folder (fd, error);
}
