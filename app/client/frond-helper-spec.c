/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-helper-spec.h"

#include "frond-host-capabilities.h"
#include "frond-machine-sources.h"
#include "frond-profile.h"
#include "vmm-ipc.h"

static const char *
nick (GType type, int value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);

  return g_enum_get_value (klass, value)->value_nick;
}

static int
value_of (GType type, const char *wanted)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *value = g_enum_get_value_by_nick (klass, wanted);

  return value != NULL ? value->value : 0;
}

static void
add_disk (GVariantBuilder *disks, guint64 size, gboolean filled, FrondImageFormat format, gboolean shared,
          gboolean encrypted)
{
  g_variant_builder_open (disks, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (disks, "{sv}", VMM_IPC_DISK_SIZE, g_variant_new_uint64 (size));
  if (filled)
    {
      g_variant_builder_add (disks, "{sv}", VMM_IPC_DISK_SOURCE_FORMAT,
                             g_variant_new_string (nick (FROND_TYPE_IMAGE_FORMAT, (int) format)));
      g_variant_builder_add (disks, "{sv}", VMM_IPC_DISK_SOURCE_SHARED, g_variant_new_boolean (shared));
    }
  if (encrypted)
    g_variant_builder_add (disks, "{sv}", VMM_IPC_DISK_ENCRYPT, g_variant_new_boolean (TRUE));
  g_variant_builder_close (disks);
}

/* It keeps its size, as nobody can look into it. */
static void
add_encrypted_disk (GVariantBuilder *disks, FrondImageFormat format)
{
  g_variant_builder_open (disks, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (disks, "{sv}", VMM_IPC_DISK_SIZE, g_variant_new_uint64 (0));
  g_variant_builder_add (disks, "{sv}", VMM_IPC_DISK_SOURCE_FORMAT,
                         g_variant_new_string (nick (FROND_TYPE_IMAGE_FORMAT, (int) format)));
  g_variant_builder_add (disks, "{sv}", VMM_IPC_DISK_ENCRYPT, g_variant_new_boolean (TRUE));
  g_variant_builder_add (disks, "{sv}", VMM_IPC_DISK_SOURCE_ENCRYPTED, g_variant_new_boolean (TRUE));
  g_variant_builder_close (disks);
}

static void
add_disks (GVariantDict *dict, FrondProfile *profile, FrondMachineSources *sources)
{
  GVariantBuilder disks = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  guint64 first = frond_profile_get_disk_size (profile);
  guint n = sources != NULL ? frond_machine_sources_get_n_disks (sources) : 0;
  const gboolean encrypted = sources != NULL && frond_machine_sources_get_passphrase (sources) >= 0;

  for (guint i = 0; i < n; i++)
    {
      FrondImageFormat format = FROND_IMAGE_RAW;
      gboolean shared = FALSE;
      guint64 size;
      gboolean filled = frond_machine_sources_get_disk (sources, i, &format, &size, &shared);

      if (frond_machine_sources_get_encrypted (sources, i))
        add_encrypted_disk (&disks, format);
      else
        add_disk (&disks, i == 0 ? MAX (size, first) : size, filled, format, shared, encrypted);
    }
  if (n == 0 && first > 0)
    add_disk (&disks, first, FALSE, FROND_IMAGE_RAW, FALSE, encrypted);

  g_variant_dict_insert_value (dict, VMM_IPC_SPEC_DISKS, g_variant_builder_end (&disks));
}

/* What was chosen, or what suits the system: the helper knows of a system no more than its family. */
static FrondModel
model_of (FrondProfile *profile)
{
  FrondModel chosen = frond_profile_get_model (profile);

  return chosen != FROND_MODEL_AUTO ? chosen : frond_profile_get_system_model (profile);
}

/* Without an address: the helper makes it and keeps it. */
static void
add_nics (GVariantDict *dict, FrondProfile *profile)
{
  GVariantBuilder nics = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  const char *token = frond_profile_get_network_token (profile);

  if (frond_profile_get_network (profile))
    {
      g_variant_builder_open (&nics, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&nics, "{sv}", VMM_IPC_NIC_CLASS,
                             g_variant_new_string (frond_profile_get_network_class (profile)));
      if (token[0] != '\0')
        g_variant_builder_add (&nics, "{sv}", VMM_IPC_NIC_NETWORK, g_variant_new_string (token));
      g_variant_builder_close (&nics);
    }
  g_variant_dict_insert_value (dict, VMM_IPC_SPEC_NICS, g_variant_builder_end (&nics));
}

GVariant *
frond_helper_spec_from_profile (FrondProfile *profile, FrondMachineSources *sources, gboolean for_reconfigure)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  /* The names of core's enum values are the contract's tokens. */
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_NAME, "s", frond_profile_get_name (profile));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_DESCRIPTION, "s", frond_profile_get_notes (profile));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_OS_ID, "s", frond_profile_get_os_id (profile));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_OS_FAMILY, "s",
                         nick (FROND_TYPE_OS_FAMILY, (int) frond_profile_get_os_family (profile)));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_MODEL, "s", nick (FROND_TYPE_MODEL, (int) model_of (profile)));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_DEVICES, "s",
                         nick (FROND_TYPE_DEVICES, (int) frond_profile_get_devices (profile)));
  add_nics (&dict, profile);
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_MEMORY, "t", frond_profile_get_memory (profile));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_VCPUS, "u", frond_profile_get_vcpus (profile));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_FIRMWARE, "s",
                         nick (FROND_TYPE_FIRMWARE, (int) frond_profile_get_firmware (profile)));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_TPM, "b", frond_profile_get_tpm (profile));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_HEADS, "u", frond_profile_get_heads (profile));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_GL, "b", frond_profile_get_gl (profile));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_ACCEL, "s",
                         nick (FROND_TYPE_ACCEL, (int) frond_profile_get_accel (profile)));

  /* A session's helper does not know when the computer starts. */
  if (frond_profile_get_autostart (profile) || for_reconfigure)
    g_variant_dict_insert (&dict, VMM_IPC_SPEC_AUTOSTART, "b", frond_profile_get_autostart (profile));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_ON_LOGOUT, "s",
                         nick (FROND_TYPE_FATE, (int) frond_profile_get_on_logout (profile)));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_ON_SUSPEND, "s",
                         nick (FROND_TYPE_FATE, (int) frond_profile_get_on_suspend (profile)));
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_ON_LOW_BATTERY, "s",
                         nick (FROND_TYPE_FATE, (int) frond_profile_get_on_low_battery (profile)));

  if (!for_reconfigure)
    {
      g_variant_dict_insert (&dict, VMM_IPC_SPEC_ENGINE, "s", frond_profile_get_engine (profile));
      add_disks (&dict, profile, sources);
    }

  return g_variant_dict_end (&dict);
}

