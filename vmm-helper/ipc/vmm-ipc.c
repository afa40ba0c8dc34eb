/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-ipc.h"

#include <string.h>

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

gboolean
vmm_ipc_name_is_valid (const char *name)
{
  g_autofree char *composed = NULL;
  glong chars;

  if (name == NULL || name[0] == '\0' || strlen (name) > VMM_IPC_MAX_NAME_CHARS * 4 ||
      !g_utf8_validate (name, -1, NULL))
    return FALSE;

  chars = g_utf8_strlen (name, -1);
  if (chars > VMM_IPC_MAX_NAME_CHARS || name[0] == '-' || name[0] == '.')
    return FALSE;

  if (g_unichar_isspace (g_utf8_get_char (name)) ||
      g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (name + strlen (name)))))
    return FALSE;

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (!char_is_allowed (g_utf8_get_char (p)))
      return FALSE;

  composed = g_utf8_normalize (name, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  return g_strcmp0 (composed, name) == 0;
}

gboolean
vmm_ipc_uuid_is_valid (const char *uuid)
{
  if (uuid == NULL || strlen (uuid) != 36 || !g_uuid_string_is_valid (uuid))
    return FALSE;

  for (const char *p = uuid; *p != '\0'; p++)
    if (g_ascii_isupper (*p))
      return FALSE;

  return TRUE;
}

static const char *const image_formats[VMM_IPC_N_IMAGE_FORMATS] = {
  [VMM_IPC_IMAGE_RAW] = VMM_IPC_FORMAT_RAW,   [VMM_IPC_IMAGE_QCOW2] = VMM_IPC_FORMAT_QCOW2,
  [VMM_IPC_IMAGE_VMDK] = VMM_IPC_FORMAT_VMDK, [VMM_IPC_IMAGE_VDI] = VMM_IPC_FORMAT_VDI,
  [VMM_IPC_IMAGE_VHDX] = VMM_IPC_FORMAT_VHDX, [VMM_IPC_IMAGE_VPC] = VMM_IPC_FORMAT_VPC,
};

const char *
vmm_ipc_image_format_to_token (VmmIpcImageFormat format)
{
  return (guint) format < VMM_IPC_N_IMAGE_FORMATS ? image_formats[format] : NULL;
}

VmmIpcImageFormat
vmm_ipc_image_format_from_token (const char *token)
{
  for (guint i = VMM_IPC_IMAGE_RAW; i < VMM_IPC_N_IMAGE_FORMATS; i++)
    if (g_str_equal (token, image_formats[i]))
      return (VmmIpcImageFormat) i;
  return VMM_IPC_IMAGE_NONE;
}
