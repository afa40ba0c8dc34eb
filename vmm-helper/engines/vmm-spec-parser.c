/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-spec-parser.h"

#include "vmm-dict.h"
#include "vmm-spec-devices.h"

#include <string.h>

/* Bounds that hold on every host; what this one can bear is the matter of vmm_spec_check_host(). */
#define MAX_VCPUS  1024
#define MAX_MEMORY (16ULL * 1024 * 1024 * 1024 * 1024)

typedef gboolean (*Parse) (VmmSpec *spec, GVariant *value, GError **error);

typedef struct
{
  const char *key;
  const char *type;
  gboolean required;
  gboolean fixed; /* chosen once, when the machine is made */
  Parse parse;
} Field;

static const char *const firmwares[] = {
  [VMM_FIRMWARE_AUTO] = VMM_IPC_FIRMWARE_AUTO,
  [VMM_FIRMWARE_BIOS] = VMM_IPC_FIRMWARE_BIOS,
  [VMM_FIRMWARE_UEFI] = VMM_IPC_FIRMWARE_UEFI,
  [VMM_FIRMWARE_UEFI_SECURE] = VMM_IPC_FIRMWARE_UEFI_SECURE,
};

static const char *const accels[] = {
  [VMM_ACCEL_AUTO] = VMM_IPC_ACCEL_AUTO,
  [VMM_ACCEL_KVM] = VMM_IPC_ACCEL_KVM,
  [VMM_ACCEL_SOFTWARE] = VMM_IPC_ACCEL_SOFTWARE,
};

static const char *const models[] = {
  [VMM_MODEL_AUTO] = VMM_IPC_MODEL_AUTO,           [VMM_MODEL_LINUX515] = VMM_IPC_MODEL_LINUX515,
  [VMM_MODEL_LINUX54] = VMM_IPC_MODEL_LINUX54,     [VMM_MODEL_WINDOWS11] = VMM_IPC_MODEL_WINDOWS11,
  [VMM_MODEL_WINDOWS10] = VMM_IPC_MODEL_WINDOWS10, [VMM_MODEL_GENERIC] = VMM_IPC_MODEL_GENERIC,
  [VMM_MODEL_LEGACY] = VMM_IPC_MODEL_LEGACY,
};

static const char *const devices[] = {
  [VMM_DEVICES_AUTO] = VMM_IPC_DEVICES_AUTO,
  [VMM_DEVICES_VIRTIO] = VMM_IPC_DEVICES_VIRTIO,
  [VMM_DEVICES_EMULATED] = VMM_IPC_DEVICES_EMULATED,
};

static const char *const families[] = {
  [VMM_OS_LINUX] = VMM_IPC_OS_FAMILY_LINUX,
  [VMM_OS_WINDOWS] = VMM_IPC_OS_FAMILY_WINDOWS,
  [VMM_OS_OTHER] = VMM_IPC_OS_FAMILY_OTHER,
};

static const char *const fates[] = {
  [VMM_FATE_KEEP] = VMM_IPC_FATE_KEEP,
  [VMM_FATE_PAUSE] = VMM_IPC_FATE_PAUSE,
  [VMM_FATE_SAVE] = VMM_IPC_FATE_SAVE,
  [VMM_FATE_SHUTDOWN] = VMM_IPC_FATE_SHUTDOWN,
};

const char *
vmm_fate_to_token (VmmFate fate)
{
  return fates[fate];
}

const char *
vmm_firmware_to_token (VmmFirmware firmware)
{
  return firmwares[firmware];
}

const char *
vmm_accel_to_token (VmmAccel accel)
{
  return accels[accel];
}

const char *
vmm_model_to_token (VmmModelId model)
{
  return models[model];
}

const char *
vmm_devices_to_token (VmmDevices kind)
{
  return devices[kind];
}

const char *
vmm_os_family_to_token (VmmOsFamily family)
{
  return families[family];
}

