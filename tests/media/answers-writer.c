/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes answers in every format: a JSON object of answers on each line of the input, one of documents on each of the
 * output, or {"refused": field}. For check-answers.py, which has the systems' own parsers. */
#include "frond-answers-text.h"
#include "frond-desktops.h"
#include "frond-error.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

typedef struct
{
  const char *name;
  FrondInstaller installer;
  const char *packages;
  char *(*write) (const FrondAnswersText *text);
} Format;

static const Format formats[] = {
  { "cloud", FROND_INSTALLER_NONE, "debian", frond_answers_text_to_user_data },
  { "meta", FROND_INSTALLER_NONE, "debian", frond_answers_text_to_meta_data },
  { "autoinstall", FROND_INSTALLER_UBUNTU, "ubuntu", frond_answers_text_to_user_data },
  { "preseed", FROND_INSTALLER_DEBIAN, "debian", frond_answers_text_to_preseed },
  { "kickstart", FROND_INSTALLER_FEDORA, "fedora", frond_answers_text_to_kickstart },
  { "autoyast", FROND_INSTALLER_SUSE, "suse", frond_answers_text_to_autoyast },
  { "unattend", FROND_INSTALLER_WINDOWS, NULL, frond_answers_text_to_unattend },
};

static void
take (JsonObject *object, const char *name, char **value)
{
  if (json_object_has_member (object, name))
    g_set_str (value, json_object_get_string_member (object, name));
}

static FrondAnswers *
read_answers (JsonObject *object, const char **family)
{
  FrondAnswers *answers = frond_answers_new ();

  take (object, "user", &answers->user_name);
  take (object, "name", &answers->full_name);
  take (object, "host", &answers->host_name);
  take (object, "locale", &answers->locale);
  take (object, "layout", &answers->x_layout);
  take (object, "variant", &answers->x_variant);
  take (object, "timezone", &answers->timezone);
  if (json_object_has_member (object, "password"))
    frond_answers_set_password (answers, json_object_get_string_member (object, "password"));
  if (json_object_has_member (object, "key"))
    {
      const char *keys[] = { json_object_get_string_member (object, "key"), NULL };

      g_strfreev (answers->ssh_keys);
      answers->ssh_keys = g_strdupv ((char **) keys);
    }
  answers->desktop =
      frond_desktops_from_name (json_object_get_string_member_with_default (object, "desktop", ""));
  *family = json_object_get_string_member_with_default (object, "family", "debian");
  return answers;
}

/* A ready-made system with a desktop has a script of its own. */
static void
write_desktop (const FrondAnswers *answers, const char *family, JsonObject *reply)
{
  g_auto (FrondAnswersText) text = { 0 };
  g_autofree char *document = NULL;

  if (answers->desktop == FROND_DESKTOP_NONE ||
      !frond_answers_text_init (&text, answers, FROND_INSTALLER_NONE, family, NULL))
    return;
  document = frond_answers_text_to_user_data (&text);
  json_object_set_string_member (reply, "cloud", document);
  json_object_set_string_member (reply, "script", text.script);
}

/* Hashed once: it takes a tenth of a second. */
static void
write_formats (const FrondAnswers *answers, const char *family, JsonObject *reply)
{
  g_auto (FrondAnswersText) text = { 0 };
  g_autoptr (GError) error = NULL;

  if (!frond_answers_text_init (&text, answers, FROND_INSTALLER_DEBIAN, "debian", &error))
    {
      json_object_set_string_member (reply, "refused", frond_error_get_field (error));
      return;
    }

  text.mirror = "http://mirror.example/debian/dists/some/main/installer-amd64";
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *document = NULL;

      text.installer = formats[i].installer;
      text.packages = formats[i].packages;
      document = formats[i].write (&text);
      json_object_set_string_member (reply, formats[i].name, document);
    }
  json_object_set_string_member (reply, "script", text.script);
  write_desktop (answers, family, reply);
}

int
main (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *line = NULL;
  size_t size = 0;

  while (getline (&line, &size, stdin) > 0)
    {
      g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
      JsonObject *reply = json_object_new ();
      g_autoptr (FrondAnswers) answers = NULL;
      const char *family = NULL;
      g_autofree char *written = NULL;

      if (!json_parser_load_from_data (parser, line, -1, NULL))
        return 1;
      answers = read_answers (json_node_get_object (json_parser_get_root (parser)), &family);
      write_formats (answers, family, reply);
      json_node_take_object (root, reply);
      written = json_to_string (root, FALSE);
      puts (written);
      fflush (stdout);
    }
  return 0;
}
