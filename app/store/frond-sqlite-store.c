/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-sqlite-store.h"

#include "frond-error.h"
#include "frond-profile-row.h"
#include "frond-profile.h"
#include "frond-store-row.h"
#include "frond-store-schema-private.h"
#include "frond-store-worker.h"

struct _FrondSqliteStore
{
  GObject parent_instance;

  FrondStoreWorker *worker; /* NULL once disposed */
};

static void frond_sqlite_store_profile_store_init (FrondProfileStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondSqliteStore, frond_sqlite_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FROND_TYPE_PROFILE_STORE,
                                                      frond_sqlite_store_profile_store_init))

/* Hands TASK over, whose data is what KIND works on. */
static void
submit (FrondSqliteStore *self, FrondStoreJobKind kind, GTask *task)
{
  GError *error = NULL;

  if (self->worker != NULL)
    {
      frond_store_worker_push (self->worker, kind, task);
      return;
    }

  frond_set_error (&error, FROND_ERROR_STORE, NULL, "The library is closed");
  g_task_return_error (task, error);
}

static void
frond_sqlite_store_load_async (FrondProfileStore *store, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, frond_sqlite_store_load_async);
  submit (FROND_SQLITE_STORE (store), FROND_STORE_JOB_LOAD, task);
}

static GPtrArray *
frond_sqlite_store_load_finish (FrondProfileStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
frond_sqlite_store_load_picture_async (FrondProfileStore *store, const char *id, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, frond_sqlite_store_load_picture_async);
  g_task_set_task_data (task, g_strdup (id), g_free);
  submit (FROND_SQLITE_STORE (store), FROND_STORE_JOB_LOAD_PICTURE, task);
}

static GBytes *
frond_sqlite_store_load_picture_finish (FrondProfileStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
save_free (gpointer data)
{
  FrondStoreSave *save = data;

  g_object_unref (save->profile);
  g_object_unref (save->copy);
  g_free (save);
}

static void
frond_sqlite_store_save_async (FrondProfileStore *store, FrondProfile *profile, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  FrondStoreSave *save;
  GError *error = NULL;

  g_task_set_source_tag (task, frond_sqlite_store_save_async);
  /* What has been written is told as written, even when it was cancelled meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  if (!frond_store_row_check (profile, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  save = g_new0 (FrondStoreSave, 1);
  save->profile = g_object_ref (profile);
  save->copy = frond_profile_copy (profile);
  g_task_set_task_data (task, save, save_free);
  if (FROND_SQLITE_STORE (store)->worker != NULL)
    frond_profile_row_set_saved (profile);
  submit (FROND_SQLITE_STORE (store), FROND_STORE_JOB_SAVE, task);
}

static void
frond_sqlite_store_remove_async (FrondProfileStore *store, const char *id, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, frond_sqlite_store_remove_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_strdup (id), g_free);
  submit (FROND_SQLITE_STORE (store), FROND_STORE_JOB_REMOVE, task);
}

static gboolean
frond_sqlite_store_write_finish (FrondProfileStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
frond_sqlite_store_profile_store_init (FrondProfileStoreInterface *iface)
{
  iface->load_async = frond_sqlite_store_load_async;
  iface->load_finish = frond_sqlite_store_load_finish;
  iface->load_picture_async = frond_sqlite_store_load_picture_async;
  iface->load_picture_finish = frond_sqlite_store_load_picture_finish;
  iface->save_async = frond_sqlite_store_save_async;
  iface->save_finish = frond_sqlite_store_write_finish;
  iface->remove_async = frond_sqlite_store_remove_async;
  iface->remove_finish = frond_sqlite_store_write_finish;
}

static void
frond_sqlite_store_dispose (GObject *object)
{
  FrondSqliteStore *self = FROND_SQLITE_STORE (object);

  g_clear_pointer (&self->worker, frond_store_worker_stop);

  G_OBJECT_CLASS (frond_sqlite_store_parent_class)->dispose (object);
}

static void
frond_sqlite_store_class_init (FrondSqliteStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_sqlite_store_dispose;
}

static void
frond_sqlite_store_init (FrondSqliteStore *self)
{
}

FrondProfileStore *
frond_sqlite_store_new_with_schema (GFile *file, const FrondStoreSchema *schema)
{
  FrondSqliteStore *self;

  g_return_val_if_fail (G_IS_FILE (file) && g_file_peek_path (file) != NULL, NULL);
  g_return_val_if_fail (schema != NULL, NULL);

  self = g_object_new (FROND_TYPE_SQLITE_STORE, NULL);
  self->worker = frond_store_worker_start (g_file_peek_path (file), schema);
  return FROND_PROFILE_STORE (self);
}

FrondProfileStore *
frond_sqlite_store_new (GFile *file)
{
  return frond_sqlite_store_new_with_schema (file, frond_store_schema_get ());
}
