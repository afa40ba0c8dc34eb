/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-guest-private.h"

#include "frond-library-private.h"
#include "frond-profile.h"

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *png = frond_profile_store_load_picture_finish (FROND_PROFILE_STORE (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, png, (GDestroyNotify) g_bytes_unref);
}

void
frond_guest_load_picture_async (FrondGuest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  FrondLibrary *library;
  FrondProfile *profile;
  GBytes *png;

  g_return_if_fail (FROND_IS_GUEST (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_guest_load_picture_async);
  library = _frond_guest_get_library (self);
  profile = frond_guest_get_profile (self);
  png = frond_profile_get_picture (profile);

  if (png != NULL || library == NULL)
    g_task_return_pointer (task, png != NULL ? g_bytes_ref (png) : NULL, (GDestroyNotify) g_bytes_unref);
  else
    frond_profile_store_load_picture_async (library->store, frond_profile_get_id (profile), cancellable,
                                            loaded_cb, g_steal_pointer (&task));
}

GBytes *
frond_guest_load_picture_finish (FrondGuest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
