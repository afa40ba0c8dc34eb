/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-registry-private.h"

#include "vmm-authority.h"
#include "vmm-folder.h"
#include "vmm-machine-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

/* Below it a folder for each owner, by uid. */
#define USERS_NAME "users"

struct _VmmRegistry
{
  GObject parent_instance;

  uid_t owner;
  char *data_dir;
  GHashTable *stores;  /* uid → VmmMachineStore */
  GHashTable *by_uuid; /* uuid → VmmMachine, borrowed from machines */
  GPtrArray *machines; /* the same, in order */
  GHashTable *taken;   /* uuids of machines that are being made or restored */
};

G_DEFINE_FINAL_TYPE (VmmRegistry, vmm_registry, G_TYPE_OBJECT)

enum
{
  MACHINE_ADDED,
  MACHINE_CHANGED,
  MACHINE_REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What a worker is to do; it is the worker's own until it returns. */
typedef struct
{
  VmmMachineStore *store; /* NULL: there is no such folder yet, or it is every owner's */
  uid_t owner;
  VmmMachine *machine; /* main thread only */
  VmmMachineRecord *record;
  char *uuid;
  VmmImageSources *sources;
  VmmJob *job;    /* posted to only */
  gboolean taken; /* main thread only: nobody else may have the uuid meanwhile */
  int kernel_fd;
  int initrd_fd;
} Work;

static void
work_free (Work *work)
{
  g_clear_object (&work->store);
  g_clear_object (&work->machine);
  g_clear_pointer (&work->record, vmm_machine_record_free);
  g_clear_pointer (&work->sources, vmm_image_sources_free);
  g_clear_object (&work->job);
  g_clear_fd (&work->kernel_fd, NULL);
  g_clear_fd (&work->initrd_fd, NULL);
  g_free (work->uuid);
  g_free (work);
}

static void
on_machine_changed (VmmMachine *machine, gpointer user_data)
{
  g_signal_emit (user_data, signals[MACHINE_CHANGED], 0, machine);
}

static void
vmm_registry_finalize (GObject *object)
{
  VmmRegistry *self = VMM_REGISTRY (object);

  for (guint i = 0; i < self->machines->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->machines, i), self);
  g_clear_pointer (&self->by_uuid, g_hash_table_unref);
  g_clear_pointer (&self->taken, g_hash_table_unref);
  g_clear_pointer (&self->machines, g_ptr_array_unref);
  g_clear_pointer (&self->stores, g_hash_table_unref);
  g_free (self->data_dir);
  G_OBJECT_CLASS (vmm_registry_parent_class)->finalize (object);
}

static guint
add_signal (VmmRegistryClass *klass, const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       1, VMM_TYPE_MACHINE);
}

static void
vmm_registry_class_init (VmmRegistryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_registry_finalize;

  signals[MACHINE_ADDED] = add_signal (klass, "machine-added");
  signals[MACHINE_CHANGED] = add_signal (klass, "machine-changed");
  signals[MACHINE_REMOVED] = add_signal (klass, "machine-removed");
}

