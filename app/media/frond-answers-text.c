/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-answers-text.h"

#include "frond-desktops.h"
#include "frond-error.h"

#include <crypt.h>
#include <string.h>

/* SHA-512 is what every system that is installed these days reads; the rounds cost a guesser a tenth of a second. */
#define HASH_PREFIX "$6$"
#define HASH_ROUNDS 100000

/* NULL DATA: an account without a password, which nobody can log in to over the network. */
static char *
hash_password (const char *password, GError **error)
{
  char salt[CRYPT_GENSALT_OUTPUT_SIZE];
  g_autofree struct crypt_data *data = NULL;
  char *hash;

  if (password[0] == '\0')
    return g_strdup ("!");

  data = g_new0 (struct crypt_data, 1);
  if (crypt_gensalt_rn (HASH_PREFIX, HASH_ROUNDS, NULL, 0, salt, sizeof salt) == NULL ||
      crypt_r (password, salt, data) == NULL || data->output[0] != '$')
    {
      frond_set_error (error, FROND_ERROR_UNSUPPORTED, "password", "password: cannot be hashed");
      explicit_bzero (data, sizeof *data);
      return NULL;
    }

  hash = g_strdup (data->output);
  explicit_bzero (data, sizeof *data);
  return hash;
}

/* FILE of the new system, whole. Base64 needs no thought about what is in it. */
static void
add_file (GString *script, const char *file, const char *content)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) content, strlen (content));
  g_autofree char *folder = g_path_get_dirname (file);

  g_string_append_printf (script, "mkdir -p %s\necho %s | base64 -d >%s\n", folder, encoded, file);
}

static void
add_ssh_keys (GString *script, const FrondAnswers *answers)
{
  g_autofree char *keys = g_strjoinv ("\n", answers->ssh_keys);
  g_autofree char *lines = g_strconcat (keys, "\n", NULL);

  g_string_append (script, "mkdir -p \"$home/.ssh\"\nchmod 700 \"$home/.ssh\"\n");
  add_file (script, "/tmp/frond-keys", lines);
  g_string_append (script, "mv /tmp/frond-keys \"$home/.ssh/authorized_keys\"\n"
                           "chmod 600 \"$home/.ssh/authorized_keys\"\n"
                           "chown -R \"$user:\" \"$home/.ssh\"\n");
}

static void
add_console_login (GString *script, const char *user)
{
  g_autofree char *screen =
      g_strdup_printf ("[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin %s --noclear - $TERM\n",
                       user);
  g_autofree char *serial = g_strdup_printf ("[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin %s "
                                             "--keep-baud 115200,57600,38400,9600 - $TERM\n",
                                             user);

  add_file (script, "/etc/systemd/system/getty@tty1.service.d/autologin.conf", screen);
  add_file (script, "/etc/systemd/system/serial-getty@ttyS0.service.d/autologin.conf", serial);
}

/* Each of them reads its own file only. Plasma's own is a descendant of SDDM. */
static void
add_desktop_login (GString *script, const char *user)
{
  g_autofree char *gdm = g_strdup_printf ("[daemon]\nAutomaticLoginEnable=true\nAutomaticLogin=%s\n", user);
  g_autofree char *sddm = g_strdup_printf ("[Autologin]\nUser=%s\nSession=plasma\n", user);
  g_autofree char *lightdm = g_strdup_printf ("[Seat:*]\nautologin-user=%s\n", user);

  g_string_append (script, "if [ -d /etc/gdm3 ]; then\n");
  add_file (script, "/etc/gdm3/daemon.conf", gdm);
  g_string_append (script, "fi\nif [ -d /etc/gdm ]; then\n");
  add_file (script, "/etc/gdm/custom.conf", gdm);
  g_string_append (script, "fi\n");
  add_file (script, "/etc/sddm.conf.d/10-frond.conf", sddm);
  add_file (script, "/etc/plasmalogin.conf.d/10-frond.conf", sddm);
  add_file (script, "/etc/lightdm/lightdm.conf.d/10-frond.conf", lightdm);
}

/* Debian's installer knows fewer variants of keyboards than the system does. */
static void
add_keyboard (GString *script, const FrondAnswers *answers)
{
  g_autofree char *keyboard = g_strdup_printf (
      "XKBMODEL=\"pc105\"\nXKBLAYOUT=\"%s\"\nXKBVARIANT=\"%s\"\nXKBOPTIONS=\"\"\nBACKSPACE=\"guess\"\n",
      answers->x_layout, answers->x_variant);

  add_file (script, "/etc/default/keyboard", keyboard);
}

/* The packages are there by now, or they could not be had. Who installed a system without a desktop before it had a network
 * has a console, which says why. */
