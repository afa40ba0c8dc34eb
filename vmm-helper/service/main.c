/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-config.h"

#include "vmm-authority-polkit.h"
#include "vmm-authority-session.h"
#include "vmm-config.h"
#include "vmm-flatpak.h"
#include "vmm-ipc.h"
#include "vmm-qemu-engine.h"
#include "vmm-service.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

/* How long another helper may keep the data before this one gives up. */
#define LOCK_SECONDS 10

/* How long systemd may take to read that the helper ends; it takes less than a millisecond. */
#define BARRIER_USEC (2 * G_USEC_PER_SEC)

/* Of the system's helper: systemd makes it, as the tmpfiles and the unit say. */
#define VMM_SYSTEM_DATA_DIR "/var/lib/frond"

typedef struct
{
  GMainLoop *loop;
  char *bus_name;
  char *data_dir;
  gboolean replace;
  gboolean system; /* serves every user of the computer */
  int idle_seconds;
  guint watchdog;
  VmmConfig *config;
  VmmService *service;
  guint owner_id;
  guint lock_deadline;
  gboolean ending;
  int status;
} Helper;

static void
quit (Helper *helper, int status)
{
  helper->status = status;
  g_main_loop_quit (helper->loop);
}

static void own_name (Helper *helper);

/* The name is given up by now, so no more calls can come; those that came before are counted by now too. */
static gboolean
on_quiet (gpointer user_data)
{
  Helper *helper = user_data;

  if (vmm_service_is_idle (helper->service))
    quit (helper, EXIT_SUCCESS);
  else if (!helper->system)
    own_name (helper);
  return G_SOURCE_REMOVE;
}

static void
on_idle (VmmService *service, gpointer user_data)
{
  Helper *helper = user_data;

  /* Before the name is free: what D-Bus asks systemd to start from here on then waits for the end of this one, instead of
   * finding it running. There is no way back, so what came before is done, and that is the end. */
  if (helper->system)
    {
      sd_notify (FALSE, "STOPPING=1");
      /* It is a letter: systemd must have read it before it hears of the name by another way. */
      sd_notify_barrier (FALSE, BARRIER_USEC);
      vmm_service_set_idle_seconds (service, 0);
    }
  g_clear_handle_id (&helper->owner_id, g_bus_unown_name);
  g_idle_add_full (G_PRIORITY_LOW, on_quiet, helper, NULL);
}

static void
on_loaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Helper *helper = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&helper->lock_deadline, g_source_remove);
  if (!vmm_service_load_finish (VMM_SERVICE (object), result, &error))
    {
      g_printerr ("frond-vmm-helper: %s\n", error->message);
      quit (helper, EXIT_FAILURE);
      return;
    }
  sd_notify (FALSE, "READY=1");
}

