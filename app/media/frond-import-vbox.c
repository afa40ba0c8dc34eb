/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-private.h"

#include "frond-error.h"
#include "frond-import-xml.h"

/* VirtualBox' .vbox files, settings versions 1.9 to 1.20. */
#define MIB (1024ULL * 1024)

typedef struct
{
  char *location;
  gboolean child; /* of another disk: a snapshot was taken */
} Medium;

/* The disk UUID in the registry, which is a tree of snapshots. */
static gboolean
find_medium (xmlNode *parent, const char *uuid, guint depth, Medium *medium)
{
  for (xmlNode *node = frond_xml_child (parent, "HardDisk"); node != NULL && depth < FROND_XML_MAX_DEPTH;
       node = frond_xml_next (node, "HardDisk"))
    {
      g_autofree char *found = frond_xml_attribute (node, "uuid");

      if (g_strcmp0 (found, uuid) == 0)
        {
          medium->location = frond_xml_attribute (node, "location");
          medium->child = depth > 0;
          return TRUE;
        }
      if (find_medium (node, uuid, depth + 1, medium))
        return TRUE;
    }
  return FALSE;
}

static void
add_attached (FrondImport *self, xmlNode *registry, xmlNode *device, const char *bus)
{
  g_autofree char *type = frond_xml_attribute (device, "type");
  g_autofree char *uuid = frond_xml_attribute (frond_xml_child (device, "Image"), "uuid");
  Medium medium = { 0 };

  if (g_strcmp0 (type, "HardDisk") != 0 || uuid == NULL)
    return;
  if (!find_medium (registry, uuid, 0, &medium) || medium.location == NULL)
    self->problem = FROND_ERROR_IMPORT_MISSING;
  else
    _frond_import_add_disk (self, medium.location, bus, FALSE);
  if (medium.child)
    self->problem = FROND_ERROR_IMPORT_SNAPSHOTS;
  g_free (medium.location);
}

static void
read_controllers (FrondImport *self, xmlNode *machine, xmlNode *controllers)
{
  xmlNode *registry = frond_xml_path (machine, "MediaRegistry", "HardDisks", NULL);

  for (xmlNode *node = frond_xml_child (controllers, "StorageController"); node != NULL;
       node = frond_xml_next (node, "StorageController"))
    {
      g_autofree char *type = frond_xml_attribute (node, "type");

      for (xmlNode *device = frond_xml_child (node, "AttachedDevice"); device != NULL;
           device = frond_xml_next (device, "AttachedDevice"))
        add_attached (self, registry, device, type);
    }
}

static void
read_firmware (FrondImport *self, xmlNode *hardware)
{
  xmlNode *firmware = frond_xml_child (hardware, "Firmware");
  g_autofree char *type = NULL;
  g_autofree char *tpm = frond_xml_attribute (frond_xml_child (hardware, "TrustedPlatformModule"), "type");
  g_autofree char *secure = NULL;

  if (firmware == NULL)
    firmware = frond_xml_path (hardware, "BIOS", "Firmware", NULL);
  type = frond_xml_attribute (firmware, "type");
  secure = frond_xml_attribute (frond_xml_path (hardware, "BIOS", "NVRAM", NULL), "SecureBoot");
  if (secure == NULL)
    secure = frond_xml_attribute (frond_xml_path (hardware, "BIOS", "SecureBoot", NULL), "enabled");

  /* Nothing is said: a BIOS, VirtualBox' own default. */
  self->firmware = FROND_FIRMWARE_BIOS;
  if (type != NULL && g_str_has_prefix (type, "EFI"))
    self->firmware = g_strcmp0 (secure, "true") == 0 ? FROND_FIRMWARE_UEFI_SECURE : FROND_FIRMWARE_UEFI;
  self->tpm = tpm != NULL && g_strcmp0 (tpm, "None") != 0;
}

gboolean
_frond_import_read_vbox (FrondImport *self, xmlNode *root, GError **error)
{
  xmlNode *machine = frond_xml_child (root, "Machine");
  xmlNode *hardware = frond_xml_child (machine, "Hardware");
  g_autofree char *name = frond_xml_attribute (machine, "name");
  g_autofree char *memory = frond_xml_attribute (frond_xml_child (hardware, "Memory"), "RAMSize");
  g_autofree char *vcpus = frond_xml_attribute (frond_xml_child (hardware, "CPU"), "count");
  g_autofree char *notes = frond_xml_text (frond_xml_child (machine, "Description"));
  g_autofree char *encrypted = frond_xml_attribute (root, "keyId");

  if (machine == NULL || hardware == NULL)
    {
      frond_set_error (error, encrypted != NULL ? FROND_ERROR_IMPORT_ENCRYPTED : FROND_ERROR_IMPORT_DAMAGED,
                       NULL, "no machine in it");
      return FALSE;
    }

  _frond_import_set_name (self, name);
  _frond_import_set_notes (self, notes);
  _frond_import_set_memory (self, memory != NULL ? g_ascii_strtoull (memory, NULL, 10) : 0, MIB);
  _frond_import_set_vcpus (self, vcpus != NULL ? g_ascii_strtoull (vcpus, NULL, 10) : 1);
  self->system = frond_xml_attribute (machine, "OSType");
  read_firmware (self, hardware);
  /* In the hardware since version 1.17 of the settings. */
  read_controllers (self, machine, frond_xml_child (hardware, "StorageControllers"));
  read_controllers (self, machine, frond_xml_child (machine, "StorageControllers"));
  return TRUE;
}