static void
add_desktop_start (GString *script)
{
  g_string_append (script,
                   "rm -f " FROND_ANSWERS_POLICY " " FROND_ANSWERS_ISSUE "\n"
                   "systemctl daemon-reload\n"
                   "systemctl cat display-manager.service >/dev/null 2>&1 ||\n"
                   "  for name in gdm sddm plasmalogin lightdm; do\n"
                   "    systemctl enable \"$name.service\" 2>/dev/null && break\n"
                   "  done\n"
                   "if systemctl cat display-manager.service >/dev/null 2>&1; then\n"
                   "  systemctl set-default graphical.target\n"
                   "else\n"
                   "  echo 'The desktop could not be installed: is there a network? What went wrong is in "
                   "/var/log/cloud-init-output.log.' >" FROND_ANSWERS_ISSUE "\n"
                   "fi\n"
                   "agetty --reload\n");
}

/* What no format of answers has a word for. It works in the installed system, in the installer's view of it and in
 * a ready-made system alike. */
static char *
make_script (const FrondAnswersText *self)
{
  const FrondAnswers *answers = self->answers;
  GString *script = g_string_new ("#!/bin/sh\n");

  g_string_append_printf (script, "user=%s\nhome=$(getent passwd \"$user\" | cut -d: -f6)\n",
                          answers->user_name);
  if (answers->ssh_keys[0] != NULL)
    add_ssh_keys (script, answers);
  if (answers->password[0] == '\0')
    {
      g_autofree char *rule = g_strdup_printf ("%s ALL=(ALL) NOPASSWD: ALL\n", answers->user_name);

      add_file (script, "/etc/sudoers.d/90-frond", rule);
      g_string_append (script, "chmod 440 /etc/sudoers.d/90-frond\n");
      add_console_login (script, answers->user_name);
      add_desktop_login (script, answers->user_name);
    }
  if (self->installer == FROND_INSTALLER_DEBIAN)
    add_keyboard (script, answers);
  if (frond_answers_text_sets_up_desktop (self))
    add_desktop_start (script);
  g_string_append (script, "exit 0\n");
  return g_string_free (script, FALSE);
}

gboolean
frond_answers_text_init (FrondAnswersText *self, const FrondAnswers *answers, FrondInstaller installer,
                         const char *packages, GError **error)
{
  *self = (FrondAnswersText) {
    .answers = answers, .installer = installer, .packages = packages, .mirror = "", .ui_language = "en-US"
  };
  if (!frond_answers_validate (answers, error))
    return FALSE;

  self->hash = hash_password (answers->password, error);
  if (self->hash == NULL)
    return FALSE;
  self->script = make_script (self);
  return TRUE;
}

void
frond_answers_text_clear (FrondAnswersText *self)
{
  g_clear_pointer (&self->hash, g_free);
  g_clear_pointer (&self->script, g_free);
}

/* Colons and commas are the account's own marks, and "\" is the preseed's. */
char *
frond_answers_text_dup_gecos (const FrondAnswersText *self)
{
  g_autofree char *name = g_strdup (self->answers->full_name);

  g_strstrip (g_strdelimit (name, ":,=\\", ' '));
  return name[0] != '\0' ? g_steal_pointer (&name) : g_strdup (self->answers->user_name);
}

GStrv
frond_answers_text_dup_packages (const FrondAnswersText *self, const char *key)
{
  g_autofree char *value = frond_desktops_dup_packages (self->packages, key);

  return value != NULL ? g_strsplit (value, " ", -1) : g_new0 (char *, 1);
}

static void
add_all (GStrvBuilder *builder, const FrondAnswersText *self, const char *key)
{
  g_auto (GStrv) packages = frond_answers_text_dup_packages (self, key);

  g_strv_builder_addv (builder, (const char **) packages);
}

gboolean
frond_answers_text_sets_up_desktop (const FrondAnswersText *self)
{
  return self->answers->desktop != FROND_DESKTOP_NONE && self->installer == FROND_INSTALLER_NONE;
}

/* packages.ini has the same names. */
static const char *
nick_of (FrondDesktop desktop)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (FROND_TYPE_DESKTOP);

  return g_enum_get_value (klass, (int) desktop)->value_nick;
}

GStrv
frond_answers_text_dup_all_packages (const FrondAnswersText *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  add_all (builder, self, "guest");
  if (frond_answers_text_sets_up_desktop (self) || self->installer != FROND_INSTALLER_NONE)
    add_all (builder, self, "screen");
  if (frond_answers_text_sets_up_desktop (self))
    add_all (builder, self, nick_of (self->answers->desktop));
  return g_strv_builder_end (builder);
}