static gboolean
parse_name (VmmSpec *spec, GVariant *value, GError **error)
{
  const char *name = g_variant_get_string (value, NULL);
  gsize max_bytes = VMM_IPC_MAX_NAME_CHARS * 4;

  if (name[0] == '\0' || strlen (name) > max_bytes || g_utf8_strlen (name, -1) > VMM_IPC_MAX_NAME_CHARS)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_OUT_OF_RANGE,
                            VMM_IPC_SPEC_NAME ": must have 1 to %d characters", VMM_IPC_MAX_NAME_CHARS);
  if (!vmm_ipc_name_is_valid (name))
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT,
                            VMM_IPC_SPEC_NAME ": has characters that a name cannot have");

  g_set_str (&spec->name, name);
  return TRUE;
}

/* Unlike a name it may have lines, and joiners are part of words in many languages; what turns the direction of the
 * text around it may not be there. */
static gboolean
text_is_plain (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) && c != '\n' && c != '\t')
        return FALSE;
      if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
        return FALSE;
    }

  return TRUE;
}

static gboolean
parse_description (VmmSpec *spec, GVariant *value, GError **error)
{
  gsize length;
  const char *text = g_variant_get_string (value, &length);

  if (length > VMM_IPC_MAX_DESCRIPTION)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_OUT_OF_RANGE,
                            VMM_IPC_SPEC_DESCRIPTION ": has more than %d bytes", VMM_IPC_MAX_DESCRIPTION);
  if (!text_is_plain (text))
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT,
                            VMM_IPC_SPEC_DESCRIPTION ": has control characters");

  g_set_str (&spec->description, text);
  return TRUE;
}

static gboolean
os_id_is_valid (const char *id)
{
  if (id[0] == '\0')
    return TRUE;
  if (!g_str_has_prefix (id, "http://") && !g_str_has_prefix (id, "https://"))
    return FALSE;

  for (const char *p = id; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr (":/._~%#?=+-", *p) == NULL)
      return FALSE;

  return TRUE;
}

static gboolean
parse_os_id (VmmSpec *spec, GVariant *value, GError **error)
{
  gsize length;
  const char *id = g_variant_get_string (value, &length);

  if (length > VMM_IPC_MAX_OS_ID)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_OUT_OF_RANGE, VMM_IPC_SPEC_OS_ID ": has more than %d bytes",
                            VMM_IPC_MAX_OS_ID);
  if (!os_id_is_valid (id))
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT,
                            VMM_IPC_SPEC_OS_ID ": not the address of a system");

  g_set_str (&spec->os_id, id);
  return TRUE;
}

static gboolean
parse_os_family (VmmSpec *spec, GVariant *value, GError **error)
{
  guint chosen;

  if (!vmm_dict_parse_token (VMM_IPC_SPEC_OS_FAMILY, value, families, G_N_ELEMENTS (families), &chosen,
                             error))
    return FALSE;

  spec->os_family = chosen;
  return TRUE;
}

static gboolean
parse_engine (VmmSpec *spec, GVariant *value, GError **error)
{
  static const char *const engines[] = { "qemu" };
  guint chosen;

  return vmm_dict_parse_token (VMM_IPC_SPEC_ENGINE, value, engines, G_N_ELEMENTS (engines), &chosen, error);
}

static gboolean
parse_memory (VmmSpec *spec, GVariant *value, GError **error)
{
  return vmm_dict_parse_size (VMM_IPC_SPEC_MEMORY, value, VMM_IPC_MIN_MEMORY, MAX_MEMORY, &spec->memory,
                              error);
}

static gboolean
parse_vcpus (VmmSpec *spec, GVariant *value, GError **error)
{
  return vmm_dict_parse_count (VMM_IPC_SPEC_VCPUS, value, MAX_VCPUS, &spec->vcpus, error);
}

static gboolean
parse_heads (VmmSpec *spec, GVariant *value, GError **error)
{
  return vmm_dict_parse_count (VMM_IPC_SPEC_HEADS, value, VMM_IPC_MAX_HEADS, &spec->heads, error);
}

