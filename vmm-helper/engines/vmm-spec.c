/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-spec.h"
#include "vmm-model.h"
#include "vmm-spec-devices.h"
#include "vmm-spec-parser.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (VmmSpec, vmm_spec, vmm_spec_ref, vmm_spec_unref)

static VmmSpec *
new_with_defaults (void)
{
  VmmSpec *self = g_new0 (VmmSpec, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup ("");
  self->description = g_strdup ("");
  self->os_id = g_strdup ("");
  self->os_family = VMM_OS_LINUX;
  self->firmware = VMM_FIRMWARE_AUTO;
  self->tpm = TRUE;
  self->accel = VMM_ACCEL_AUTO;
  self->heads = 1;
  self->fates[VMM_OCCASION_LOGOUT] = VMM_FATE_SAVE;
  self->fates[VMM_OCCASION_SUSPEND] = VMM_FATE_KEEP;
  self->fates[VMM_OCCASION_LOW_BATTERY] = VMM_FATE_SAVE;
  return self;
}

static VmmSpec *
copy (VmmSpec *base)
{
  VmmSpec *self = g_new (VmmSpec, 1);

  *self = *base;
  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (base->name);
  self->description = g_strdup (base->description);
  self->os_id = g_strdup (base->os_id);
  return self;
}

/* One card is the default. It comes from the same parser as any other, so that its address is made in one place. */
static gboolean
add_default_nic (VmmSpec *self, GError **error)
{
  g_autoptr (GVariant) delta = g_variant_ref_sink (
      g_variant_new_parsed ("{%s: <[{%s: <%s>}]>}", VMM_IPC_SPEC_NICS, VMM_IPC_NIC_CLASS, VMM_IPC_NIC_USER));

  return vmm_spec_parse (self, delta, TRUE, error);
}

static gboolean
has_key (GVariant *dict, const char *key)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (dict, key, NULL);

  return value != NULL;
}

static VmmSpec *
new_from_dict (GVariant *dict, GError **error)
{
  g_autoptr (VmmSpec) self = new_with_defaults ();

  g_return_val_if_fail (dict != NULL, NULL);

  if (!add_default_nic (self, error) || !vmm_spec_parse (self, dict, FALSE, error))
    return NULL;
  if (!has_key (dict, VMM_IPC_SPEC_GL))
    self->gl = self->os_family == VMM_OS_LINUX;
  if (!vmm_model_check_spec (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

static gboolean
refuse_disk (guint index, const char *key, VmmIpcError code, const char *reason, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, code, VMM_IPC_SPEC_DISKS "[%u].%s: %s", index, key, reason);
  return FALSE;
}

/* A request says where a disk comes from; what it becomes is the helper's to say. */
static gboolean
check_wanted (const VmmDisk *disk, guint index, GError **error)
{
  if (disk->format != VMM_IPC_IMAGE_NONE)
    return refuse_disk (index, VMM_IPC_DISK_FORMAT, VMM_IPC_ERROR_INVALID_ARGUMENT, "cannot be chosen",
                        error);
  if (disk->base != VMM_IPC_IMAGE_NONE)
    return refuse_disk (index, VMM_IPC_DISK_BASE, VMM_IPC_ERROR_INVALID_ARGUMENT, "cannot be chosen", error);
  if (disk->source == VMM_IPC_IMAGE_NONE && disk->shared)
    return refuse_disk (index, VMM_IPC_DISK_SOURCE_SHARED, VMM_IPC_ERROR_INVALID_ARGUMENT, "without a source",
                        error);
  if (disk->source_encrypted && (disk->source != VMM_IPC_IMAGE_QCOW2 || !disk->encrypted || disk->shared))
    return refuse_disk (index, VMM_IPC_DISK_SOURCE_ENCRYPTED, VMM_IPC_ERROR_INVALID_ARGUMENT,
                        "is for a qcow2 image that is encrypted and not shared", error);
  if (disk->source_encrypted && disk->size != 0)
    return refuse_disk (index, VMM_IPC_DISK_SIZE, VMM_IPC_ERROR_OUT_OF_RANGE,
                        "an encrypted image keeps its own", error);
  if (disk->source == VMM_IPC_IMAGE_NONE && disk->size == 0)
    return refuse_disk (index, VMM_IPC_DISK_SIZE, VMM_IPC_ERROR_OUT_OF_RANGE, "an empty disk needs one",
                        error);
  return TRUE;
}

static gboolean
check_written (VmmDisk *disk, guint index, GError **error)
{
  if (disk->format == VMM_IPC_IMAGE_NONE)
    disk->format = VMM_IPC_IMAGE_RAW;
  if (disk->source != VMM_IPC_IMAGE_NONE || disk->shared || disk->source_encrypted)
    return refuse_disk (index, VMM_IPC_DISK_SOURCE_FORMAT, VMM_IPC_ERROR_INVALID_ARGUMENT, "was not kept",
                        error);
  if (disk->base != VMM_IPC_IMAGE_NONE && disk->format != VMM_IPC_IMAGE_QCOW2)
    return refuse_disk (index, VMM_IPC_DISK_BASE, VMM_IPC_ERROR_INVALID_ARGUMENT, "beneath a raw disk",
                        error);
  if (disk->encrypted && (disk->format != VMM_IPC_IMAGE_QCOW2 || disk->base != VMM_IPC_IMAGE_NONE))
    return refuse_disk (index, VMM_IPC_DISK_ENCRYPT, VMM_IPC_ERROR_INVALID_ARGUMENT,
                        "is no qcow2 disk of its own", error);
  if (disk->size == 0)
    return refuse_disk (index, VMM_IPC_DISK_SIZE, VMM_IPC_ERROR_OUT_OF_RANGE, "is 0", error);
  return TRUE;
}

VmmSpec *
vmm_spec_new_from_variant (GVariant *dict, GError **error)
{
  g_autoptr (VmmSpec) self = new_from_dict (dict, error);

  for (guint i = 0; self != NULL && i < self->n_disks; i++)
    if (!check_wanted (&self->disks[i], i, error))
      return NULL;
  return g_steal_pointer (&self);
}

VmmSpec *
vmm_spec_new_from_record (GVariant *dict, GError **error)
{
  g_autoptr (VmmSpec) self = new_from_dict (dict, error);

  if (self != NULL && self->uuid[0] != '\0')
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT,
                           VMM_IPC_SPEC_UUID ": was not kept");
      return NULL;
    }
  for (guint i = 0; self != NULL && i < self->n_disks; i++)
    if (!check_written (&self->disks[i], i, error))
      return NULL;
  return g_steal_pointer (&self);
}

