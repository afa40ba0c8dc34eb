/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The operations of VmmHost that change a running guest. */
#include "vmm-host-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>

typedef struct
{
  VmmMachine *machine;
  VmmEngineCommand command;
  int media_fd;
  gboolean boot_media;
  gboolean paused;
  guint64 generation;    /* what was judged when a start was asked for */
  guint serial;          /* of the machine when the engine was asked */
  const char *installer; /* static, or NULL */
  int kernel_fd;
  int initrd_fd;
  gboolean restore;
} Act;

static void
act_free (Act *act)
{
  g_clear_object (&act->machine);
  g_clear_fd (&act->media_fd, NULL);
  g_clear_fd (&act->kernel_fd, NULL);
  g_clear_fd (&act->initrd_fd, NULL);
  g_free (act);
}

static int
duplicate (int fd)
{
  return fd >= 0 ? fcntl (fd, F_DUPFD_CLOEXEC, 3) : -1;
}

static GTask *
act_task (VmmHost *self, VmmMachine *machine, int media_fd, GCancellable *cancellable,
          GAsyncReadyCallback callback, gpointer user_data, Act **act)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  *act = g_new0 (Act, 1);
  (*act)->machine = g_object_ref (machine);
  (*act)->media_fd = duplicate (media_fd);
  (*act)->generation = vmm_machine_get_generation (machine);
  (*act)->kernel_fd = (*act)->initrd_fd = -1;
  g_task_set_task_data (task, *act, (GDestroyNotify) act_free);
  return task;
}

static void
return_busy (GTask *task, const char *message)
{
  g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, message);
}

