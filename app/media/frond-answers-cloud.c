/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* cloud-init's user-data, which is also what Ubuntu's installer reads. It is YAML, and JSON is YAML: every string is
 * quoted by a library. */
#include "frond-answers-text.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define HEADER "#cloud-config\n"
#define SCRIPT "/var/lib/frond/first-start"

static char *
serialise (GVariant *value)
{
  g_autoptr (GVariant) held = g_variant_ref_sink (value);
  g_autoptr (JsonNode) node = json_gvariant_serialize (held);

  return json_to_string (node, TRUE);
}

static void
add (GVariantBuilder *builder, const char *key, GVariant *value)
{
  g_variant_builder_add (builder, "{sv}", key, value);
}

static void
add_string (GVariantBuilder *builder, const char *key, const char *value)
{
  add (builder, key, g_variant_new_string (value));
}

static void
add_strings (GVariantBuilder *builder, const char *key, GStrv values)
{
  if (values[0] != NULL)
    add (builder, key, g_variant_new_strv ((const char *const *) values, -1));
}

static GVariant *
keyboard_new (const FrondAnswers *answers)
{
  GVariantBuilder keyboard = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_string (&keyboard, "layout", answers->x_layout);
  if (answers->x_variant[0] != '\0')
    add_string (&keyboard, "variant", answers->x_variant);
  return g_variant_builder_end (&keyboard);
}

static GVariant *
user_new (const FrondAnswersText *self)
{
  const gboolean password = self->answers->password[0] != '\0';
  g_autofree char *gecos = frond_answers_text_dup_gecos (self);
  GVariantBuilder user = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_string (&user, "name", self->answers->user_name);
  add_string (&user, "gecos", gecos);
  add_string (&user, "shell", "/bin/bash");
  add_string (&user, "sudo", password ? "ALL=(ALL:ALL) ALL" : "ALL=(ALL:ALL) NOPASSWD:ALL");
  add (&user, "lock_passwd", g_variant_new_boolean (!password));
  if (password)
    add_string (&user, "hashed_passwd", self->hash);
  add_strings (&user, "ssh_authorized_keys", self->answers->ssh_keys);
  return g_variant_builder_end (&user);
}

static void
add_written_file (GVariantBuilder *files, const char *path, const char *permissions, const char *text)
{
  g_autofree char *content = g_base64_encode ((const guchar *) text, strlen (text));

  g_variant_builder_open (files, G_VARIANT_TYPE_VARDICT);
  add_string (files, "path", path);
  add_string (files, "permissions", permissions);
  add_string (files, "encoding", "b64");
  add_string (files, "content", content);
  g_variant_builder_close (files);
}

/* A login screen that starts in the middle of the packages asks for a password that nobody has, and the session lacks what
 * is installed after it. Debian's packages start what they bring unless this program, which is made for that, says no. */
static gboolean
starts_what_it_installs (const FrondAnswersText *self)
{
  return g_strcmp0 (self->packages, "debian") == 0 || g_strcmp0 (self->packages, "ubuntu") == 0;
}

/* The console of a new system has letters for hardly more than English. */
static GVariant *
files_new (const FrondAnswersText *self)
{
  GVariantBuilder files = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  add_written_file (&files, SCRIPT, "0700", self->script);
  if (frond_answers_text_sets_up_desktop (self))
    add_written_file (&files, FROND_ANSWERS_ISSUE, "0644",
                      "The desktop is being downloaded and installed. This takes some minutes.\n"
                      "It appears here by itself.\n\n");
  if (frond_answers_text_sets_up_desktop (self) && starts_what_it_installs (self))
    add_written_file (&files, FROND_ANSWERS_POLICY, "0755",
                      "#!/bin/sh\n"
                      "case $1 in gdm* | sddm* | lightdm*) exit 101 ;; esac\n"
                      "exit 0\n");
  return g_variant_builder_end (&files);
}

/* The units were read before the script changed them. */
static GVariant *
commands_new (const FrondAnswersText *self)
{
  static const char *const script[] = { SCRIPT, NULL };
  static const char *const reload[] = { "systemctl", "daemon-reload", NULL };
  static const char *const restart[] = {
    "systemctl", "--no-block", "try-restart", "getty@tty1.service", "serial-getty@ttyS0.service", NULL
  };
  static const char *const desktop[] = { "systemctl", "--no-block", "start", "display-manager.service",
                                         NULL };
  GVariantBuilder commands = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aas"));

  g_variant_builder_add (&commands, "^as", script);
  g_variant_builder_add (&commands, "^as", reload);
  g_variant_builder_add (&commands, "^as", restart);
  if (frond_answers_text_sets_up_desktop (self))
    g_variant_builder_add (&commands, "^as", desktop);
  return g_variant_builder_end (&commands);
}

