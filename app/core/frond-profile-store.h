/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

#define FROND_TYPE_PROFILE_STORE (frond_profile_store_get_type ())
G_DECLARE_INTERFACE (FrondProfileStore, frond_profile_store, FROND, PROFILE_STORE, GObject)

/* Where profiles are kept; app/store has it over SQLite. Nothing blocks; a finished save is on the disk. Saves of
 * one profile are carried out in the order of the calls. Profiles are copied when the call is made, so that the
 * caller may go on changing them. Errors: FROND_ERROR_STORE_*. */
struct _FrondProfileStoreInterface
{
  GTypeInterface parent_iface;

  void (*load_async) (FrondProfileStore *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data);
  GPtrArray *(*load_finish) (FrondProfileStore *self, GAsyncResult *result, GError **error);
  void (*load_picture_async) (FrondProfileStore *self, const char *id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
  GBytes *(*load_picture_finish) (FrondProfileStore *self, GAsyncResult *result, GError **error);
  void (*save_async) (FrondProfileStore *self, FrondProfile *profile, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*save_finish) (FrondProfileStore *self, GAsyncResult *result, GError **error);
  void (*remove_async) (FrondProfileStore *self, const char *id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*remove_finish) (FrondProfileStore *self, GAsyncResult *result, GError **error);
};

/* All profiles of every stage, ordered by position, then age: (transfer full) (element-type FrondProfile). They come
 * without their pictures, which are a thousand times their size. Opens (and migrates) the library at the first call. */
void frond_profile_store_load_async (FrondProfileStore *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *frond_profile_store_load_finish (FrondProfileStore *self, GAsyncResult *result, GError **error);

/* The picture of the profile with ID, a PNG of at most FROND_PROFILE_MAX_PICTURE bytes: (transfer full); NULL without an
 * error: it has none. */
void frond_profile_store_load_picture_async (FrondProfileStore *self, const char *id,
                                             GCancellable *cancellable, GAsyncReadyCallback callback,
                                             gpointer user_data);
GBytes *frond_profile_store_load_picture_finish (FrondProfileStore *self, GAsyncResult *result,
                                                 GError **error);

/* Inserts the row with the profile's id, or changes what of it has changed in PROFILE since it was loaded or saved: the
 * rest may be another process's by now. */
void frond_profile_store_save_async (FrondProfileStore *self, FrondProfile *profile,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean frond_profile_store_save_finish (FrondProfileStore *self, GAsyncResult *result, GError **error);

/* Removes the row; one that is not there is a success. */
void frond_profile_store_remove_async (FrondProfileStore *self, const char *id, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_profile_store_remove_finish (FrondProfileStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
