/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-machine-rules.h"

#include "frond-host-capabilities.h"
#include "frond-profile.h"

FrondModel
frond_machine_rules_resolve (FrondProfile *profile)
{
  FrondModel model = frond_profile_get_model (profile);

  if (model == FROND_MODEL_AUTO)
    model = frond_profile_get_system_model (profile);
  if (model != FROND_MODEL_AUTO)
    return model;

  /* As the helper does it. */
  switch (frond_profile_get_os_family (profile))
    {
    case FROND_OS_LINUX:
      return FROND_MODEL_LINUX515;
    case FROND_OS_WINDOWS:
      return frond_profile_get_firmware (profile) == FROND_FIRMWARE_UEFI_SECURE ? FROND_MODEL_WINDOWS11
                                                                                : FROND_MODEL_WINDOWS10;
    case FROND_OS_OTHER:
    default:
      return FROND_MODEL_GENERIC;
    }
}

const char *
frond_machine_rules_why_not (const FrondModelRules *rules, FrondHostCapabilities *capabilities)
{
  if (!rules->is_old || capabilities == NULL || capabilities->left_out == NULL)
    return NULL;

  for (guint i = 0; i < capabilities->left_out->len; i++)
    {
      const FrondLeftOut *left_out = &g_array_index (capabilities->left_out, FrondLeftOut, i);

      if (g_str_equal (left_out->feature, "legacy"))
        return left_out->reason;
    }
  return NULL;
}

gboolean
frond_machine_rules_is_for (const FrondModelRules *rules, FrondOsFamily family)
{
  return (rules->families & (1U << family)) != 0;
}

/* Until the host is known everything is thought to be there. */
static gboolean
host_has_firmware (FrondHostCapabilities *capabilities, FrondFirmware firmware)
{
  static const char *const tokens[] = {
    [FROND_FIRMWARE_AUTO] = "auto",
    [FROND_FIRMWARE_BIOS] = "bios",
    [FROND_FIRMWARE_UEFI] = "uefi",
    [FROND_FIRMWARE_UEFI_SECURE] = "uefi-secure",
  };

  return firmware == FROND_FIRMWARE_AUTO || capabilities == NULL || capabilities->firmware == NULL ||
         g_strv_contains ((const char *const *) capabilities->firmware, tokens[firmware]);
}

gboolean
frond_machine_rules_can_firmware (const FrondModelRules *rules, FrondHostCapabilities *capabilities,
                                  FrondFirmware firmware)
{
  return (rules->firmwares & (1U << firmware)) != 0 && host_has_firmware (capabilities, firmware);
}

gboolean
frond_machine_rules_can_devices (const FrondModelRules *rules, FrondDevices devices)
{
  return (rules->devices & (1U << devices)) != 0;
}

gboolean
frond_machine_rules_fit (FrondProfile *profile, const FrondModelRules *rules,
                         FrondHostCapabilities *capabilities)
{
  gboolean changed = FALSE;

  if (!frond_machine_rules_can_firmware (rules, capabilities, frond_profile_get_firmware (profile)))
    {
      g_object_set (profile, "firmware", FROND_FIRMWARE_AUTO, NULL);
      changed = TRUE;
    }
  if (!frond_machine_rules_can_devices (rules, frond_profile_get_devices (profile)))
    {
      g_object_set (profile, "devices", FROND_DEVICES_AUTO, NULL);
      changed = TRUE;
    }
  if (frond_profile_get_heads (profile) > rules->max_heads)
    {
      g_object_set (profile, "heads", rules->max_heads, NULL);
      changed = TRUE;
    }
  return changed;
}
