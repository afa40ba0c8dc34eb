/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-doctor-command.h"

#include "frond-doctor-words.h"
#include "frond-helper-client.h"
#include "frond-machine-host.h"

#include <glib/gi18n.h>

/* The helper starts, reaches libvirt and tries KVM out: what is known then is told. */
#define MAX_SECONDS 30

#define EXIT_MISUSE 2

typedef struct
{
  FrondDoctor *doctor;
  GMainLoop *loop;
} Run;

static void
checked_cb (Run *run)
{
  if (frond_doctor_get_settled (run->doctor))
    g_main_loop_quit (run->loop);
}

static void
print_group (FrondDoctor *doctor, FrondPlatform *platform, FrondDoctorGroup group)
{
  g_print ("\n%s\n", frond_doctor_words_group (group));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (doctor)); i++)
    {
      g_autoptr (FrondCheck) check = g_list_model_get_item (G_LIST_MODEL (doctor), i);
      g_autoptr (FrondDoctorWords) words = frond_doctor_words_new (check, platform);

      if (words->group != group)
        continue;
      g_print ("  [%s] %s: %s\n", frond_doctor_words_state (frond_check_get_state (check)), words->title,
               words->summary);
      if (words->advice != NULL)
        g_print ("      %s\n", words->advice);
      if (words->command != NULL)
        g_print ("      $ %s\n", words->command);
    }
}

static void
print_words (FrondDoctor *doctor)
{
  g_autoptr (FrondPlatform) platform = frond_platform_new ();
  g_autofree char *cause = frond_doctor_words_dup_cause (doctor, platform);

  g_print ("%s\n%s\n", frond_doctor_words_verdict (doctor), cause);
  for (FrondDoctorGroup group = FROND_DOCTOR_ACCELERATION; group <= FROND_DOCTOR_DESKTOP; group++)
    print_group (doctor, platform, group);
}

static gboolean
parse (int argc, char **argv, gboolean *json)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, json, N_ ("Print for programs, as JSON"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (
      context,
      _ ("Looks at what machines need of this computer. The exit status is 0 when it is ready, 1 when "
         "machines run with limits, 2 when they cannot run."));
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("frond: %s\n", error->message);
      return FALSE;
    }
  if (argc > 1)
    g_printerr ("frond: %s\n", _ ("Too many arguments"));
  return argc == 1;
}

int
frond_doctor_command_run (int argc, char **argv)
{
  g_autoptr (FrondMachineHost) host = NULL;
  g_autoptr (FrondMachineHost) service = NULL;
  g_autoptr (FrondDoctor) doctor = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  gboolean json = FALSE;
  Run run;

  if (!parse (argc, argv, &json))
    return EXIT_MISUSE;

  host = frond_helper_client_new ();
  service = frond_helper_client_new_for (FROND_HOST_MODE_SYSTEM);
  doctor = frond_doctor_new (host);
  frond_doctor_set_service (doctor, service);
  run = (Run) { doctor, loop };
  g_signal_connect_swapped (doctor, "checked", G_CALLBACK (checked_cb), &run);
  g_timeout_add_seconds_once (MAX_SECONDS, (GSourceOnceFunc) g_main_loop_quit, loop);
  frond_doctor_check (doctor);
  g_main_loop_run (loop);
  g_signal_handlers_disconnect_by_data (doctor, &run);

  if (json)
    {
      g_autofree char *text = frond_doctor_to_json (doctor);

      g_print ("%s", text);
    }
  else
    print_words (doctor);
  return frond_doctor_get_verdict (doctor);
}