static gboolean
parse_firmware (VmmSpec *spec, GVariant *value, GError **error)
{
  guint chosen;

  if (!vmm_dict_parse_token (VMM_IPC_SPEC_FIRMWARE, value, firmwares, G_N_ELEMENTS (firmwares), &chosen,
                             error))
    return FALSE;

  spec->firmware = chosen;
  return TRUE;
}

static gboolean
parse_model (VmmSpec *spec, GVariant *value, GError **error)
{
  guint chosen;

  if (!vmm_dict_parse_token (VMM_IPC_SPEC_MODEL, value, models, G_N_ELEMENTS (models), &chosen, error))
    return FALSE;

  spec->model = chosen;
  return TRUE;
}

static gboolean
parse_devices (VmmSpec *spec, GVariant *value, GError **error)
{
  guint chosen;

  if (!vmm_dict_parse_token (VMM_IPC_SPEC_DEVICES, value, devices, G_N_ELEMENTS (devices), &chosen, error))
    return FALSE;

  spec->devices = chosen;
  return TRUE;
}

static gboolean
parse_accel (VmmSpec *spec, GVariant *value, GError **error)
{
  guint chosen;

  if (!vmm_dict_parse_token (VMM_IPC_SPEC_ACCEL, value, accels, G_N_ELEMENTS (accels), &chosen, error))
    return FALSE;

  spec->accel = chosen;
  return TRUE;
}

static gboolean
parse_tpm (VmmSpec *spec, GVariant *value, GError **error)
{
  spec->tpm = g_variant_get_boolean (value);
  return TRUE;
}

static gboolean
parse_gl (VmmSpec *spec, GVariant *value, GError **error)
{
  spec->gl = g_variant_get_boolean (value);
  return TRUE;
}

static gboolean
parse_autostart (VmmSpec *spec, GVariant *value, GError **error)
{
  spec->autostart = g_variant_get_boolean (value);
  return TRUE;
}

static gboolean
parse_keep_off (VmmSpec *spec, GVariant *value, GError **error)
{
  spec->keep_off = g_variant_get_boolean (value);
  return TRUE;
}

static gboolean
parse_fate (VmmSpec *spec, VmmOccasion occasion, const char *key, GVariant *value, GError **error)
{
  guint chosen;

  if (!vmm_dict_parse_token (key, value, fates, G_N_ELEMENTS (fates), &chosen, error))
    return FALSE;
  /* What is paused when the session or the computer ends is lost like what runs. */
  if (occasion == VMM_OCCASION_LOGOUT && chosen == VMM_FATE_PAUSE)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_OUT_OF_RANGE, "%s: a paused guest ends with its session",
                            key);

  spec->fates[occasion] = chosen;
  return TRUE;
}

static gboolean
parse_on_logout (VmmSpec *spec, GVariant *value, GError **error)
{
  return parse_fate (spec, VMM_OCCASION_LOGOUT, VMM_IPC_SPEC_ON_LOGOUT, value, error);
}

static gboolean
parse_on_suspend (VmmSpec *spec, GVariant *value, GError **error)
{
  return parse_fate (spec, VMM_OCCASION_SUSPEND, VMM_IPC_SPEC_ON_SUSPEND, value, error);
}

static gboolean
parse_on_low_battery (VmmSpec *spec, GVariant *value, GError **error)
{
  return parse_fate (spec, VMM_OCCASION_LOW_BATTERY, VMM_IPC_SPEC_ON_LOW_BATTERY, value, error);
}

static gboolean
parse_uuid (VmmSpec *spec, GVariant *value, GError **error)
{
  const char *uuid = g_variant_get_string (value, NULL);

  if (!vmm_ipc_uuid_is_valid (uuid))
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT,
                            VMM_IPC_SPEC_UUID ": is not a lower-case UUID");
  g_strlcpy (spec->uuid, uuid, sizeof spec->uuid);
  return TRUE;
}

