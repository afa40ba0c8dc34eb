/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-host-device.h"

#include <string.h>

VmmHostDevice *
vmm_host_device_new (VmmEngineHostKind kind, const char *key)
{
  VmmHostDevice *self = g_new0 (VmmHostDevice, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->address.kind = kind;
  self->key = g_strdup (key);
  self->kind = VMM_IPC_KIND_OTHER;
  self->sensitive = "";
  self->unavailable = "";
  self->group = G_MAXUINT;
  return self;
}

VmmHostDevice *
vmm_host_device_ref (VmmHostDevice *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vmm_host_device_unref (VmmHostDevice *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->key);
  g_free (self->vendor);
  g_free (self->product);
  g_free (self->id);
  g_free (self->identity);
  g_free (self);
}

const char *
vmm_host_device_get_class (const VmmHostDevice *self)
{
  return self->address.kind == VMM_ENGINE_HOST_USB ? VMM_IPC_DEVICE_USB : VMM_IPC_DEVICE_PCI;
}

/* Letters, digits, marks that are part of letters, and what stands between words. What is not one of these becomes a
 * space, so that nothing is joined that was apart. */
static gboolean
is_shown (gunichar c)
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
    case G_UNICODE_SPACE_SEPARATOR:
    case G_UNICODE_ENCLOSING_MARK:
      return FALSE;
    default:
      return strchr ("<>&$`\\", (int) c) == NULL || c > 0x7f;
    }
}

char *
vmm_host_device_dup_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  GString *shown = g_string_new (NULL);
  gboolean gap = FALSE;
  guint n = 0;

  for (const char *p = composed != NULL ? composed : ""; *p != '\0' && n < VMM_IPC_MAX_DEVICE_TEXT;
       p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!is_shown (c))
        {
          gap = shown->len > 0;
          continue;
        }
      if (gap && ++n < VMM_IPC_MAX_DEVICE_TEXT)
        g_string_append_c (shown, ' ');
      gap = FALSE;
      if (n < VMM_IPC_MAX_DEVICE_TEXT)
        g_string_append_unichar (shown, c);
      n++;
    }
  return g_string_free (shown, FALSE);
}

char *
vmm_host_device_dup_name (const VmmHostDevice *self)
{
  if (self->vendor[0] == '\0' && self->product[0] == '\0')
    return g_strdup (self->id);
  if (self->vendor[0] == '\0' || g_str_has_prefix (self->product, self->vendor))
    return g_strdup (self->product);
  if (self->product[0] == '\0')
    return g_strdup_printf ("%s %s", self->vendor, self->id);
  return g_strdup_printf ("%s %s", self->vendor, self->product);
}
