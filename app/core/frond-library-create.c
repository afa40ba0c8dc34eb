/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-library-private.h"

#include "frond-error.h"
#include "frond-guest-private.h"
#include "frond-machine-info.h"
#include "frond-machine-sources.h"
#include "frond-profile.h"

#include <string.h>

typedef struct
{
  FrondGuest *guest;
  FrondMachineSources *sources; /* may be NULL */
  FrondGuest *original;         /* it is made like this one; may be NULL */
} Creation;

static void create_machine (GTask *task);

static void
creation_free (Creation *creation)
{
  g_clear_object (&creation->guest);
  g_clear_object (&creation->sources);
  g_clear_object (&creation->original);
  g_free (creation);
}

static FrondGuest *
guest_of (GTask *task)
{
  Creation *creation = g_task_get_task_data (task);

  return creation->guest;
}

gboolean
_frond_library_is_creating (FrondProfile *profile)
{
  return frond_profile_get_stage (profile) == FROND_PROFILE_CREATING ||
         frond_profile_get_stage (profile) == FROND_PROFILE_FILLING;
}

static void
create_return (GTask *task, GError *error)
{
  Creation *creation = g_task_get_task_data (task);
  FrondGuest *guest = creation->guest;

  if (creation->original != NULL)
    _frond_guest_end (creation->original, NULL);
  _frond_guest_set_progress (guest, 0);
  _frond_guest_end (guest, error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_object_ref (guest), g_object_unref);
}

static void
row_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!frond_profile_store_remove_finish (FROND_PROFILE_STORE (source), result, &error))
    g_warning ("The row of a machine that could not be made was not removed: %s", error->message);
}

static void
create_undo (GTask *task, GError *error)
{
  FrondLibrary *self = g_task_get_source_object (task);
  FrondGuest *guest = guest_of (task);
  FrondProfile *profile = frond_guest_get_profile (guest);

  frond_profile_store_remove_async (self->store, frond_profile_get_id (profile), NULL, row_removed_cb, NULL);
  _frond_library_remove (self, guest);
  create_return (task, error);
}

static void
create_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Creation *creation = g_task_get_task_data (task);
  GError *error = NULL;

  /* The machine exists. A row that still says "creating" is put right by the next start. */
  if (!frond_profile_store_save_finish (FROND_PROFILE_STORE (source), result, &error))
    g_warning ("A new machine was not recorded: %s", error->message);
  g_clear_error (&error);
  create_return (task, NULL);

  /* What an image came to is known by the helper alone. */
  if (creation->sources != NULL || creation->original != NULL)
    _frond_library_join (g_task_get_source_object (task));
}

static void
keep_installer (FrondGuest *guest, FrondMachineSources *sources)
{
  int kernel, initrd;

  if (sources != NULL && (frond_machine_sources_get_installer (sources, &kernel, &initrd) != NULL ||
                          frond_machine_sources_get_passphrase (sources) >= 0))
    _frond_guest_set_installer (guest, sources);
}

static void
create_machine_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondLibrary *self = g_task_get_source_object (task);
  Creation *creation = g_task_get_task_data (task);
  FrondGuest *guest = creation->guest;
  FrondProfile *profile = frond_guest_get_profile (guest);
  GError *error = NULL;
  g_autoptr (FrondMachineInfo) info =
      creation->original != NULL
          ? frond_machine_host_copy_finish (FROND_MACHINE_HOST (source), result, &error)
          : frond_machine_host_create_finish (FROND_MACHINE_HOST (source), result, &error);

  /* Nobody knows whether it was made: the row stays, and the next join finishes or undoes what it says. */
  if (g_error_matches (error, FROND_ERROR, FROND_ERROR_HELPER_LOST))
    {
      create_return (task, error);
      return;
    }

  if (info == NULL)
    {
      create_undo (task, error);
      return;
    }

  g_object_set (profile, "machine-uuid", frond_machine_info_get_uuid (info), "stage", FROND_PROFILE_READY,
                NULL);
  _frond_guest_apply (guest, info);
  keep_installer (guest, creation->sources);
  frond_profile_store_save_async (self->store, profile, NULL, create_ready_cb, g_object_ref (task));
}

static void
create_progress (double fraction, gpointer user_data)
{
  _frond_guest_set_progress (guest_of (user_data), fraction);
}

static void
create_machine (GTask *task)
{
  Creation *creation = g_task_get_task_data (task);
  FrondMachineHost *host = frond_guest_get_host (creation->guest);
  FrondProfile *profile = frond_guest_get_profile (creation->guest);

  if (creation->original != NULL)
    frond_machine_host_copy_async (host, host,
                                   frond_profile_get_machine_uuid (
                                       frond_guest_get_profile (creation->original)),
                                   frond_profile_get_request_id (profile), profile, create_progress, task,
                                   g_task_get_cancellable (task), create_machine_cb, g_object_ref (task));
  else
    frond_machine_host_create_async (host, profile, creation->sources, create_progress, task,
                                     g_task_get_cancellable (task), create_machine_cb, g_object_ref (task));
}

static void
create_row_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (frond_profile_store_save_finish (FROND_PROFILE_STORE (source), result, &error))
    create_machine (task);
  else
    create_undo (task, error);
}

