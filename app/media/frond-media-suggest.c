/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-media-private.h"

#include "frond-host-capabilities.h"
#include "frond-profile.h"

#include <string.h>

#include <glib/gi18n.h>

#define MIB (1024ULL * 1024)
#define GIB (1024 * MIB)

/* For systems of which nothing is known: enough for the desktop of a present-day distribution. */
#define UNKNOWN_MEMORY (2 * GIB)
#define UNKNOWN_VCPUS  2
#define UNKNOWN_DISK   (20 * GIB)

#define MEMORY_STEP (256 * MIB)
#define MAX_NAME    64

static guint64
round_up (guint64 value, guint64 step)
{
  return value / step * step + (value % step != 0 ? step : 0);
}

/* What the database says, within what a machine can have at all: it is a file like any other. */
static guint64
wanted (guint64 recommended, guint64 minimum, guint64 unknown, guint64 most)
{
  if (recommended > 0)
    return MIN (MAX (recommended, minimum), most);
  if (minimum > 0)
    return MIN (minimum, most / 2) * 2;
  return unknown;
}

/* Half of the host at most, but what the system asks for at least. */
static guint64
suggest_memory (const FrondOsFacts *facts, const FrondHostCapabilities *host)
{
  guint64 minimum = round_up (MIN (facts->minimum.memory, 1024 * GIB), MEMORY_STEP);
  guint64 memory = wanted (facts->recommended.memory, facts->minimum.memory, UNKNOWN_MEMORY, 1024 * GIB);
  guint64 half = host != NULL ? host->host_memory / 2 : 0;

  memory = round_up (memory, MEMORY_STEP);
  if (half > 0)
    memory = MIN (memory, half / MEMORY_STEP * MEMORY_STEP);
  memory = MAX (memory, minimum);
  if (host != NULL && host->max_memory > 0)
    memory = MIN (memory, host->max_memory / MEMORY_STEP * MEMORY_STEP);
  return MAX (memory, MEMORY_STEP);
}

/* Never all processors: the person at the host has to live too. */
static guint
suggest_vcpus (const FrondOsFacts *facts, const FrondHostCapabilities *host)
{
  guint vcpus = MAX (facts->recommended.vcpus, facts->minimum.vcpus);

  if (host == NULL || host->host_cpus == 0)
    return CLAMP (vcpus, UNKNOWN_VCPUS, 8);

  if (host->host_cpus >= 4)
    vcpus = MAX (vcpus, 2);
  vcpus = MIN (vcpus, host->host_cpus / 2);
  if (host->max_vcpus > 0)
    vcpus = MIN (vcpus, host->max_vcpus);
  return MAX (vcpus, 1);
}

static guint64
suggest_disk (const FrondOsFacts *facts, const FrondHostCapabilities *host)
{
  guint64 disk = wanted (facts->recommended.disk, facts->minimum.disk, UNKNOWN_DISK, 2048 * GIB);

  if (facts->recommended.disk == 0)
    disk = MAX (disk, UNKNOWN_DISK);
  disk = round_up (disk, GIB);
  if (host != NULL && host->max_disk >= GIB)
    disk = MIN (disk, host->max_disk / GIB * GIB);
  return disk;
}

static FrondFirmware
suggest_firmware (const FrondOsFacts *facts, const FrondHostCapabilities *host)
{
  if (facts->needs_secure_boot && host != NULL && host->firmware != NULL &&
      g_strv_contains ((const char *const *) host->firmware, "uefi-secure"))
    return FROND_FIRMWARE_UEFI_SECURE;
  return FROND_FIRMWARE_AUTO;
}

/* A space for every character that a name may not have, one for several, none at the ends. */
char *
_frond_media_tidy_name (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  GString *tidied = g_string_new (NULL);
  glong length = 0;

  for (const char *p = composed; *p != '\0' && length < MAX_NAME; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean blank = g_unichar_isspace (c) || !g_unichar_isprint (c) ||
                       g_unichar_type (c) == G_UNICODE_PRIVATE_USE || c == 0xfffd;

      if (tidied->len == 0 && (blank || c == '-' || c == '.'))
        continue;
      if (blank && tidied->str[tidied->len - 1] == ' ')
        continue;
      g_string_append_unichar (tidied, blank ? ' ' : c);
      length++;
    }
  return g_strchomp (g_string_free_and_steal (tidied));
}

static char *
name_of_file (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  char *dot = base != NULL ? strrchr (base, '.') : NULL;

  /* Only what looks like an extension: "Some System 1.2" keeps its version. */
  if (dot != NULL && dot != base && g_ascii_isalpha (dot[1]) && strlen (dot) <= 5)
    *dot = '\0';
  return _frond_media_tidy_name (base != NULL ? base : "");
}

