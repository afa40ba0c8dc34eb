/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-guest.h"
#include "frond-keyring.h"
#include "frond-profile.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

static const char *
name_of (FrondGuest *guest)
{
  return frond_profile_get_name (frond_guest_get_profile (guest));
}

/* Somebody who cannot be asked has to have said so before. */
static gboolean
confirm (FrondCli *self, const char *name)
{
  char answer[16] = { 0 };
  g_autofree char *clean = frond_cli_clean (name);

  if (!isatty (STDIN_FILENO))
    {
      frond_cli_complain (self, FROND_CLI_MISUSE, "%s",
                          _ ("Deleting for good has to be confirmed. “--yes” does that."));
      return FALSE;
    }
  /* Translators: %s is the name of a machine; leave “[y/N]” */
  g_printerr (_ ("Delete “%s” and its disks for good? [y/N]"), clean);
  g_printerr (" ");
  if (fgets (answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y') &&
      (answer[1] == '\n' || answer[1] == '\0'))
    return TRUE;
  frond_cli_complain (self, FROND_CLI_FAILED, "%s", _ ("Nothing was deleted."));
  return FALSE;
}

static gboolean
is_off (gpointer data)
{
  return !frond_guest_is_on (data);
}

static void
force_off (FrondCli *self, FrondGuest *guest)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  frond_guest_force_off_async (guest, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  if (!frond_guest_command_finish (guest, result, &error))
    frond_cli_fail (self, FROND_TASK_DELETE, name_of (guest), error);
  else
    frond_cli_wait_until (self, is_off, guest, 30);
}

static void
trash (FrondCli *self, FrondGuest *guest)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  frond_library_trash_async (self->library, guest, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  if (!frond_library_trash_finish (self->library, result, &error))
    frond_cli_fail (self, FROND_TASK_DELETE, name_of (guest), error);
}

static void
forget_passphrase (FrondCli *self, const char *uuid)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (uuid == NULL)
    return;
  frond_keyring_clear_async (uuid, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  frond_keyring_clear_finish (result, NULL);
}

static void
purge (FrondCli *self, FrondProfile *profile)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  frond_library_purge_async (self->library, frond_profile_get_id (profile), self->cancellable,
                             frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  if (!frond_library_purge_finish (self->library, result, &error))
    frond_cli_fail (self, FROND_TASK_DELETE, frond_profile_get_name (profile), error);
  else if (frond_profile_get_encrypted (profile))
    forget_passphrase (self, frond_profile_get_machine_uuid (profile));
}

typedef struct
{
  gboolean permanently;
  gboolean yes;
  gboolean force;
  gboolean json;
} Wishes;

static void
delete_guest (FrondCli *self, FrondGuest *borrowed, const Wishes *wishes)
{
  /* What is in the trash is no item any more. */
  g_autoptr (FrondGuest) guest = g_object_ref (borrowed);
  g_autoptr (FrondProfile) profile = g_object_ref (frond_guest_get_profile (guest));

  if (frond_guest_is_on (guest) && !wishes->force)
    {
      frond_cli_complain (self, FROND_CLI_STATE,
                          /* Translators: %s is the name of a machine; leave “--force” */
                          _ ("“%s” is on. Shut it down first; “--force” pulls its plug."), name_of (guest));
      return;
    }
  if (wishes->permanently && !wishes->yes && !confirm (self, name_of (guest)))
    return;

  if (frond_guest_is_on (guest))
    force_off (self, guest);
  if (self->status == FROND_CLI_OK)
    trash (self, guest);
  if (self->status == FROND_CLI_OK && wishes->permanently)
    purge (self, profile);
  if (self->status == FROND_CLI_OK && wishes->json)
    frond_cli_print_machine (guest);
  else if (self->status == FROND_CLI_OK && !wishes->permanently)
    frond_cli_tell (
        /* Translators: %s is the name of a machine; leave “frond restore” */
        _ ("“%s” is in the trash until Frond’s windows are next closed and opened. “frond restore” brings it "
           "back."),
        name_of (guest));
}

/* It was deleted before, and not for good. */
static void
delete_trashed (FrondCli *self, FrondProfile *profile, const Wishes *wishes)
{
  if (wishes->yes || confirm (self, frond_profile_get_name (profile)))
    purge (self, profile);
  if (self->status == FROND_CLI_OK && wishes->json)
    frond_cli_print_profile (profile);
}

int
frond_cli_delete (int argc, char **argv)
{
  Wishes wishes = { 0 };
  const GOptionEntry entries[] = {
    { "permanently", 0, 0, G_OPTION_ARG_NONE, &wishes.permanently,
      N_ ("For good, also what is in the trash already"), NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &wishes.yes, N_ ("Do not ask"), NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &wishes.force, N_ ("Pull the plug: what is not saved inside is lost"),
      NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &wishes.json, N_ ("Print for programs, as JSON"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 1, 1, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  g_autoptr (FrondProfile) trashed = NULL;
  int status = FROND_CLI_MISUSE;
  FrondGuest *guest;

  if (arguments != NULL)
    self = frond_cli_new (TRUE, &status);
  if (self == NULL)
    return status;
  frond_cli_settle (self);
  if (self->status != FROND_CLI_OK)
    return (int) self->status;

  trashed = wishes.permanently ? frond_cli_find_trashed (self, arguments[0]) : NULL;
  if (trashed != NULL)
    delete_trashed (self, trashed, &wishes);
  else if (self->status == FROND_CLI_OK && (guest = frond_cli_find (self, arguments[0])) != NULL)
    delete_guest (self, guest, &wishes);
  frond_cli_flush (self);
  return (int) self->status;
}

int
frond_cli_restore (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print for programs, as JSON"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 1, 1, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  g_autoptr (FrondProfile) profile = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  int status = FROND_CLI_MISUSE;

  if (arguments != NULL)
    self = frond_cli_new (TRUE, &status);
  if (self == NULL)
    return status;
  frond_cli_settle (self);
  if (self->status != FROND_CLI_OK)
    return (int) self->status;

  profile = frond_cli_find_trashed (self, arguments[0]);
  if (profile == NULL && self->status == FROND_CLI_OK)
    frond_cli_complain (self, FROND_CLI_NOT_FOUND,
                        /* Translators: %s is what a person has typed */
                        _ ("There is no machine “%s” in the trash."), arguments[0]);
  if (profile == NULL)
    return (int) self->status;

  frond_library_restore_async (self->library, frond_profile_get_id (profile), self->cancellable,
                               frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  if (!frond_library_restore_finish (self->library, result, &error))
    frond_cli_fail (self, FROND_TASK_RESTORE, frond_profile_get_name (profile), error);
  frond_cli_flush (self);
  frond_cli_settle (self);
  if (self->status == FROND_CLI_OK && json)
    frond_cli_print_machine (frond_library_find (self->library, frond_profile_get_id (profile)));
  return (int) self->status;
}
