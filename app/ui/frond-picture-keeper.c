/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-picture-keeper.h"

#include "frond-error.h"
#include "frond-guest.h"
#include "frond-library.h"
#include "frond-profile.h"
#include "frond-thumbnail.h"

struct _FrondPictureKeeper
{
  GObject parent_instance;

  FrondLibrary *library;
  GCancellable *cancellable;
  GHashTable *under_way; /* of FrondGuest */
};

G_DEFINE_FINAL_TYPE (FrondPictureKeeper, frond_picture_keeper, G_TYPE_OBJECT)

typedef struct
{
  FrondPictureKeeper *keeper;
  FrondGuest *guest;
} Shot;

static Shot *
shot_new (FrondPictureKeeper *keeper, FrondGuest *guest)
{
  Shot *shot = g_new0 (Shot, 1);

  shot->keeper = g_object_ref (keeper);
  shot->guest = g_object_ref (guest);
  g_hash_table_add (keeper->under_way, guest);

  return shot;
}

static void
shot_free (Shot *shot)
{
  g_hash_table_remove (shot->keeper->under_way, shot->guest);
  g_object_unref (shot->keeper);
  g_object_unref (shot->guest);
  g_free (shot);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Shot, shot_free)

static void
keep (Shot *shot, GBytes *png)
{
  FrondProfile *profile = frond_guest_get_profile (shot->guest);
  GBytes *old = frond_profile_get_picture (profile);

  if (g_bytes_get_size (png) > FROND_PROFILE_MAX_PICTURE || (old != NULL && g_bytes_equal (old, png)))
    return;

  frond_profile_set_picture (profile, png);
  frond_library_touch (shot->keeper->library, shot->guest);
}

static void
shrunk_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Shot) shot = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = frond_thumbnail_shrink_finish (result, &error);

  if (png != NULL)
    keep (shot, png);
  else if (!frond_error_is_cancelled (error))
    g_debug ("Shrinking a picture: %s", error->message);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Shot) shot = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = frond_guest_screenshot_finish (FROND_GUEST (source), result, &error);
  GCancellable *cancellable = shot->keeper->cancellable;

  if (png != NULL)
    frond_thumbnail_shrink_async (png, cancellable, shrunk_cb, g_steal_pointer (&shot));
  else if (!frond_error_is_cancelled (error))
    g_debug ("Taking a picture: %s", error->message);
}

static void
encoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Shot) shot = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = frond_thumbnail_encode_finish (result, &error);
  GCancellable *cancellable = shot->keeper->cancellable;

  if (png != NULL)
    frond_thumbnail_shrink_async (png, cancellable, shrunk_cb, g_steal_pointer (&shot));
}

void
frond_picture_keeper_refresh (FrondPictureKeeper *self, FrondGuest *guest)
{
  FrondGuestState state;

  g_return_if_fail (FROND_IS_PICTURE_KEEPER (self));
  g_return_if_fail (FROND_IS_GUEST (guest));

  state = frond_guest_get_state (guest);
  if ((state != FROND_GUEST_RUNNING && state != FROND_GUEST_PAUSED) ||
      g_hash_table_contains (self->under_way, guest))
    return;

  frond_guest_screenshot_async (guest, self->cancellable, taken_cb, shot_new (self, guest));
}

void
frond_picture_keeper_refresh_all (FrondPictureKeeper *self)
{
  guint n;

  g_return_if_fail (FROND_IS_PICTURE_KEEPER (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->library));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (self->library), i);

      frond_picture_keeper_refresh (self, guest);
    }
}

void
frond_picture_keeper_take (FrondPictureKeeper *self, FrondGuest *guest, GdkTexture *texture)
{
  g_return_if_fail (FROND_IS_PICTURE_KEEPER (self));
  g_return_if_fail (FROND_IS_GUEST (guest));
  g_return_if_fail (GDK_IS_TEXTURE (texture));

  if (g_hash_table_contains (self->under_way, guest))
    return;

  frond_thumbnail_encode_async (texture, self->cancellable, encoded_cb, shot_new (self, guest));
}

static void
frond_picture_keeper_dispose (GObject *object)
{
  FrondPictureKeeper *self = FROND_PICTURE_KEEPER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (frond_picture_keeper_parent_class)->dispose (object);
}

static void
frond_picture_keeper_finalize (GObject *object)
{
  FrondPictureKeeper *self = FROND_PICTURE_KEEPER (object);

  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->under_way);
  G_OBJECT_CLASS (frond_picture_keeper_parent_class)->finalize (object);
}

static void
frond_picture_keeper_class_init (FrondPictureKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = frond_picture_keeper_dispose;
  object_class->finalize = frond_picture_keeper_finalize;
}

static void
frond_picture_keeper_init (FrondPictureKeeper *self)
{
  self->cancellable = g_cancellable_new ();
  self->under_way = g_hash_table_new (NULL, NULL);
}

FrondPictureKeeper *
frond_picture_keeper_new (FrondLibrary *library)
{
  FrondPictureKeeper *self = g_object_new (FROND_TYPE_PICTURE_KEEPER, NULL);

  self->library = g_object_ref (library);

  return self;
}