static void
on_realised_saved (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* The guest runs, whether it is on record how or not. */
  if (!vmm_registry_save_finish (VMM_REGISTRY (object), result, &error))
    g_warning ("What a start has used could not be saved: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/* An installation that is under way ends with one more start. */
static void
forget_passphrase (VmmMachine *machine)
{
  if (vmm_machine_get_installing (machine) == NULL)
    vmm_machine_set_passphrase (machine, NULL);
}

/* A start that was given up half-way may have left a guest: what is so is asked. */
static void
start_failed (VmmHost *self, VmmMachine *machine)
{
  if (vmm_machine_get_state (machine) == VMM_IPC_MACHINE_STARTING)
    vmm_machine_set_state (machine, VMM_IPC_MACHINE_STOPPED, VMM_IPC_REASON_START_FAILED);
  vmm_host_doubt (self);
}

static void
on_started (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmHost *self = g_task_get_source_object (task);
  Act *act = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) realised = vmm_engine_start_finish (VMM_ENGINE (object), result, &error);

  forget_passphrase (act->machine);
  if (realised != NULL && act->restore)
    {
      vmm_machine_set_saved (act->machine, FALSE);
      g_variant_unref (realised);
      realised = g_variant_ref (vmm_machine_get_realised (act->machine));
    }
  if (realised == NULL)
    {
      vmm_machine_set_passphrase (act->machine, NULL);
      start_failed (self, act->machine);
      g_task_return_error (task, error);
      return;
    }

  if (vmm_machine_get_state (act->machine) == VMM_IPC_MACHINE_STARTING)
    vmm_machine_set_state (act->machine, act->paused ? VMM_IPC_MACHINE_PAUSED : VMM_IPC_MACHINE_RUNNING,
                           act->paused ? VMM_IPC_REASON_USER : VMM_IPC_REASON_NONE);
  else if (!vmm_machine_is_active (act->machine))
    vmm_host_doubt (self);

  if (act->restore && !act->paused)
    vmm_host_set_clock (self, act->machine);
  vmm_registry_save_async (self->registry, act->machine, vmm_machine_get_generation (act->machine),
                           vmm_machine_get_spec (act->machine), realised, on_realised_saved,
                           g_steal_pointer (&task));
}

/* Of each encrypted disk, as the engine wants them. The machine keeps the bytes. */
static guint
collect_secrets (VmmMachine *machine, VmmEngineSecret secrets[])
{
  VmmPassphrase *passphrase = vmm_machine_get_passphrase (machine);
  VmmSpec *spec = vmm_machine_get_spec (machine);
  guint n = 0;

  for (guint i = 0; passphrase != NULL && i < spec->n_disks; i++)
    if (spec->disks[i].encrypted)
      {
        secrets[n].disk = i;
        secrets[n].value = vmm_passphrase_get (passphrase, &secrets[n].length);
        n++;
      }
  return n;
}

static void
begin_start (VmmHost *self, GTask *task, Act *act)
{
  VmmEngineSecret secrets[VMM_IPC_MAX_DISKS] = { 0 };
  g_autofree char *folder = vmm_registry_dup_folder (self->registry, act->machine);
  g_autoptr (GArray) devices = vmm_host_take_devices (self, act->machine);
  VmmEngineStart start = {
    .uuid = vmm_machine_get_uuid (act->machine),
    .folder = folder,
    .spec = vmm_machine_get_spec (act->machine),
    .media_fd = act->media_fd,
    .boot_media = act->boot_media,
    .paused = act->paused,
    .seed = vmm_machine_get_seed (act->machine) ? VMM_MACHINE_SEED_NAME : NULL,
    .installer = vmm_machine_get_installing (act->machine),
    .secrets = secrets,
    .n_secrets = collect_secrets (act->machine, secrets),
    .owner = vmm_machine_get_owner (act->machine),
    .devices = (const VmmEngineHostDevice *) (gpointer) devices->data,
    .n_devices = devices->len,
    .restore = vmm_machine_get_saved (act->machine),
  };

  act->restore = start.restore;

  vmm_machine_set_state (act->machine, VMM_IPC_MACHINE_STARTING, VMM_IPC_REASON_NONE);
  vmm_engine_start_async (self->engine, &start, g_task_get_cancellable (task), on_started,
                          g_object_ref (task));
}

static void
on_install_saved (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (vmm_registry_install_finish (VMM_REGISTRY (object), result, &error))
    begin_start (g_task_get_source_object (task), task, g_task_get_task_data (task));
  else
    g_task_return_error (task, error);
}

static void
go_on (VmmHost *self, GTask *task, Act *act)
{
  if (act->installer != NULL)
    vmm_registry_install_async (self->registry, act->machine, act->installer, act->kernel_fd, act->initrd_fd,
                                g_task_get_cancellable (task), on_install_saved, g_object_ref (task));
  else
    begin_start (self, task, act);
}

/* A wrong passphrase is told now, in words, and no guest comes up that cannot read its disk. */
static void
on_unlocked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Act *act = g_task_get_task_data (task);
  GError *error = NULL;

  if (vmm_host_unlock_finish (VMM_HOST (object), result, &error))
    {
      go_on (VMM_HOST (object), task, act);
      return;
    }
  vmm_machine_set_passphrase (act->machine, NULL);
  g_task_return_error (task, error);
}

static void start_turn (GTask *task);

static void
on_adopted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (vmm_host_adopt_finish (VMM_HOST (object), result, &error))
    start_turn (task);
  else
    g_task_return_error (task, error);
}

/* What was saved is what runs: it is not installed over, and gets no other hardware. */
static gboolean
check_saved (VmmHost *self, Act *act, GError **error)
{
  if (!vmm_machine_get_saved (act->machine))
    return vmm_host_check_spec (self, vmm_machine_get_spec (act->machine), NULL, error);
  if (act->installer == NULL)
    return TRUE;

  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY,
                       VMM_IPC_FIELD_STATE ": the machine is saved");
  return FALSE;
}

static gboolean
check_wanted (VmmMachine *machine, GError **error)
{
  if (!vmm_machine_get_spec (machine)->keep_off)
    return TRUE;

  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_CONFLICT,
                       VMM_IPC_SPEC_KEEP_OFF ": a move has it kept off, as there may be another one of it");
  return FALSE;
}