static char *
suggest_name (FrondMedia *self)
{
  g_autofree char *name = _frond_media_tidy_name (frond_media_get_os_name (self));

  if (!frond_profile_name_is_valid (name, NULL))
    {
      g_free (name);
      name = name_of_file (frond_media_get_file (self));
    }
  if (!frond_profile_name_is_valid (name, NULL))
    g_set_str (&name, _ ("New Machine"));
  return g_steal_pointer (&name);
}

/* UEFI: the system was installed with it, so that it does not start on a machine of before that. */
static void
set_model (FrondProfile *profile, const FrondOsFacts *facts, gboolean uefi)
{
  FrondModel model = facts->model;
  gboolean legacy;

  if (model == FROND_MODEL_LEGACY && uefi)
    model = FROND_MODEL_GENERIC;
  if (model == FROND_MODEL_WINDOWS11 && frond_profile_get_firmware (profile) == FROND_FIRMWARE_BIOS)
    model = FROND_MODEL_WINDOWS10;
  legacy = model == FROND_MODEL_LEGACY;
  g_object_set (profile, "system-model", model, "devices", legacy ? FROND_DEVICES_AUTO : facts->devices,
                "tpm", !legacy, "gl", facts->family == FROND_OS_LINUX && !legacy, NULL);
}

FrondProfile *
frond_media_suggest_profile (FrondMedia *self, FrondHostCapabilities *capabilities)
{
  const FrondOsFacts *facts;
  g_autofree char *name = NULL;
  g_autofree char *uri = NULL;
  FrondProfile *profile;

  g_return_val_if_fail (FROND_IS_MEDIA (self), NULL);

  facts = _frond_media_get_facts (self);
  name = suggest_name (self);
  uri = g_file_get_uri (frond_media_get_file (self));
  profile = frond_profile_new ();
  g_object_set (profile, "name", name, "os-id", facts->id, "os-name", facts->name, "os-family", facts->family,
                "memory", suggest_memory (facts, capabilities), "vcpus", suggest_vcpus (facts, capabilities),
                "disk-size", suggest_disk (facts, capabilities), "firmware",
                suggest_firmware (facts, capabilities), "media-uri", uri, NULL);
  set_model (profile, facts, FALSE);
  return profile;
}

/* An installed system starts from the kind of disk that it was installed on, and often from no other. */
static void
set_devices (FrondProfile *profile, const char *bus)
{
  FrondModel model;

  g_object_get (profile, "system-model", &model, NULL);
  if (model == FROND_MODEL_LEGACY || *bus == '\0')
    return;
  g_object_set (profile, "devices",
                g_str_equal (bus, "virtio") ? FROND_DEVICES_VIRTIO : FROND_DEVICES_EMULATED, NULL);
}

static FrondFirmware
possible_firmware (FrondFirmware wanted, const FrondHostCapabilities *host)
{
  if (wanted == FROND_FIRMWARE_UEFI_SECURE && host != NULL && host->firmware != NULL &&
      !g_strv_contains ((const char *const *) host->firmware, "uefi-secure"))
    return FROND_FIRMWARE_UEFI;
  return wanted;
}

FrondProfile *
_frond_media_suggest_imported (const FrondOsFacts *facts, const FrondImportWishes *wishes,
                               FrondHostCapabilities *host)
{
  FrondProfile *profile = frond_profile_new ();
  g_autofree char *name = g_strdup (wishes->name);
  guint64 memory = suggest_memory (facts, host);
  guint vcpus = suggest_vcpus (facts, host);

  if (!frond_profile_name_is_valid (name, NULL))
    g_set_str (&name, _ ("New Machine"));
  /* What it had elsewhere, as far as this computer has it; a full computer helps no machine. */
  if (wishes->memory > 0)
    memory = MAX (round_up (wishes->memory, MEMORY_STEP), MEMORY_STEP);
  if (host != NULL && host->host_memory / 2 >= MEMORY_STEP)
    memory = MIN (memory, MAX (host->host_memory / 4 * 3 / MEMORY_STEP * MEMORY_STEP, MEMORY_STEP));
  if (host != NULL && host->max_memory > 0)
    memory = MIN (memory, host->max_memory / MEMORY_STEP * MEMORY_STEP);
  if (wishes->vcpus > 0)
    vcpus = wishes->vcpus;
  if (host != NULL && host->host_cpus > 0)
    vcpus = MIN (vcpus, host->host_cpus);
  if (host != NULL && host->max_vcpus > 0)
    vcpus = MIN (vcpus, host->max_vcpus);

  g_object_set (profile, "name", name, "os-id", facts->id, "os-name", facts->name, "os-family", facts->family,
                "memory", memory, "vcpus", MAX (vcpus, 1), "disk-size", wishes->disk / MIB * MIB, "firmware",
                possible_firmware (wishes->firmware, host), "notes",
                wishes->notes != NULL ? wishes->notes : "", NULL);
  set_model (profile, facts,
             wishes->firmware == FROND_FIRMWARE_UEFI || wishes->firmware == FROND_FIRMWARE_UEFI_SECURE);
  set_devices (profile, wishes->bus);
  return profile;
}
