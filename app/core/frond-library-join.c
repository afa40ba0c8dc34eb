/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-library-private.h"

#include "frond-guest-private.h"
#include "frond-machine-info.h"
#include "frond-profile.h"

static void
adopt (FrondLibrary *self, FrondMachineHost *host, FrondMachineInfo *info)
{
  FrondProfile *spec = frond_machine_info_get_profile (info);
  g_autoptr (FrondProfile) profile = NULL;
  FrondGuest *guest;

  if (spec == NULL)
    return;

  profile = frond_profile_copy_as_new (spec);
  g_object_set (profile, "stage", FROND_PROFILE_READY, "machine-uuid", frond_machine_info_get_uuid (info),
                "helper", _frond_library_token_of (host), NULL);
  if (frond_machine_info_get_request_id (info)[0] != '\0')
    g_object_set (profile, "request-id", frond_machine_info_get_request_id (info), NULL);

  g_message ("Machine %s has no profile; it gets one", frond_machine_info_get_uuid (info));
  guest = _frond_library_add (self, profile);
  _frond_guest_apply (guest, info);
  if (!self->visiting)
    _frond_library_write (self, profile);
}

static FrondProfile *
find_trashed (FrondLibrary *self, const char *uuid)
{
  GHashTableIter iter;
  gpointer profile;

  g_hash_table_iter_init (&iter, self->trashed);
  while (g_hash_table_iter_next (&iter, NULL, &profile))
    if (g_strcmp0 (frond_profile_get_machine_uuid (profile), uuid) == 0)
      return profile;

  return NULL;
}

/* Guests by their machine's uuid, those that have none yet by their creation request. Keys belong to the profiles. */
static GHashTable *
index_guests (FrondLibrary *self)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->guests->len; i++)
    {
      FrondGuest *guest = g_ptr_array_index (self->guests, i);
      FrondProfile *profile = frond_guest_get_profile (guest);
      const char *uuid = frond_profile_get_machine_uuid (profile);

      g_hash_table_insert (index, (gpointer) (uuid != NULL ? uuid : frond_profile_get_request_id (profile)),
                           guest);
    }

  return index;
}

static FrondGuest *
find_guest (GHashTable *index, FrondMachineInfo *info)
{
  FrondGuest *guest = g_hash_table_lookup (index, frond_machine_info_get_uuid (info));

  return guest != NULL ? guest : g_hash_table_lookup (index, frond_machine_info_get_request_id (info));
}

/* Nobody changes a disk here, but one that was made of an image is as large as that came to. */
static gboolean
take_disk_size (FrondProfile *profile, FrondProfile *spec)
{
  if (frond_profile_get_disk_size (profile) == frond_profile_get_disk_size (spec))
    return FALSE;
  frond_profile_set_disk_size (profile, frond_profile_get_disk_size (spec));
  return TRUE;
}

/* A move marks what it makes and what it leaves. Where a row does not say which is which, as a library was lost, what can
 * run is the machine. */
static gboolean
is_twin (FrondGuest *guest, FrondMachineHost *host, FrondMachineInfo *info)
{
  const FrondGuestState state = frond_guest_get_state (guest);

  if (g_str_equal (frond_profile_get_left_at (frond_guest_get_profile (guest)),
                   _frond_library_token_of (host)))
    return TRUE;
  return frond_machine_info_get_kept_off (info) && host != frond_guest_get_host (guest) &&
         state != FROND_GUEST_UNKNOWN && state != FROND_GUEST_MISSING;
}

/* A move that was cut off: this is the one that the row names. */
static void
let_go (FrondLibrary *self, FrondMachineHost *host, FrondMachineInfo *info, FrondGuest *guest)
{
  if (frond_machine_info_get_kept_off (info) && !self->visiting && !frond_guest_get_busy (guest))
    _frond_library_release (host, frond_machine_info_get_uuid (info));
}

static void
join_machine (FrondLibrary *self, FrondMachineHost *host, FrondMachineInfo *info, FrondGuest *guest)
{
  const char *uuid = frond_machine_info_get_uuid (info);
  FrondProfile *profile;
  gboolean changed = FALSE;

  if (guest == NULL)
    {
      if (find_trashed (self, uuid) == NULL)
        adopt (self, host, info);
      else if (!self->visiting)
        _frond_library_repair (self, host, uuid, FROND_COMMAND_TRASH);
      return;
    }

  profile = frond_guest_get_profile (guest);
  if (is_twin (guest, host, info))
    return;
  if (_frond_library_is_creating (profile))
    {
      /* Our own flow will finish it when it is still under way. */
      if (frond_guest_get_busy (guest))
        return;
      g_object_set (profile, "machine-uuid", uuid, "stage", FROND_PROFILE_READY, NULL);
      changed = TRUE;
    }

  /* Where it is listed is where it is. What an older row does not say is the session's, and stays unsaid. */
  _frond_guest_set_host (guest, host);
  if (host != _frond_library_host_of (self, profile))
    {
      g_object_set (profile, "helper", _frond_library_token_of (host), NULL);
      changed = TRUE;
    }
  else
    let_go (self, host, info, guest);

  if (!frond_guest_get_busy (guest) && frond_machine_info_get_profile (info) != NULL)
    {
      changed |= _frond_profile_take_spec (profile, frond_machine_info_get_profile (info));
      changed |= take_disk_size (profile, frond_machine_info_get_profile (info));
    }
  _frond_guest_apply (guest, info);
  if (changed && !self->visiting)
    _frond_library_write (self, profile);
}

