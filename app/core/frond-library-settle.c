/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What moves leave: the machine at the place that its row does not name is deleted, and the one that it names is let go. */

#include "frond-library-private.h"

#include "frond-error.h"
#include "frond-guest-private.h"
#include "frond-profile.h"

const char *
_frond_library_token_of (FrondMachineHost *host)
{
  return frond_machine_host_get_mode (host) == FROND_HOST_MODE_SYSTEM ? "system" : "session";
}

/* The next life does it when this one cannot. */
static void
released_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error))
    g_message ("A machine that was moved is kept off for now: %s", error->message);
}

void
_frond_library_release (FrondMachineHost *host, const char *uuid)
{
  frond_machine_host_command_async (host, uuid, FROND_COMMAND_RELEASE, NULL, released_cb, NULL);
}

/* Deleting for good what is left of a machine at a host: to the trash, and out of it. It may be in either, or gone. */

typedef struct
{
  FrondMachineHost *host;
  char *uuid;
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->host);
  g_free (removal->uuid);
  g_free (removal);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error) &&
      !g_error_matches (error, FROND_ERROR, FROND_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  g_task_return_boolean (task, TRUE);
}

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Removal *removal = g_task_get_task_data (task);
  GError *error = NULL;

  if (!frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error) &&
      !g_error_matches (error, FROND_ERROR, FROND_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  frond_machine_host_command_async (removal->host, removal->uuid, FROND_COMMAND_PURGE, NULL, removed_cb,
                                    g_object_ref (task));
}

void
_frond_library_discard_async (FrondLibrary *self, FrondMachineHost *host, const char *uuid,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Removal *removal = g_new0 (Removal, 1);

  removal->host = g_object_ref (host);
  removal->uuid = g_strdup (uuid);
  g_task_set_source_tag (task, _frond_library_discard_async);
  g_task_set_task_data (task, removal, (GDestroyNotify) removal_free);
  frond_machine_host_command_async (host, uuid, FROND_COMMAND_TRASH, NULL, discarded_cb, g_object_ref (task));
}

gboolean
_frond_library_discard_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Nothing is left any more, unless the row has gone meanwhile or says something else. */
void
_frond_library_forget_left (FrondLibrary *self, FrondProfile *profile, FrondMachineHost *host)
{
  const char *id = frond_profile_get_id (profile);

  if (g_strcmp0 (frond_profile_get_left_at (profile), _frond_library_token_of (host)) != 0)
    return;
  g_object_set (profile, "left-at", "", NULL);
  if (frond_library_find (self, id) != NULL || g_hash_table_contains (self->trashed, id))
    _frond_library_write (self, profile);
}

/* The end of what was left behind. */

typedef struct
{
  FrondLibrary *library;
  FrondProfile *profile;
  FrondMachineHost *host;
} Settling;

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Settling *settling = user_data;
  g_autoptr (GError) error = NULL;

  g_hash_table_remove (settling->library->settling, frond_profile_get_id (settling->profile));
  if (_frond_library_discard_finish (result, &error))
    _frond_library_forget_left (settling->library, settling->profile, settling->host);
  else
    g_message ("What a machine left behind when it moved is deleted another time: %s", error->message);
  g_object_unref (settling->library);
  g_object_unref (settling->profile);
  g_object_unref (settling->host);
  g_free (settling);
}

void
_frond_library_settle (FrondLibrary *self, FrondProfile *profile, FrondMachineHost *host)
{
  Settling *settling;

  if (!g_hash_table_add (self->settling, g_strdup (frond_profile_get_id (profile))))
    return;
  settling = g_new0 (Settling, 1);
  settling->library = g_object_ref (self);
  settling->profile = g_object_ref (profile);
  settling->host = g_object_ref (host);
  _frond_library_discard_async (self, host, frond_profile_get_machine_uuid (profile), settled_cb, settling);
}

gboolean
_frond_library_is_left_at (FrondProfile *profile, FrondMachineHost *host)
{
  return frond_profile_get_machine_uuid (profile) != NULL &&
         g_strcmp0 (frond_profile_get_left_at (profile), _frond_library_token_of (host)) == 0;
}

/* While the host that the row names has not shown the machine, what is elsewhere may be all that there is of it. */
static gboolean
is_there (FrondGuest *guest)
{
  return frond_guest_get_state (guest) != FROND_GUEST_UNKNOWN &&
         frond_guest_get_state (guest) != FROND_GUEST_MISSING;
}

void
_frond_library_settle_at (FrondLibrary *self, FrondMachineHost *host)
{
  GHashTableIter iter;
  gpointer profile;

  for (guint i = 0; i < self->guests->len; i++)
    {
      FrondGuest *guest = g_ptr_array_index (self->guests, i);

      if (_frond_library_is_left_at (frond_guest_get_profile (guest), host) &&
          !frond_guest_get_busy (guest) && is_there (guest) && !g_hash_table_contains (self->kept, guest))
        _frond_library_settle (self, frond_guest_get_profile (guest), host);
    }
  g_hash_table_iter_init (&iter, self->trashed);
  while (g_hash_table_iter_next (&iter, NULL, &profile))
    if (_frond_library_is_left_at (profile, host))
      _frond_library_settle (self, profile, host);
}

void
frond_library_settle_move (FrondLibrary *self, FrondGuest *guest)
{
  FrondProfile *profile;
  FrondMachineHost *host;

  g_return_if_fail (FROND_IS_LIBRARY (self) && FROND_IS_GUEST (guest));

  profile = frond_guest_get_profile (guest);
  host = _frond_library_named_host (self, frond_profile_get_left_at (profile));
  g_hash_table_remove (self->kept, guest);
  if (host != NULL && _frond_library_is_left_at (profile, host) && !frond_guest_get_busy (guest))
    _frond_library_settle (self, profile, host);
}
