/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-application-private.h"

#include "frond-catalogue-steps.h"
#include "frond-guest.h"
#include "frond-profile.h"

static void
open_cb (FrondApplication *self, FrondGuest *guest)
{
  g_action_group_activate_action (G_ACTION_GROUP (self), "start-guest",
                                  g_variant_new_string (
                                      frond_profile_get_id (frond_guest_get_profile (guest))));
}

static void
retry_launch_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FrondApplication *self = user_data;
  const char *id = g_variant_get_string (parameter, NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->launcher));

  frond_application_open_library (self);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FrondLaunch) launch = g_list_model_get_item (G_LIST_MODEL (self->launcher), i);

      if (g_str_equal (frond_launch_get_id (launch), id))
        frond_launch_retry (launch);
    }
}

static const GActionEntry actions[] = {
  { "retry-launch", retry_launch_action, "s" },
};

void
_frond_application_setup_launches (FrondApplication *self)
{
  FrondMachineHost *host = frond_library_get_host (self->library);
  g_autoptr (FrondCatalogueSteps) steps = NULL;

  self->catalogue = frond_catalogue_new (NULL, NULL);
  steps = frond_catalogue_steps_new (self->catalogue, self->downloads, host);
  g_signal_connect_object (steps, "open", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  self->launcher = frond_launcher_new (self->library, FROND_LAUNCH_STEPS (steps), NULL);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_launcher_load_finish (FROND_LAUNCHER (source), result, &error))
    g_message ("What an earlier Frond began: %s", error->message);
  g_application_release (G_APPLICATION (self));
}

void
_frond_application_resume_launches (FrondApplication *self)
{
  g_application_hold (G_APPLICATION (self));
  frond_launcher_load_async (self->launcher, NULL, loaded_cb, g_object_ref (self));
}

static void
abandoned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondApplication) self = user_data;

  frond_launcher_abandon_finish (FROND_LAUNCHER (source), result, NULL);
  g_application_release (G_APPLICATION (self));
}

void
_frond_application_abandon_launches (FrondApplication *self)
{
  g_application_hold (G_APPLICATION (self));
  frond_launcher_abandon_async (self->launcher, NULL, abandoned_cb, g_object_ref (self));
}

FrondCatalogue *
frond_application_get_catalogue (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->catalogue;
}

FrondLauncher *
frond_application_get_launcher (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->launcher;
}