/* A guest that its host did not list. */
static void
join_absent (FrondLibrary *self, FrondGuest *guest)
{
  FrondProfile *profile = frond_guest_get_profile (guest);

  if (frond_guest_get_busy (guest))
    return;

  if (_frond_library_is_creating (profile))
    {
      if (!self->visiting)
        _frond_library_resume_creation (self, guest);
      return;
    }

  if (frond_guest_get_state (guest) != FROND_GUEST_MISSING)
    {
      _frond_guest_set_state (guest, FROND_GUEST_MISSING, FROND_GUEST_REASON_NONE);
      if (!self->visiting)
        _frond_library_repair (self, frond_guest_get_host (guest), frond_profile_get_machine_uuid (profile),
                               FROND_COMMAND_RESTORE);
    }
}

/* Which machine is left over is only known when the other was listed. */
static void
settle_at (FrondLibrary *self, FrondLibraryHost *at)
{
  if (frond_machine_host_get_state (at->host) == FROND_HOST_READY)
    _frond_library_settle_at (self, at->host);
}

static void
join_list (FrondLibrary *self, FrondMachineHost *host, GPtrArray *infos)
{
  g_autoptr (GHashTable) listed = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) index = index_guests (self);
  g_autoptr (GPtrArray) absent = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < infos->len; i++)
    {
      FrondMachineInfo *info = g_ptr_array_index (infos, i);

      g_hash_table_add (listed, (gpointer) frond_machine_info_get_uuid (info));
      join_machine (self, host, info, find_guest (index, info));
    }

  for (guint i = 0; i < self->guests->len; i++)
    {
      FrondGuest *guest = g_ptr_array_index (self->guests, i);
      const char *uuid = frond_profile_get_machine_uuid (frond_guest_get_profile (guest));

      if (frond_guest_get_host (guest) == host && (uuid == NULL || !g_hash_table_contains (listed, uuid)))
        g_ptr_array_add (absent, g_object_ref (guest));
    }
  for (guint i = 0; i < absent->len; i++)
    join_absent (self, g_ptr_array_index (absent, i));
  for (guint i = 0; i < self->hosts->len; i++)
    settle_at (self, g_ptr_array_index (self->hosts, i));
  _frond_library_tell_changed (self);
}

/* Whether the host's list has what the rows that were read do not, or lacks what they have: somebody else, such as the
 * command line, has made or deleted a machine and has written that down before. */
static gboolean
is_news (FrondLibrary *self, FrondMachineHost *host, GPtrArray *infos)
{
  g_autoptr (GHashTable) listed = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) index = index_guests (self);

  for (guint i = 0; i < infos->len; i++)
    {
      FrondMachineInfo *info = g_ptr_array_index (infos, i);

      g_hash_table_add (listed, (gpointer) frond_machine_info_get_uuid (info));
      if (find_guest (index, info) == NULL && find_trashed (self, frond_machine_info_get_uuid (info)) == NULL)
        return TRUE;
    }

  for (guint i = 0; i < self->guests->len; i++)
    {
      FrondGuest *guest = g_ptr_array_index (self->guests, i);
      const char *uuid = frond_profile_get_machine_uuid (frond_guest_get_profile (guest));

      if (frond_guest_get_host (guest) == host && !frond_guest_get_busy (guest) &&
          frond_guest_get_state (guest) != FROND_GUEST_MISSING && uuid != NULL &&
          !g_hash_table_contains (listed, uuid))
        return TRUE;
    }
  return FALSE;
}

/* The library outlives the question after a host's machines. */
typedef struct
{
  FrondLibrary *library;
  FrondLibraryHost *at;
  GPtrArray *infos; /* of FrondMachineInfo, once they are known */
} Listing;

static void
listing_free (Listing *listing)
{
  g_object_unref (listing->library);
  g_clear_pointer (&listing->infos, g_ptr_array_unref);
  g_free (listing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listing, listing_free)

static void
join_listing (Listing *listing)
{
  FrondLibrary *self = listing->library;
  FrondLibraryHost *at = listing->at;

  at->joining = FALSE;
  if (listing->infos != NULL && !at->join_again)
    join_list (self, at->host, listing->infos);
  if (at->join_again && !g_cancellable_is_cancelled (self->cancellable))
    _frond_library_join_host (at);
}

static void
reread_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Listing) listing = user_data;
  g_autoptr (GError) error = NULL;

  if (!_frond_library_reread_finish (FROND_LIBRARY (source), result, &error))
    g_debug ("The library was not read again: %s", error->message);
  join_listing (listing);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Listing) listing = user_data;
  FrondLibrary *self = listing->library;
  FrondLibraryHost *at = listing->at;
  g_autoptr (GError) error = NULL;

  GPtrArray *infos = frond_machine_host_list_finish (at->host, result, &error);

  listing->infos = infos;
  if (infos == NULL)
    g_debug ("The host did not list its machines: %s", error->message);

  if (infos != NULL && !at->join_again && is_news (self, at->host, infos))
    _frond_library_reread_async (self, at->host, infos, reread_cb, g_steal_pointer (&listing));
  else
    join_listing (listing);
}

void
_frond_library_join_host (FrondLibraryHost *at)
{
  Listing *listing;

  if (!at->library->loaded || frond_machine_host_get_state (at->host) != FROND_HOST_READY)
    return;

  at->join_again = at->joining;
  if (at->joining)
    return;

  at->joining = TRUE;
  listing = g_new0 (Listing, 1);
  listing->library = g_object_ref (at->library);
  listing->at = at;
  frond_machine_host_list_async (at->host, at->library->cancellable, listed_cb, listing);
}

void
_frond_library_join (FrondLibrary *self)
{
  for (guint i = 0; i < self->hosts->len; i++)
    _frond_library_join_host (g_ptr_array_index (self->hosts, i));
}
