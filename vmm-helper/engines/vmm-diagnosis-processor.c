/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the processor and the kernel have for guests. */
#include "vmm-diagnosis-private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A flag of the first processor; all of a computer have the same. */
static gboolean
has_flag (const char *cpuinfo, const char *flag)
{
  const char *start = strstr (cpuinfo, "\nflags");
  const char *end = start != NULL ? strchr (start + 1, '\n') : NULL;
  g_autofree char *line = NULL;
  g_auto (GStrv) flags = NULL;

  if (start == NULL)
    return FALSE;

  line = end != NULL ? g_strndup (start, (gsize) (end - start)) : g_strdup (start);
  flags = g_strsplit_set (line, " \t:\n", -1);
  return g_strv_contains ((const char *const *) flags, flag);
}

static gboolean
is_x86 (const char *cpuinfo)
{
  return strstr (cpuinfo, "GenuineIntel") != NULL || strstr (cpuinfo, "AuthenticAMD") != NULL ||
         strstr (cpuinfo, "HygonGenuine") != NULL || strstr (cpuinfo, "CentaurHauls") != NULL;
}

/* Forced software and a probe that has not ended are told as they are; all else that is not KVM is slow. */
static void
add_kvm (VmmDiagnosis *self)
{
  const char *reason = VMM_IPC_ACCEL_REASON_PENDING;
  const char *detail = "";
  const char *state = VMM_IPC_STATE_WARNING;

  g_variant_dict_lookup (self->capabilities, VMM_IPC_CAP_ACCEL_REASON, "&s", &reason);
  g_variant_dict_lookup (self->capabilities, VMM_IPC_CAP_ACCEL_DETAIL, "&s", &detail);
  if (g_str_equal (reason, VMM_IPC_ACCEL_REASON_OK))
    state = VMM_IPC_STATE_OK;
  else if (g_str_equal (reason, VMM_IPC_ACCEL_REASON_PENDING))
    state = VMM_IPC_STATE_UNKNOWN;
  vmm_diagnosis_add (self, VMM_IPC_CHECK_KVM, state, reason, detail, NULL);
}

/* Firmware that has it switched off takes the flag away, and so does a host around a guest. */
static void
add_virtualization (VmmDiagnosis *self, const char *cpuinfo)
{
  gboolean flag = has_flag (cpuinfo, "vmx") || has_flag (cpuinfo, "svm");
  gboolean device = vmm_diagnosis_exists (self, "/dev/kvm");

  if (device || flag)
    vmm_diagnosis_add (self, VMM_IPC_CHECK_VIRTUALIZATION, device ? VMM_IPC_STATE_OK : VMM_IPC_STATE_WARNING,
                       device ? VMM_IPC_WHY_OK : VMM_IPC_WHY_NO_MODULE, NULL, NULL);
  else if (!is_x86 (cpuinfo))
    vmm_diagnosis_add (self, VMM_IPC_CHECK_VIRTUALIZATION, VMM_IPC_STATE_UNKNOWN, VMM_IPC_WHY_UNKNOWN, NULL,
                       NULL);
  else
    vmm_diagnosis_add (self, VMM_IPC_CHECK_VIRTUALIZATION, VMM_IPC_STATE_WARNING,
                       has_flag (cpuinfo, "hypervisor") ? VMM_IPC_WHY_NOT_NESTED : VMM_IPC_WHY_OFF, NULL,
                       NULL);
}

static void
add_nested (VmmDiagnosis *self, const char *cpuinfo)
{
  gboolean guest = has_flag (cpuinfo, "hypervisor");
  g_autofree char *intel = vmm_diagnosis_read (self, "/sys/module/kvm_intel/parameters/nested");
  g_autofree char *amd = vmm_diagnosis_read (self, "/sys/module/kvm_amd/parameters/nested");
  const char *value = intel[0] != '\0' ? intel : amd;
  g_autofree char *detail = value[0] != '\0' ? g_strdup_printf ("nested=%.1s", value) : NULL;

  vmm_diagnosis_add (self, VMM_IPC_CHECK_NESTED, guest ? VMM_IPC_STATE_NOTE : VMM_IPC_STATE_OK,
                     guest ? VMM_IPC_WHY_IN_GUEST : VMM_IPC_WHY_OK, detail, NULL);
}

/* Devices that only make things faster or reachable: to be without them is a note. */
static void
add_device (VmmDiagnosis *self, const char *id, const char *path)
{
  g_autofree char *full = g_strconcat (self->root, path, NULL);
  const char *reason = VMM_IPC_WHY_OK;

  if (access (full, R_OK | W_OK) < 0)
    reason = errno == EACCES || errno == EPERM ? VMM_IPC_WHY_NO_ACCESS : VMM_IPC_WHY_NO_DEVICE;
  vmm_diagnosis_add (self, id, g_str_equal (reason, VMM_IPC_WHY_OK) ? VMM_IPC_STATE_OK : VMM_IPC_STATE_NOTE,
                     reason, NULL, NULL);
}

static guint
count_entries (VmmDiagnosis *self, const char *path)
{
  g_autofree char *full = g_strconcat (self->root, path, NULL);
  g_autoptr (GDir) folder = g_dir_open (full, 0, NULL);
  guint n = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static void
add_iommu (VmmDiagnosis *self)
{
  guint groups = count_entries (self, "/sys/kernel/iommu_groups");
  gboolean there = groups > 0 && count_entries (self, "/sys/class/iommu") > 0;
  g_autofree char *detail = there ? g_strdup_printf ("%u groups", groups) : NULL;

  vmm_diagnosis_add (self, VMM_IPC_CHECK_IOMMU, there ? VMM_IPC_STATE_OK : VMM_IPC_STATE_NOTE,
                     there ? VMM_IPC_WHY_OK : VMM_IPC_WHY_NO_DEVICE, detail, NULL);
}

void
vmm_diagnosis_add_processor (VmmDiagnosis *self)
{
  g_autofree char *cpuinfo = vmm_diagnosis_read (self, "/proc/cpuinfo");

  add_kvm (self);
  add_virtualization (self, cpuinfo);
  add_nested (self, cpuinfo);
  add_device (self, VMM_IPC_CHECK_VHOST_NET, "/dev/vhost-net");
  add_device (self, VMM_IPC_CHECK_VHOST_VSOCK, "/dev/vhost-vsock");
  add_iommu (self);
}
