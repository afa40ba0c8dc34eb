/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-catalogue.h"

#include "frond-catalogue-steps.h"
#include "frond-catalogue-use.h"
#include "frond-host-capabilities.h"
#include "frond-launch.h"
#include "frond-launcher.h"
#include "frond-machine-host.h"
#include "frond-profile.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

static FrondCatalogueEntry *
find_entry (FrondCli *self, FrondCatalogue *catalogue, const char *id)
{
  FrondCatalogueEntry *entry;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) more = NULL;

  frond_catalogue_load_async (catalogue, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  frond_catalogue_load_finish (catalogue, result, NULL);
  entry = frond_catalogue_find (catalogue, id);
  if (entry == NULL)
    {
      frond_catalogue_load_osinfo_async (catalogue, self->cancellable, frond_cli_ready_cb, self);
      more = frond_cli_await (self);
      frond_catalogue_load_osinfo_finish (catalogue, more, NULL);
      entry = frond_catalogue_find (catalogue, id);
    }
  if (entry == NULL)
    frond_cli_complain (self, FROND_CLI_NOT_FOUND,
                        /* Translators: %s is what a person has typed */
                        _ ("“%s” is neither a file nor a system of the catalogue."), id);
  return entry;
}

static FrondProfile *
suggest (FrondCli *self, FrondCatalogueEntry *entry, const FrondCliWishes *wishes)
{
  FrondMachineHost *host = frond_library_choose_host (self->library, wishes->place);
  g_autoptr (FrondHostCapabilities) capabilities = frond_machine_host_dup_capabilities (host);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FrondProfile *profile;

  if (!frond_cli_wishes_fit (wishes, frond_catalogue_entry_get_kind (entry) == FROND_CATALOGUE_CLOUD_IMAGE
                                         ? frond_catalogue_entry_get_os_id (entry)
                                         : NULL))
    {
      self->status = FROND_CLI_MISUSE;
      return NULL;
    }
  frond_catalogue_entry_suggest_async (entry, NULL, capabilities, self->cancellable, frond_cli_ready_cb,
                                       self);
  result = frond_cli_await (self);
  profile = frond_catalogue_entry_suggest_finish (entry, result, &error);
  if (profile == NULL)
    frond_cli_fail (self, FROND_TASK_CREATE, frond_catalogue_entry_get_name (entry), error);
  else
    frond_cli_wishes_apply (wishes, profile);
  return profile;
}

static void
progress_cb (FrondLaunch *launch)
{
  frond_cli_progress (frond_launch_get_name (launch), frond_launch_get_fraction (launch));
}

static gboolean
is_over (gpointer launch)
{
  return !frond_launch_is_pending (launch) || frond_launch_get_state (launch) == FROND_LAUNCH_FAILED;
}

static void
run (FrondCli *self, FrondLaunch *launch)
{
  gulong handler = g_signal_connect (launch, "notify::fraction", G_CALLBACK (progress_cb), NULL);

  if (!frond_cli_wait_until (self, is_over, launch, 0))
    {
      frond_launch_cancel (launch);
      self->status = FROND_CLI_INTERRUPTED;
    }
  g_signal_handler_disconnect (launch, handler);
  frond_cli_progress_end ();
  if (frond_launch_get_state (launch) == FROND_LAUNCH_FAILED)
    frond_cli_fail (self, FROND_TASK_LAUNCH, frond_launch_get_name (launch), frond_launch_get_error (launch));
}

/* The windows have a file of their own for what goes on after a kill: this process ends with what it does. */
static char *
dup_launches_path (void)
{
  g_autofree char *name = g_strdup_printf ("frond-launch-%d.ini", (int) getpid ());

  return g_build_filename (g_get_user_runtime_dir (), name, NULL);
}

FrondGuest *
frond_cli_catalogue_create (FrondCli *self, const char *id, const FrondCliWishes *wishes)
{
  g_autoptr (FrondCache) cache = frond_cache_new (NULL);
  g_autoptr (FrondDownloads) downloads = frond_downloads_new (cache);
  g_autoptr (FrondCatalogue) catalogue = frond_catalogue_new (NULL, NULL);
  FrondCatalogueEntry *entry = find_entry (self, catalogue, id);
  g_autoptr (FrondProfile) profile = entry != NULL ? suggest (self, entry, wishes) : NULL;
  g_autoptr (FrondCatalogueSteps) steps = NULL;
  g_autoptr (FrondLauncher) launcher = NULL;
  g_autoptr (FrondLaunch) launch = NULL;
  g_autofree char *path = NULL;

  if (profile == NULL)
    return NULL;

  path = dup_launches_path ();
  steps = frond_catalogue_steps_new (catalogue, downloads, self->hosts[FROND_HOST_MODE_SESSION]);
  launcher = frond_launcher_new (self->library, FROND_LAUNCH_STEPS (steps), path);
  launch = g_object_ref (
      frond_launcher_launch (launcher, id,
                             wishes->name != NULL ? wishes->name : frond_catalogue_entry_get_name (entry),
                             frond_catalogue_entry_get_mark_text (entry),
                             frond_catalogue_entry_get_mark_color (entry), profile));
  run (self, launch);
  g_unlink (path);
  return frond_launch_get_state (launch) == FROND_LAUNCH_DONE
             ? frond_library_find (self->library, frond_launch_get_id (launch))
             : NULL;
}
