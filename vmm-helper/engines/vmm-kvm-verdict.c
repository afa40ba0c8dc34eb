/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-kvm-probe-private.h"

#include <string.h>

VmmKvmVerdict *
vmm_kvm_verdict_new (const char *reason, const char *detail)
{
  VmmKvmVerdict *self = g_new0 (VmmKvmVerdict, 1);

  self->usable = g_str_equal (reason, VMM_IPC_ACCEL_REASON_OK);
  self->reason = g_strdup (reason);
  self->detail = g_strdup (detail);
  return self;
}

void
vmm_kvm_verdict_free (VmmKvmVerdict *self)
{
  if (self == NULL)
    return;
  g_free (self->reason);
  g_free (self->detail);
  g_free (self);
}

static gboolean
is_printable_line (const char *text, gsize length)
{
  if (length < 2 || length > VMM_KVM_PROBE_MAX_ANSWER || text[length - 1] != '\n')
    return FALSE;

  for (gsize i = 0; i < length - 1; i++)
    if (!g_ascii_isprint (text[i]))
      return FALSE;
  return TRUE;
}

static VmmKvmVerdict *
parse_rate (const char *reason, const char *digits)
{
  g_autofree char *detail = NULL;
  guint64 rate;

  if (!g_ascii_string_to_unsigned (digits, 10, 0, G_MAXINT64, &rate, NULL))
    return NULL;

  detail = g_strdup_printf ("%" G_GUINT64_FORMAT " million iterations a second", rate / 1000000);
  return vmm_kvm_verdict_new (reason, detail);
}

VmmKvmVerdict *
vmm_kvm_verdict_parse_answer (const char *text, gsize length)
{
  static const char *const with_text[] = { VMM_IPC_ACCEL_REASON_BROKEN, VMM_IPC_ACCEL_REASON_NO_DEVICE,
                                           VMM_IPC_ACCEL_REASON_NO_ACCESS, NULL };
  g_auto (GStrv) parts = NULL;
  g_autofree char *line = NULL;

  if (!is_printable_line (text, length))
    return NULL;

  line = g_strndup (text, length - 1);
  parts = g_strsplit (line, " ", 2);
  if (g_strv_length (parts) != 2 || parts[1][0] == '\0' || strlen (parts[1]) > VMM_KVM_PROBE_MAX_DETAIL)
    return NULL;

  if (g_str_equal (parts[0], VMM_IPC_ACCEL_REASON_OK) ||
      g_str_equal (parts[0], VMM_IPC_ACCEL_REASON_TOO_SLOW))
    return parse_rate (parts[0], parts[1]);
  if (g_strv_contains (with_text, parts[0]))
    return vmm_kvm_verdict_new (parts[0], parts[1]);
  return NULL;
}
