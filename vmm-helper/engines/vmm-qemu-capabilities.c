/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-capabilities.h"

#include "vmm-host-limits.h"

static gboolean
kvm_is_usable (VmmHostFacts *facts, const VmmKvmVerdict *verdict)
{
  return verdict != NULL && verdict->usable && facts != NULL && vmm_host_facts_has_kvm (facts);
}

static void
add_accel (GVariantDict *dict, VmmHostFacts *facts, const VmmKvmVerdict *verdict)
{
  gboolean usable = kvm_is_usable (facts, verdict);
  const char *reason = VMM_IPC_ACCEL_REASON_PENDING;
  const char *detail = "";

  if (verdict != NULL)
    {
      reason = verdict->usable && !usable ? VMM_IPC_ACCEL_REASON_UNSUPPORTED : verdict->reason;
      detail = verdict->detail != NULL ? verdict->detail : "";
    }

  g_variant_dict_insert (dict, VMM_IPC_CAP_ACCEL, "s", usable ? VMM_IPC_ACCEL_KVM : VMM_IPC_ACCEL_SOFTWARE);
  g_variant_dict_insert (dict, VMM_IPC_CAP_ACCEL_REASON, "s", reason);
  g_variant_dict_insert (dict, VMM_IPC_CAP_ACCEL_DETAIL, "s", detail);
}

static void
add_has (GVariantDict *dict, const char *key, VmmHostFacts *facts, gboolean kvm, const char *feature)
{
  g_variant_dict_insert (dict, key, "b", vmm_host_facts_missing (facts, kvm, feature) == NULL);
}

static void
add_facts (GVariantDict *dict, VmmHostFacts *facts, gboolean kvm)
{
  gboolean uefi = vmm_host_facts_missing (facts, kvm, VMM_IPC_FEATURE_UEFI) == NULL;
  gboolean secure = uefi && vmm_host_facts_missing (facts, kvm, VMM_IPC_FEATURE_SECURE_BOOT) == NULL;
  const char *firmware[4] = { VMM_IPC_FIRMWARE_BIOS };

  if (uefi)
    firmware[1] = VMM_IPC_FIRMWARE_UEFI;
  if (secure)
    firmware[2] = VMM_IPC_FIRMWARE_UEFI_SECURE;

  g_variant_dict_insert (dict, VMM_IPC_CAP_LIBVIRT_VERSION, "t",
                         (guint64) vmm_host_facts_get_libvirt_version (facts));
  g_variant_dict_insert (dict, VMM_IPC_CAP_QEMU_VERSION, "t",
                         (guint64) vmm_host_facts_get_qemu_version (facts));
  g_variant_dict_insert (dict, VMM_IPC_CAP_FIRMWARE, "^as", firmware);
  add_has (dict, VMM_IPC_CAP_TPM, facts, kvm, VMM_IPC_FEATURE_TPM);
  add_has (dict, VMM_IPC_CAP_PASST, facts, kvm, VMM_IPC_FEATURE_PASST);
  add_has (dict, VMM_IPC_CAP_SPICE, facts, kvm, VMM_IPC_FEATURE_SPICE);
  add_has (dict, VMM_IPC_CAP_GL, facts, kvm, VMM_IPC_FEATURE_GL);
  g_variant_dict_insert (dict, VMM_IPC_CAP_SECURITY_MODEL, "s", vmm_host_facts_get_security_model (facts));
  g_variant_dict_insert_value (dict, VMM_IPC_CAP_LEFT_OUT, vmm_host_facts_left_out (facts, kvm));
}

static void
add_host (GVariantDict *dict)
{
  guint64 memory = vmm_host_limits_memory ();

  g_variant_dict_insert (dict, VMM_IPC_CAP_HOST_CPUS, "u", vmm_host_limits_cpus ());
  g_variant_dict_insert (dict, VMM_IPC_CAP_HOST_MEMORY, "t", memory);
  g_variant_dict_insert (dict, VMM_IPC_CAP_MAX_VCPUS, "u", vmm_host_limits_cpus ());
  g_variant_dict_insert (dict, VMM_IPC_CAP_MAX_MEMORY, "t", vmm_host_limits_guest_memory (memory));
  g_variant_dict_insert (dict, VMM_IPC_CAP_MAX_DISK, "t", VMM_IPC_MAX_DISK);
}

GVariant *
vmm_qemu_capabilities_new (VmmQemuConnection *connection, const VmmKvmVerdict *verdict)
{
  VmmHostFacts *facts = vmm_qemu_connection_get_facts (connection);
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, VMM_IPC_CAP_BACKEND, "b", facts != NULL);
  g_variant_dict_insert (&dict, VMM_IPC_CAP_BACKEND_ERROR, "s", vmm_qemu_connection_get_error (connection));
  g_variant_dict_insert (&dict, VMM_IPC_CAP_BACKEND_DETAIL, "s", vmm_qemu_connection_get_detail (connection));
  add_host (&dict);
  add_accel (&dict, facts, verdict);
  if (facts != NULL)
    add_facts (&dict, facts, kvm_is_usable (facts, verdict));

  return g_variant_ref_sink (g_variant_dict_end (&dict));
}
