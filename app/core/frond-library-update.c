/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-library-private.h"

#include "frond-error.h"
#include "frond-guest-private.h"
#include "frond-profile.h"

typedef struct
{
  FrondGuest *guest;
  FrondProfile *changed;
} Update;

static void
update_free (Update *update)
{
  g_clear_object (&update->guest);
  g_clear_object (&update->changed);
  g_free (update);
}

/* What the helper keeps, and what only the row has. */
static const char *const spec_fields[] = {
  "name",      "notes",      "os-id",          "os-family", "memory",        "vcpus",         "firmware",
  "accel",     "tpm",        "heads",          "gl",        "network-class", "network-token", "autostart",
  "on-logout", "on-suspend", "on-low-battery", "network",   "encrypted"
};
/* Likewise, but a host tells them as what they have become: "automatic" is only known here. */
static const char *const chosen_fields[] = { "model", "devices" };
static const char *const row_fields[] = { "media-uri", "boot-media", "group",      "resize-guest", "os-name",
                                          "clipboard", "sound",      "microphone", "on-close" };

static gboolean
copy_fields (FrondProfile *to, FrondProfile *from, const char *const *names, gsize n_names)
{
  gboolean changed = FALSE;

  for (gsize i = 0; i < n_names; i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (from), names[i]);
      g_auto (GValue) value = G_VALUE_INIT;
      g_auto (GValue) old = G_VALUE_INIT;

      g_object_get_property (G_OBJECT (from), names[i], &value);
      g_object_get_property (G_OBJECT (to), names[i], &old);
      if (g_param_values_cmp (pspec, &value, &old) == 0)
        continue;
      g_object_set_property (G_OBJECT (to), names[i], &value);
      changed = TRUE;
    }

  return changed;
}

gboolean
_frond_profile_take_spec (FrondProfile *self, FrondProfile *spec)
{
  return copy_fields (self, spec, spec_fields, G_N_ELEMENTS (spec_fields));
}

static gboolean
take_wanted (FrondProfile *self, FrondProfile *wanted)
{
  gboolean chosen = copy_fields (self, wanted, chosen_fields, G_N_ELEMENTS (chosen_fields));

  return _frond_profile_take_spec (self, wanted) || chosen;
}

static void
update_return (GTask *task, GError *error)
{
  Update *update = g_task_get_task_data (task);

  _frond_guest_end (update->guest, error);
  _frond_library_tell_changed (g_task_get_source_object (task));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
update_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  frond_profile_store_save_finish (FROND_PROFILE_STORE (source), result, &error);
  update_return (task, error);
}

static void
update_save (GTask *task)
{
  FrondLibrary *self = g_task_get_source_object (task);
  Update *update = g_task_get_task_data (task);
  FrondProfile *profile = frond_guest_get_profile (update->guest);

  take_wanted (profile, update->changed);
  copy_fields (profile, update->changed, row_fields, G_N_ELEMENTS (row_fields));
  frond_profile_store_save_async (self->store, profile, NULL, update_saved_cb, g_object_ref (task));
}

static void
reconfigured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Update *update = g_task_get_task_data (task);
  GError *error = NULL;
  guint64 generation = 0;

  if (!frond_machine_host_reconfigure_finish (FROND_MACHINE_HOST (source), result, &generation, &error))
    {
      update_return (task, error);
      return;
    }

  _frond_guest_set_generation (update->guest, generation);
  update_save (task);
}

void
frond_library_update_async (FrondLibrary *self, FrondGuest *guest, FrondProfile *changed,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (FrondProfile) trial = NULL;
  GError *error = NULL;
  Update *update;

  g_return_if_fail (FROND_IS_LIBRARY (self));

  if (!frond_profile_validate (changed, &error))
    {
      g_task_report_error (self, callback, user_data, frond_library_update_async, error);
      return;
    }

  update = g_new0 (Update, 1);
  update->guest = g_object_ref (guest);
  update->changed = frond_profile_copy (changed);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_library_update_async);
  g_task_set_task_data (task, update, (GDestroyNotify) update_free);
  _frond_guest_begin (guest);

  trial = frond_profile_copy (frond_guest_get_profile (guest));
  if (frond_profile_get_machine_uuid (trial) != NULL && take_wanted (trial, changed))
    frond_machine_host_reconfigure_async (frond_guest_get_host (guest), trial,
                                          _frond_guest_get_generation (guest), cancellable, reconfigured_cb,
                                          g_steal_pointer (&task));
  else
    update_save (task);
}

gboolean
frond_library_update_finish (FrondLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