static void
vmm_registry_init (VmmRegistry *self)
{
  self->by_uuid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->machines = g_ptr_array_new_with_free_func (g_object_unref);
  self->stores = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

VmmRegistry *
vmm_registry_new (const char *data_dir, uid_t owner)
{
  VmmRegistry *self = g_object_new (VMM_TYPE_REGISTRY, NULL);

  self->owner = owner;
  self->data_dir = g_strdup (data_dir);
  return self;
}

static char *
dup_data_dir_of (VmmRegistry *self, uid_t owner)
{
  char name[16];

  if (self->owner != VMM_OWNER_ANY)
    return g_strdup (self->data_dir);
  g_snprintf (name, sizeof name, "%u", (guint) owner);
  return g_build_filename (self->data_dir, USERS_NAME, name, NULL);
}

/* Where OWNER's machines are: nobody else's request ever gets to that folder. */
VmmMachineStore *
vmm_registry_get_store (VmmRegistry *self, uid_t owner)
{
  VmmMachineStore *store = g_hash_table_lookup (self->stores, GUINT_TO_POINTER (owner));
  g_autofree char *data_dir = NULL;

  if (store != NULL)
    return store;
  data_dir = dup_data_dir_of (self, owner);
  store = vmm_machine_store_new (data_dir);
  g_hash_table_insert (self->stores, GUINT_TO_POINTER (owner), store);
  return store;
}

uid_t
vmm_registry_get_owner (VmmRegistry *self)
{
  return self->owner;
}

VmmMachine *
vmm_registry_lookup (VmmRegistry *self, const char *uuid)
{
  return g_hash_table_lookup (self->by_uuid, uuid);
}

VmmMachine *
vmm_registry_lookup_owned (VmmRegistry *self, uid_t owner, const char *uuid)
{
  VmmMachine *machine = vmm_registry_lookup (self, uuid);

  return machine != NULL && vmm_machine_get_owner (machine) == owner ? machine : NULL;
}

guint
vmm_registry_count (VmmRegistry *self, uid_t owner)
{
  guint count = 0;

  for (guint i = 0; i < self->machines->len; i++)
    count += vmm_machine_get_owner (g_ptr_array_index (self->machines, i)) == owner;
  return count;
}

VmmMachine *
vmm_registry_lookup_request (VmmRegistry *self, uid_t owner, const char *request_id)
{
  for (guint i = 0; i < self->machines->len; i++)
    {
      VmmMachine *machine = g_ptr_array_index (self->machines, i);

      if (vmm_machine_get_owner (machine) == owner &&
          g_str_equal (vmm_machine_get_request_id (machine), request_id))
        return machine;
    }
  return NULL;
}

GPtrArray *
vmm_registry_get_machines (VmmRegistry *self)
{
  return self->machines;
}

char *
vmm_registry_dup_folder (VmmRegistry *self, VmmMachine *machine)
{
  return vmm_machine_store_dup_path (vmm_registry_get_store (self, vmm_machine_get_owner (machine)),
                                     vmm_machine_get_uuid (machine));
}

static int
compare_machines (gconstpointer a, gconstpointer b)
{
  VmmMachine *first = *(VmmMachine *const *) a;
  VmmMachine *second = *(VmmMachine *const *) b;
  gint64 order = vmm_machine_get_created (first) - vmm_machine_get_created (second);

  if (order != 0)
    return order < 0 ? -1 : 1;
  return g_strcmp0 (vmm_machine_get_uuid (first), vmm_machine_get_uuid (second));
}

static VmmMachine *
add_machine (VmmRegistry *self, uid_t owner, VmmMachineRecord *record)
{
  VmmMachine *machine = vmm_machine_new (owner, record);

  g_ptr_array_add (self->machines, machine);
  g_ptr_array_sort (self->machines, compare_machines);
  /* The machine may change its record: the key is its own copy. */
  g_hash_table_insert (self->by_uuid, g_strdup (record->uuid), machine);
  g_signal_connect (machine, "changed", G_CALLBACK (on_machine_changed), self);
  g_signal_emit (self, signals[MACHINE_ADDED], 0, machine);
  return machine;
}

static void
remove_machine (VmmRegistry *self, VmmMachine *machine)
{
  g_autoptr (VmmMachine) kept = g_object_ref (machine);

  g_signal_handlers_disconnect_by_data (machine, self);
  g_hash_table_remove (self->by_uuid, vmm_machine_get_uuid (machine));
  g_ptr_array_remove (self->machines, machine);
  g_signal_emit (self, signals[MACHINE_REMOVED], 0, kept);
}

/* One machine a uuid, whosever: guests are known by it. Until release_uuid(). */
static gboolean
take_uuid (VmmRegistry *self, const char *uuid, GError **error)
{
  if (!g_hash_table_contains (self->by_uuid, uuid) && g_hash_table_add (self->taken, g_strdup (uuid)))
    return TRUE;
  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_CONFLICT,
                       VMM_IPC_SPEC_UUID ": there is a machine with it");
  return FALSE;
}