static GTask *
create_task (FrondLibrary *self, FrondGuest *guest, FrondMachineSources *sources, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Creation *creation = g_new0 (Creation, 1);

  creation->guest = g_object_ref (guest);
  creation->sources = sources != NULL ? g_object_ref (sources) : NULL;
  g_task_set_source_tag (task, frond_library_create_async);
  g_task_set_task_data (task, creation, (GDestroyNotify) creation_free);
  /* A machine that is made is made, whatever was wished meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  _frond_guest_begin (guest);
  return task;
}

void
frond_library_create_async (FrondLibrary *self, FrondProfile *profile, FrondMachineSources *sources,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  FrondMachineHost *host;
  GError *error = NULL;

  g_return_if_fail (FROND_IS_LIBRARY (self));
  g_return_if_fail (FROND_IS_PROFILE (profile));

  if (!frond_profile_validate (profile, &error))
    {
      g_task_report_error (self, callback, user_data, frond_library_create_async, error);
      return;
    }

  frond_profile_set_stage (profile, sources != NULL ? FROND_PROFILE_FILLING : FROND_PROFILE_CREATING);
  /* Decided once: a creation that is cut off goes on where it began. */
  host = frond_library_choose_host (self, frond_profile_get_helper (profile));
  g_object_set (profile, "position", (int) self->guests->len, "helper",
                frond_machine_host_get_mode (host) == FROND_HOST_MODE_SYSTEM ? "system" : "session", NULL);
  task = create_task (self, _frond_library_add (self, profile), sources, cancellable, callback, user_data);
  frond_profile_store_save_async (self->store, profile, NULL, create_row_cb, g_steal_pointer (&task));
}

char *
frond_library_suggest_duplicate (FrondLibrary *self, FrondGuest *guest)
{
  const char *name = frond_profile_get_name (frond_guest_get_profile (guest));
  const char *number = strrchr (name, ' ');
  g_autofree char *base = number != NULL ? g_strndup (name, number - name) : NULL;
  g_autofree char *next = base != NULL ? frond_library_suggest_name (self, base) : NULL;

  /* The number of "Debian 13" is not ours, unless there is a "Debian". */
  if (next != NULL && !g_str_equal (next, base) && number[1] != '\0' &&
      strspn (number + 1, "0123456789") == strlen (number + 1))
    return g_steal_pointer (&next);
  return frond_library_suggest_name (self, name);
}

static gboolean
can_duplicate (FrondGuest *guest, GError **error)
{
  if (frond_guest_is_saved (guest))
    frond_set_error (error, FROND_ERROR_SAVED, NULL, "the guest is saved");
  else if (frond_guest_get_state (guest) != FROND_GUEST_STOPPED || frond_guest_get_busy (guest))
    frond_set_error (error, FROND_ERROR_BUSY, NULL, "the guest is not off, or busy");
  else
    return TRUE;
  return FALSE;
}

/* The row of another machine like GUEST, at the same place. */
static FrondProfile *
make_duplicate (FrondLibrary *self, FrondGuest *guest, const char *name)
{
  FrondProfile *profile = frond_profile_copy_as_new (frond_guest_get_profile (guest));

  g_object_set (profile, "name", name, "stage", FROND_PROFILE_FILLING, "position", (int) self->guests->len,
                "helper", _frond_library_token_of (frond_guest_get_host (guest)), "left-at", "", "autostart",
                FALSE, "window-open", FALSE, "created", g_get_real_time (), "last-used", (gint64) 0, NULL);
  return profile;
}

void
frond_library_duplicate_async (FrondLibrary *self, FrondGuest *guest, const char *name,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (FrondProfile) profile = NULL;
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (FROND_IS_LIBRARY (self) && FROND_IS_GUEST (guest));

  profile = make_duplicate (self, guest, name);
  if (!can_duplicate (guest, &error) || !frond_profile_validate (profile, &error))
    {
      g_task_report_error (self, callback, user_data, frond_library_duplicate_async, error);
      return;
    }

  _frond_guest_begin (guest);
  task = create_task (self, _frond_library_add (self, profile), NULL, cancellable, callback, user_data);
  ((Creation *) g_task_get_task_data (task))->original = g_object_ref (guest);
  frond_profile_store_save_async (self->store, profile, NULL, create_row_cb, g_steal_pointer (&task));
}

FrondGuest *
frond_library_create_finish (FrondLibrary *self, GAsyncResult *result, GError **error)
{
  g_autoptr (FrondGuest) guest = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  /* The library holds it from here on. */
  guest = g_task_propagate_pointer (G_TASK (result), error);
  return guest;
}

static void
resumed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (frond_library_create_finish (FROND_LIBRARY (source), result, &error) == NULL)
    g_warning ("A machine whose creation was cut off could not be made: %s", error->message);
}

/* The descriptors went with the life that had them, and the helper stops such work with its caller. */
static void
undo_filling (FrondLibrary *self, FrondGuest *guest)
{
  g_autoptr (FrondProfile) profile = g_object_ref (frond_guest_get_profile (guest));

  frond_profile_store_remove_async (self->store, frond_profile_get_id (profile), NULL, row_removed_cb, NULL);
  _frond_library_remove (self, guest);
  _frond_library_tell_undone (self, profile);
}

void
_frond_library_resume_creation (FrondLibrary *self, FrondGuest *guest)
{
  g_autoptr (GTask) task = NULL;

  if (frond_profile_get_stage (frond_guest_get_profile (guest)) == FROND_PROFILE_FILLING)
    {
      undo_filling (self, guest);
      return;
    }
  task = create_task (self, guest, NULL, NULL, resumed_cb, NULL);
  create_machine (task);
}
