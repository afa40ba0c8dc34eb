/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-test-host-private.h"

#include "frond-error.h"
#include "frond-machine-info.h"
#include "frond-profile.h"

#include <glib/gstdio.h>
#include <sys/socket.h>

#define GIB (G_GUINT64_CONSTANT (1024) * 1024 * 1024)

static void host_init (FrondMachineHostInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondTestHost, frond_test_host, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FROND_TYPE_MACHINE_HOST, host_init))

enum
{
  PROP_0,
  PROP_STATE,
  PROP_ERROR,
  PROP_CAPABILITIES,
};

static void
machine_free (gpointer data)
{
  FrondTestMachine *machine = data;

  g_object_unref (machine->profile);
  g_free (machine);
}

FrondMachineInfo *
_frond_test_host_describe (const char *uuid, FrondTestMachine *machine)
{
  FrondMachineInfo *info =
      frond_machine_info_new (uuid, frond_profile_get_request_id (machine->profile), machine->generation,
                              machine->state, machine->reason, machine->profile);

  frond_machine_info_set_kept_off (info, machine->kept_off);
  return info;
}

FrondTestMachine *
_frond_test_host_find_or_fail (FrondTestHost *self, const char *uuid, GTask *task)
{
  FrondTestMachine *machine = uuid != NULL ? g_hash_table_lookup (self->machines, uuid) : NULL;
  GError *error = NULL;

  if (self->state == FROND_HOST_UNAVAILABLE)
    error = g_error_copy (self->error);
  else if (machine == NULL)
    frond_set_error (&error, FROND_ERROR_NOT_FOUND, NULL, "no such machine");
  if (error != NULL)
    g_task_return_error (task, error);

  return error == NULL ? machine : NULL;
}

void
frond_test_host_put (FrondTestHost *self, FrondProfile *profile, FrondGuestState state,
                     FrondGuestReason reason)
{
  FrondTestMachine *machine = g_new0 (FrondTestMachine, 1);

  machine->profile = frond_profile_copy (profile);
  machine->state = state;
  machine->reason = reason;
  machine->generation = 1;
  g_hash_table_insert (self->machines, g_strdup (frond_profile_get_machine_uuid (profile)), machine);
}

void
frond_test_host_set_state (FrondTestHost *self, const char *uuid, FrondGuestState state,
                           FrondGuestReason reason)
{
  FrondTestMachine *machine = g_hash_table_lookup (self->machines, uuid);
  g_autoptr (FrondMachineInfo) info = NULL;

  g_assert_nonnull (machine);
  machine->state = state;
  machine->reason = reason;
  info = _frond_test_host_describe (uuid, machine);
  g_signal_emit_by_name (self, "machine-changed", info);
}

FrondGuestState
frond_test_host_get_state (FrondTestHost *self, const char *uuid)
{
  FrondTestMachine *machine = g_hash_table_lookup (self->machines, uuid);

  return machine != NULL ? machine->state : FROND_GUEST_MISSING;
}

static void
list_async (FrondMachineHost *host, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  FrondTestHost *self = FROND_TEST_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_machine_info_unref);
  GHashTableIter iter;
  gpointer uuid, machine;

  if (self->state == FROND_HOST_UNAVAILABLE)
    {
      g_task_return_error (task, g_error_copy (self->error));
      return;
    }

  g_hash_table_iter_init (&iter, self->machines);
  while (g_hash_table_iter_next (&iter, &uuid, &machine))
    if (!((FrondTestMachine *) machine)->trashed)
      g_ptr_array_add (list, _frond_test_host_describe (uuid, machine));
  g_task_return_pointer (task, g_steal_pointer (&list), (GDestroyNotify) g_ptr_array_unref);
}

static gpointer
pointer_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GPtrArray *
list_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return pointer_finish (result, error);
}