static void
release_uuid (VmmRegistry *self, const char *uuid)
{
  g_hash_table_remove (self->taken, uuid);
}

static GTask *
task_new (VmmRegistry *self, uid_t owner, VmmMachine *machine, VmmMachineRecord *record, const char *uuid,
          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->store = owner != VMM_OWNER_ANY ? g_object_ref (vmm_registry_get_store (self, owner)) : NULL;
  work->owner = owner;
  work->machine = machine != NULL ? g_object_ref (machine) : NULL;
  work->record = record;
  work->kernel_fd = work->initrd_fd = -1;
  work->uuid = g_strdup (uuid);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  /* What is done on disk is done, whatever was wished meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

static void
return_boolean (GTask *task, gboolean success, GError *error)
{
  if (success)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The machines of one owner. */
typedef struct
{
  uid_t owner;
  VmmMachineStore *store;
  GPtrArray *records;
} Loaded;

static void
loaded_free (gpointer data)
{
  Loaded *loaded = data;

  g_clear_object (&loaded->store);
  g_clear_pointer (&loaded->records, g_ptr_array_unref);
  g_free (loaded);
}

static gboolean
load_store (GPtrArray *all, VmmMachineStore *store, uid_t owner, GError **error)
{
  GPtrArray *records = vmm_machine_store_open (store, error) ? vmm_machine_store_load (store, error) : NULL;
  Loaded *loaded;

  if (records == NULL)
    return FALSE;
  loaded = g_new0 (Loaded, 1);
  loaded->owner = owner;
  loaded->store = g_object_ref (store);
  loaded->records = records;
  g_ptr_array_add (all, loaded);
  return TRUE;
}

/* One owner whose folder cannot be read does not take the others' machines away. */
static gboolean
load_users (GPtrArray *all, const char *data_dir, GError **error)
{
  g_autofree char *users = g_build_filename (data_dir, USERS_NAME, NULL);
  g_autoptr (GPtrArray) names = NULL;
  g_autofd int fd = -1;

  if (g_mkdir_with_parents (users, 0711) < 0 ||
      (fd = open (users, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
    return vmm_folder_fail (errno, "Opening the folder for users", error);
  names = vmm_folder_list (fd, error);
  if (names == NULL)
    return FALSE;

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *dir = g_build_filename (users, g_ptr_array_index (names, i), NULL);
      g_autoptr (VmmMachineStore) store = vmm_machine_store_new (dir);
      g_autoptr (GError) local = NULL;
      guint64 owner;

      if (!g_ascii_string_to_unsigned (g_ptr_array_index (names, i), 10, 0, G_MAXUINT32 - 1, &owner,
                                       &local) ||
          !load_store (all, store, (uid_t) owner, &local))
        g_warning ("The machines of a user are left out, their folder is kept: %s", local->message);
    }
  return TRUE;
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (loaded_free);

  if (work->store != NULL ? load_store (all, work->store, work->owner, &error)
                          : load_users (all, work->uuid, &error))
    g_task_return_pointer (task, g_steal_pointer (&all), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
vmm_registry_load_async (VmmRegistry *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task =
      task_new (self, self->owner, NULL, NULL, self->data_dir, cancellable, callback, user_data);

  g_task_set_source_tag (task, vmm_registry_load_async);
  g_task_run_in_thread (task, load_in_thread);
}

gboolean
vmm_registry_load_finish (VmmRegistry *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) all = g_task_propagate_pointer (G_TASK (result), error);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      Loaded *loaded = g_ptr_array_index (all, i);

      g_hash_table_insert (self->stores, GUINT_TO_POINTER (loaded->owner), g_object_ref (loaded->store));
      for (guint n = 0; n < loaded->records->len; n++)
        add_machine (self, loaded->owner, g_ptr_array_index (loaded->records, n));
    }
  return TRUE;
}

static void
on_create_progress (guint permille, gpointer user_data)
{
  Work *work = user_data;

  if (work->job != NULL)
    vmm_job_post_permille (work->job, permille);
}

/* Two of one uuid could not both be restored. */
static gboolean
check_trash (Work *work, GError **error)
{
  gboolean in_trash = FALSE;

  if (!vmm_machine_store_has (work->store, work->uuid, &in_trash))
    return TRUE;
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_CONFLICT,
               VMM_IPC_SPEC_UUID ": there is a machine with it%s", in_trash ? " in the trash" : "");
  return FALSE;
}

static void
create_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  gboolean success = vmm_machine_store_open (work->store, &error) && check_trash (work, &error) &&
                     vmm_machine_store_create (work->store, work->record, work->sources, on_create_progress,
                                               work, cancellable, &error);

  return_boolean (task, success, error);
}

/* An image may take minutes. Were such work in GTask's pool, everything else that touches a disk would wait for it. */
#define MAX_IMPORTS 4

static void
import_in_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;

  create_in_thread (task, NULL, g_task_get_task_data (task), g_task_get_cancellable (task));
}

