/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-error.h"
#include "frond-guest.h"
#include "frond-helper-client.h"
#include "frond-machine-host.h"
#include "frond-sqlite-store.h"

#include "frond-config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

/* The helper starts and reaches libvirt meanwhile. */
#define SETTLE_SECONDS 30

/* What was typed, and what others have named, is not for the terminal to obey. */
static void
tell_text (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *clean = frond_cli_clean (lines[i]);

      g_printerr ("%s%s\n", i == 0 ? "frond: " : "", clean);
    }
}

static void
tell_valist (const char *format, va_list args)
{
  g_autofree char *text = g_strdup_vprintf (format, args);

  tell_text (text);
}

void
frond_cli_tell (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  tell_valist (format, args);
  va_end (args);
}

void
frond_cli_complain (FrondCli *self, FrondCliStatus status, const char *format, ...)
{
  va_list args;

  self->status = status;
  va_start (args, format);
  tell_valist (format, args);
  va_end (args);
}

FrondCliStatus
frond_cli_status_of (const GError *error)
{
  if (frond_error_is_cancelled (error))
    return FROND_CLI_INTERRUPTED;
  if (error->domain != FROND_ERROR)
    return FROND_CLI_FAILED;

  switch ((FrondError) error->code)
    {
    case FROND_ERROR_INVALID_VALUE:
    case FROND_ERROR_OUT_OF_RANGE:
      return FROND_CLI_MISUSE;
    case FROND_ERROR_NOT_FOUND:
    case FROND_ERROR_MEDIA_MISSING:
      return FROND_CLI_NOT_FOUND;
    case FROND_ERROR_NOT_AUTHORIZED:
    case FROND_ERROR_CAN_OBTAIN:
    case FROND_ERROR_NO_AUTHORITY:
    case FROND_ERROR_HOST_POLICY:
    case FROND_ERROR_QUOTA:
    case FROND_ERROR_RATE_LIMITED:
    case FROND_ERROR_PASSPHRASE_NEEDED:
    case FROND_ERROR_PASSPHRASE_WRONG:
      return FROND_CLI_REFUSED;
    case FROND_ERROR_BUSY:
    case FROND_ERROR_CONFLICT:
      return FROND_CLI_STATE;
    case FROND_ERROR_HELPER_MISSING:
    case FROND_ERROR_HELPER_OLD:
    case FROND_ERROR_HELPER_LOST:
    case FROND_ERROR_BACKEND:
      return FROND_CLI_UNAVAILABLE;
    default:
      return FROND_CLI_FAILED;
    }
}

void
frond_cli_fail (FrondCli *self, FrondTask task, const char *subject, const GError *error)
{
  g_autoptr (FrondMessage) message = NULL;

  self->status = frond_cli_status_of (error);
  if (self->status == FROND_CLI_INTERRUPTED)
    return;

  message = frond_message_new (task, subject, error);
  frond_cli_tell ("%s\n  %s\n  (%s)", message->title, message->body, message->detail);
}

static gboolean
interrupted_cb (gpointer user_data)
{
  FrondCli *self = user_data;

  /* Who asks again does not want to wait for a polite end. */
  if (g_cancellable_is_cancelled (self->cancellable))
    _exit (FROND_CLI_INTERRUPTED);
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_CONTINUE;
}

void
frond_cli_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FrondCli *self = user_data;

  g_set_object (&self->result, result);
}

GAsyncResult *
frond_cli_await (FrondCli *self)
{
  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (&self->result);
}

static void
time_is_up_cb (gpointer user_data)
{
  gboolean *late = user_data;

  *late = TRUE;
}

static void
woken_cb (GCancellable *cancellable, gpointer user_data)
{
  g_main_context_wakeup (NULL);
}

gboolean
frond_cli_wait_until (FrondCli *self, gboolean (*is_so) (gpointer data), gpointer data, guint seconds)
{
  gboolean late = FALSE;
  guint timer = seconds > 0 ? g_timeout_add_seconds_once (seconds, time_is_up_cb, &late) : 0;
  gulong handler = g_cancellable_connect (self->cancellable, G_CALLBACK (woken_cb), NULL, NULL);

  while (!is_so (data) && !late && !g_cancellable_is_cancelled (self->cancellable))
    g_main_context_iteration (NULL, TRUE);

  g_cancellable_disconnect (self->cancellable, handler);
  if (timer != 0 && !late)
    g_source_remove (timer);
  if (is_so (data))
    return TRUE;
  self->status = late ? FROND_CLI_TIMEOUT : FROND_CLI_INTERRUPTED;
  return FALSE;
}

/* A host that has answered, and whose machines have not been listed yet, is still to be waited for. */
static gboolean
is_settled (gpointer data)
{
  FrondCli *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (self->hosts); i++)
    if (frond_machine_host_get_state (self->hosts[i]) == FROND_HOST_CONNECTING)
      return FALSE;

  return !frond_library_get_joining (self->library);
}

void
frond_cli_settle (FrondCli *self)
{
  const FrondCliStatus before = self->status;

  if (!frond_cli_wait_until (self, is_settled, self, SETTLE_SECONDS) && self->status == FROND_CLI_TIMEOUT)
    self->status = before;
}

void
frond_cli_flush (FrondCli *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_library_flush_async (self->library, NULL, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  frond_library_flush_finish (self->library, result, NULL);
}

/* The store is the same as the windows'; see frond_library_set_visiting(). */
static FrondProfileStore *
open_store (void)
{
  g_autofree char *path =
      g_build_filename (g_get_user_data_dir (), FROND_DEVEL ? "frond-devel" : "frond", "frond.db", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return frond_sqlite_store_new (file);
}

static gboolean
load (FrondCli *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  frond_library_load_async (self->library, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  if (frond_library_load_finish (self->library, result, &error))
    return TRUE;

  frond_cli_fail (self, FROND_TASK_LOAD, NULL, error);
  return FALSE;
}

FrondCli *
frond_cli_new (gboolean with_hosts, int *status)
{
  g_autoptr (FrondCli) self = g_new0 (FrondCli, 1);
  g_autoptr (FrondProfileStore) store = open_store ();

  self->cancellable = g_cancellable_new ();
  self->signals[0] = g_unix_signal_add (SIGINT, interrupted_cb, self);
  self->signals[1] = g_unix_signal_add (SIGTERM, interrupted_cb, self);
  for (guint i = 0; i < G_N_ELEMENTS (self->hosts); i++)
    self->hosts[i] = with_hosts ? frond_helper_client_new_for (i) : frond_helper_client_new_quiet (i);
  self->library = frond_library_new (store, self->hosts[FROND_HOST_MODE_SESSION]);
  frond_library_add_host (self->library, self->hosts[FROND_HOST_MODE_SYSTEM]);
  frond_library_set_visiting (self->library, TRUE);
  if (load (self))
    return g_steal_pointer (&self);

  *status = (int) self->status;
  return NULL;
}

void
frond_cli_free (FrondCli *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  g_clear_object (&self->result);
  g_clear_object (&self->library);
  for (guint i = 0; i < G_N_ELEMENTS (self->hosts); i++)
    g_clear_object (&self->hosts[i]);
  g_clear_object (&self->cancellable);
  g_free (self);
}
