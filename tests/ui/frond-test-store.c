/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-test-store.h"

#include "frond-error.h"
#include "frond-profile-row.h"
#include "frond-profile.h"

struct _FrondTestStore
{
  GObject parent_instance;

  GPtrArray *rows;
  GPtrArray *pictures_asked; /* ids */
  int load_error;
  int saves_left; /* until one fails; -1: none does */
};

static void store_init (FrondProfileStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondTestStore, frond_test_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FROND_TYPE_PROFILE_STORE, store_init))

static gboolean
has_id (gconstpointer row, gconstpointer id)
{
  return g_strcmp0 (frond_profile_get_id ((FrondProfile *) row), id) == 0;
}

FrondProfile *
frond_test_store_get (FrondTestStore *self, const char *id)
{
  guint index;

  return g_ptr_array_find_with_equal_func (self->rows, id, has_id, &index) ? self->rows->pdata[index] : NULL;
}

void
frond_test_store_put (FrondTestStore *self, FrondProfile *profile)
{
  guint index;

  if (g_ptr_array_find_with_equal_func (self->rows, frond_profile_get_id (profile), has_id, &index))
    {
      g_object_unref (self->rows->pdata[index]);
      self->rows->pdata[index] = frond_profile_copy (profile);
    }
  else
    g_ptr_array_add (self->rows, frond_profile_copy (profile));
}

void
frond_test_store_fail_load (FrondTestStore *self, int code)
{
  self->load_error = code;
}

void
frond_test_store_fail_save (FrondTestStore *self, guint n)
{
  self->saves_left = (int) n;
}

static void
load_async (FrondProfileStore *store, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  FrondTestStore *self = FROND_TEST_STORE (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func (g_object_unref);
  GError *error = NULL;

  if (self->load_error >= 0)
    {
      frond_set_error (&error, (FrondError) self->load_error, NULL, "the test says so");
      g_task_return_error (task, error);
      return;
    }

  for (guint i = 0; i < self->rows->len; i++)
    {
      FrondProfile *copy = frond_profile_copy (self->rows->pdata[i]);

      frond_profile_set_picture (copy, NULL);
      frond_profile_row_set_saved (copy);
      g_ptr_array_add (copies, copy);
    }
  g_task_return_pointer (task, g_steal_pointer (&copies), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
load_finish (FrondProfileStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
load_picture_async (FrondProfileStore *store, const char *id, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  FrondTestStore *self = FROND_TEST_STORE (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  FrondProfile *row = frond_test_store_get (self, id);
  GBytes *picture = row != NULL ? frond_profile_get_picture (row) : NULL;

  g_ptr_array_add (self->pictures_asked, g_strdup (id));
  g_task_return_pointer (task, picture != NULL ? g_bytes_ref (picture) : NULL,
                         (GDestroyNotify) g_bytes_unref);
}

static GBytes *
load_picture_finish (FrondProfileStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

GPtrArray *
frond_test_store_get_pictures_asked (FrondTestStore *self)
{
  return self->pictures_asked;
}

/* As a real one: what has not changed here may be another's. */
static void
save (FrondTestStore *self, FrondProfile *profile)
{
  FrondProfile *row = frond_test_store_get (self, frond_profile_get_id (profile));
  guint n_pspecs;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (profile), &n_pspecs);

  if (row == NULL)
    frond_test_store_put (self, profile);
  for (guint i = 0; i < n_pspecs && row != NULL; i++)
    if ((pspecs[i]->flags & G_PARAM_CONSTRUCT_ONLY) == 0 &&
        frond_profile_row_is_unsaved (profile, frond_profile_row_find_field (pspecs[i]->name)))
      {
        g_auto (GValue) value = G_VALUE_INIT;

        g_object_get_property (G_OBJECT (profile), pspecs[i]->name, &value);
        g_object_set_property (G_OBJECT (row), pspecs[i]->name, &value);
      }
  frond_profile_row_set_saved (profile);
}

static void
save_async (FrondProfileStore *store, FrondProfile *profile, GCancellable *cancellable,
            GAsyncReadyCallback callback, gpointer user_data)
{
  FrondTestStore *self = FROND_TEST_STORE (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  GError *error = NULL;

  if (self->saves_left >= 0 && self->saves_left-- == 0)
    {
      frond_set_error (&error, FROND_ERROR_STORE, NULL, "the test says so");
      g_task_return_error (task, error);
      return;
    }
  save (self, profile);
  g_task_return_boolean (task, TRUE);
}

static void
remove_async (FrondProfileStore *store, const char *id, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  FrondTestStore *self = FROND_TEST_STORE (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  guint index;

  if (g_ptr_array_find_with_equal_func (self->rows, id, has_id, &index))
    g_ptr_array_remove_index (self->rows, index);
  g_task_return_boolean (task, TRUE);
}

static gboolean
boolean_finish (FrondProfileStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
store_init (FrondProfileStoreInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->load_picture_async = load_picture_async;
  iface->load_picture_finish = load_picture_finish;
  iface->save_async = save_async;
  iface->save_finish = boolean_finish;
  iface->remove_async = remove_async;
  iface->remove_finish = boolean_finish;
}

static void
frond_test_store_finalize (GObject *object)
{
  g_ptr_array_unref (FROND_TEST_STORE (object)->rows);
  g_ptr_array_unref (FROND_TEST_STORE (object)->pictures_asked);
  G_OBJECT_CLASS (frond_test_store_parent_class)->finalize (object);
}

static void
frond_test_store_class_init (FrondTestStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_test_store_finalize;
}

static void
frond_test_store_init (FrondTestStore *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->pictures_asked = g_ptr_array_new_with_free_func (g_free);
  self->load_error = -1;
  self->saves_left = -1;
}

FrondTestStore *
frond_test_store_new (void)
{
  return g_object_new (FROND_TYPE_TEST_STORE, NULL);
}