static GThreadPool *
get_import_pool (void)
{
  static GThreadPool *pool;

  if (g_once_init_enter_pointer (&pool))
    g_once_init_leave_pointer (&pool, g_thread_pool_new (import_in_thread, NULL, MAX_IMPORTS, FALSE, NULL));
  return pool;
}

void
vmm_registry_create_async (VmmRegistry *self, uid_t owner, const char *request_id, VmmSpec *spec,
                           VmmImageSources *sources, VmmJob *job, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *uuid = spec->uuid[0] != '\0' ? g_strdup (spec->uuid) : g_uuid_string_random ();
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  VmmMachineRecord *record = vmm_machine_record_new (uuid, request_id, 1, now, spec, NULL);
  g_autoptr (GTask) task = task_new (self, owner, NULL, record, uuid, cancellable, callback, user_data);

  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  work->sources = sources;
  work->job = job != NULL ? g_object_ref (job) : NULL;
  g_task_set_source_tag (task, vmm_registry_create_async);
  work->taken = take_uuid (self, uuid, &error);
  if (!work->taken)
    g_task_return_error (task, error);
  else if (sources != NULL)
    g_thread_pool_push (get_import_pool (), g_object_ref (task), NULL);
  else
    g_task_run_in_thread (task, create_in_thread);
}

/* What a worker has made or restored. */
static VmmMachine *
take_machine (VmmRegistry *self, GTask *task, GError **error)
{
  Work *work = g_task_get_task_data (task);

  if (work->taken)
    release_uuid (self, work->uuid);
  work->taken = FALSE;
  if (!g_task_propagate_boolean (task, error))
    return NULL;
  return g_object_ref (add_machine (self, work->owner, work->record));
}

VmmMachine *
vmm_registry_create_finish (VmmRegistry *self, GAsyncResult *result, GError **error)
{
  return take_machine (self, G_TASK (result), error);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  gboolean success = vmm_machine_store_save (work->store, work->record, &error);

  return_boolean (task, success, error);
}

void
vmm_registry_save_async (VmmRegistry *self, VmmMachine *machine, guint64 generation, VmmSpec *spec,
                         GVariant *realised, GAsyncReadyCallback callback, gpointer user_data)
{
  VmmMachineRecord *record = vmm_machine_dup_record (machine, generation, spec, realised);
  g_autoptr (GTask) task = task_new (self, vmm_machine_get_owner (machine), machine, record, record->uuid,
                                     NULL, callback, user_data);

  g_task_set_source_tag (task, vmm_registry_save_async);
  g_task_run_in_thread (task, save_in_thread);
}

