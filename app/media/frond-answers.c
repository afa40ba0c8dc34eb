/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-answers.h"

#include "frond-error.h"

#include <string.h>

#define MAX_USER_NAME 32
#define MAX_HOST_NAME 63
#define MAX_SSH_KEY   16384

/* Accounts and groups that Debian, Ubuntu, Fedora, openSUSE or Windows have or refuse. */
static const char *const reserved[] = {
  "root",   "daemon", "bin",      "sys",    "sync",     "games",         "man",        "lp",
  "mail",   "news",   "uucp",     "proxy",  "backup",   "list",          "irc",        "nobody",
  "adm",    "admin",  "sudo",     "wheel",  "shutdown", "halt",          "operator",   "ftp",
  "sshd",   "dbus",   "users",    "disk",   "kmem",     "tty",           "guest",      "system",
  "none",   "con",    "prn",      "aux",    "nul",      "administrator", "messagebus", "staff",
  "audio",  "video",  "kvm",      "render", "plugdev",  "input",         "dialout",    "cdrom",
  "floppy", "tape",   "www-data", "gdm",    "lightdm",  "sddm",          "libvirt",    NULL,
};

FrondAnswers *
frond_answers_new (void)
{
  FrondAnswers *self = g_new0 (FrondAnswers, 1);

  self->user_name = g_strdup ("user");
  self->full_name = g_strdup ("");
  self->password = g_strdup ("");
  self->host_name = g_strdup ("machine");
  self->locale = g_strdup ("en_US.UTF-8");
  self->x_layout = g_strdup ("us");
  self->x_variant = g_strdup ("");
  self->timezone = g_strdup ("");
  self->ssh_keys = g_new0 (char *, 1);
  return self;
}

FrondAnswers *
frond_answers_copy (const FrondAnswers *self)
{
  FrondAnswers *copy = g_new0 (FrondAnswers, 1);

  copy->user_name = g_strdup (self->user_name);
  copy->full_name = g_strdup (self->full_name);
  copy->password = g_strdup (self->password);
  copy->host_name = g_strdup (self->host_name);
  copy->locale = g_strdup (self->locale);
  copy->x_layout = g_strdup (self->x_layout);
  copy->x_variant = g_strdup (self->x_variant);
  copy->timezone = g_strdup (self->timezone);
  copy->ssh_keys = g_strdupv (self->ssh_keys);
  copy->desktop = self->desktop;
  return copy;
}