static void
take_string (FrondProfile *profile, const char *property, GVariantDict *dict, const char *key)
{
  const char *text;

  if (g_variant_dict_lookup (dict, key, "&s", &text))
    g_object_set (profile, property, text, NULL);
}

static void
take_enum (FrondProfile *profile, const char *property, GType type, GVariantDict *dict, const char *key)
{
  const char *token;

  if (g_variant_dict_lookup (dict, key, "&s", &token))
    g_object_set (profile, property, value_of (type, token), NULL);
}

static guint64
first_disk_size (GVariantDict *dict)
{
  g_autoptr (GVariant) disks =
      g_variant_dict_lookup_value (dict, VMM_IPC_SPEC_DISKS, G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) disk = NULL;
  guint64 size = 0;

  if (disks == NULL || g_variant_n_children (disks) == 0)
    return 0;

  disk = g_variant_get_child_value (disks, 0);
  g_variant_lookup (disk, VMM_IPC_DISK_SIZE, "t", &size);
  return size;
}

static gboolean
has_encrypted_disk (GVariantDict *dict)
{
  g_autoptr (GVariant) disks =
      g_variant_dict_lookup_value (dict, VMM_IPC_SPEC_DISKS, G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; disks != NULL && i < g_variant_n_children (disks); i++)
    {
      g_autoptr (GVariant) disk = g_variant_get_child_value (disks, i);
      gboolean encrypted = FALSE;

      if (g_variant_lookup (disk, VMM_IPC_DISK_ENCRYPT, "b", &encrypted) && encrypted)
        return TRUE;
    }
  return FALSE;
}

