/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-diagnosis-private.h"

#include <stdlib.h>
#include <string.h>

/* What a check of the kernel reads is a line or a page; /proc/cpuinfo of a large server is more. */
#define MAX_FILE (4 * 1024 * 1024)

void
vmm_diagnosis_add (VmmDiagnosis *self, const char *id, const char *state, const char *reason,
                   const char *detail, GVariant *values)
{
  g_autoptr (GVariant) given = values != NULL ? g_variant_ref_sink (values) : NULL;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (given);

  if (detail != NULL && detail[0] != '\0')
    g_variant_dict_insert (&dict, VMM_IPC_CHECK_DETAIL, "s", detail);
  g_variant_builder_add (&self->checks, "(sss@a{sv})", id, state, reason, g_variant_dict_end (&dict));
}

char *
vmm_diagnosis_read (VmmDiagnosis *self, const char *path)
{
  g_autofree char *full = g_strconcat (self->root, path, NULL);
  char *text = NULL;
  gsize length;

  if (!g_file_get_contents (full, &text, &length, NULL) || length > MAX_FILE ||
      !g_utf8_validate (text, (gssize) length, NULL))
    g_set_str (&text, "");
  return g_strstrip (text);
}

gboolean
vmm_diagnosis_exists (VmmDiagnosis *self, const char *path)
{
  g_autofree char *full = g_strconcat (self->root, path, NULL);

  return g_file_test (full, G_FILE_TEST_EXISTS);
}

guint64
vmm_diagnosis_number (const char *text, const char *key)
{
  const gsize length = strlen (key);

  for (const char *line = text; line != NULL && *line != '\0'; line = strchr (line, '\n'))
    {
      if (*line == '\n')
        line++;
      if (strncmp (line, key, length) == 0 && line[length] == ':')
        return g_ascii_strtoull (line + length + 1, NULL, 10);
    }
  return 0;
}

GVariant *
vmm_diagnosis_make (GVariant *capabilities, const char *root, const char *folder)
{
  g_autoptr (GVariantDict) dict = g_variant_dict_new (capabilities);
  VmmDiagnosis self = { .capabilities = dict, .root = root, .folder = folder };

  g_return_val_if_fail (root != NULL && folder != NULL, NULL);

  g_variant_builder_init_static (&self.checks, G_VARIANT_TYPE (VMM_IPC_DIAGNOSIS_TYPE));
  vmm_diagnosis_add_processor (&self);
  vmm_diagnosis_add_parts (&self);
  vmm_diagnosis_add_room (&self);
  return g_variant_builder_end (&self.checks);
}