static GVariant *
array_of_one (GVariant *value)
{
  return g_variant_new_array (G_VARIANT_TYPE_VARDICT, &value, 1);
}

/* Packages are installed over the network. Nothing else waits for them: cloud-init does it in its last stage. */
static void
add_packages (GVariantBuilder *config, const FrondAnswersText *self)
{
  g_auto (GStrv) packages = frond_answers_text_dup_all_packages (self);

  add_strings (config, "packages", packages);
}

static GVariant *
cloud_config_new (const FrondAnswersText *self)
{
  const FrondAnswers *answers = self->answers;
  GVariantBuilder config = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_string (&config, "hostname", answers->host_name);
  add_string (&config, "manage_etc_hosts", "localhost");
  add_string (&config, "locale", answers->locale);
  add (&config, "keyboard", keyboard_new (answers));
  if (answers->timezone[0] != '\0')
    add_string (&config, "timezone", answers->timezone);
  add (&config, "users", array_of_one (user_new (self)));
  add (&config, "ssh_pwauth", g_variant_new_boolean (FALSE));
  add (&config, "disable_root", g_variant_new_boolean (TRUE));
  add_packages (&config, self);
  if (answers->password[0] == '\0' || frond_answers_text_sets_up_desktop (self))
    {
      add (&config, "write_files", files_new (self));
      add (&config, "runcmd", commands_new (self));
    }
  return g_variant_builder_end (&config);
}

/* In the installer's own shell; the new system is mounted at /target. */
static GVariant *
late_commands_new (const FrondAnswersText *self)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) self->script, strlen (self->script));
  g_autofree char *write = g_strconcat ("echo ", encoded, " | base64 -d >/target/tmp/frond-finish", NULL);
  const char *const commands[] = { write, "curtin in-target --target=/target -- sh /tmp/frond-finish",
                                   "rm -f /target/tmp/frond-finish", NULL };

  return g_variant_new_strv (commands, -1);
}

static GVariant *
identity_new (const FrondAnswersText *self)
{
  g_autofree char *gecos = frond_answers_text_dup_gecos (self);
  GVariantBuilder identity = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_string (&identity, "realname", gecos);
  add_string (&identity, "username", self->answers->user_name);
  add_string (&identity, "hostname", self->answers->host_name);
  add_string (&identity, "password", self->hash);
  return g_variant_builder_end (&identity);
}

static GVariant *
storage_new (void)
{
  GVariantBuilder layout = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantBuilder storage = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_string (&layout, "name", "direct");
  add (&storage, "layout", g_variant_builder_end (&layout));
  return g_variant_builder_end (&storage);
}

static GVariant *
autoinstall_new (const FrondAnswersText *self)
{
  const FrondAnswers *answers = self->answers;
  g_auto (GStrv) packages = frond_answers_text_dup_all_packages (self);
  GVariantBuilder install = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add (&install, "version", g_variant_new_int32 (1));
  add_string (&install, "locale", answers->locale);
  add (&install, "keyboard", keyboard_new (answers));
  if (answers->timezone[0] != '\0')
    add_string (&install, "timezone", answers->timezone);
  add (&install, "identity", identity_new (self));
  add (&install, "storage", storage_new ());
  add_strings (&install, "packages", packages);
  add (&install, "late-commands", late_commands_new (self));
  add_string (&install, "shutdown", "reboot");
  return g_variant_builder_end (&install);
}

char *
frond_answers_text_to_user_data (const FrondAnswersText *self)
{
  GVariantBuilder config = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autofree char *json = NULL;

  if (self->installer == FROND_INSTALLER_UBUNTU)
    {
      add (&config, "autoinstall", autoinstall_new (self));
      json = serialise (g_variant_builder_end (&config));
    }
  else
    {
      g_variant_builder_clear (&config);
      json = serialise (cloud_config_new (self));
    }
  return g_strconcat (HEADER, json, "\n", NULL);
}

/* A new instance for every seed: what was set up before is set up again. */
char *
frond_answers_text_to_meta_data (const FrondAnswersText *self)
{
  g_autofree char *uuid = g_uuid_string_random ();
  GVariantBuilder data = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autofree char *json = NULL;

  add_string (&data, "instance-id", uuid);
  add_string (&data, "local-hostname", self->answers->host_name);
  json = serialise (g_variant_builder_end (&data));
  return g_strconcat (json, "\n", NULL);
}
