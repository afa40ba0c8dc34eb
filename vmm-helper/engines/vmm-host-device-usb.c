/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A USB device by its descriptors: what every configuration of it offers, not only the chosen one. */
#include "vmm-host-device-private.h"

#include <stdio.h>
#include <string.h>

/* USB 2.0, 9.6; classes: usb.org, "Defined Class Codes". */
#define DESCRIPTOR_INTERFACE        4
#define INTERFACE_DESCRIPTOR_LENGTH 9
#define DEVICE_DESCRIPTOR_LENGTH    18

#define CLASS_AUDIO      0x01
#define CLASS_CDC        0x02
#define CLASS_HID        0x03
#define CLASS_PRINTER    0x07
#define CLASS_STORAGE    0x08
#define CLASS_HUB        0x09
#define CLASS_CDC_DATA   0x0a
#define CLASS_SMART_CARD 0x0b
#define CLASS_VIDEO      0x0e
#define CLASS_WIRELESS   0xe0

/* 256 KiB: the kernel does not hold more. */
#define MAX_DESCRIPTORS (256 * 1024)

typedef struct
{
  gboolean input;
  gboolean card;
  gboolean storage;
  gboolean hub;
  gboolean bluetooth;
  gboolean network;
  gboolean audio;
  gboolean video;
  gboolean printer;
  gboolean damaged; /* the descriptors cannot be read to their end */
} Offers;

static void
note_class (Offers *offers, guint8 class, guint8 subclass, guint8 protocol)
{
  switch (class)
    {
    case CLASS_HID:
      offers->input = TRUE;
      break;
    case CLASS_SMART_CARD:
      offers->card = TRUE;
      break;
    case CLASS_STORAGE:
      offers->storage = TRUE;
      break;
    case CLASS_HUB:
      offers->hub = TRUE;
      break;
    case CLASS_WIRELESS:
      if (subclass == 1 && protocol == 1)
        offers->bluetooth = TRUE;
      else
        offers->network = TRUE;
      break;
    case CLASS_CDC:
    case CLASS_CDC_DATA:
      offers->network = TRUE;
      break;
    case CLASS_AUDIO:
      offers->audio = TRUE;
      break;
    case CLASS_VIDEO:
      offers->video = TRUE;
      break;
    case CLASS_PRINTER:
      offers->printer = TRUE;
      break;
    default:
      break;
    }
}

static void
read_offers (const guint8 *bytes, gsize length, Offers *offers)
{
  gsize at = DEVICE_DESCRIPTOR_LENGTH;

  if (length < DEVICE_DESCRIPTOR_LENGTH)
    {
      offers->damaged = TRUE;
      return;
    }
  note_class (offers, bytes[4], bytes[5], bytes[6]);
  while (at + 2 <= length)
    {
      guint8 size = bytes[at];

      if (size < 2 || at + size > length)
        {
          offers->damaged = TRUE;
          return;
        }
      if (bytes[at + 1] == DESCRIPTOR_INTERFACE && size >= INTERFACE_DESCRIPTOR_LENGTH)
        note_class (offers, bytes[at + 5], bytes[at + 6], bytes[at + 7]);
      at += size;
    }
}

/* A security key is a HID device whose report descriptor begins with the usage page of FIDO, 0xf1d0 (CTAP, "HID report
 * descriptor"). */
static gboolean
is_fido (const char *folder)
{
  static const guint8 page[] = { 0x06, 0xd0, 0xf1 };
  g_auto (GStrv) interfaces = vmm_host_look_list (folder);

  for (guint i = 0; interfaces[i] != NULL; i++)
    {
      g_autofree char *interface = g_build_filename (folder, interfaces[i], NULL);
      g_auto (GStrv) names = strchr (interfaces[i], ':') != NULL ? vmm_host_look_list (interface) : NULL;

      for (guint j = 0; names != NULL && names[j] != NULL; j++)
        {
          g_autofree char *path = g_build_filename (interface, names[j], "report_descriptor", NULL);
          g_autofree char *report = NULL;
          gsize length;

          if (g_file_get_contents (path, &report, &length, NULL) && length >= sizeof page &&
              memcmp (report, page, sizeof page) == 0)
            return TRUE;
        }
    }
  return FALSE;
}

static const char *
find_kind (const Offers *offers, gboolean fido)
{
  return offers->hub            ? VMM_IPC_KIND_HUB
         : fido || offers->card ? VMM_IPC_KIND_KEY
         : offers->storage      ? VMM_IPC_KIND_STORAGE
         : offers->video        ? VMM_IPC_KIND_VIDEO
         : offers->audio        ? VMM_IPC_KIND_AUDIO
         : offers->printer      ? VMM_IPC_KIND_PRINTER
         : offers->bluetooth    ? VMM_IPC_KIND_BLUETOOTH
         : offers->input        ? VMM_IPC_KIND_INPUT
         : offers->network      ? VMM_IPC_KIND_NETWORK
                                : VMM_IPC_KIND_OTHER;
}

