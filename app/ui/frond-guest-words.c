/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-words.h"

#include "frond-guest.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

static const char *
stopped_words (FrondGuestReason reason)
{
  switch (reason)
    {
    case FROND_GUEST_REASON_CRASHED:
      return _ ("Crashed");
    case FROND_GUEST_REASON_START_FAILED:
      return _ ("Did not start");
    case FROND_GUEST_REASON_SAVED:
      /* Translators: the state of a machine whose memory is on disk */
      return C_ ("machine", "Saved");
    case FROND_GUEST_REASON_SAVING:
    case FROND_GUEST_REASON_NONE:
    case FROND_GUEST_REASON_SHUTDOWN:
    case FROND_GUEST_REASON_FORCED_OFF:
    case FROND_GUEST_REASON_USER:
    case FROND_GUEST_REASON_IO_ERROR:
    case FROND_GUEST_REASON_INSTALLING:
    case FROND_GUEST_REASON_NO_SPACE:
    default:
      /* Translators: the state of a machine that is switched off */
      return _ ("Off");
    }
}

static const char *
paused_words (FrondGuestReason reason)
{
  if (reason == FROND_GUEST_REASON_NO_SPACE)
    /* Translators: a machine was stopped because the disk of this computer is full */
    return _ ("Paused: disk full");
  if (reason == FROND_GUEST_REASON_SAVING)
    /* Translators: the memory of a machine is being written to disk */
    return _ ("Saving…");
  return reason == FROND_GUEST_REASON_IO_ERROR ? _ ("Paused: disk error") : _ ("Paused");
}

static gboolean
is_in_trouble (FrondGuestReason reason)
{
  return reason == FROND_GUEST_REASON_IO_ERROR || reason == FROND_GUEST_REASON_NO_SPACE;
}

const char *
frond_guest_words_state_of (FrondGuestState state, FrondGuestReason reason)
{
  switch (state)
    {
    case FROND_GUEST_UNKNOWN:
      /* Translators: it is not known yet whether the machine runs */
      return _ ("Unknown");
    case FROND_GUEST_CREATING:
      return _ ("Creating…");
    case FROND_GUEST_MISSING:
      return _ ("Missing");
    case FROND_GUEST_STARTING:
      return _ ("Starting…");
    case FROND_GUEST_RUNNING:
      return reason == FROND_GUEST_REASON_INSTALLING ? _ ("Installing…") : _ ("Running");
    case FROND_GUEST_PAUSED:
      return paused_words (reason);
    case FROND_GUEST_STOPPING:
      return _ ("Shutting down…");
    case FROND_GUEST_STOPPED:
    default:
      return stopped_words (reason);
    }
}

const char *
frond_guest_words_state (FrondGuest *guest)
{
  g_return_val_if_fail (FROND_IS_GUEST (guest), "");

  return frond_guest_words_state_of (frond_guest_get_state (guest), frond_guest_get_reason (guest));
}

const char *
frond_guest_words_state_icon (FrondGuest *guest)
{
  g_return_val_if_fail (FROND_IS_GUEST (guest), "");

  switch (frond_guest_get_state (guest))
    {
    case FROND_GUEST_MISSING:
      return "dialog-warning-symbolic";
    case FROND_GUEST_RUNNING:
      return "media-playback-start-symbolic";
    case FROND_GUEST_PAUSED:
      if (frond_guest_get_reason (guest) == FROND_GUEST_REASON_SAVING)
        return "content-loading-symbolic";
      return is_in_trouble (frond_guest_get_reason (guest)) ? "dialog-warning-symbolic"
                                                            : "media-playback-pause-symbolic";
    case FROND_GUEST_UNKNOWN:
    case FROND_GUEST_CREATING:
    case FROND_GUEST_STARTING:
    case FROND_GUEST_STOPPING:
      return "content-loading-symbolic";
    case FROND_GUEST_STOPPED:
    default:
      if (frond_guest_is_saved (guest))
        return "document-save-symbolic";
      return frond_guest_get_reason (guest) == FROND_GUEST_REASON_CRASHED ||
                     frond_guest_get_reason (guest) == FROND_GUEST_REASON_START_FAILED
                 ? "dialog-warning-symbolic"
                 : "system-shutdown-symbolic";
    }
}

const char *
frond_guest_words_place (FrondHostMode mode)
{
  return mode == FROND_HOST_MODE_SYSTEM ? _ ("On this computer’s service") : _ ("Only for me");
}

const char *
frond_guest_words_system (FrondProfile *profile)
{
  const char *name;

  g_return_val_if_fail (FROND_IS_PROFILE (profile), "");

  name = frond_profile_get_os_name (profile);
  return name != NULL && *name != '\0' ? name : _ ("Unknown system");
}

