/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-test-engine.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct _VmmTestEngine
{
  GObject parent_instance;

  GHashTable *guests; /* uuid → Guest */
  GPtrArray *held;    /* tasks of starts */
  gboolean hold;
  gboolean fail;
  VmmIpcError fail_code;
  guint64 max_memory;
  guint n_starts;
  guint n_commands;
};

typedef struct
{
  VmmIpcMachineState state;
  gint64 media_size;
} Guest;

static void engine_iface_init (VmmEngineInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VmmTestEngine, vmm_test_engine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (VMM_TYPE_ENGINE, engine_iface_init))

typedef struct
{
  char *uuid;
  gint64 media_size;
  gboolean paused;
} Start;

static void
start_free (Start *start)
{
  g_free (start->uuid);
  g_free (start);
}

static void
vmm_test_engine_finalize (GObject *object)
{
  VmmTestEngine *self = VMM_TEST_ENGINE (object);

  g_clear_pointer (&self->guests, g_hash_table_unref);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  G_OBJECT_CLASS (vmm_test_engine_parent_class)->finalize (object);
}

static void
vmm_test_engine_class_init (VmmTestEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_test_engine_finalize;
}

static void
vmm_test_engine_init (VmmTestEngine *self)
{
  self->guests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
}

VmmTestEngine *
vmm_test_engine_new (void)
{
  return g_object_new (VMM_TYPE_TEST_ENGINE, NULL);
}

static Guest *
put_guest (VmmTestEngine *self, const char *uuid, VmmIpcMachineState state)
{
  Guest *guest = g_new0 (Guest, 1);

  guest->state = state;
  guest->media_size = -1;
  g_hash_table_insert (self->guests, g_strdup (uuid), guest);
  return guest;
}

void
vmm_test_engine_add_guest (VmmTestEngine *self, const char *uuid, VmmIpcMachineState state)
{
  put_guest (self, uuid, state);
}

gboolean
vmm_test_engine_has_guest (VmmTestEngine *self, const char *uuid)
{
  return g_hash_table_contains (self->guests, uuid);
}

void
vmm_test_engine_guest_does (VmmTestEngine *self, const char *uuid, VmmIpcMachineState state,
                            VmmIpcMachineReason reason)
{
  Guest *guest = g_hash_table_lookup (self->guests, uuid);

  g_assert_nonnull (guest);
  guest->state = state;
  if (state == VMM_IPC_MACHINE_STOPPED)
    g_hash_table_remove (self->guests, uuid);
  g_signal_emit_by_name (self, "guest-state", uuid, state, reason);
}

void
vmm_test_engine_lose_guest (VmmTestEngine *self, const char *uuid)
{
  g_assert_true (g_hash_table_remove (self->guests, uuid));
}

void
vmm_test_engine_fail_start (VmmTestEngine *self, VmmIpcError code)
{
  self->fail = TRUE;
  self->fail_code = code;
}

void
vmm_test_engine_hold_starts (VmmTestEngine *self)
{
  self->hold = TRUE;
}

void
vmm_test_engine_set_max_memory (VmmTestEngine *self, guint64 max_memory)
{
  self->max_memory = max_memory;
}

guint
vmm_test_engine_count_starts (VmmTestEngine *self)
{
  return self->n_starts;
}

guint
vmm_test_engine_count_commands (VmmTestEngine *self)
{
  return self->n_commands;
}

gint64
vmm_test_engine_get_media_size (VmmTestEngine *self, const char *uuid)
{
  Guest *guest = g_hash_table_lookup (self->guests, uuid);

  return guest != NULL ? guest->media_size : -1;
}

static GVariant *
dup_capabilities (VmmEngine *engine)
{
  VmmTestEngine *self = VMM_TEST_ENGINE (engine);
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, VMM_IPC_CAP_BACKEND, "b", TRUE);
  g_variant_dict_insert (&dict, VMM_IPC_CAP_MAX_MEMORY, "t", self->max_memory);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static void