static void
start_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  Act *act = g_task_get_task_data (task);
  GError *error = NULL;

  if (!vmm_host_check_present (self, act->machine, &error))
    g_task_return_error (task, error);
  else if (vmm_machine_is_active (act->machine))
    {
      /* The wish to have it running takes back the one to shut it down. */
      if (vmm_machine_get_state (act->machine) == VMM_IPC_MACHINE_STOPPING)
        vmm_machine_set_state (act->machine, VMM_IPC_MACHINE_RUNNING, VMM_IPC_REASON_NONE);
      g_task_return_boolean (task, TRUE);
    }
  else if (vmm_machine_get_unsure (act->machine))
    vmm_host_adopt_async (self, act->machine, on_adopted, g_object_ref (task));
  else if (!vmm_machine_check_generation (act->machine, act->generation, &error) ||
           !check_wanted (act->machine, &error) || !check_saved (self, act, &error))
    g_task_return_error (task, error);
  else if (vmm_spec_is_encrypted (vmm_machine_get_spec (act->machine)))
    vmm_host_unlock_async (self, act->machine, g_task_get_cancellable (task), on_unlocked,
                           g_object_ref (task));
  else
    go_on (self, task, act);
}

void
vmm_host_start_async (VmmHost *self, VmmMachine *machine, int media_fd, gboolean boot_media, gboolean paused,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Act *act;
  g_autoptr (GTask) task = act_task (self, machine, media_fd, cancellable, callback, user_data, &act);

  g_task_set_source_tag (task, vmm_host_start_async);
  act->boot_media = boot_media;
  act->paused = paused;
  vmm_host_push (self, vmm_machine_get_uuid (machine), task, start_turn);
}

void
vmm_host_install_async (VmmHost *self, VmmMachine *machine, const char *installer, int kernel_fd,
                        int initrd_fd, int media_fd, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Act *act;
  g_autoptr (GTask) task = act_task (self, machine, media_fd, cancellable, callback, user_data, &act);

  g_task_set_source_tag (task, vmm_host_install_async);
  act->installer = installer;
  act->kernel_fd = duplicate (kernel_fd);
  act->initrd_fd = duplicate (initrd_fd);
  vmm_host_push (self, vmm_machine_get_uuid (machine), task, start_turn);
}

gboolean
vmm_host_start_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The state that a command ends in, for a machine that still has a guest. */
static void
command_done (VmmMachine *machine, VmmEngineCommand command)
{
  VmmIpcMachineState state = vmm_machine_get_state (machine);

  if (state == VMM_IPC_MACHINE_STOPPED)
    return;

  switch (command)
    {
    case VMM_ENGINE_SHUTDOWN:
      vmm_machine_set_state (machine, VMM_IPC_MACHINE_STOPPING, VMM_IPC_REASON_NONE);
      break;
    case VMM_ENGINE_STOP:
      vmm_machine_set_state (machine, VMM_IPC_MACHINE_STOPPED, VMM_IPC_REASON_FORCED_OFF);
      break;
    case VMM_ENGINE_RESET:
      if (state == VMM_IPC_MACHINE_STOPPING)
        vmm_machine_set_state (machine, VMM_IPC_MACHINE_RUNNING, VMM_IPC_REASON_NONE);
      break;
    case VMM_ENGINE_PAUSE:
      vmm_machine_set_state (machine, VMM_IPC_MACHINE_PAUSED, VMM_IPC_REASON_USER);
      break;
    case VMM_ENGINE_RESUME:
      vmm_machine_set_state (machine, VMM_IPC_MACHINE_RUNNING, VMM_IPC_REASON_NONE);
      break;
    default:
      break;
    }
}

static void
on_command (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Act *act = g_task_get_task_data (task);
  GError *error = NULL;

  if (!vmm_engine_command_finish (VMM_ENGINE (object), result, &error))
    {
      vmm_host_doubt (g_task_get_source_object (task));
      g_task_return_error (task, error);
      return;
    }
  /* What the engine has told since, that the guest waits for room on a full disk again for one, is newer. */
  if ((act->command != VMM_ENGINE_PAUSE && act->command != VMM_ENGINE_RESUME) ||
      act->serial == vmm_machine_get_serial (act->machine))
    command_done (act->machine, act->command);
  g_task_return_boolean (task, TRUE);
}