static void
create_async (FrondMachineHost *host, FrondProfile *profile, FrondMachineSources *sources,
              FrondProgressFunc progress, gpointer progress_data, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  FrondTestHost *self = FROND_TEST_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  g_autoptr (FrondProfile) made = frond_profile_copy (profile);
  g_autofree char *uuid = g_uuid_string_random ();
  GError *error = NULL;

  if (self->create_error >= 0)
    {
      frond_set_error (&error, (FrondError) self->create_error, NULL, "the test says so");
      self->create_error = -1;
      g_task_return_error (task, error);
      return;
    }

  _frond_test_host_take_passphrase (self, sources);
  if (sources != NULL && progress != NULL)
    progress (0.5, progress_data);
  if (sources != NULL)
    frond_profile_set_disk_size (made, FROND_TEST_HOST_IMAGE_SIZE);
  frond_profile_set_machine_uuid (made, uuid);
  frond_test_host_put (self, made, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  g_task_return_pointer (task, _frond_test_host_describe (uuid, g_hash_table_lookup (self->machines, uuid)),
                         (GDestroyNotify) frond_machine_info_unref);
}

static FrondMachineInfo *
create_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return pointer_finish (result, error);
}

static void
reconfigure_async (FrondMachineHost *host, FrondProfile *profile, guint64 generation,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  FrondTestMachine *machine =
      _frond_test_host_find_or_fail (FROND_TEST_HOST (host), frond_profile_get_machine_uuid (profile), task);

  if (machine == NULL)
    return;

  g_set_object (&machine->profile, profile);
  machine->generation++;
  g_task_return_int (task, (gssize) machine->generation);
}

static gboolean
reconfigure_finish (FrondMachineHost *host, GAsyncResult *result, guint64 *generation, GError **error)
{
  gssize got = g_task_propagate_int (G_TASK (result), error);

  if (got >= 0 && generation != NULL)
    *generation = (guint64) got;
  return got >= 0;
}

static void
start_async (FrondMachineHost *host, const char *uuid, gboolean boot_media, int media_fd,
             FrondMachineSources *installer, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
  FrondTestHost *self = FROND_TEST_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  FrondTestMachine *machine;
  GError *error = NULL;

  machine = _frond_test_host_find_or_fail (self, uuid, task);
  if (machine == NULL)
    return;

  if (machine->kept_off)
    self->start_error = FROND_ERROR_KEPT_OFF;
  if (self->start_error >= 0)
    {
      frond_set_error (&error, (FrondError) self->start_error, "accel", "the test says so");
      self->start_error = -1;
      g_task_return_error (task, error);
      return;
    }

  frond_test_host_set_state (self, uuid, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  g_task_return_boolean (task, TRUE);
}

static void
insert_media_async (FrondMachineHost *host, const char *uuid, int media_fd, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);

  if (_frond_test_host_find_or_fail (FROND_TEST_HOST (host), uuid, task) != NULL)
    g_task_return_boolean (task, TRUE);
}