VmmSpec *
vmm_spec_new_with_disks (VmmSpec *base, const VmmDisk *disks)
{
  VmmSpec *self = copy (base);

  memcpy (self->disks, disks, base->n_disks * sizeof *disks);
  self->uuid[0] = '\0';
  return self;
}

gboolean
vmm_spec_is_same_computer (VmmSpec *self, VmmSpec *other)
{
  if (self->model != other->model || self->devices != other->devices || self->memory != other->memory ||
      self->vcpus != other->vcpus || self->firmware != other->firmware || self->tpm != other->tpm ||
      self->gl != other->gl || self->accel != other->accel || self->heads != other->heads ||
      self->os_family != other->os_family || self->n_nics != other->n_nics)
    return FALSE;

  for (guint i = 0; i < self->n_nics; i++)
    if (self->nics[i].nic_class != other->nics[i].nic_class ||
        strcmp (self->nics[i].network, other->nics[i].network) != 0 ||
        strcmp (self->nics[i].mac, other->nics[i].mac) != 0)
      return FALSE;
  return TRUE;
}

gboolean
vmm_spec_is_encrypted (VmmSpec *self)
{
  for (guint i = 0; i < self->n_disks; i++)
    if (self->disks[i].encrypted)
      return TRUE;
  return FALSE;
}

gboolean
vmm_spec_is_to_encrypt (VmmSpec *self)
{
  for (guint i = 0; i < self->n_disks; i++)
    if (self->disks[i].encrypted && !self->disks[i].source_encrypted)
      return TRUE;
  return FALSE;
}

void
vmm_disk_format_name (const VmmDisk *disk, guint index, char name[VMM_DISK_NAME_SIZE])
{
  g_snprintf (name, VMM_DISK_NAME_SIZE, "disk%u.%s", index,
              disk->format == VMM_IPC_IMAGE_QCOW2 ? VMM_IPC_FORMAT_QCOW2 : VMM_IPC_FORMAT_RAW);
}

void
vmm_disk_format_base_name (guint index, char name[VMM_DISK_NAME_SIZE])
{
  g_snprintf (name, VMM_DISK_NAME_SIZE, "disk%u.base", index);
}

