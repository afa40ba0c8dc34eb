/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-library-private.h"

#include "frond-guest-private.h"
#include "frond-machine-info.h"
#include "frond-profile.h"

typedef struct
{
  FrondMachineHost *host;
  GPtrArray *infos; /* of FrondMachineInfo */
} Reread;

static void
reread_free (gpointer data)
{
  Reread *reread = data;

  g_object_unref (reread->host);
  g_ptr_array_unref (reread->infos);
  g_free (reread);
}

/* A row whose machine is not there (yet) is in the hands of the process that wrote it. */
static gboolean
is_listed (GPtrArray *infos, FrondProfile *profile)
{
  const char *uuid = frond_profile_get_machine_uuid (profile);
  const char *request_id = frond_profile_get_request_id (profile);

  for (guint i = 0; i < infos->len; i++)
    {
      FrondMachineInfo *info = g_ptr_array_index (infos, i);

      if (uuid != NULL ? g_str_equal (frond_machine_info_get_uuid (info), uuid)
                       : g_strcmp0 (frond_machine_info_get_request_id (info), request_id) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
take_row (FrondLibrary *self, FrondProfile *row, GPtrArray *infos)
{
  const char *id = frond_profile_get_id (row);
  FrondGuest *guest = frond_library_find (self, id);

  if (g_hash_table_contains (self->trashed, id))
    return;

  if (frond_profile_get_stage (row) == FROND_PROFILE_TRASHED)
    {
      if (guest != NULL && frond_guest_get_busy (guest))
        return;
      g_hash_table_insert (self->trashed, (gpointer) id, g_object_ref (row));
      if (guest != NULL)
        _frond_library_remove (self, guest);
    }
  else if (guest == NULL && is_listed (infos, row))
    {
      _frond_library_add (self, row);
    }
}

/* Guests whose row and whose machine are both gone: deleted for good, elsewhere. */
static void
drop_deleted (FrondLibrary *self, Reread *reread, GPtrArray *rows)
{
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (there, (gpointer) frond_profile_get_id (g_ptr_array_index (rows, i)));

  for (guint i = self->guests->len; i > 0; i--)
    {
      FrondGuest *guest = g_ptr_array_index (self->guests, i - 1);
      FrondProfile *profile = frond_guest_get_profile (guest);

      if (frond_guest_get_host (guest) == reread->host && !frond_guest_get_busy (guest) &&
          !g_hash_table_contains (there, frond_profile_get_id (profile)) &&
          !is_listed (reread->infos, profile))
        _frond_library_remove (self, guest);
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondLibrary *self = g_task_get_source_object (task);
  Reread *reread = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = frond_profile_store_load_finish (FROND_PROFILE_STORE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  for (guint i = 0; i < rows->len; i++)
    take_row (self, g_ptr_array_index (rows, i), reread->infos);
  drop_deleted (self, reread, rows);
  g_task_return_boolean (task, TRUE);
}

void
_frond_library_reread_async (FrondLibrary *self, FrondMachineHost *host, GPtrArray *infos,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, self->cancellable, callback, user_data);
  Reread *reread = g_new0 (Reread, 1);

  reread->host = g_object_ref (host);
  reread->infos = g_ptr_array_ref (infos);
  g_task_set_source_tag (task, _frond_library_reread_async);
  g_task_set_task_data (task, reread, reread_free);
  frond_profile_store_load_async (self->store, self->cancellable, loaded_cb, task);
}

gboolean
_frond_library_reread_finish (FrondLibrary *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