static void
carry_out (FrondTestHost *self, const char *uuid, FrondTestMachine *machine, FrondCommand command)
{
  switch (command)
    {
    case FROND_COMMAND_SHUTDOWN:
      frond_test_host_set_state (self, uuid, FROND_GUEST_STOPPING, FROND_GUEST_REASON_NONE);
      break;
    case FROND_COMMAND_FORCE_OFF:
      frond_test_host_set_state (self, uuid, FROND_GUEST_STOPPED, FROND_GUEST_REASON_FORCED_OFF);
      break;
    case FROND_COMMAND_PAUSE:
      frond_test_host_set_state (self, uuid, FROND_GUEST_PAUSED, FROND_GUEST_REASON_USER);
      break;
    case FROND_COMMAND_RESUME:
      frond_test_host_set_state (self, uuid, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
      break;
    case FROND_COMMAND_SAVE:
      frond_test_host_set_state (self, uuid, FROND_GUEST_STOPPED, FROND_GUEST_REASON_SAVED);
      break;
    case FROND_COMMAND_DISCARD:
      frond_test_host_set_state (self, uuid, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
      break;
    case FROND_COMMAND_TRASH:
      machine->trashed = TRUE;
      break;
    case FROND_COMMAND_RESTORE:
      machine->trashed = FALSE;
      break;
    case FROND_COMMAND_PURGE:
      self->n_purged++;
      g_hash_table_remove (self->machines, uuid);
      break;
    case FROND_COMMAND_KEEP_OFF:
      machine->kept_off = TRUE;
      break;
    case FROND_COMMAND_RELEASE:
      machine->kept_off = FALSE;
      break;
    case FROND_COMMAND_RESET:
    case FROND_COMMAND_EJECT_MEDIA:
    default:
      break;
    }
}

static void
command_async (FrondMachineHost *host, const char *uuid, FrondCommand command, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  FrondTestHost *self = FROND_TEST_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  FrondTestMachine *machine = _frond_test_host_find_or_fail (self, uuid, task);

  GError *error = NULL;

  if (machine == NULL)
    return;

  if (self->failing == (int) command)
    {
      frond_set_error (&error, FROND_ERROR_HELPER_LOST, NULL, "the test says so");
      self->failing = -1;
      g_task_return_error (task, error);
      return;
    }

  carry_out (self, uuid, machine, command);
  g_task_return_boolean (task, TRUE);
}

static gboolean
boolean_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* There is no screen to connect to. */
static void
unsupported_async (FrondMachineHost *host, const char *uuid, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
  GError *error = NULL;

  frond_set_error (&error, FROND_ERROR_UNSUPPORTED, NULL, "a test host has no screens");
  g_task_report_error (host, callback, user_data, unsupported_async, error);
}

static int
open_display_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
open_console_async (FrondMachineHost *host, const char *uuid, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  FrondTestHost *self = FROND_TEST_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  GError *error = NULL;
  int ends[2];

  if (_frond_test_host_find_or_fail (self, uuid, task) == NULL)
    return;

  if (self->console_error >= 0)
    {
      frond_set_error (&error, (FrondError) self->console_error, NULL, "the test says so");
      g_task_return_error (task, error);
      return;
    }

  frond_test_host_close_console (self);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), ==, 0);
  self->console = ends[0];
  g_task_return_int (task, ends[1]);
}

static int
open_console_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
screenshot_async (FrondMachineHost *host, const char *uuid, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
  FrondTestHost *self = FROND_TEST_HOST (host);
  g_autoptr (GTask) task = NULL;

  if (self->picture == NULL)
    {
      unsupported_async (host, uuid, cancellable, callback, user_data);
      return;
    }

  task = g_task_new (host, cancellable, callback, user_data);
  if (_frond_test_host_find_or_fail (self, uuid, task) != NULL)
    g_task_return_pointer (task, g_bytes_ref (self->picture), (GDestroyNotify) g_bytes_unref);
}

static GBytes *
screenshot_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return pointer_finish (result, error);
}

static void
retry (FrondMachineHost *host)
{
  FROND_TEST_HOST (host)->n_retries++;
}

static FrondHostMode
get_mode (FrondMachineHost *host)
{
  return FROND_TEST_HOST (host)->mode;
}