VmmSpec *
vmm_spec_new_with_delta (VmmSpec *base, GVariant *delta, GError **error)
{
  g_autoptr (VmmSpec) self = NULL;

  g_return_val_if_fail (base != NULL && delta != NULL, NULL);

  self = copy (base);
  if (!vmm_spec_parse (self, delta, TRUE, error) || !vmm_model_check_spec (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

static GVariant *
disks_to_variant (VmmSpec *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < self->n_disks; i++)
    {
      const VmmDisk *disk = &self->disks[i];

      g_variant_builder_open (&builder, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&builder, "{sv}", VMM_IPC_DISK_SIZE, g_variant_new_uint64 (disk->size));
      if (disk->format == VMM_IPC_IMAGE_QCOW2)
        g_variant_builder_add (&builder, "{sv}", VMM_IPC_DISK_FORMAT,
                               g_variant_new_string (VMM_IPC_FORMAT_QCOW2));
      if (disk->base != VMM_IPC_IMAGE_NONE)
        g_variant_builder_add (&builder, "{sv}", VMM_IPC_DISK_BASE,
                               g_variant_new_string (vmm_ipc_image_format_to_token (disk->base)));
      if (disk->encrypted)
        g_variant_builder_add (&builder, "{sv}", VMM_IPC_DISK_ENCRYPT, g_variant_new_boolean (TRUE));
      g_variant_builder_close (&builder);
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
nics_to_variant (VmmSpec *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < self->n_nics; i++)
    {
      const VmmNic *nic = &self->nics[i];

      g_variant_builder_open (&builder, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&builder, "{sv}", VMM_IPC_NIC_CLASS,
                             g_variant_new_string (vmm_nic_class_to_token (nic->nic_class)));
      g_variant_builder_add (&builder, "{sv}", VMM_IPC_NIC_MAC, g_variant_new_string (nic->mac));
      if (nic->network[0] != '\0')
        g_variant_builder_add (&builder, "{sv}", VMM_IPC_NIC_NETWORK, g_variant_new_string (nic->network));
      g_variant_builder_close (&builder);
    }

  return g_variant_builder_end (&builder);
}

GVariant *
vmm_spec_to_variant (VmmSpec *self)
{
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_dict_insert (&dict, VMM_IPC_SPEC_NAME, "s", self->name);
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_DESCRIPTION, "s", self->description);
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_OS_ID, "s", self->os_id);
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_OS_FAMILY, "s", vmm_os_family_to_token (self->os_family));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_ENGINE, "s", "qemu");
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_MODEL, "s", vmm_model_to_token (self->model));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_DEVICES, "s", vmm_devices_to_token (self->devices));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_MEMORY, "t", self->memory);
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_VCPUS, "u", self->vcpus);
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_FIRMWARE, "s", vmm_firmware_to_token (self->firmware));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_TPM, "b", self->tpm);
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_ACCEL, "s", vmm_accel_to_token (self->accel));
  g_variant_dict_insert_value (&dict, VMM_IPC_SPEC_DISKS, disks_to_variant (self));
  g_variant_dict_insert_value (&dict, VMM_IPC_SPEC_NICS, nics_to_variant (self));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_HEADS, "u", self->heads);
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_GL, "b", self->gl);
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_AUTOSTART, "b", self->autostart);
  /* Older helpers can read what they know nothing else about. */
  if (self->keep_off)
    g_variant_dict_insert (&dict, VMM_IPC_SPEC_KEEP_OFF, "b", TRUE);
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_ON_LOGOUT, "s",
                         vmm_fate_to_token (self->fates[VMM_OCCASION_LOGOUT]));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_ON_SUSPEND, "s",
                         vmm_fate_to_token (self->fates[VMM_OCCASION_SUSPEND]));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_ON_LOW_BATTERY, "s",
                         vmm_fate_to_token (self->fates[VMM_OCCASION_LOW_BATTERY]));
  return g_variant_dict_end (&dict);
}

static gboolean
check_maximum (const char *field, guint64 value, guint64 maximum, GError **error)
{
  if (maximum == 0 || value <= maximum)
    return TRUE;

  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_OUT_OF_RANGE,
               "%s: at most %" G_GUINT64_FORMAT " on this host", field, maximum);
  return FALSE;
}

gboolean
vmm_spec_check_host (VmmSpec *self, guint max_vcpus, guint64 max_memory, guint64 max_disk, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!check_maximum (VMM_IPC_SPEC_VCPUS, self->vcpus, max_vcpus, error) ||
      !check_maximum (VMM_IPC_SPEC_MEMORY, self->memory, max_memory, error))
    return FALSE;

  for (guint i = 0; i < self->n_disks; i++)
    {
      g_autofree char *field = g_strdup_printf (VMM_IPC_SPEC_DISKS "[%u]." VMM_IPC_DISK_SIZE, i);

      if (!check_maximum (field, self->disks[i].size, max_disk, error))
        return FALSE;
    }

  return TRUE;
}

VmmSpec *
vmm_spec_ref (VmmSpec *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vmm_spec_unref (VmmSpec *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->name);
  g_free (self->description);
  g_free (self->os_id);
  g_free (self);
}
