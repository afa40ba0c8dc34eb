/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Kickstart, as Anaconda of Fedora, Red Hat and their like reads it: its lines are split as a shell's. */
#include "frond-answers-text.h"

#include <string.h>

static void
add_quoted (GString *text, const char *option, const char *value)
{
  g_autofree char *quoted = g_shell_quote (value);

  g_string_append_printf (text, " %s=%s", option, quoted);
}

static void
add_keyboard (GString *text, const FrondAnswers *answers)
{
  g_autofree char *layout = answers->x_variant[0] != '\0'
                                ? g_strdup_printf ("%s (%s)", answers->x_layout, answers->x_variant)
                                : g_strdup (answers->x_layout);

  g_string_append (text, "keyboard");
  add_quoted (text, "--xlayouts", layout);
  g_string_append_c (text, '\n');
}

static void
add_user (GString *text, const FrondAnswersText *self)
{
  g_autofree char *gecos = frond_answers_text_dup_gecos (self);

  g_string_append (text, "rootpw --lock\nuser --groups=wheel");
  add_quoted (text, "--name", self->answers->user_name);
  add_quoted (text, "--gecos", gecos);
  if (self->answers->password[0] == '\0')
    g_string_append (text, " --lock\n");
  else
    {
      g_string_append (text, " --iscrypted");
      add_quoted (text, "--password", self->hash);
      g_string_append_c (text, '\n');
    }
}

/* What a disc does not have is left out rather than asked about. */
static void
add_packages (GString *text, const FrondAnswersText *self)
{
  g_auto (GStrv) task = frond_answers_text_dup_packages (self, "task");
  g_auto (GStrv) packages = frond_answers_text_dup_all_packages (self);

  g_string_append (text, "%packages --ignoremissing\n");
  for (gsize i = 0; task[i] != NULL; i++)
    g_string_append_printf (text, "%s\n", task[i]);
  for (gsize i = 0; packages[i] != NULL; i++)
    g_string_append_printf (text, "%s\n", packages[i]);
  g_string_append (text, "%end\n");
}

char *
frond_answers_text_to_kickstart (const FrondAnswersText *self)
{
  GString *text = g_string_new ("text --non-interactive\neula --agreed\nfirstboot --disable\n");
  g_autofree char *encoded = g_base64_encode ((const guchar *) self->script, strlen (self->script));

  g_string_append_printf (text, "lang %s\n", self->answers->locale);
  add_keyboard (text, self->answers);
  g_string_append_printf (text, "timezone %s --utc\n",
                          self->answers->timezone[0] != '\0' ? self->answers->timezone : "Etc/UTC");
  g_string_append_printf (text, "network --bootproto=dhcp --hostname=%s\n", self->answers->host_name);
  add_user (text, self);
  g_string_append (text, "ignoredisk --only-use=vda\nzerombr\nclearpart --all --initlabel --drives=vda\n"
                         "bootloader --location=mbr\nautopart\nreboot\n");
  add_packages (text, self);
  g_string_append_printf (text, "%%post\necho %s | base64 -d | sh\n%%end\n", encoded);
  return g_string_free (text, FALSE);
}