static void
host_init (FrondMachineHostInterface *iface)
{
  iface->list_networks_async = _frond_test_host_list_networks_async;
  iface->list_networks_finish = _frond_test_host_list_finish;
  iface->list_devices_async = _frond_test_host_list_devices_async;
  iface->list_devices_finish = _frond_test_host_list_finish;
  iface->assign_async = _frond_test_host_assign_async;
  iface->assign_finish = _frond_test_host_done_finish;
  iface->change_passphrase_async = _frond_test_host_change_passphrase_async;
  iface->change_passphrase_finish = _frond_test_host_done_finish;
  iface->copy_async = _frond_test_host_copy_async;
  iface->copy_finish = _frond_test_host_copy_finish;
  iface->export_async = _frond_test_host_export_async;
  iface->export_finish = _frond_test_host_export_finish;
  iface->get_mode = get_mode;
  iface->list_async = list_async;
  iface->list_finish = list_finish;
  iface->create_async = create_async;
  iface->create_finish = create_finish;
  iface->reconfigure_async = reconfigure_async;
  iface->reconfigure_finish = reconfigure_finish;
  iface->start_async = start_async;
  iface->start_finish = boolean_finish;
  iface->insert_media_async = insert_media_async;
  iface->insert_media_finish = boolean_finish;
  iface->command_async = command_async;
  iface->command_finish = boolean_finish;
  iface->open_display_async = unsupported_async;
  iface->open_display_finish = open_display_finish;
  iface->open_console_async = open_console_async;
  iface->open_console_finish = open_console_finish;
  iface->screenshot_async = screenshot_async;
  iface->screenshot_finish = screenshot_finish;
  iface->check_answer_async = _frond_test_host_check_answer_async;
  iface->check_answer_finish = _frond_test_host_done_finish;
  iface->diagnose_async = _frond_test_host_diagnose_async;
  iface->diagnose_finish = _frond_test_host_list_finish;
  iface->retry = retry;
}

static void
frond_test_host_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FrondTestHost *self = FROND_TEST_HOST (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_CAPABILITIES:
      g_value_set_boxed (value, self->capabilities);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frond_test_host_finalize (GObject *object)
{
  FrondTestHost *self = FROND_TEST_HOST (object);

  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self->assigned);
  g_free (self->assigned_to);
  g_free (self->passphrase);
  frond_test_host_close_console (self);
  g_clear_pointer (&self->picture, g_bytes_unref);
  frond_host_capabilities_unref (self->capabilities);
  g_hash_table_unref (self->machines);
  G_OBJECT_CLASS (frond_test_host_parent_class)->finalize (object);
}

static void
frond_test_host_class_init (FrondTestHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = frond_test_host_get_property;
  object_class->finalize = frond_test_host_finalize;
  g_object_class_override_property (object_class, PROP_STATE, "state");
  g_object_class_override_property (object_class, PROP_ERROR, "error");
  g_object_class_override_property (object_class, PROP_CAPABILITIES, "capabilities");
}

static FrondHostCapabilities *
capabilities_new (void)
{
  FrondHostCapabilities *capabilities = frond_host_capabilities_new ();

  g_free (capabilities->backend_error);
  g_free (capabilities->accel_reason);
  g_strfreev (capabilities->firmware);
  capabilities->backend = TRUE;
  capabilities->backend_error = g_strdup ("none");
  capabilities->accel = FROND_ACCEL_KVM;
  capabilities->accel_reason = g_strdup ("ok");
  capabilities->host_cpus = 8;
  capabilities->max_vcpus = 8;
  capabilities->host_memory = 16 * GIB;
  capabilities->max_memory = 14 * GIB;
  capabilities->max_disk = 512 * GIB;
  capabilities->firmware = g_strsplit ("bios uefi", " ", -1);
  frond_host_capabilities_add_left_out (capabilities, "tpm", "not-installed");

  return capabilities;
}

static void
frond_test_host_init (FrondTestHost *self)
{
  self->state = FROND_HOST_READY;
  self->capabilities = capabilities_new ();
  self->machines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, machine_free);
  self->create_error = -1;
  self->start_error = -1;
  self->copy_error = -1;
  self->failing = -1;
  self->console_error = -1;
  self->console = -1;
}

FrondTestHost *
frond_test_host_new (void)
{
  return g_object_new (FROND_TYPE_TEST_HOST, NULL);
}

FrondTestHost *
frond_test_host_new_for (FrondHostMode mode)
{
  FrondTestHost *self = frond_test_host_new ();

  self->mode = mode;
  return self;
}