list_running_async (VmmEngine *engine, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  VmmTestEngine *self = VMM_TEST_ENGINE (engine);
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, user_data);
  GPtrArray *running = g_ptr_array_new_with_free_func ((GDestroyNotify) vmm_engine_running_free);
  GHashTableIter iter;
  gpointer uuid, guest;

  g_hash_table_iter_init (&iter, self->guests);
  while (g_hash_table_iter_next (&iter, &uuid, &guest))
    {
      VmmEngineRunning *entry = g_new0 (VmmEngineRunning, 1);

      entry->uuid = g_strdup (uuid);
      entry->state = ((Guest *) guest)->state;
      g_ptr_array_add (running, entry);
    }
  g_task_return_pointer (task, running, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
list_running_finish (VmmEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gint64
size_of (int fd)
{
  struct stat st;

  return fd >= 0 && fstat (fd, &st) == 0 ? st.st_size : -1;
}

static void
end_start (VmmTestEngine *self, GTask *task)
{
  Start *start = g_task_get_task_data (task);
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);
  Guest *guest;

  if (g_task_return_error_if_cancelled (task))
    return;
  guest = put_guest (self, start->uuid, start->paused ? VMM_IPC_MACHINE_PAUSED : VMM_IPC_MACHINE_RUNNING);
  guest->media_size = start->media_size;
  g_signal_emit_by_name (self, "guest-state", start->uuid, guest->state, VMM_IPC_REASON_NONE);

  g_variant_dict_insert (&dict, VMM_IPC_CAP_ACCEL, "s", VMM_IPC_ACCEL_SOFTWARE);
  g_variant_dict_insert (&dict, VMM_IPC_CAP_FIRMWARE, "s", VMM_IPC_FIRMWARE_BIOS);
  g_variant_dict_insert_value (&dict, VMM_IPC_CAP_LEFT_OUT,
                               g_variant_new_parsed ("[('tpm', 'not-installed')]"));
  g_task_return_pointer (task, g_variant_ref_sink (g_variant_dict_end (&dict)),
                         (GDestroyNotify) g_variant_unref);
}

void
vmm_test_engine_release_starts (VmmTestEngine *self)
{
  self->hold = FALSE;
  for (guint i = 0; i < self->held->len; i++)
    end_start (self, g_ptr_array_index (self->held, i));
  g_ptr_array_set_size (self->held, 0);
}

static void
start_async (VmmEngine *engine, const VmmEngineStart *start, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer user_data)
{
  VmmTestEngine *self = VMM_TEST_ENGINE (engine);
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, user_data);
  Start *copy = g_new0 (Start, 1);

  copy->uuid = g_strdup (start->uuid);
  copy->media_size = size_of (start->media_fd);
  copy->paused = start->paused;
  g_task_set_task_data (task, copy, (GDestroyNotify) start_free);
  self->n_starts++;

  g_assert_true (g_path_is_absolute (start->folder));
  g_assert_true (g_file_test (start->folder, G_FILE_TEST_IS_DIR));
  g_assert_false (g_hash_table_contains (self->guests, start->uuid));

  if (self->fail)
    {
      self->fail = FALSE;
      g_task_return_new_error_literal (task, VMM_IPC_ERROR, self->fail_code, "As told");
    }
  else if (self->hold)
    g_ptr_array_add (self->held, g_steal_pointer (&task));
  else
    end_start (self, task);
}

static GVariant *
start_finish (VmmEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
command_async (VmmEngine *engine, const char *uuid, VmmEngineCommand command, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  VmmTestEngine *self = VMM_TEST_ENGINE (engine);
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, user_data);
  gboolean there = g_hash_table_contains (self->guests, uuid);

  self->n_commands++;
  if (!there && command != VMM_ENGINE_STOP)
    {
      g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "There is no guest");
      return;
    }
  if (command == VMM_ENGINE_STOP && there)
    vmm_test_engine_guest_does (self, uuid, VMM_IPC_MACHINE_STOPPED, VMM_IPC_REASON_FORCED_OFF);
  else if (command == VMM_ENGINE_PAUSE)
    vmm_test_engine_guest_does (self, uuid, VMM_IPC_MACHINE_PAUSED, VMM_IPC_REASON_USER);
  else if (command == VMM_ENGINE_RESUME || command == VMM_ENGINE_RESET)
    vmm_test_engine_guest_does (self, uuid, VMM_IPC_MACHINE_RUNNING, VMM_IPC_REASON_NONE);
  g_task_return_boolean (task, TRUE);
}

static gboolean
boolean_finish (VmmEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
return_descriptor (GTask *task, int fd)
{
  if (fd >= 0)
    g_task_return_int (task, fd);
  else
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, "No descriptor");
}

/* A socket whose other end has said "hello" and is gone. */
static int
greeting (void)
{
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
    return -1;
  if (write (fds[1], "hello", 5) != 5)
    g_assert_not_reached ();
  close (fds[1]);
  return fds[0];
}

static void
open_async (VmmEngine *engine, const char *uuid, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, user_data);

  return_descriptor (task, g_hash_table_contains (VMM_TEST_ENGINE (engine)->guests, uuid) ? greeting () : -1);
}

static void
screenshot_async (VmmEngine *engine, const char *uuid, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, user_data);
  int fd = memfd_create ("picture", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  if (write (fd, "\x89PNG", 4) != 4)
    g_assert_not_reached ();
  return_descriptor (task, fd);
}

static int
descriptor_finish (VmmEngine *engine, GAsyncResult *result, GError **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
change_media_async (VmmEngine *engine, const char *uuid, int media_fd, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, user_data);
  Guest *guest = g_hash_table_lookup (VMM_TEST_ENGINE (engine)->guests, uuid);

  g_assert_nonnull (guest);
  guest->media_size = size_of (media_fd);
  g_task_return_boolean (task, TRUE);
}

static void
engine_iface_init (VmmEngineInterface *iface)
{
  iface->dup_capabilities = dup_capabilities;
  iface->list_running_async = list_running_async;
  iface->list_running_finish = list_running_finish;
  iface->start_async = start_async;
  iface->start_finish = start_finish;
  iface->command_async = command_async;
  iface->command_finish = boolean_finish;
  iface->open_display_async = open_async;
  iface->open_display_finish = descriptor_finish;
  iface->open_console_async = open_async;
  iface->open_console_finish = descriptor_finish;
  iface->screenshot_async = screenshot_async;
  iface->screenshot_finish = descriptor_finish;
  iface->change_media_async = change_media_async;
  iface->change_media_finish = boolean_finish;
}
