/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Machines that start with the computer: once for each of its boots, however often the helper starts in it. */
#include "vmm-folder.h"
#include "vmm-isolation.h"
#include "vmm-service-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

#define BOOT_ID_FILE "/proc/sys/kernel/random/boot_id"

/* In the state folder: systemd empties the one of the run with every restart of the helper. */
#define MARK_NAME "autostart.boot"
#define MARK_MAX  64

/* One after the other: a computer that starts has enough to do. */
typedef struct
{
  VmmService *service;
  GPtrArray *left; /* VmmMachine */
  VmmClaim *claim; /* of the one that starts */
} Round;

static void
round_free (Round *round)
{
  g_clear_pointer (&round->claim, vmm_claim_free);
  g_ptr_array_unref (round->left);
  g_object_unref (round->service);
  g_free (round);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Round, round_free)

static void start_next (Round *round);

static void
on_started (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Round *round = user_data;
  g_autoptr (GError) error = NULL;

  if (!vmm_host_start_finish (VMM_HOST (object), result, &error))
    g_warning ("A machine did not start with the computer: %s", error->message);
  g_clear_pointer (&round->claim, vmm_claim_free);
  start_next (round);
}

static gboolean
is_to_start (VmmMachine *machine)
{
  VmmSpec *spec = vmm_machine_get_spec (machine);

  return spec->autostart && !spec->keep_off && !vmm_machine_is_active (machine);
}

/* What goes beyond its owner's limits was somebody's leave for that time, and nobody can be asked now. */
static gboolean
may_start (Round *round, VmmMachine *machine, GError **error)
{
  VmmService *self = round->service;
  VmmSpec *spec = vmm_machine_get_spec (machine);
  const VmmUse use = { .running = 1, .memory = spec->memory, .vcpus = spec->vcpus };
  VmmActions more = VMM_ACTION_NONE;

  if (!vmm_isolation_check (self->host, self->config, vmm_machine_get_owner (machine), error))
    return FALSE;
  round->claim = vmm_claims_take (self->claims, vmm_machine_get_owner (machine),
                                  vmm_machine_get_uuid (machine), &use, NULL, &more, error);
  if (round->claim == NULL || more == VMM_ACTION_NONE)
    return round->claim != NULL;

  g_clear_pointer (&round->claim, vmm_claim_free);
  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_QUOTA_EXCEEDED, "It is beyond its owner's limits");
  return FALSE;
}

/* Takes ROUND. */
static void
start_next (Round *round)
{
  g_autoptr (Round) owned = round;

  while (owned->left->len > 0)
    {
      g_autoptr (VmmMachine) machine = g_ptr_array_steal_index (owned->left, 0);
      g_autoptr (GError) error = NULL;

      if (!is_to_start (machine))
        continue;
      if (may_start (owned, machine, &error))
        {
          vmm_host_start_async (owned->service->host, machine, -1, FALSE, FALSE, NULL, on_started, owned);
          g_steal_pointer (&owned);
          return;
        }
      g_warning ("A machine does not start with the computer: %s", error->message);
    }
}

static GPtrArray *
find_machines (VmmService *self)
{
  GPtrArray *all = vmm_registry_get_machines (vmm_host_get_registry (self->host));
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < all->len; i++)
    {
      VmmMachine *machine = g_ptr_array_index (all, i);

      if (is_to_start (machine))
        g_ptr_array_add (found, g_object_ref (machine));
    }
  return found;
}

/* TRUE: this boot is a new one. The mark is written before anything starts: a crash on the way starts nothing twice. */
static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autofd int fd = open (task_data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autofree char *boot_id = NULL;
  g_autofree char *mark = NULL;
  gsize length = 0, mark_length = 0;
  GError *error = NULL;

  if (fd < 0)
    vmm_folder_fail (errno, "Opening the state folder", &error);
  else if (g_file_get_contents (BOOT_ID_FILE, &boot_id, &length, &error))
    {
      mark = vmm_folder_read_file (fd, MARK_NAME, MARK_MAX, &mark_length, NULL);
      if (mark != NULL && mark_length == length && memcmp (mark, boot_id, length) == 0)
        {
          g_task_return_boolean (task, FALSE);
          return;
        }
      if (vmm_folder_write_file (fd, MARK_NAME, boot_id, length, &error))
        {
          g_task_return_boolean (task, TRUE);
          return;
        }
    }
  g_task_return_error (task, error);
}

static void
on_looked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  VmmService *self = VMM_SERVICE (object);
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      Round *round = g_new0 (Round, 1);

      round->service = g_object_ref (self);
      round->left = find_machines (self);
      start_next (round);
    }
  else if (error != NULL)
    g_warning ("No machine starts with the computer: %s", error->message);
}

void
vmm_service_autostart (VmmService *self)
{
  g_autoptr (GTask) task = NULL;

  if (vmm_authority_get_owner (self->authority) != VMM_OWNER_ANY)
    return;

  task = g_task_new (self, NULL, on_looked, NULL);
  g_task_set_source_tag (task, vmm_service_autostart);
  g_task_set_task_data (task, g_strdup (self->data_dir), g_free);
  g_task_run_in_thread (task, look_in_thread);
}
