/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-profile-private.h"

#include "frond-error.h"

#include <string.h>

#define MAX_NAME_CHARS  64
#define MAX_TEXT        (64 * 1024)
#define MAX_NOTES       1024
#define MIB             (1024ULL * 1024)
#define MIN_MEMORY      (64 * MIB)
#define MAX_MEMORY      (64 * 1024 * 1024 * MIB)
#define MAX_DISK        (2 * 1024 * 1024 * MIB)
#define MAX_VCPUS       1024
#define MAX_USB_DEVICES 4096

static gboolean
char_is_allowed (gunichar c)
{
  switch (g_unichar_type (c))
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
      return TRUE;
    }
}

/* Nearly every name is of printable ASCII, which is in every normal form. */
static gboolean
is_plain (const char *name)
{
  for (; *name != '\0'; name++)
    if (!g_ascii_isprint (*name))
      return FALSE;

  return TRUE;
}

static const char *
name_problem (const char *name)
{
  g_autofree char *composed = NULL;

  if (name == NULL || name[0] == '\0')
    return "empty";
  if (strlen (name) > MAX_NAME_CHARS * 4)
    return "too long";
  if (!g_utf8_validate (name, -1, NULL))
    return "not UTF-8";
  if (g_utf8_strlen (name, -1) > MAX_NAME_CHARS)
    return "too long";
  if (name[0] == '-' || name[0] == '.')
    return "starts with a dash or a dot";
  if (is_plain (name))
    return name[0] != ' ' && name[strlen (name) - 1] != ' ' ? NULL : "starts or ends with a space";
  if (g_unichar_isspace (g_utf8_get_char (name)) ||
      g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (name + strlen (name)))))
    return "starts or ends with a space";

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (!char_is_allowed (g_utf8_get_char (p)))
      return "holds a character that cannot be shown";

  composed = g_utf8_normalize (name, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  return g_strcmp0 (composed, name) == 0 ? NULL : "not in normal form C";
}

gboolean
frond_profile_name_is_valid (const char *name, GError **error)
{
  const char *problem = name_problem (name);

  if (problem == NULL)
    return TRUE;

  frond_set_error (error, FROND_ERROR_INVALID_VALUE, "name", "name: %s", problem);
  return FALSE;
}

static gboolean
check_range (const char *field, guint64 value, guint64 min, guint64 max, GError **error)
{
  if (value >= min && value <= max)
    return TRUE;

  frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, field,
                   "%s: %" G_GUINT64_FORMAT " is not between %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT,
                   field, value, min, max);
  return FALSE;
}

static gboolean
check_text (const char *field, const char *text, gsize max, GError **error)
{
  if (strlen (text) <= max && g_utf8_validate (text, -1, NULL))
    return TRUE;

  frond_set_error (error, FROND_ERROR_INVALID_VALUE, field, "%s: not UTF-8 or longer than %zu bytes", field,
                   max);
  return FALSE;
}

static gboolean
check_whole_mib (const char *field, guint64 value, GError **error)
{
  if (value % MIB == 0)
    return TRUE;

  frond_set_error (error, FROND_ERROR_INVALID_VALUE, field, "%s: not a multiple of 1 MiB", field);
  return FALSE;
}

gboolean
frond_profile_validate (FrondProfile *self, GError **error)
{
  g_return_val_if_fail (FROND_IS_PROFILE (self), FALSE);

  return frond_profile_name_is_valid (self->name, error) &&
         check_range ("memory", self->memory, MIN_MEMORY, MAX_MEMORY, error) &&
         check_whole_mib ("memory", self->memory, error) &&
         check_range ("vcpus", self->vcpus, 1, MAX_VCPUS, error) &&
         check_range ("disk-size", self->disk_size, 0, MAX_DISK, error) &&
         check_whole_mib ("disk-size", self->disk_size, error) &&
         check_text ("notes", self->notes, MAX_NOTES, error) &&
         check_text ("group", self->group, FROND_PROFILE_MAX_GROUP, error) &&
         check_text ("os-id", self->os_id, 256, error) &&
         check_range ("heads", self->heads, 1, FROND_PROFILE_MAX_HEADS, error) &&
         check_text ("usb-devices", self->usb_devices, MAX_USB_DEVICES, error) &&
         check_text ("monitor-windows", self->monitor_windows, MAX_NOTES, error) &&
         check_text ("network-class", self->network_class, 32, error) &&
         check_text ("network-token", self->network_token, 64, error) &&
         check_text ("left-at", self->left_at, 64, error) &&
         check_text ("media-uri", self->media_uri, MAX_TEXT, error);
}