/* The first card says how the machine reaches others; what is not said is an older helper's only way. */
static void
take_network (FrondProfile *profile, GVariantDict *dict)
{
  g_autoptr (GVariant) nics =
      g_variant_dict_lookup_value (dict, VMM_IPC_SPEC_NICS, G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) nic = NULL;
  const char *class = VMM_IPC_NIC_USER;
  const char *token = "";

  if (nics == NULL || g_variant_n_children (nics) == 0)
    return;
  nic = g_variant_get_child_value (nics, 0);
  g_variant_lookup (nic, VMM_IPC_NIC_CLASS, "&s", &class);
  g_variant_lookup (nic, VMM_IPC_NIC_NETWORK, "&s", &token);
  g_object_set (profile, "network-class", class, "network-token", token, NULL);
}

static gboolean
has_nics (GVariantDict *dict)
{
  g_autoptr (GVariant) nics =
      g_variant_dict_lookup_value (dict, VMM_IPC_SPEC_NICS, G_VARIANT_TYPE ("aa{sv}"));

  return nics == NULL || g_variant_n_children (nics) > 0;
}

FrondProfile *
frond_helper_spec_to_profile (GVariant *spec)
{
  FrondProfile *profile = frond_profile_new ();
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (spec);
  guint64 memory;
  guint32 vcpus;
  guint32 heads;
  gboolean autostart;
  gboolean tpm;
  gboolean gl;

  take_string (profile, "name", &dict, VMM_IPC_SPEC_NAME);
  take_string (profile, "notes", &dict, VMM_IPC_SPEC_DESCRIPTION);
  take_string (profile, "os-id", &dict, VMM_IPC_SPEC_OS_ID);
  take_string (profile, "engine", &dict, VMM_IPC_SPEC_ENGINE);
  take_enum (profile, "os-family", FROND_TYPE_OS_FAMILY, &dict, VMM_IPC_SPEC_OS_FAMILY);
  take_enum (profile, "model", FROND_TYPE_MODEL, &dict, VMM_IPC_SPEC_MODEL);
  take_enum (profile, "devices", FROND_TYPE_DEVICES, &dict, VMM_IPC_SPEC_DEVICES);
  g_object_set (profile, "network", has_nics (&dict), "encrypted", has_encrypted_disk (&dict), NULL);
  take_network (profile, &dict);
  take_enum (profile, "firmware", FROND_TYPE_FIRMWARE, &dict, VMM_IPC_SPEC_FIRMWARE);
  take_enum (profile, "accel", FROND_TYPE_ACCEL, &dict, VMM_IPC_SPEC_ACCEL);
  take_enum (profile, "on-logout", FROND_TYPE_FATE, &dict, VMM_IPC_SPEC_ON_LOGOUT);
  take_enum (profile, "on-suspend", FROND_TYPE_FATE, &dict, VMM_IPC_SPEC_ON_SUSPEND);
  take_enum (profile, "on-low-battery", FROND_TYPE_FATE, &dict, VMM_IPC_SPEC_ON_LOW_BATTERY);
  if (g_variant_dict_lookup (&dict, VMM_IPC_SPEC_MEMORY, "t", &memory))
    frond_profile_set_memory (profile, memory);
  if (g_variant_dict_lookup (&dict, VMM_IPC_SPEC_VCPUS, "u", &vcpus))
    frond_profile_set_vcpus (profile, vcpus);
  if (g_variant_dict_lookup (&dict, VMM_IPC_SPEC_HEADS, "u", &heads))
    g_object_set (profile, "heads", CLAMP (heads, 1, FROND_PROFILE_MAX_HEADS), NULL);
  if (g_variant_dict_lookup (&dict, VMM_IPC_SPEC_TPM, "b", &tpm))
    g_object_set (profile, "tpm", tpm, NULL);
  if (g_variant_dict_lookup (&dict, VMM_IPC_SPEC_AUTOSTART, "b", &autostart))
    g_object_set (profile, "autostart", autostart, NULL);
  if (g_variant_dict_lookup (&dict, VMM_IPC_SPEC_GL, "b", &gl))
    g_object_set (profile, "gl", gl, NULL);
  frond_profile_set_disk_size (profile, first_disk_size (&dict));
  return profile;
}

