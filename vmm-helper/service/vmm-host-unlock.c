/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The operations of VmmHost that need the passphrase of a machine's disks. */
#include "vmm-host-private.h"

#include "vmm-luks.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

/* Each is seconds of processor time. */
#define MAX_WORKERS 2

typedef struct
{
  VmmMachine *machine; /* not for the worker */
  char *folder;
  VmmSpec *spec;
  VmmPassphrase *passphrase;
  VmmPassphrase *next; /* NULL: only look whether the passphrase is right */
} Unlock;

static void
unlock_free (Unlock *unlock)
{
  g_clear_object (&unlock->machine);
  g_clear_pointer (&unlock->passphrase, vmm_passphrase_unref);
  g_clear_pointer (&unlock->next, vmm_passphrase_unref);
  g_clear_pointer (&unlock->spec, vmm_spec_unref);
  g_free (unlock->folder);
  g_free (unlock);
}

static gboolean
check (Unlock *unlock, int folder, GCancellable *cancellable, GError **error)
{
  char name[VMM_DISK_NAME_SIZE], field[16];

  for (guint i = 0; i < unlock->spec->n_disks; i++)
    {
      if (!unlock->spec->disks[i].encrypted)
        continue;
      vmm_disk_format_name (&unlock->spec->disks[i], i, name);
      g_snprintf (field, sizeof field, VMM_IPC_SLOT_DISK "%u", i);
      if (!vmm_luks_check (folder, name, field, unlock->passphrase, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
change (Unlock *unlock, int folder, GCancellable *cancellable, GError **error)
{
  char names[VMM_IPC_MAX_DISKS][VMM_DISK_NAME_SIZE];
  const char *encrypted[VMM_IPC_MAX_DISKS];
  guint n = 0;

  for (guint i = 0; i < unlock->spec->n_disks; i++)
    if (unlock->spec->disks[i].encrypted)
      {
        vmm_disk_format_name (&unlock->spec->disks[i], i, names[n]);
        encrypted[n] = names[n];
        n++;
      }
  return vmm_luks_change (folder, encrypted, n, unlock->passphrase, unlock->next, cancellable, error);
}

static void
work (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  Unlock *unlock = g_task_get_task_data (task);
  g_autofd int folder = open (unlock->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  GError *error = NULL;
  gboolean good;

  if (folder < 0)
    {
      g_task_return_new_error (task, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, "The machine's folder: %s",
                               g_strerror (errno));
      return;
    }
  good = unlock->next != NULL ? change (unlock, folder, g_task_get_cancellable (task), &error)
                              : check (unlock, folder, g_task_get_cancellable (task), &error);
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static GThreadPool *
get_pool (void)
{
  static GThreadPool *pool;

  if (g_once_init_enter_pointer (&pool))
    g_once_init_leave_pointer (&pool, g_thread_pool_new (work, NULL, MAX_WORKERS, FALSE, NULL));
  return pool;
}

static GTask *
unlock_task (VmmHost *self, VmmMachine *machine, VmmPassphrase *passphrase, VmmPassphrase *next,
             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Unlock *unlock = g_new0 (Unlock, 1);

  unlock->machine = g_object_ref (machine);
  unlock->folder = vmm_registry_dup_folder (self->registry, machine);
  unlock->spec = vmm_spec_ref (vmm_machine_get_spec (machine));
  unlock->passphrase = vmm_passphrase_ref (passphrase);
  unlock->next = next != NULL ? vmm_passphrase_ref (next) : NULL;
  g_task_set_task_data (task, unlock, (GDestroyNotify) unlock_free);
  /* What was changed is changed, whether somebody wants to know or not. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

void
vmm_host_unlock_async (VmmHost *self, VmmMachine *machine, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  VmmPassphrase *passphrase = vmm_machine_get_passphrase (machine);

  if (passphrase == NULL)
    {
      g_task_report_new_error (self, callback, user_data, vmm_host_unlock_async, VMM_IPC_ERROR,
                               VMM_IPC_ERROR_BAD_SECRET,
                               VMM_IPC_SLOT_SECRET ": " VMM_IPC_BAD_SECRET_MISSING
                                                   ": the disks are encrypted");
      return;
    }
  g_thread_pool_push (get_pool (),
                      unlock_task (self, machine, passphrase, NULL, cancellable, callback, user_data), NULL);
}

gboolean
vmm_host_unlock_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
change_turn (GTask *task)
{
  Unlock *unlock = g_task_get_task_data (task);
  GError *error = NULL;

  if (!vmm_host_check_present (g_task_get_source_object (task), unlock->machine, &error))
    g_task_return_error (task, error);
  else if (vmm_machine_is_active (unlock->machine))
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "The machine is running");
  else if (!vmm_spec_is_encrypted (vmm_machine_get_spec (unlock->machine)))
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT,
                                     VMM_IPC_SLOT_SECRET ": no disk is encrypted");
  else
    g_thread_pool_push (get_pool (), g_object_ref (task), NULL);
}

void
vmm_host_change_passphrase_async (VmmHost *self, VmmMachine *machine, VmmPassphrase *passphrase,
                                  VmmPassphrase *next, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = unlock_task (self, machine, passphrase, next, cancellable, callback, user_data);

  g_task_set_source_tag (task, vmm_host_change_passphrase_async);
  vmm_host_push (self, vmm_machine_get_uuid (machine), task, change_turn);
}

gboolean
vmm_host_change_passphrase_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
