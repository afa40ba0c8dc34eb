/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-cli-unlock.h"
#include "frond-error.h"
#include "frond-guest.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

/* A system that is asked to shut down may save what is open first. */
#define STOP_SECONDS 120

typedef void (*Call) (FrondGuest *guest, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data);

static const char *
name_of (FrondGuest *guest)
{
  return frond_profile_get_name (frond_guest_get_profile (guest));
}

static gboolean
is_off (gpointer data)
{
  return !frond_guest_is_on (data);
}

/* Whoever asked for a change finds it in the library. */
static int
finish (FrondCli *self, FrondGuest *guest, gboolean json)
{
  frond_cli_flush (self);
  if (self->status == FROND_CLI_OK && json)
    frond_cli_print_machine (guest);
  return (int) self->status;
}

/* The helper has done it; that it tells of the new state may come a moment later. */
#define TELL_SECONDS 10

typedef struct
{
  FrondGuest *guest;
  FrondGuestState state;
} Wanted;

static gboolean
is_as_wanted (gpointer data)
{
  Wanted *wanted = data;

  return frond_guest_get_state (wanted->guest) == wanted->state;
}

static void
wait_for_state (FrondCli *self, FrondGuest *guest, FrondGuestState state)
{
  Wanted wanted = { guest, state };

  if (!frond_cli_wait_until (self, is_as_wanted, &wanted, TELL_SECONDS))
    self->status = FROND_CLI_OK;
}

/* STATE: what it comes to at once, or UNKNOWN where that is the guest's to decide. */
static void
command (FrondCli *self, FrondGuest *guest, FrondTask task, Call call, FrondGuestState state)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  call (guest, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  if (!frond_guest_command_finish (guest, result, &error))
    frond_cli_fail (self, task, name_of (guest), error);
  else if (state != FROND_GUEST_UNKNOWN)
    wait_for_state (self, guest, state);
}

static void
wait_until_off (FrondCli *self, FrondGuest *guest, int seconds)
{
  if (frond_cli_wait_until (self, is_off, guest, (guint) seconds))
    return;
  if (self->status == FROND_CLI_TIMEOUT)
    frond_cli_tell (
        /* Translators: %s is the name of a machine */
        _ ("“%s” has not shut down yet. It may ask a question on its screen; “frond stop --force” pulls its "
           "plug."),
        name_of (guest));
  else
    /* Translators: %s is the name of a machine; somebody has pressed Ctrl+C */
    frond_cli_tell (_ ("No longer waiting for “%s”."), name_of (guest));
}

static gboolean
is_time (int seconds)
{
  if (seconds < 0)
    frond_cli_tell ("%s", _ ("A time cannot be less than nothing."));
  return seconds >= 0;
}

static void
start (FrondCli *self, FrondGuest *guest, const char *passphrase_file)
{
  switch ((guint) frond_guest_get_state (guest))
    {
    case FROND_GUEST_STARTING:
    case FROND_GUEST_RUNNING:
      break;
    case FROND_GUEST_PAUSED:
      /* Translators: %s is the name of a machine */
      frond_cli_complain (self, FROND_CLI_STATE, _ ("“%s” is paused. “frond resume” lets it go on."),
                          name_of (guest));
      break;
    default:
      frond_cli_unlock_start (self, guest, passphrase_file);
      if (self->status == FROND_CLI_OK)
        wait_for_state (self, guest, FROND_GUEST_RUNNING);
    }
}

/* Opens the library and finds the machine that the only argument names. */
static FrondGuest *
begin (char **arguments, FrondCli **self, int *status)
{
  FrondGuest *guest;

  if (arguments == NULL)
    {
      *status = FROND_CLI_MISUSE;
      return NULL;
    }
  *self = frond_cli_new (TRUE, status);
  if (*self == NULL)
    return NULL;
  guest = frond_cli_find_known (*self, arguments[0]);
  *status = (int) (*self)->status;
  return guest;
}