char *
frond_guest_words_summary (FrondGuest *guest)
{
  const char *state;
  const char *system;
  g_autofree char *plain = NULL;

  g_return_val_if_fail (FROND_IS_GUEST (guest), NULL);

  state = frond_guest_words_state (guest);
  system = frond_guest_words_system (frond_guest_get_profile (guest));
  /* Translators: how a screen reader tells a machine: its state, then its system: “Running, Debian 13” */
  plain = g_strdup_printf (_ ("%s, %s"), state, system);
  if (frond_guest_get_mode (guest) != FROND_HOST_MODE_SYSTEM)
    return g_steal_pointer (&plain);

  /* Translators: the first %s is the state and system of a machine, the second is where it lives */
  return g_strdup_printf (C_ ("place", "%s, %s"), plain, frond_guest_words_place (FROND_HOST_MODE_SYSTEM));
}

char *
frond_guest_words_letter (const char *name)
{
  const char *p;

  if (name == NULL || !g_utf8_validate (name, -1, NULL))
    return g_strdup ("");

  for (p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c))
        {
          g_autofree char *letter = g_ucs4_to_utf8 (&c, 1, NULL, NULL, NULL);

          return g_utf8_strup (letter, -1);
        }
    }

  return g_strdup ("");
}

char *
frond_guest_words_size (guint64 bytes)
{
  double gib = (double) bytes / (1024.0 * 1024.0 * 1024.0);

  if (bytes < G_GUINT64_CONSTANT (1024) * 1024 * 1024)
    /* Translators: an amount of memory in mebibytes */
    return g_strdup_printf (_ ("%u MiB"), (guint) (bytes / (1024 * 1024)));
  if (bytes % (G_GUINT64_CONSTANT (1024) * 1024 * 1024) == 0)
    /* Translators: an amount of memory or disk space in gibibytes */
    return g_strdup_printf (_ ("%.0f GiB"), gib);

  /* Translators: an amount of memory or disk space in gibibytes, with a fraction */
  return g_strdup_printf (_ ("%.2f GiB"), gib);
}

const char *
frond_guest_words_accel (FrondAccel accel)
{
  switch (accel)
    {
    case FROND_ACCEL_KVM:
      return _ ("Hardware (KVM)");
    case FROND_ACCEL_SOFTWARE:
      return _ ("Software");
    case FROND_ACCEL_AUTO:
    default:
      return _ ("Automatic");
    }
}

const char *
frond_guest_words_model (FrondModel model)
{
  switch (model)
    {
    case FROND_MODEL_LINUX515:
      return _ ("Linux Since 2021");
    case FROND_MODEL_LINUX54:
      return _ ("Linux Since 2019");
    case FROND_MODEL_WINDOWS11:
      return _ ("Windows 11");
    case FROND_MODEL_WINDOWS10:
      return _ ("Windows 8 and 10");
    case FROND_MODEL_GENERIC:
      /* Translators: a machine model, for systems of any kind */
      return _ ("Any Present-Day System");
    case FROND_MODEL_LEGACY:
      /* Translators: a machine model, for systems like Windows XP */
      return _ ("Old Systems");
    case FROND_MODEL_AUTO:
    default:
      return _ ("Automatic");
    }
}

const char *
frond_guest_words_devices (FrondDevices devices)
{
  switch (devices)
    {
    case FROND_DEVICES_VIRTIO:
      /* Translators: virtio is a name */
      return _ ("Fast (virtio)");
    case FROND_DEVICES_EMULATED:
      /* Translators: disk and network card like those of a real computer */
      return _ ("Standard");
    case FROND_DEVICES_AUTO:
    default:
      return _ ("Automatic");
    }
}

const char *
frond_guest_words_firmware (FrondFirmware firmware)
{
  switch (firmware)
    {
    case FROND_FIRMWARE_BIOS:
      return _ ("BIOS");
    case FROND_FIRMWARE_UEFI:
      return _ ("UEFI");
    case FROND_FIRMWARE_UEFI_SECURE:
      return _ ("UEFI with Secure Boot");
    case FROND_FIRMWARE_AUTO:
    default:
      return _ ("Automatic");
    }
}

const char *
frond_guest_words_firmware_token (FrondFirmware firmware)
{
  static const char *const tokens[] = {
    [FROND_FIRMWARE_AUTO] = "auto",
    [FROND_FIRMWARE_BIOS] = "bios",
    [FROND_FIRMWARE_UEFI] = "uefi",
    [FROND_FIRMWARE_UEFI_SECURE] = "uefi-secure",
  };

  g_return_val_if_fail (firmware < G_N_ELEMENTS (tokens), "auto");

  return tokens[firmware];
}