/* The kernel and the descriptors say it, never the device's words. Where they say nothing that can be read, it may be
 * anything: a keyboard, too. Any HID counts: a pad of today has keys tomorrow. */
static const char *
find_sensitive (const Offers *offers, gboolean fido, VmmHostUse use)
{
  if (offers->hub)
    return VMM_IPC_SENSITIVE_HUB;
  if (fido || offers->card)
    return VMM_IPC_SENSITIVE_KEY;
  if (offers->input || offers->damaged)
    return VMM_IPC_SENSITIVE_INPUT;
  if ((use & (VMM_HOST_USE_DISK | VMM_HOST_USE_ROOT)) != 0 ||
      (offers->storage && (use & VMM_HOST_USE_UNKNOWN) != 0))
    return VMM_IPC_SENSITIVE_STORAGE;
  if (offers->bluetooth)
    return VMM_IPC_SENSITIVE_BLUETOOTH;
  if ((use & (VMM_HOST_USE_ROUTE | VMM_HOST_USE_UNKNOWN)) != 0)
    return VMM_IPC_SENSITIVE_NETWORK;
  return "";
}

static const char *
find_unavailable (const Offers *offers, VmmHostUse use)
{
  if (offers->hub)
    return VMM_IPC_UNAVAILABLE_HUB;
  return (use & VMM_HOST_USE_ROOT) != 0 ? VMM_IPC_UNAVAILABLE_ROOT_DISK : "";
}

static gboolean
read_number (const char *folder, const char *name, guint max, guint *number)
{
  g_autofree char *text = vmm_host_look_read (folder, name);
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 1, max, &value, NULL))
    return FALSE;
  *number = (guint) value;
  return TRUE;
}

/* The same place, number, words and descriptors: a device that came there later has another number, unless somebody
 * took pains, and then something of the rest. */
static char *
make_identity (const VmmHostDevice *self, const char *folder, const char *descriptors, gsize length)
{
  static const char *const names[] = { "idVendor",     "idProduct", "bcdDevice", "serial",
                                       "manufacturer", "product",   "devpath" };
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *address =
      g_strdup_printf ("usb %s %u %u", self->key, self->address.bus, self->address.slot);

  g_checksum_update (sum, (const guchar *) address, (gssize) strlen (address) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value = vmm_host_look_read (folder, names[i]);

      g_checksum_update (sum, (const guchar *) value, (gssize) strlen (value) + 1);
    }
  g_checksum_update (sum, (const guchar *) descriptors, (gssize) length);
  return g_strdup (g_checksum_get_string (sum));
}

VmmHostDevice *
vmm_host_device_read_usb (const VmmHostLook *look, const char *folder, const char *key)
{
  g_autoptr (VmmHostDevice) self = vmm_host_device_new (VMM_ENGINE_HOST_USB, key);
  g_autofree char *path = g_build_filename (folder, "descriptors", NULL);
  g_autofree char *vendor = vmm_host_look_read (folder, "idVendor");
  g_autofree char *product = vmm_host_look_read (folder, "idProduct");
  g_autofree char *own_vendor = vmm_host_look_read (folder, "manufacturer");
  g_autofree char *own_product = vmm_host_look_read (folder, "product");
  g_autofree char *descriptors = NULL;
  gsize length = 0;
  Offers offers = { 0 };
  gboolean fido;
  VmmHostUse use;

  /* Interfaces are listed beside the devices: "1-2:1.0". */
  if (strchr (key, ':') != NULL || strlen (vendor) != 4 || strlen (product) != 4 ||
      !read_number (folder, "busnum", 999, &self->address.bus) ||
      !read_number (folder, "devnum", 127, &self->address.slot))
    return NULL;

  if (!g_file_get_contents (path, &descriptors, &length, NULL) || length > MAX_DESCRIPTORS)
    length = 0;
  read_offers ((const guint8 *) descriptors, length, &offers);
  fido = is_fido (folder);
  use = vmm_host_look_find_use (look, folder);

  self->id = g_strdup_printf ("%s:%s", vendor, product);
  vmm_host_look_name (look, self, folder, own_vendor, own_product);
  self->kind = find_kind (&offers, fido);
  self->sensitive = find_sensitive (&offers, fido, use);
  self->unavailable = find_unavailable (&offers, use);
  self->identity = make_identity (self, folder, descriptors != NULL ? descriptors : "", length);
  return g_steal_pointer (&self);
}
