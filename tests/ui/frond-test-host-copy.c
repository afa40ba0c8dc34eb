/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A test host's machines made once more at another. */
#include "frond-test-host-private.h"

#include "frond-error.h"
#include "frond-machine-export.h"
#include "frond-machine-info.h"
#include "frond-machine-sources.h"
#include "frond-profile.h"
#include "frond-secret.h"

#include <sys/mman.h>
#include <unistd.h>

typedef struct
{
  FrondTestHost *to; /* NULL: into a file */
  char *uuid;
  char *request_id;
  FrondProfile *as; /* may be NULL */
} Copy;

static void
copy_free (Copy *copy)
{
  g_clear_object (&copy->to);
  g_clear_object (&copy->as);
  g_free (copy->request_id);
  g_free (copy->uuid);
  g_free (copy);
}

/* Another computer of MACHINE's kind. */
static void
end_as_new (GTask *task, FrondTestMachine *machine)
{
  Copy *copy = g_task_get_task_data (task);
  g_autoptr (FrondProfile) profile = frond_profile_copy_as_new (machine->profile);
  g_autofree char *uuid = g_uuid_string_random ();

  g_object_set (profile, "name", frond_profile_get_name (copy->as), "machine-uuid", uuid, "request-id",
                copy->request_id, "autostart", FALSE, NULL);
  frond_test_host_put (copy->to, profile, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  g_task_return_pointer (task,
                         _frond_test_host_describe (uuid, g_hash_table_lookup (copy->to->machines, uuid)),
                         (GDestroyNotify) frond_machine_info_unref);
}

/* One disk of a few bytes. */
static FrondMachineExport *
make_export (void)
{
  FrondMachineExport *export = frond_machine_export_new ();
  FrondExportedDisk disk = { .format = FROND_IMAGE_RAW, .size = 1024 * 1024 };

  disk.fd = memfd_create ("disk", MFD_CLOEXEC);
  g_assert_no_errno (ftruncate (disk.fd, (off_t) disk.size));
  frond_machine_export_add_disk (export, &disk);
  return export;
}

static void
copy_end (GTask *task)
{
  FrondTestHost *self = g_task_get_source_object (task);
  Copy *copy = g_task_get_task_data (task);
  FrondTestMachine *machine = _frond_test_host_find_or_fail (self, copy->uuid, task);
  g_autoptr (FrondProfile) profile = NULL;
  GError *error = NULL;

  if (machine == NULL)
    return;
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->copy_error >= 0)
    {
      frond_set_error (&error, (FrondError) self->copy_error, NULL, "the test says so");
      self->copy_error = -1;
      g_task_return_error (task, error);
      return;
    }
  if (copy->to == NULL)
    {
      g_task_return_pointer (task, make_export (), g_object_unref);
      return;
    }
  if (copy->as != NULL)
    {
      end_as_new (task, machine);
      return;
    }
  if (g_hash_table_contains (copy->to->machines, copy->uuid))
    {
      frond_set_error (&error, FROND_ERROR_CONFLICT, "uuid", "there is a machine with it");
      g_task_return_error (task, error);
      return;
    }
  profile = frond_profile_copy (machine->profile);
  frond_test_host_put (copy->to, profile, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  machine = g_hash_table_lookup (copy->to->machines, copy->uuid);
  machine->kept_off = TRUE;
  g_task_return_pointer (task, _frond_test_host_describe (copy->uuid, machine),
                         (GDestroyNotify) frond_machine_info_unref);
}

static void
copy_cancelled_cb (GCancellable *cancellable, FrondTestHost *self)
{
  frond_test_host_release_copy (self);
}

static void
begin (FrondMachineHost *host, FrondMachineHost *to, const char *uuid, const char *request_id,
       FrondProfile *as, FrondProgressFunc progress, gpointer progress_data, GCancellable *cancellable,
       GAsyncReadyCallback callback, gpointer user_data)
{
  FrondTestHost *self = FROND_TEST_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  Copy *copy = g_new0 (Copy, 1);

  copy->to = to != NULL ? g_object_ref (FROND_TEST_HOST (to)) : NULL;
  copy->uuid = g_strdup (uuid);
  copy->request_id = g_strdup (request_id);
  copy->as = as != NULL ? g_object_ref (as) : NULL;
  g_task_set_task_data (task, copy, (GDestroyNotify) copy_free);
  if (progress != NULL)
    progress (0.25, progress_data);
  if (!self->copy_held)
    {
      copy_end (task);
      return;
    }
  self->copy = g_steal_pointer (&task);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (copy_cancelled_cb), self,
                             G_CONNECT_DEFAULT);
}

void
_frond_test_host_copy_async (FrondMachineHost *host, FrondMachineHost *to, const char *uuid,
                             const char *request_id, FrondProfile *as, FrondProgressFunc progress,
                             gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  begin (host, to, uuid, request_id, as, progress, progress_data, cancellable, callback, user_data);
}

void
_frond_test_host_export_async (FrondMachineHost *host, const char *uuid, FrondProgressFunc progress,
                               gpointer progress_data, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  begin (host, NULL, uuid, NULL, NULL, progress, progress_data, cancellable, callback, user_data);
}

FrondMachineExport *
_frond_test_host_export_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

FrondMachineInfo *
_frond_test_host_copy_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
frond_test_host_hold_copy (FrondTestHost *self)
{
  self->copy_held = TRUE;
}

void
frond_test_host_release_copy (FrondTestHost *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->copy);

  self->copy_held = FALSE;
  if (task != NULL)
    copy_end (task);
}

void
frond_test_host_fail_copy (FrondTestHost *self, int code)
{
  self->copy_error = code;
}

void
_frond_test_host_take_passphrase (FrondTestHost *self, FrondMachineSources *sources)
{
  const int fd = sources != NULL ? frond_machine_sources_get_passphrase (sources) : -1;
  g_autofree char *text = g_malloc0 (FROND_SECRET_MAX + 1);

  if (fd < 0)
    return;
  g_assert_true (frond_secret_read (fd, text, FROND_SECRET_MAX + 1));
  g_set_str (&self->passphrase, text);
}

gboolean
frond_test_host_is_kept_off (FrondTestHost *self, const char *uuid)
{
  FrondTestMachine *machine = g_hash_table_lookup (self->machines, uuid);

  g_assert_nonnull (machine);
  return machine->kept_off;
}