gboolean
vmm_registry_save_finish (VmmRegistry *self, GAsyncResult *result, GError **error)
{
  Work *work = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  vmm_machine_take_record (work->machine, g_steal_pointer (&work->record));
  return TRUE;
}

static void
install_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  gboolean success = vmm_machine_store_install (work->store, work->record, work->kernel_fd, work->initrd_fd,
                                                cancellable, &error);

  return_boolean (task, success, error);
}

static VmmMachineRecord *
copy_record (VmmMachine *machine)
{
  return vmm_machine_dup_record (machine, vmm_machine_get_generation (machine),
                                 vmm_machine_get_spec (machine), vmm_machine_get_realised (machine));
}

void
vmm_registry_install_async (VmmRegistry *self, VmmMachine *machine, const char *installer, int kernel_fd,
                            int initrd_fd, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  VmmMachineRecord *record = copy_record (machine);
  g_autoptr (GTask) task = task_new (self, vmm_machine_get_owner (machine), machine, record, record->uuid,
                                     cancellable, callback, user_data);
  Work *work = g_task_get_task_data (task);

  record->installing = installer;
  work->kernel_fd = kernel_fd >= 0 ? fcntl (kernel_fd, F_DUPFD_CLOEXEC, 3) : -1;
  work->initrd_fd = initrd_fd >= 0 ? fcntl (initrd_fd, F_DUPFD_CLOEXEC, 3) : -1;
  g_task_set_source_tag (task, vmm_registry_install_async);
  g_task_run_in_thread (task, install_in_thread);
}

static void
end_install_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  gboolean success = vmm_machine_store_end_install (work->store, work->record, &error);

  return_boolean (task, success, error);
}

void
vmm_registry_end_install_async (VmmRegistry *self, VmmMachine *machine, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  VmmMachineRecord *record = copy_record (machine);
  g_autoptr (GTask) task = task_new (self, vmm_machine_get_owner (machine), machine, record, record->uuid,
                                     NULL, callback, user_data);

  record->installing = NULL;
  record->seed = FALSE;
  g_task_set_source_tag (task, vmm_registry_end_install_async);
  g_task_run_in_thread (task, end_install_in_thread);
}

gboolean
vmm_registry_install_finish (VmmRegistry *self, GAsyncResult *result, GError **error)
{
  return vmm_registry_save_finish (self, result, error);
}

static void
trash_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  gboolean success = vmm_machine_store_trash (work->store, work->uuid, &error);

  return_boolean (task, success, error);
}

void
vmm_registry_trash_async (VmmRegistry *self, VmmMachine *machine, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, vmm_machine_get_owner (machine), machine, NULL,
                                     vmm_machine_get_uuid (machine), NULL, callback, user_data);

  g_task_set_source_tag (task, vmm_registry_trash_async);
  g_task_run_in_thread (task, trash_in_thread);
}

gboolean
vmm_registry_trash_finish (VmmRegistry *self, GAsyncResult *result, GError **error)
{
  Work *work = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  remove_machine (self, work->machine);
  return TRUE;
}

static void
restore_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;

  if (vmm_machine_store_open (work->store, &error))
    work->record = vmm_machine_store_restore (work->store, work->uuid, &error);
  return_boolean (task, work->record != NULL, error);
}

void
vmm_registry_restore_async (VmmRegistry *self, uid_t owner, const char *uuid, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, owner, NULL, NULL, uuid, NULL, callback, user_data);

  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  g_task_set_source_tag (task, vmm_registry_restore_async);
  work->taken = take_uuid (self, uuid, &error);
  if (work->taken)
    g_task_run_in_thread (task, restore_in_thread);
  else
    g_task_return_error (task, error);
}

VmmMachine *
vmm_registry_restore_finish (VmmRegistry *self, GAsyncResult *result, GError **error)
{
  return take_machine (self, G_TASK (result), error);
}
