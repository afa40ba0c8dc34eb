/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* AutoYaST, the answers of openSUSE's installer. */
#include "frond-answers-xml.h"

#include <string.h>

#define YAST2  "http://www.suse.com/1.0/yast2ns"
#define CONFIG "http://www.suse.com/1.0/configns"

static void
typed (FrondAnswersXml *xml, const char *element, const char *type, const char *value)
{
  frond_answers_xml_open (xml, element);
  frond_answers_xml_attribute (xml, "config:type", type);
  frond_answers_xml_text (xml, value);
  frond_answers_xml_close (xml);
}

static void
open_list (FrondAnswersXml *xml, const char *element)
{
  frond_answers_xml_open (xml, element);
  frond_answers_xml_attribute (xml, "config:type", "list");
}

static void
write_list (FrondAnswersXml *xml, const char *element, const char *item, GStrv values)
{
  open_list (xml, element);
  for (gsize i = 0; values[i] != NULL; i++)
    frond_answers_xml_element (xml, item, values[i]);
  frond_answers_xml_close (xml);
}

static void
write_general (FrondAnswersXml *xml)
{
  frond_answers_xml_open (xml, "general");
  frond_answers_xml_open (xml, "mode");
  typed (xml, "confirm", "boolean", "false");
  typed (xml, "final_reboot", "boolean", "false");
  typed (xml, "second_stage", "boolean", "false");
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
}

static void
write_regional (FrondAnswersXml *xml, const FrondAnswers *answers)
{
  g_auto (GStrv) language = g_strsplit (answers->locale, ".", 2);

  frond_answers_xml_open (xml, "language");
  frond_answers_xml_element (xml, "language", language[0]);
  frond_answers_xml_close (xml);
  frond_answers_xml_open (xml, "timezone");
  frond_answers_xml_element (xml, "hwclock", "UTC");
  frond_answers_xml_element (xml, "timezone", answers->timezone[0] != '\0' ? answers->timezone : "Etc/UTC");
  frond_answers_xml_close (xml);
}

/* A keyboard is set by the script: AutoYaST's own names for them are few. */
static void
write_script (FrondAnswersXml *xml, const FrondAnswersText *self)
{
  g_autofree char *keyboard =
      g_strdup_printf ("localectl set-x11-keymap %s pc105 %s || true\n", self->answers->x_layout,
                       self->answers->x_variant[0] != '\0' ? self->answers->x_variant : "''");
  g_autofree char *encoded = g_base64_encode ((const guchar *) self->script, strlen (self->script));
  g_autofree char *source = g_strdup_printf ("%secho %s | base64 -d | sh\n", keyboard, encoded);

  frond_answers_xml_open (xml, "scripts");
  open_list (xml, "chroot-scripts");
  frond_answers_xml_open (xml, "script");
  frond_answers_xml_element (xml, "filename", "frond-finish.sh");
  typed (xml, "chrooted", "boolean", "true");
  frond_answers_xml_element (xml, "source", source);
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
}

static void
write_user (FrondAnswersXml *xml, const FrondAnswersText *self)
{
  g_autofree char *gecos = frond_answers_text_dup_gecos (self);

  open_list (xml, "users");
  frond_answers_xml_open (xml, "user");
  frond_answers_xml_element (xml, "username", self->answers->user_name);
  frond_answers_xml_element (xml, "fullname", gecos);
  frond_answers_xml_element (xml, "user_password", self->hash);
  typed (xml, "encrypted", "boolean", "true");
  frond_answers_xml_close (xml);
  frond_answers_xml_open (xml, "user");
  frond_answers_xml_element (xml, "username", "root");
  frond_answers_xml_element (xml, "user_password", "!");
  typed (xml, "encrypted", "boolean", "true");
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
}

static void
write_software (FrondAnswersXml *xml, const FrondAnswersText *self)
{
  g_auto (GStrv) packages = frond_answers_text_dup_all_packages (self);
  g_auto (GStrv) patterns = frond_answers_text_dup_packages (self, "task");

  frond_answers_xml_open (xml, "software");
  write_list (xml, "patterns", "pattern", patterns);
  write_list (xml, "packages", "package", packages);
  frond_answers_xml_close (xml);
}

static void
write_disk (FrondAnswersXml *xml)
{
  open_list (xml, "partitioning");
  frond_answers_xml_open (xml, "drive");
  frond_answers_xml_element (xml, "device", "/dev/vda");
  typed (xml, "initialize", "boolean", "true");
  frond_answers_xml_element (xml, "use", "all");
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
}

static void
write_network (FrondAnswersXml *xml, const FrondAnswers *answers)
{
  frond_answers_xml_open (xml, "networking");
  frond_answers_xml_open (xml, "dns");
  frond_answers_xml_element (xml, "hostname", answers->host_name);
  frond_answers_xml_close (xml);
  typed (xml, "keep_install_network", "boolean", "true");
  frond_answers_xml_close (xml);
}

char *
frond_answers_text_to_autoyast (const FrondAnswersText *self)
{
  g_autoptr (FrondAnswersXml) xml = frond_answers_xml_new ();

  frond_answers_xml_open (xml, "profile");
  frond_answers_xml_attribute (xml, "xmlns", YAST2);
  frond_answers_xml_attribute (xml, "xmlns:config", CONFIG);
  write_general (xml);
  write_regional (xml, self->answers);
  write_network (xml, self->answers);
  write_disk (xml);
  write_software (xml, self);
  write_user (xml, self);
  write_script (xml, self);
  frond_answers_xml_close (xml);
  return frond_answers_xml_to_string (xml);
}