int
frond_cli_start (int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean wait = FALSE;
  g_autofree char *passphrase_file = NULL;
  const GOptionEntry entries[] = {
    { "wait", 0, 0, G_OPTION_ARG_NONE, &wait, N_ ("Wait until the machine is off again"), NULL },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("Read the passphrase of an encrypted disk from FILE (“-”: standard input)"), N_ ("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print for programs, as JSON"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 1, 1, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  int status;
  FrondGuest *guest = begin (arguments, &self, &status);

  if (guest == NULL)
    return status;
  start (self, guest, passphrase_file);
  if (self->status == FROND_CLI_OK && wait)
    {
      frond_cli_flush (self);
      wait_until_off (self, guest, 0);
      if (self->status == FROND_CLI_OK && frond_guest_get_reason (guest) == FROND_GUEST_REASON_CRASHED)
        /* Translators: %s is the name of a machine */
        frond_cli_complain (self, FROND_CLI_FAILED, _ ("“%s” has crashed."), name_of (guest));
    }
  return finish (self, guest, json);
}

int
frond_cli_stop (int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean force = FALSE;
  gboolean wait = FALSE;
  int seconds = STOP_SECONDS;
  const GOptionEntry entries[] = {
    { "force", 0, 0, G_OPTION_ARG_NONE, &force, N_ ("Pull the plug: what is not saved inside is lost"),
      NULL },
    { "wait", 0, 0, G_OPTION_ARG_NONE, &wait, N_ ("Wait until the machine is off"), NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &seconds, N_ ("How long to wait (0: for ever)"), N_ ("SECONDS") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print for programs, as JSON"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 1, 1, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  int status;
  FrondGuest *guest;

  if (arguments != NULL && !is_time (seconds))
    return FROND_CLI_MISUSE;
  guest = begin (arguments, &self, &status);
  if (guest == NULL)
    return status;

  if (frond_guest_is_on (guest))
    command (self, guest, force ? FROND_TASK_FORCE_OFF : FROND_TASK_SHUT_DOWN,
             force ? frond_guest_force_off_async : frond_guest_shutdown_async,
             force ? FROND_GUEST_STOPPED : FROND_GUEST_UNKNOWN);
  if (self->status == FROND_CLI_OK && wait)
    wait_until_off (self, guest, seconds);
  return finish (self, guest, json);
}

int
frond_cli_restart (int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean force = FALSE;
  int seconds = STOP_SECONDS;
  const GOptionEntry entries[] = {
    { "force", 0, 0, G_OPTION_ARG_NONE, &force,
      N_ ("Press the reset button: what is not saved inside is lost"), NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &seconds, N_ ("How long to wait (0: for ever)"), N_ ("SECONDS") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print for programs, as JSON"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 1, 1, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  int status;
  FrondGuest *guest;

  if (arguments != NULL && !is_time (seconds))
    return FROND_CLI_MISUSE;
  guest = begin (arguments, &self, &status);
  if (guest == NULL)
    return status;

  if (force)
    {
      command (self, guest, FROND_TASK_RESTART, frond_guest_reset_async, FROND_GUEST_UNKNOWN);
      return finish (self, guest, json);
    }
  if (frond_guest_is_on (guest))
    {
      command (self, guest, FROND_TASK_SHUT_DOWN, frond_guest_shutdown_async, FROND_GUEST_UNKNOWN);
      if (self->status == FROND_CLI_OK)
        wait_until_off (self, guest, seconds);
    }
  if (self->status == FROND_CLI_OK)
    start (self, guest, NULL);
  return finish (self, guest, json);
}

static int
run_simple (int argc, char **argv, FrondTask task, Call call, FrondGuestState wanted)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print for programs, as JSON"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 1, 1, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  int status;
  FrondGuest *guest = begin (arguments, &self, &status);

  if (guest == NULL)
    return status;
  if (frond_guest_get_state (guest) != wanted)
    command (self, guest, task, call, wanted);
  return finish (self, guest, json);
}

int
frond_cli_pause (int argc, char **argv)
{
  return run_simple (argc, argv, FROND_TASK_PAUSE, frond_guest_pause_async, FROND_GUEST_PAUSED);
}

int
frond_cli_resume (int argc, char **argv)
{
  return run_simple (argc, argv, FROND_TASK_RESUME, frond_guest_resume_async, FROND_GUEST_RUNNING);
}