void
frond_test_host_set_silent (FrondTestHost *self, gboolean silent)
{
  self->state = silent ? FROND_HOST_CONNECTING : FROND_HOST_READY;
  g_object_notify (G_OBJECT (self), "state");
}

void
frond_test_host_set_unavailable (FrondTestHost *self, int code)
{
  g_clear_error (&self->error);
  if (code >= 0)
    frond_set_error (&self->error, (FrondError) code, NULL,
                     "The name me.phyllo.Frond.VmmHelper1 was not provided by any .service files");
  self->state = code >= 0 ? FROND_HOST_UNAVAILABLE : FROND_HOST_READY;
  g_object_notify (G_OBJECT (self), "error");
  g_object_notify (G_OBJECT (self), "state");
}

/* Capabilities are immutable once they were handed out. */
static FrondHostCapabilities *
renew_capabilities (FrondTestHost *self)
{
  frond_host_capabilities_unref (self->capabilities);
  self->capabilities = capabilities_new ();

  return self->capabilities;
}

void
frond_test_host_add_left_out (FrondTestHost *self, const char *feature, const char *reason)
{
  frond_host_capabilities_add_left_out (renew_capabilities (self), feature, reason);
  g_object_notify (G_OBJECT (self), "capabilities");
}

void
frond_test_host_set_software (FrondTestHost *self, const char *reason)
{
  FrondHostCapabilities *capabilities = renew_capabilities (self);

  g_free (capabilities->accel_reason);
  capabilities->accel = reason != NULL ? FROND_ACCEL_SOFTWARE : FROND_ACCEL_KVM;
  capabilities->accel_reason = g_strdup (reason != NULL ? reason : "ok");
  g_free (capabilities->accel_detail);
  capabilities->accel_detail = g_strdup ("open /dev/kvm: Permission denied");
  g_object_notify (G_OBJECT (self), "capabilities");
}

void
frond_test_host_set_backend_error (FrondTestHost *self, const char *reason)
{
  FrondHostCapabilities *capabilities = renew_capabilities (self);

  g_free (capabilities->backend_error);
  g_free (capabilities->backend_detail);
  capabilities->backend = reason == NULL;
  capabilities->backend_error = g_strdup (reason != NULL ? reason : "none");
  capabilities->backend_detail =
      g_strdup ("Failed to connect socket to '/run/user/1000/libvirt/libvirt-sock'");
  g_object_notify (G_OBJECT (self), "capabilities");
}

void
frond_test_host_set_picture (FrondTestHost *self, GBytes *png)
{
  g_clear_pointer (&self->picture, g_bytes_unref);
  self->picture = g_bytes_ref (png);
}

void
frond_test_host_fail_console (FrondTestHost *self, int code)
{
  self->console_error = code;
}

int
frond_test_host_get_console (FrondTestHost *self)
{
  return self->console;
}

void
frond_test_host_close_console (FrondTestHost *self)
{
  g_clear_fd (&self->console, NULL);
}

void
frond_test_host_fail_create (FrondTestHost *self, int code)
{
  self->create_error = code;
}

void
frond_test_host_fail_start (FrondTestHost *self, int code)
{
  self->start_error = code;
}

guint
frond_test_host_count (FrondTestHost *self)
{
  GHashTableIter iter;
  gpointer machine;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->machines);
  while (g_hash_table_iter_next (&iter, NULL, &machine))
    n += !((FrondTestMachine *) machine)->trashed;

  return n;
}

void
frond_test_host_fail_command (FrondTestHost *self, FrondCommand command)
{
  self->failing = (int) command;
}

guint
frond_test_host_get_n_purged (FrondTestHost *self)
{
  return self->n_purged;
}

guint
frond_test_host_get_n_retries (FrondTestHost *self)
{
  return self->n_retries;
}
