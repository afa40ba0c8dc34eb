/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-private.h"

#include "frond-error.h"

#include <string.h>

/* quickemu's configuration is a shell script that it sources. Here it is lines of key="value": what is anything else is
 * skipped, nothing is run, and no variable is known but those of this file. */
#define GIB       (1024ULL * 1024 * 1024)
#define MAX_LINES 500
#define MAX_VALUE 512
#define DISK_LINE "disk_img="

typedef enum
{
  GUEST_OS,
  DISK_IMG,
  DISK_FORMAT,
  RAM,
  CPU_CORES,
  BOOT,
  SECURE_BOOT,
  TPM,
  N_KEYS,
} Key;

static const char *const keys[N_KEYS] = {
  [GUEST_OS] = "guest_os",   [DISK_IMG] = "disk_img", [DISK_FORMAT] = "disk_format", [RAM] = "ram",
  [CPU_CORES] = "cpu_cores", [BOOT] = "boot",         [SECURE_BOOT] = "secureboot",  [TPM] = "tpm",
};

typedef struct
{
  char *values[N_KEYS];
} Configuration;

static void
configuration_clear (Configuration *self)
{
  for (guint i = 0; i < N_KEYS; i++)
    g_clear_pointer (&self->values[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Configuration, configuration_clear)

static int
key_of (const char *name, gsize length)
{
  for (int i = 0; i < N_KEYS; i++)
    if (strlen (keys[i]) == length && strncmp (keys[i], name, length) == 0)
      return i;
  return -1;
}

/* The variable at TEXT, "$name" or "${name}", into INTO; the rest behind it, or NULL where it is none that is known. */
static const char *
expand (const Configuration *self, const char *text, GString *into)
{
  gboolean braces = text[1] == '{';
  const char *name = text + (braces ? 2 : 1);
  gsize length = strspn (name, "abcdefghijklmnopqrstuvwxyz_");
  int key = key_of (name, length);

  if (key < 0 || self->values[key] == NULL || (braces && name[length] != '}'))
    return NULL;
  g_string_append (into, self->values[key]);
  return name + length + (braces ? 1 : 0);
}

/* The value in TEXT, or NULL where a shell would do more than read it. */
static char *
read_value (const Configuration *self, const char *text)
{
  g_autoptr (GString) value = g_string_new (NULL);
  char quote = *text == '"' || *text == '\'' ? *text++ : '\0';

  while (*text != '\0' && *text != quote && (quote != '\0' || !g_ascii_isspace (*text)))
    {
      if (strchr ("`\\;|&<>()*?", *text) != NULL || g_ascii_iscntrl (*text) || value->len > MAX_VALUE)
        return NULL;
      if (*text == '$' && quote != '\'')
        text = expand (self, text, value);
      else
        g_string_append_c (value, *text++);
      if (text == NULL)
        return NULL;
    }
  if (*text != quote && quote != '\0')
    return NULL;
  return g_string_free_and_steal (g_steal_pointer (&value));
}

static gboolean
read_line (Configuration *self, char *line)
{
  gsize length;
  int key;
  char *value;

  g_strstrip (line);
  length = strspn (line, "abcdefghijklmnopqrstuvwxyz_");
  if (line[length] != '=')
    return FALSE;
  key = key_of (line, length);
  if (key < 0)
    return FALSE;

  value = read_value (self, line + length + 1);
  g_free (self->values[key]);
  self->values[key] = value;
  return value != NULL;
}

static void
read_lines (Configuration *self, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data, length);
  g_auto (GStrv) lines = g_strsplit (text, "\n", MAX_LINES + 1);

  for (guint i = 0; lines[i] != NULL && i < MAX_LINES; i++)
    read_line (self, lines[i]);
}

gboolean
_frond_import_is_quickemu (GBytes *bytes)
{
  g_auto (Configuration) configuration = { 0 };
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (length < strlen (DISK_LINE) || memchr (data, '\0', length) != NULL ||
      !g_utf8_validate (data, (gssize) length, NULL))
    return FALSE;
  /* Its line is there, even where its value is one that is not read. */
  if (memcmp (data, DISK_LINE, strlen (DISK_LINE)) != 0 &&
      g_strstr_len (data, (gssize) length, "\n" DISK_LINE) == NULL)
    return FALSE;
  read_lines (&configuration, bytes);
  return configuration.values[GUEST_OS] != NULL || configuration.values[DISK_IMG] != NULL;
}

static gboolean
is_on (const char *value)
{
  return g_strcmp0 (value, "on") == 0 || g_strcmp0 (value, "true") == 0;
}

static void
set_ram (FrondImport *self, const char *ram)
{
  char *end = NULL;
  guint64 count = ram != NULL ? g_ascii_strtoull (ram, &end, 10) : 0;

  if (count > 0)
    _frond_import_set_memory (self, count, *end == 'M' || *end == 'm' ? GIB / 1024 : GIB);
}

gboolean
_frond_import_read_quickemu (FrondImport *self, GBytes *text, GError **error)
{
  g_auto (Configuration) configuration = { 0 };
  char **values = configuration.values;
  g_autofree char *base = NULL;

  read_lines (&configuration, text);
  if (values[DISK_IMG] == NULL)
    {
      frond_set_error (error, FROND_ERROR_IMPORT_UNSAFE, "disks", "a disk that only a shell could name");
      return FALSE;
    }

  set_ram (self, values[RAM]);
  _frond_import_set_vcpus (self,
                           values[CPU_CORES] != NULL ? g_ascii_strtoull (values[CPU_CORES], NULL, 10) : 0);
  self->firmware = FROND_FIRMWARE_UEFI;
  if (g_strcmp0 (values[BOOT], "legacy") == 0)
    self->firmware = FROND_FIRMWARE_BIOS;
  else if (is_on (values[SECURE_BOOT]))
    self->firmware = FROND_FIRMWARE_UEFI_SECURE;
  self->tpm = is_on (values[TPM]);
  /* The name of the file says which Linux, and which Windows, it is. */
  base = g_file_get_basename (self->file);
  g_set_str (&self->system, g_strcmp0 (values[GUEST_OS], "macos") == 0 ? "macos" : base);
  _frond_import_add_disk (self, values[DISK_IMG], "virtio", g_strcmp0 (values[DISK_FORMAT], "raw") == 0);
  return TRUE;
}