typedef enum
{
  VERDICT_ASK,  /* the engine has something to do */
  VERDICT_DONE, /* it is so already */
  VERDICT_BUSY, /* makes no sense in this state */
} Verdict;

static Verdict
judge_command (VmmIpcMachineState state, VmmEngineCommand command)
{
  switch (command)
    {
    case VMM_ENGINE_STOP:
      return state == VMM_IPC_MACHINE_STOPPED ? VERDICT_DONE : VERDICT_ASK;
    case VMM_ENGINE_SHUTDOWN:
      if (state == VMM_IPC_MACHINE_STOPPED)
        return VERDICT_DONE;
      /* A paused guest hears nothing. */
      return state == VMM_IPC_MACHINE_PAUSED ? VERDICT_BUSY : VERDICT_ASK;
    case VMM_ENGINE_PAUSE:
      if (state == VMM_IPC_MACHINE_PAUSED)
        return VERDICT_DONE;
      return state == VMM_IPC_MACHINE_STOPPED ? VERDICT_BUSY : VERDICT_ASK;
    case VMM_ENGINE_RESUME:
      if (state == VMM_IPC_MACHINE_RUNNING || state == VMM_IPC_MACHINE_STOPPING)
        return VERDICT_DONE;
      return state == VMM_IPC_MACHINE_STOPPED ? VERDICT_BUSY : VERDICT_ASK;
    case VMM_ENGINE_RESET:
    default:
      return state == VMM_IPC_MACHINE_STOPPED ? VERDICT_BUSY : VERDICT_ASK;
    }
}

static void
command_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  Act *act = g_task_get_task_data (task);
  Verdict verdict = judge_command (vmm_machine_get_state (act->machine), act->command);
  GError *error = NULL;

  if (!vmm_host_check_present (self, act->machine, &error))
    g_task_return_error (task, error);
  else if (verdict == VERDICT_BUSY)
    return_busy (task, "The machine is not in a state for this");
  else if (verdict == VERDICT_DONE)
    {
      if (act->command == VMM_ENGINE_RESUME)
        command_done (act->machine, act->command);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      act->serial = vmm_machine_get_serial (act->machine);
      vmm_engine_command_async (self->engine, vmm_machine_get_uuid (act->machine), act->command,
                                g_task_get_cancellable (task), on_command, g_object_ref (task));
    }
}

void
vmm_host_command_async (VmmHost *self, VmmMachine *machine, VmmEngineCommand command,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Act *act;
  g_autoptr (GTask) task = act_task (self, machine, -1, cancellable, callback, user_data, &act);

  g_task_set_source_tag (task, vmm_host_command_async);
  act->command = command;
  vmm_host_push (self, vmm_machine_get_uuid (machine), task, command_turn);
}

gboolean
vmm_host_command_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_media_changed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (vmm_engine_change_media_finish (VMM_ENGINE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
media_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  Act *act = g_task_get_task_data (task);
  GError *error = NULL;

  if (!vmm_host_check_present (self, act->machine, &error))
    g_task_return_error (task, error);
  else if (vmm_machine_is_active (act->machine))
    vmm_engine_change_media_async (self->engine, vmm_machine_get_uuid (act->machine), act->media_fd, NULL,
                                   on_media_changed, g_object_ref (task));
  else if (act->media_fd < 0)
    g_task_return_boolean (task, TRUE);
  else
    return_busy (task, "The machine is not running");
}

void
vmm_host_change_media_async (VmmHost *self, VmmMachine *machine, int media_fd, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Act *act;
  g_autoptr (GTask) task = act_task (self, machine, media_fd, NULL, callback, user_data, &act);

  g_task_set_source_tag (task, vmm_host_change_media_async);
  vmm_host_push (self, vmm_machine_get_uuid (machine), task, media_turn);
}

gboolean
vmm_host_change_media_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
