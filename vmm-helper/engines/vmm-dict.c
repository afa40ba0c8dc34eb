/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-dict.h"

#include <string.h>

#define MAX_SHOWN_KEY 64

gboolean
vmm_dict_refuse (GError **error, VmmIpcError code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, VMM_IPC_ERROR, code, message);
  return FALSE;
}

/* A key of a caller in a message: short, and nothing in it that a terminal or log would take for more than text. */
static char *
dup_shown_key (const char *prefix, const char *key)
{
  g_autofree char *cut = g_strndup (key, MAX_SHOWN_KEY);
  g_autofree char *plain = g_strescape (cut, NULL);

  return g_strconcat (prefix, plain, NULL);
}

gboolean
vmm_dict_take (GVariant *dict, const char *prefix, const char *const *names, gsize n_names, GVariant **values,
               GError **error)
{
  GVariantIter iter;
  const char *key;
  GVariant *item;

  g_variant_iter_init (&iter, dict);
  while (g_variant_iter_next (&iter, "{&s@v}", &key, &item))
    {
      g_autoptr (GVariant) boxed = item;
      g_autofree char *shown = dup_shown_key (prefix, key);
      gsize i = 0;

      while (i < n_names && strcmp (names[i], key) != 0)
        i++;
      if (i == n_names)
        return vmm_dict_refuse (error, VMM_IPC_ERROR_UNKNOWN_KEY, "%s: unknown", shown);
      if (values[i] != NULL)
        return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: given twice", shown);

      values[i] = g_variant_get_variant (boxed);
    }

  return TRUE;
}

gboolean
vmm_dict_check_type (const char *field, GVariant *value, const char *type, GError **error)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE (type)))
    return TRUE;

  return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: must be of type %s", field, type);
}

gboolean
vmm_dict_parse_token (const char *field, GVariant *value, const char *const *tokens, gsize n_tokens,
                      guint *chosen, GError **error)
{
  const char *text = g_variant_get_string (value, NULL);

  for (gsize i = 0; i < n_tokens; i++)
    if (strcmp (text, tokens[i]) == 0)
      {
        *chosen = (guint) i;
        return TRUE;
      }

  return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: not one of the known values", field);
}

gboolean
vmm_dict_parse_size (const char *field, GVariant *value, guint64 min, guint64 max, guint64 *size,
                     GError **error)
{
  *size = g_variant_get_uint64 (value);

  if (*size < min || *size > max)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_OUT_OF_RANGE,
                            "%s: must be %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " bytes", field, min,
                            max);
  if (*size % VMM_IPC_MIB != 0)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_OUT_OF_RANGE, "%s: must be a multiple of 1 MiB", field);

  return TRUE;
}

gboolean
vmm_dict_parse_count (const char *field, GVariant *value, guint max, guint *count, GError **error)
{
  *count = g_variant_get_uint32 (value);

  if (*count < 1 || *count > max)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_OUT_OF_RANGE, "%s: must be 1 to %u", field, max);

  return TRUE;
}