static void
wipe (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

void
frond_answers_free (FrondAnswers *self)
{
  wipe (self->password);
  g_free (self->user_name);
  g_free (self->full_name);
  g_free (self->host_name);
  g_free (self->locale);
  g_free (self->x_layout);
  g_free (self->x_variant);
  g_free (self->timezone);
  g_strfreev (self->ssh_keys);
  g_free (self);
}

void
frond_answers_set_password (FrondAnswers *self, const char *password)
{
  char *old = self->password;

  self->password = g_strdup (password);
  wipe (old);
}

gboolean
frond_answers_user_name_is_valid (const char *name)
{
  gsize length = strlen (name);

  if (length == 0 || length > MAX_USER_NAME ||
      strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_-") != length)
    return FALSE;
  if (!g_ascii_islower (name[0]) && name[0] != '_')
    return FALSE;
  return !g_strv_contains (reserved, name) && !g_str_has_prefix (name, "systemd-");
}

/* TEXT in the letters of ASCII, lower case, with one dash for each run of anything else, and none at the ends. */
static char *
make_slug (const char *text, gsize max)
{
  g_autofree char *ascii = g_str_to_ascii (text, NULL);
  GString *slug = g_string_new (NULL);

  for (const char *c = ascii; *c != '\0' && slug->len < max; c++)
    if (g_ascii_isalnum (*c))
      g_string_append_c (slug, g_ascii_tolower (*c));
    else if (slug->len > 0 && slug->str[slug->len - 1] != '-' && *c != '\'' && *c != '?')
      g_string_append_c (slug, '-');
  while (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);
  return g_string_free (slug, FALSE);
}

char *
frond_answers_suggest_user_name (const char *text)
{
  g_autofree char *slug = NULL;

  if (frond_answers_user_name_is_valid (text))
    return g_strdup (text);

  slug = make_slug (text, MAX_USER_NAME);
  while (slug[0] != '\0' && !g_ascii_islower (slug[0]))
    memmove (slug, slug + 1, strlen (slug));
  return frond_answers_user_name_is_valid (slug) ? g_steal_pointer (&slug) : g_strdup ("user");
}

char *
frond_answers_suggest_host_name (const char *text)
{
  g_autofree char *slug = make_slug (text, MAX_HOST_NAME);

  return slug[0] != '\0' ? g_steal_pointer (&slug) : g_strdup ("machine");
}

static gboolean
refuse (GError **error, const char *field, const char *reason)
{
  frond_set_error (error, FROND_ERROR_INVALID_VALUE, field, "%s: %s", field, reason);
  return FALSE;
}

/* Letters of any script: nothing that ends a line, hides, or turns the direction of writing. */
static gboolean
is_one_line (const char *text, gsize max)
{
  if (strlen (text) > max || !g_utf8_validate (text, -1, NULL))
    return FALSE;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    switch (g_unichar_type (g_utf8_get_char (c)))
      {
      case G_UNICODE_CONTROL:
      case G_UNICODE_FORMAT:
      case G_UNICODE_SURROGATE:
      case G_UNICODE_PRIVATE_USE:
      case G_UNICODE_UNASSIGNED:
      case G_UNICODE_LINE_SEPARATOR:
      case G_UNICODE_PARAGRAPH_SEPARATOR:
        return FALSE;
      default:
        break;
      }
  return TRUE;
}

static gboolean
matches (const char *pattern, const char *text)
{
  return strlen (text) <= 64 && g_regex_match_simple (pattern, text, G_REGEX_DOLLAR_ENDONLY, 0);
}

static gboolean
check_ssh_keys (const FrondAnswers *self, GError **error)
{
  if (g_strv_length (self->ssh_keys) > FROND_ANSWERS_MAX_SSH_KEYS)
    return refuse (error, "ssh-keys", "are too many");
  for (gsize i = 0; self->ssh_keys[i] != NULL; i++)
    if (!is_one_line (self->ssh_keys[i], MAX_SSH_KEY) ||
        !g_regex_match_simple ("^[a-z0-9@.-]+ [A-Za-z0-9+/=]+( .*)?$", self->ssh_keys[i],
                               G_REGEX_DOLLAR_ENDONLY, 0))
      return refuse (error, "ssh-keys", "hold one that is none");
  return TRUE;
}

gboolean
frond_answers_validate (const FrondAnswers *self, GError **error)
{
  if (!frond_answers_user_name_is_valid (self->user_name))
    return refuse (error, "user-name", "is no name for an account");
  if (!is_one_line (self->full_name, FROND_ANSWERS_MAX_NAME))
    return refuse (error, "full-name", "is too long, or holds characters that no name has");
  if (!is_one_line (self->password, FROND_ANSWERS_MAX_NAME))
    return refuse (error, "password", "is too long, or holds characters that cannot be typed");
  if (!matches ("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", self->host_name))
    return refuse (error, "host-name", "is no name for a computer");
  if (!matches ("^[a-z]{2,3}(_[A-Z]{2})?(\\.[A-Za-z0-9-]+)?(@[a-z]+)?$", self->locale))
    return refuse (error, "locale", "is no name of a locale");
  if (!matches ("^[a-z]{2,16}$", self->x_layout) || !matches ("^[A-Za-z0-9_-]*$", self->x_variant))
    return refuse (error, "keyboard", "is no layout");
  if (!matches ("^([A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)?$", self->timezone))
    return refuse (error, "timezone", "is no time zone");
  return check_ssh_keys (self, error);
}