static char *
dup_string (GVariantDict *dict, const char *key)
{
  char *text = NULL;

  g_variant_dict_lookup (dict, key, "s", &text);
  return text != NULL ? text : g_strdup ("");
}

FrondHostCapabilities *
frond_helper_spec_to_capabilities (GVariant *variant)
{
  FrondHostCapabilities *self = frond_host_capabilities_new ();
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (variant);
  g_autofree char *accel = dup_string (&dict, VMM_IPC_CAP_ACCEL);
  g_autoptr (GVariant) left_out =
      g_variant_dict_lookup_value (&dict, VMM_IPC_CAP_LEFT_OUT, G_VARIANT_TYPE ("a(ss)"));

  g_variant_dict_lookup (&dict, VMM_IPC_CAP_BACKEND, "b", &self->backend);
  self->backend_error = dup_string (&dict, VMM_IPC_CAP_BACKEND_ERROR);
  self->backend_detail = dup_string (&dict, VMM_IPC_CAP_BACKEND_DETAIL);
  self->accel = g_str_equal (accel, VMM_IPC_ACCEL_KVM) ? FROND_ACCEL_KVM : FROND_ACCEL_SOFTWARE;
  self->accel_reason = dup_string (&dict, VMM_IPC_CAP_ACCEL_REASON);
  self->accel_detail = dup_string (&dict, VMM_IPC_CAP_ACCEL_DETAIL);
  g_variant_dict_lookup (&dict, VMM_IPC_CAP_HOST_CPUS, "u", &self->host_cpus);
  g_variant_dict_lookup (&dict, VMM_IPC_CAP_HOST_MEMORY, "t", &self->host_memory);
  g_variant_dict_lookup (&dict, VMM_IPC_CAP_MAX_VCPUS, "u", &self->max_vcpus);
  g_variant_dict_lookup (&dict, VMM_IPC_CAP_MAX_MEMORY, "t", &self->max_memory);
  g_variant_dict_lookup (&dict, VMM_IPC_CAP_MAX_DISK, "t", &self->max_disk);
  g_variant_dict_lookup (&dict, VMM_IPC_CAP_TPM, "b", &self->tpm);
  g_variant_dict_lookup (&dict, VMM_IPC_CAP_FIRMWARE, "^as", &self->firmware);
  if (self->firmware == NULL)
    self->firmware = g_new0 (char *, 1);

  for (gsize i = 0; left_out != NULL && i < g_variant_n_children (left_out); i++)
    {
      const char *feature;
      const char *reason;

      g_variant_get_child (left_out, i, "(&s&s)", &feature, &reason);
      frond_host_capabilities_add_left_out (self, feature, reason);
    }

  return self;
}

FrondGuestState
frond_helper_spec_state (guint32 state)
{
  switch ((VmmIpcMachineState) state)
    {
    case VMM_IPC_MACHINE_STOPPED:
      return FROND_GUEST_STOPPED;
    case VMM_IPC_MACHINE_STARTING:
      return FROND_GUEST_STARTING;
    case VMM_IPC_MACHINE_RUNNING:
      return FROND_GUEST_RUNNING;
    case VMM_IPC_MACHINE_PAUSED:
      return FROND_GUEST_PAUSED;
    case VMM_IPC_MACHINE_STOPPING:
      return FROND_GUEST_STOPPING;
    default:
      return FROND_GUEST_UNKNOWN;
    }
}

FrondGuestReason
frond_helper_spec_reason (guint32 reason)
{
  /* The numbers are the same by promise of frond-types.h. */
  return reason <= FROND_GUEST_REASON_SAVING ? (FrondGuestReason) reason : FROND_GUEST_REASON_NONE;
}
