/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-device-words.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *token; /* the contract's */
  const char *words;
} Word;

static const Word kinds[] = {
  { "input", N_ ("Keyboard, mouse or the like") },
  { "security-key", N_ ("Security key") },
  { "storage", N_ ("Storage") },
  { "hub", N_ ("Hub") },
  { "bluetooth", N_ ("Bluetooth") },
  { "network", N_ ("Network") },
  { "audio", N_ ("Sound") },
  { "video", N_ ("Camera") },
  { "printer", N_ ("Printer") },
  { "display", N_ ("Graphics card") },
  { "controller", N_ ("Controller") },
  { "bridge", N_ ("Part of the computer") },
};

static const Word unavailable[] = {
  { "session", N_ ("Only for machines on this computer’s service") },
  { "disabled", N_ ("The administrator of this computer has not allowed cards for machines") },
  { "in-use", N_ ("A machine has it") },
  { "hub", N_ ("What is plugged into it can be given, itself it cannot") },
  { "root-disk", N_ ("This computer runs from it") },
  { "disk-in-use", N_ ("This computer uses a disk on it") },
  { "boot-vga", N_ ("This computer shows its own screen with it") },
  { "default-route", N_ ("This computer’s own network goes through it") },
  { "unknown", N_ ("What this computer uses it for cannot be found out") },
  { "group", N_ ("Something that has to go with it cannot be given") },
  { "acs-override", N_ ("This computer’s hardware does not keep it apart from others") },
  { "no-iommu", N_ ("The IOMMU is switched off in this computer’s firmware or kernel, or there is none") },
  { "bridge", N_ ("It is part of the computer itself") },
};

static const Word sensitive[] = {
  { "input", N_ ("Keys typed on it will go to the machine only") },
  { "security-key", N_ ("The machine will be able to sign in as you with it") },
  { "storage", N_ ("This computer has a disk on it in use") },
  { "hub", N_ ("What is plugged into it goes along") },
  { "bluetooth", N_ ("Keyboards and mice may be connected through it") },
  { "network", N_ ("This computer’s own network may go through it") },
};

static const char *
find (const Word *words, gsize n, const char *token)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (words[i].token, token))
      return _ (words[i].words);
  return NULL;
}

char *
frond_device_words_name (const FrondHostDevice *device)
{
  const char *kind = find (kinds, G_N_ELEMENTS (kinds), device->kind);

  if (device->product[0] != '\0' && device->vendor[0] != '\0')
    /* Translators: a device: the name of who made it, then its own name */
    return g_strdup_printf (C_ ("device", "%s %s"), device->vendor, device->product);
  if (device->product[0] != '\0')
    return g_strdup (device->product);
  return g_strdup_printf (
      /* Translators: a device without a name: what it is (“Sound”), then its number, “1234:abcd” */
      C_ ("device", "%s (%s)"), kind != NULL ? kind : C_ ("device", "Device"), device->id);
}

char *
frond_device_words_state (const FrondHostDevice *device)
{
  const char *why = NULL;

  if (device->unavailable[0] != '\0')
    {
      why = find (unavailable, G_N_ELEMENTS (unavailable), device->unavailable);
      return g_strdup (why != NULL ? why : _ ("It cannot be given to a machine"));
    }
  if (device->sensitive[0] != '\0')
    why = find (sensitive, G_N_ELEMENTS (sensitive), device->sensitive);
  if (why != NULL)
    return g_strdup (why);
  if (device->pci)
    return g_strdup_printf (
        /* Translators: %u is the number of a group of devices, which the hardware does not keep apart (an IOMMU group) */
        _ ("All of group %u goes to the machine together"), device->group);
  why = find (kinds, G_N_ELEMENTS (kinds), device->kind);
  return g_strdup (why != NULL ? why : "");
}
