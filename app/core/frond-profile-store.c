/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-profile-store.h"

G_DEFINE_INTERFACE (FrondProfileStore, frond_profile_store, G_TYPE_OBJECT)

static void
frond_profile_store_default_init (FrondProfileStoreInterface *iface)
{
}

void
frond_profile_store_load_async (FrondProfileStore *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_PROFILE_STORE (self));

  FROND_PROFILE_STORE_GET_IFACE (self)->load_async (self, cancellable, callback, user_data);
}

GPtrArray *
frond_profile_store_load_finish (FrondProfileStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_PROFILE_STORE (self), NULL);

  return FROND_PROFILE_STORE_GET_IFACE (self)->load_finish (self, result, error);
}

void
frond_profile_store_load_picture_async (FrondProfileStore *self, const char *id, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_PROFILE_STORE (self));

  FROND_PROFILE_STORE_GET_IFACE (self)->load_picture_async (self, id, cancellable, callback, user_data);
}

GBytes *
frond_profile_store_load_picture_finish (FrondProfileStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_PROFILE_STORE (self), NULL);

  return FROND_PROFILE_STORE_GET_IFACE (self)->load_picture_finish (self, result, error);
}

void
frond_profile_store_save_async (FrondProfileStore *self, FrondProfile *profile, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_PROFILE_STORE (self));

  FROND_PROFILE_STORE_GET_IFACE (self)->save_async (self, profile, cancellable, callback, user_data);
}

gboolean
frond_profile_store_save_finish (FrondProfileStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_PROFILE_STORE (self), FALSE);

  return FROND_PROFILE_STORE_GET_IFACE (self)->save_finish (self, result, error);
}

void
frond_profile_store_remove_async (FrondProfileStore *self, const char *id, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_PROFILE_STORE (self));

  FROND_PROFILE_STORE_GET_IFACE (self)->remove_async (self, id, cancellable, callback, user_data);
}

gboolean
frond_profile_store_remove_finish (FrondProfileStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_PROFILE_STORE (self), FALSE);

  return FROND_PROFILE_STORE_GET_IFACE (self)->remove_finish (self, result, error);
}