static const Field fields[] = {
  { VMM_IPC_SPEC_NAME, "s", TRUE, FALSE, parse_name },
  { VMM_IPC_SPEC_DESCRIPTION, "s", FALSE, FALSE, parse_description },
  { VMM_IPC_SPEC_OS_ID, "s", FALSE, FALSE, parse_os_id },
  { VMM_IPC_SPEC_OS_FAMILY, "s", FALSE, FALSE, parse_os_family },
  { VMM_IPC_SPEC_ENGINE, "s", FALSE, TRUE, parse_engine },
  { VMM_IPC_SPEC_MODEL, "s", FALSE, FALSE, parse_model },
  { VMM_IPC_SPEC_DEVICES, "s", FALSE, FALSE, parse_devices },
  { VMM_IPC_SPEC_MEMORY, "t", TRUE, FALSE, parse_memory },
  { VMM_IPC_SPEC_VCPUS, "u", TRUE, FALSE, parse_vcpus },
  { VMM_IPC_SPEC_FIRMWARE, "s", FALSE, FALSE, parse_firmware },
  { VMM_IPC_SPEC_TPM, "b", FALSE, FALSE, parse_tpm },
  { VMM_IPC_SPEC_ACCEL, "s", FALSE, FALSE, parse_accel },
  { VMM_IPC_SPEC_DISKS, "aa{sv}", TRUE, TRUE, vmm_spec_parse_disks },
  { VMM_IPC_SPEC_NICS, "aa{sv}", FALSE, FALSE, vmm_spec_parse_nics },
  { VMM_IPC_SPEC_HEADS, "u", FALSE, FALSE, parse_heads },
  { VMM_IPC_SPEC_GL, "b", FALSE, FALSE, parse_gl },
  { VMM_IPC_SPEC_AUTOSTART, "b", FALSE, FALSE, parse_autostart },
  { VMM_IPC_SPEC_KEEP_OFF, "b", FALSE, FALSE, parse_keep_off },
  { VMM_IPC_SPEC_ON_LOGOUT, "s", FALSE, FALSE, parse_on_logout },
  { VMM_IPC_SPEC_ON_SUSPEND, "s", FALSE, FALSE, parse_on_suspend },
  { VMM_IPC_SPEC_ON_LOW_BATTERY, "s", FALSE, FALSE, parse_on_low_battery },
  { VMM_IPC_SPEC_UUID, "s", FALSE, TRUE, parse_uuid },
};

static gboolean
parse_field (VmmSpec *spec, const Field *field, GVariant *value, gboolean change, GError **error)
{
  if (value == NULL && field->required && !change)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: missing", field->key);
  if (value == NULL)
    return TRUE;
  if (field->fixed && change)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: cannot be changed", field->key);

  return vmm_dict_check_type (field->key, value, field->type, error) && field->parse (spec, value, error);
}

static gboolean
check_shape (GVariant *dict, GError **error)
{
  if (!g_variant_is_of_type (dict, G_VARIANT_TYPE_VARDICT))
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "spec: must be of type a{sv}");
  if (g_variant_get_size (dict) > VMM_IPC_MAX_SPEC_BYTES)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "spec: has more than %d bytes",
                            VMM_IPC_MAX_SPEC_BYTES);
  if (g_variant_n_children (dict) > VMM_IPC_MAX_SPEC_KEYS)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "spec: has more than %d keys",
                            VMM_IPC_MAX_SPEC_KEYS);
  if (!g_variant_is_normal_form (dict))
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "spec: is broken");

  return TRUE;
}

gboolean
vmm_spec_parse (VmmSpec *spec, GVariant *dict, gboolean change, GError **error)
{
  const char *names[G_N_ELEMENTS (fields)];
  GVariant *values[G_N_ELEMENTS (fields)] = { NULL };
  gboolean good;

  if (!check_shape (dict, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    names[i] = fields[i].key;

  good = vmm_dict_take (dict, "", names, G_N_ELEMENTS (names), values, error);
  for (gsize i = 0; i < G_N_ELEMENTS (fields) && good; i++)
    good = parse_field (spec, &fields[i], values[i], change, error);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_clear_pointer (&values[i], g_variant_unref);
  return good;
}
