/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli.h"

#include "frond-cli-private.h"

#include "frond-doctor-command.h"

#include "frond-config.h"

#include <glib/gi18n.h>
#include <string.h>

static int help (int argc, char **argv);

static const FrondCliCommand commands[] = {
  /* Translators: of the command line. Words in capitals stand for what a person types; leave MACHINE and the options. */
  { "list", NULL, N_ ("List the machines and what they do"), frond_cli_list },
  { "show", "MACHINE", N_ ("Show one machine"), frond_cli_show },
  { "create", "FILE|SYSTEM", N_ ("Make a machine of a disc image or of a system in the catalogue"),
    frond_cli_create },
  { "start", "MACHINE", N_ ("Start a machine"), frond_cli_start },
  { "stop", "MACHINE", N_ ("Shut a machine down, or force it off"), frond_cli_stop },
  { "restart", "MACHINE", N_ ("Shut a machine down and start it again"), frond_cli_restart },
  { "pause", "MACHINE", N_ ("Pause a machine"), frond_cli_pause },
  { "resume", "MACHINE", N_ ("Let a paused machine go on"), frond_cli_resume },
  { "open", "MACHINE", N_ ("Show the window of a machine"), frond_cli_open },
  { "screenshot", "MACHINE [FILE]", N_ ("Save a picture of the screen of a machine"), frond_cli_screenshot },
  { "console", "MACHINE", N_ ("Show the serial console of a machine in the terminal"), frond_cli_console },
  { "duplicate", "MACHINE", N_ ("Make another machine with the same disks"), frond_cli_duplicate },
  { "export", "MACHINE [FILE]", N_ ("Write a whole machine to one file"), frond_cli_export },
  { "import", "FILE", N_ ("Make a machine of an exported one, or of another program’s"), frond_cli_import },
  { "delete", "MACHINE", N_ ("Move a machine to the trash, or delete it for good"), frond_cli_delete },
  { "restore", "MACHINE", N_ ("Bring a machine back from the trash"), frond_cli_restore },
  { "catalogue", "[WORD…]", N_ ("List the systems that machines can be made of"), frond_cli_catalogue },
  { "doctor", NULL, N_ ("Look at what machines need of this computer"), frond_doctor_command_run },
  { "help", "[COMMAND]", N_ ("Show the commands, or the help of one"), help },
};

static const FrondCliCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];

  return NULL;
}

gboolean
frond_cli_knows (const char *word)
{
  return find_command (word) != NULL;
}

char *
frond_cli_dup_summary (void)
{
  g_autoptr (GString) text = g_string_new (_ ("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *usage = g_strjoin (" ", commands[i].name, commands[i].arguments, NULL);

      g_string_append_printf (text, "\n  %-26s %s", usage, _ (commands[i].summary));
    }
  g_string_append_printf (text, "\n\n%s", _ ("“frond COMMAND --help” shows the options of a command."));
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static int
help (int argc, char **argv)
{
  const GOptionEntry none[] = { { NULL } };
  g_auto (GStrv) arguments = frond_cli_parse (none, 0, 1, argc, argv);
  g_autofree char *text = NULL;
  char *ask_for_help[] = { NULL, (char *) "--help", NULL };

  if (arguments == NULL)
    return FROND_CLI_MISUSE;
  if (arguments[0] == NULL)
    {
      text = frond_cli_dup_summary ();
      g_print ("%s\n  frond %s\n\n%s\n", _ ("Usage:"), _ ("[COMMAND] [OPTION…]"), text);
      return FROND_CLI_OK;
    }
  if (!frond_cli_knows (arguments[0]))
    {
      /* Translators: %s is what a person has typed */
      frond_cli_tell (_ ("There is no command “%s”."), arguments[0]);
      return FROND_CLI_MISUSE;
    }

  ask_for_help[0] = arguments[0];
  return frond_cli_run (2, ask_for_help);
}

static const FrondCliCommand *running;

const FrondCliCommand *
frond_cli_get_command (void)
{
  return running;
}

int
frond_cli_run (int argc, char **argv)
{
  const FrondCliCommand *command = find_command (argv[0]);
  g_autofree char *program = NULL;

  g_return_val_if_fail (command != NULL, FROND_CLI_MISUSE);

  /* What the help calls the program. */
  program = g_strdup_printf ("frond %s", command->name);
  g_set_prgname (program);
  running = command;
  return command->run (argc, argv);
}
