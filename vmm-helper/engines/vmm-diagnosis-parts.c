/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The programs that a machine is made of. */
#include "vmm-diagnosis-private.h"

#include <string.h>

/* The floor of Frond: Debian 13. In libvirt's way of counting. */
#define LIBVIRT_FLOOR (11 * 1000000 + 3 * 1000)
#define QEMU_FLOOR    (10 * 1000000)

typedef struct
{
  const char *id;
  const char *feature; /* among what was left out */
  const char *state;   /* without it */
} Part;

static const Part parts[] = {
  { VMM_IPC_CHECK_SPICE, VMM_IPC_FEATURE_SPICE, VMM_IPC_STATE_PROBLEM },
  { VMM_IPC_CHECK_GPU, VMM_IPC_FEATURE_GL, VMM_IPC_STATE_NOTE },
  { VMM_IPC_CHECK_UEFI, VMM_IPC_FEATURE_UEFI, VMM_IPC_STATE_WARNING },
  { VMM_IPC_CHECK_SECURE_BOOT, VMM_IPC_FEATURE_SECURE_BOOT, VMM_IPC_STATE_WARNING },
  { VMM_IPC_CHECK_TPM, VMM_IPC_FEATURE_TPM, VMM_IPC_STATE_WARNING },
  { VMM_IPC_CHECK_PASST, VMM_IPC_FEATURE_PASST, VMM_IPC_STATE_NOTE },
  { VMM_IPC_CHECK_LEGACY, VMM_IPC_FEATURE_LEGACY, VMM_IPC_STATE_NOTE },
};

static void
add_version (VmmDiagnosis *self, const char *id, const char *key, guint64 floor, const char *missing)
{
  guint64 version = 0;
  g_autofree char *text = NULL;

  g_variant_dict_lookup (self->capabilities, key, "t", &version);
  if (version > 0)
    text = g_strdup_printf ("%u.%u.%u", (guint) (version / 1000000), (guint) (version / 1000 % 1000),
                            (guint) (version % 1000));

  if (missing != NULL)
    vmm_diagnosis_add (self, id, VMM_IPC_STATE_PROBLEM, missing, text, NULL);
  else if (version == 0)
    vmm_diagnosis_add (self, id, VMM_IPC_STATE_UNKNOWN, VMM_IPC_WHY_UNKNOWN, NULL, NULL);
  else
    vmm_diagnosis_add (self, id, version < floor ? VMM_IPC_STATE_WARNING : VMM_IPC_STATE_OK,
                       version < floor ? VMM_IPC_WHY_TOO_OLD : VMM_IPC_WHY_OK, text, NULL);
}

static void
add_backend (VmmDiagnosis *self, const char *error)
{
  const char *detail = "";

  if (g_str_equal (error, VMM_IPC_BACKEND_NONE))
    {
      add_version (self, VMM_IPC_CHECK_LIBVIRT, VMM_IPC_CAP_LIBVIRT_VERSION, LIBVIRT_FLOOR, NULL);
      add_version (self, VMM_IPC_CHECK_QEMU, VMM_IPC_CAP_QEMU_VERSION, QEMU_FLOOR, NULL);
      return;
    }

  g_variant_dict_lookup (self->capabilities, VMM_IPC_CAP_BACKEND_DETAIL, "&s", &detail);
  if (g_str_equal (error, VMM_IPC_BACKEND_NO_QEMU))
    {
      add_version (self, VMM_IPC_CHECK_LIBVIRT, VMM_IPC_CAP_LIBVIRT_VERSION, LIBVIRT_FLOOR, NULL);
      vmm_diagnosis_add (self, VMM_IPC_CHECK_QEMU, VMM_IPC_STATE_PROBLEM, VMM_IPC_WHY_NOT_INSTALLED, detail,
                         NULL);
      return;
    }
  vmm_diagnosis_add (self, VMM_IPC_CHECK_LIBVIRT, VMM_IPC_STATE_PROBLEM,
                     g_str_equal (error, VMM_IPC_BACKEND_NO_LIBVIRT) ? VMM_IPC_WHY_NOT_INSTALLED
                                                                     : VMM_IPC_WHY_REFUSED,
                     detail, NULL);
  vmm_diagnosis_add (self, VMM_IPC_CHECK_QEMU, VMM_IPC_STATE_UNKNOWN, VMM_IPC_WHY_UNKNOWN, NULL, NULL);
}

static const char *
find_left_out (GVariant *left_out, const char *feature)
{
  GVariantIter iter;
  const char *name, *reason;

  g_variant_iter_init (&iter, left_out);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &reason))
    if (g_str_equal (name, feature))
      return reason;
  return NULL;
}

static void
add_parts (VmmDiagnosis *self, GVariant *left_out)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const char *reason = find_left_out (left_out, parts[i].feature);

      vmm_diagnosis_add (self, parts[i].id, reason != NULL ? parts[i].state : VMM_IPC_STATE_OK,
                         reason != NULL ? reason : VMM_IPC_WHY_OK, NULL, NULL);
    }
}

/* Shares folders with guests; it is looked for where libvirt does. */
static void
add_virtiofsd (VmmDiagnosis *self)
{
  const char *const places[] = { "/usr/libexec/virtiofsd", "/usr/lib/virtiofsd", "/usr/lib/qemu/virtiofsd",
                                 "/usr/lib64/virtiofsd" };
  gboolean there = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (places) && !there; i++)
    there = vmm_diagnosis_exists (self, places[i]);
  vmm_diagnosis_add (self, VMM_IPC_CHECK_VIRTIOFSD, there ? VMM_IPC_STATE_OK : VMM_IPC_STATE_NOTE,
                     there ? VMM_IPC_WHY_OK : VMM_IPC_WHY_NOT_INSTALLED, NULL, NULL);
}

void
vmm_diagnosis_add_parts (VmmDiagnosis *self)
{
  const char *error = VMM_IPC_BACKEND_NONE;
  gboolean backend = FALSE;
  g_autoptr (GVariant) left_out =
      g_variant_dict_lookup_value (self->capabilities, VMM_IPC_CAP_LEFT_OUT, G_VARIANT_TYPE ("a(ss)"));

  g_variant_dict_lookup (self->capabilities, VMM_IPC_CAP_BACKEND, "b", &backend);
  g_variant_dict_lookup (self->capabilities, VMM_IPC_CAP_BACKEND_ERROR, "&s", &error);
  add_backend (self, error);
  if (backend && left_out != NULL)
    add_parts (self, left_out);
  add_virtiofsd (self);
}