/* A main loop that turns is all that can be told from here. */
static gboolean
on_watchdog (gpointer user_data)
{
  sd_notify (FALSE, "WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

static void
begin_watchdog (Helper *helper)
{
  guint64 usec = 0;

  if (sd_watchdog_enabled (FALSE, &usec) > 0)
    helper->watchdog = g_timeout_add ((guint) (usec / 2 / 1000), on_watchdog, NULL);
}

static void
on_lock_deadline (gpointer user_data)
{
  Helper *helper = user_data;

  helper->lock_deadline = 0;
  g_printerr ("frond-vmm-helper: another helper uses the same data\n");
  quit (helper, EXIT_FAILURE);
}

static void
on_bus_acquired (GDBusConnection *connection, const char *name, gpointer user_data)
{
  Helper *helper = user_data;
  g_autoptr (VmmAuthority) authority = NULL;
  g_autoptr (VmmEngine) engine = NULL;
  g_autoptr (GError) error = NULL;

  if (helper->service != NULL)
    return;

  authority = helper->system ? vmm_authority_polkit_new () : vmm_authority_session_new (geteuid ());
  engine = vmm_qemu_engine_new (helper->system ? "qemu:///system" : "qemu:///session");
  vmm_qemu_engine_set_bridges (VMM_QEMU_ENGINE (engine), vmm_config_get_bridges (helper->config));
  helper->service = vmm_service_new (connection, helper->data_dir, engine, authority, helper->config);
  if (helper->idle_seconds > 0)
    vmm_service_set_idle_seconds (helper->service, (guint) helper->idle_seconds);
  g_signal_connect (helper->service, "idle", G_CALLBACK (on_idle), helper);
  if (!vmm_service_export (helper->service, &error))
    {
      g_printerr ("frond-vmm-helper: %s\n", error->message);
      quit (helper, EXIT_FAILURE);
    }
}

/* Only the owner of the name touches the data: one that is replaced lets go of both. */
static void
on_name_acquired (GDBusConnection *connection, const char *name, gpointer user_data)
{
  Helper *helper = user_data;
  static gboolean loading = FALSE;

  if (loading)
    return;
  loading = TRUE;
  helper->lock_deadline = g_timeout_add_seconds_once (LOCK_SECONDS, on_lock_deadline, helper);
  vmm_service_load_async (helper->service, NULL, on_loaded, helper);
}

static void
on_name_lost (GDBusConnection *connection, const char *name, gpointer user_data)
{
  Helper *helper = user_data;

  /* What is lost cannot be given back. */
  helper->owner_id = 0;
  if (connection == NULL)
    g_printerr ("frond-vmm-helper: there is no %s bus\n", helper->system ? "system" : "session");
  else
    g_printerr ("frond-vmm-helper: another helper has the name %s\n", name);
  quit (helper, connection == NULL ? EXIT_FAILURE : EXIT_SUCCESS);
}

static void
own_name (Helper *helper)
{
  GBusNameOwnerFlags flags = G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE;

  if (!helper->system)
    flags |= G_BUS_NAME_OWNER_FLAGS_ALLOW_REPLACEMENT;
  if (helper->replace)
    flags |= G_BUS_NAME_OWNER_FLAGS_REPLACE;
  helper->owner_id =
      g_bus_own_name (helper->system ? G_BUS_TYPE_SYSTEM : G_BUS_TYPE_SESSION, helper->bus_name, flags,
                      on_bus_acquired, on_name_acquired, on_name_lost, helper, NULL);
}

static void
on_service_ended (GObject *object, GAsyncResult *result, gpointer user_data)
{
  vmm_service_end_finish (VMM_SERVICE (object), result);
  quit (user_data, EXIT_SUCCESS);
}

/* Guests are libvirt's: they go on, and the next helper finds them; unless it is the session or the computer that ends.
 * Whoever asks twice does not want to wait. */
static gboolean
on_signal (gpointer user_data)
{
  Helper *helper = user_data;

  if (helper->service == NULL || helper->ending)
    quit (helper, EXIT_SUCCESS);
  else
    vmm_service_end_async (helper->service, on_service_ended, helper);
  helper->ending = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean
parse_options (int *argc, char ***argv, Helper *helper)
{
  gboolean session = FALSE, version = FALSE;
  const GOptionEntry entries[] = {
    { "session", 0, 0, G_OPTION_ARG_NONE, &session, "Serve the user it runs as (the default)", NULL },
    { "system", 0, 0, G_OPTION_ARG_NONE, &helper->system, "Serve all users of the system", NULL },
    { "bus-name", 0, 0, G_OPTION_ARG_STRING, &helper->bus_name, "The name on the bus", "NAME" },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &helper->data_dir, "Where the machines are", "DIR" },
    { "idle-seconds", 0, 0, G_OPTION_ARG_INT, &helper->idle_seconds,
      "End after so long without anything to do", "N" },
    { "replace", 0, 0, G_OPTION_ARG_NONE, &helper->replace, "Take over from a running helper", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "Runs the virtual machines of Frond.");
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      g_printerr ("frond-vmm-helper: %s\n", error->message);
      helper->status = EXIT_FAILURE;
      return FALSE;
    }
  if (version)
    {
      g_print ("frond-vmm-helper %s\n", FROND_VERSION);
      return FALSE;
    }
  if (*argc > 1 || (session && helper->system))
    {
      g_printerr ("frond-vmm-helper: %s\n",
                  *argc > 1 ? "too many arguments" : "--session or --system, not both");
      helper->status = EXIT_FAILURE;
      return FALSE;
    }
  return TRUE;
}

static void
set_defaults (Helper *helper)
{
  const char *name = helper->system ? NULL : g_getenv (VMM_IPC_BUS_NAME_ENV);

  if (helper->bus_name == NULL)
    helper->bus_name = g_strdup (name != NULL && name[0] != '\0' ? name : FROND_HELPER_NAME_DEFAULT);
  if (helper->data_dir == NULL && helper->system)
    helper->data_dir = g_strdup (VMM_SYSTEM_DATA_DIR);
  else if (helper->data_dir == NULL)
    helper->data_dir = g_build_filename (g_get_user_data_dir (), FROND_DEVEL ? "frond-devel" : "frond", NULL);
}

/* What decides where libvirt connects to and which programs run comes from nowhere but here; and nobody looks into what
 * passes through. */
static gboolean
prepare_system (void)
{
  const struct rlimit no_core = { 0, 0 };
  g_auto (GStrv) names = g_listenv ();

  if (geteuid () == 0)
    {
      g_printerr ("frond-vmm-helper: --system does not run as root: it needs no power of its own\n");
      return FALSE;
    }
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "LIBVIRT_") || g_str_has_prefix (names[i], "QEMU_") ||
        g_str_has_prefix (names[i], "XDG_"))
      g_unsetenv (names[i]);
  /* What a library finds impossible is not gone on from: libpolkit would read an answer that is none (C19). Guests live,
   * and systemd starts the next one. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  setrlimit (RLIMIT_CORE, &no_core);
  return prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

/* What an administrator has written is kept to the letter, or nothing is done. */
static gboolean
configure (Helper *helper)
{
  g_autoptr (GError) error = NULL;

  helper->config = helper->system ? vmm_config_load ("/", &error) : vmm_config_new_session ();
  if (helper->config == NULL)
    g_printerr ("frond-vmm-helper: %s\n", error->message);
  return helper->config != NULL;
}

int
main (int argc, char *argv[])
{
  Helper helper = { .status = EXIT_SUCCESS };

  setlocale (LC_ALL, "");
  /* libvirt writes to a daemon that may be gone. */
  signal (SIGPIPE, SIG_IGN);
  if (parse_options (&argc, &argv, &helper))
    {
      if (!helper.system)
        vmm_flatpak_prepare ("/");
      set_defaults (&helper);
      /* The system's monitors run as a user of libvirt's, who has to get through to what is theirs and sees no names. */
      umask (helper.system ? 0066 : 0077);
      if ((helper.system && !prepare_system ()) || !configure (&helper))
        helper.status = EXIT_FAILURE;
      else if (g_dbus_is_name (helper.bus_name) && !g_dbus_is_unique_name (helper.bus_name))
        {
          helper.loop = g_main_loop_new (NULL, FALSE);
          g_unix_signal_add (SIGTERM, on_signal, &helper);
          g_unix_signal_add (SIGINT, on_signal, &helper);
          begin_watchdog (&helper);
          own_name (&helper);
          g_main_loop_run (helper.loop);
          sd_notify (FALSE, "STOPPING=1");
        }
      else
        {
          g_printerr ("frond-vmm-helper: %s is not a bus name\n", helper.bus_name);
          helper.status = EXIT_FAILURE;
        }
    }

  g_clear_handle_id (&helper.watchdog, g_source_remove);
  g_clear_handle_id (&helper.owner_id, g_bus_unown_name);
  if (helper.service != NULL)
    vmm_service_close (helper.service);
  g_clear_object (&helper.service);
  g_clear_object (&helper.config);
  g_clear_pointer (&helper.loop, g_main_loop_unref);
  g_free (helper.bus_name);
  g_free (helper.data_dir);
  return helper.status;
}
