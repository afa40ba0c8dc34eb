/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-unlock.h"

#include "frond-error.h"
#include "frond-guest.h"
#include "frond-keyring.h"
#include "frond-profile.h"
#include "frond-secret.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

static gboolean
start (FrondCli *self, FrondGuest *guest, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_guest_start_async (guest, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  return frond_guest_start_finish (guest, result, error);
}

/* -1: told. */
static int
read_file (FrondCli *self, const char *file)
{
  char text[FROND_SECRET_MAX + 2] = { 0 };
  g_autoptr (GError) error = NULL;
  FILE *stream = g_str_equal (file, "-") ? stdin : g_fopen (file, "re");
  int fd = -1;

  if (stream != NULL && fgets (text, sizeof text, stream) != NULL)
    {
      text[strcspn (text, "\n")] = '\0';
      fd = frond_secret_seal (text, &error);
    }
  explicit_bzero (text, sizeof text);
  if (stream != NULL && stream != stdin)
    fclose (stream);
  if (fd < 0)
    /* Translators: %s is the name of a file */
    frond_cli_complain (self, FROND_CLI_FAILED, _ ("There is no passphrase in “%s”."), file);
  return fd;
}

/* -1: the keyring has none, or there is no keyring. */
static int
look_up (FrondCli *self, FrondGuest *guest)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_keyring_lookup_async (frond_profile_get_machine_uuid (frond_guest_get_profile (guest)),
                              self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  return frond_keyring_lookup_finish (result, NULL);
}

void
frond_cli_unlock_start (FrondCli *self, FrondGuest *guest, const char *file)
{
  g_autoptr (GError) error = NULL;
  int fd = -1;

  if (file != NULL)
    {
      fd = read_file (self, file);
      if (fd < 0)
        return;
      frond_guest_set_passphrase (guest, fd);
    }

  if (start (self, guest, &error))
    return;
  if (file == NULL && g_error_matches (error, FROND_ERROR, FROND_ERROR_PASSPHRASE_NEEDED))
    {
      fd = look_up (self, guest);
      if (fd >= 0)
        {
          g_clear_error (&error);
          frond_guest_set_passphrase (guest, fd);
          if (start (self, guest, &error))
            return;
        }
    }
  frond_cli_fail (self, FROND_TASK_START, frond_profile_get_name (frond_guest_get_profile (guest)), error);
}
