/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-private.h"

#include "frond-error.h"
#include "frond-export-private.h"
#include "frond-import-xml.h"

#include <string.h>

/* DSP0243 of the DMTF, and CIM_ResourceAllocationSettingData for what an item is. */
#define MIB            (1024ULL * 1024)
#define ITEM_PROCESSOR 3
#define ITEM_MEMORY    4
#define ITEM_IDE       5
#define ITEM_SCSI      6
#define ITEM_DISK      17
#define ITEM_SATA      20 /* "other storage device": a SATA controller for both big makers */

static guint64
number_of (xmlNode *node, const char *name)
{
  g_autofree char *text = frond_xml_text (frond_xml_child (node, name));

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;
}

/* "byte * 2^20" and its friends; nothing is said: MiB, as always. */
static guint64
unit_of (xmlNode *item)
{
  g_autofree char *units = frond_xml_text (frond_xml_child (item, "AllocationUnits"));
  const char *power = units != NULL ? strstr (units, "2^") : NULL;
  guint64 exponent = power != NULL ? g_ascii_strtoull (power + 2, NULL, 10) : 0;

  if (power != NULL && exponent <= 40)
    return 1ULL << exponent;
  if (units != NULL &&
      (g_ascii_strcasecmp (units, "GigaBytes") == 0 || g_ascii_strcasecmp (units, "GB") == 0))
    return 1024 * MIB;
  return MIB;
}

/* The element NAME under PARENT whose attribute KEY is VALUE. */
static xmlNode *
find_by (xmlNode *parent, const char *name, const char *key, const char *value)
{
  for (xmlNode *node = frond_xml_child (parent, name); node != NULL; node = frond_xml_next (node, name))
    {
      g_autofree char *found = frond_xml_attribute (node, key);

      if (g_strcmp0 (found, value) == 0)
        return node;
    }
  return NULL;
}

/* The file behind "ovf:/disk/vmdisk1" or "ovf:/file/file1", and how raw it is. */
static char *
resolve_disk (xmlNode *root, const char *resource, FrondImportRaw *raw)
{
  g_autofree char *file_id = NULL;
  g_autofree char *format = NULL;
  xmlNode *disk;
  const char *last = strrchr (resource, '/');

  if (last == NULL)
    return NULL;
  if (strstr (resource, "/file/") != NULL)
    file_id = g_strdup (last + 1);
  else
    {
      disk = find_by (frond_xml_child (root, "DiskSection"), "Disk", "diskId", last + 1);
      file_id = frond_xml_attribute (disk, "fileRef");
      format = frond_xml_attribute (disk, "format");
      if (g_strcmp0 (format, FROND_EXPORT_RAW_URI) == 0)
        *raw = FROND_IMPORT_RAW_SURE;
    }
  if (file_id == NULL)
    return NULL;
  return frond_xml_attribute (find_by (frond_xml_child (root, "References"), "File", "id", file_id), "href");
}

static const char *
bus_of (xmlNode *hardware, xmlNode *item)
{
  g_autofree char *parent = frond_xml_text (frond_xml_child (item, "Parent"));

  for (xmlNode *node = frond_xml_child (hardware, NULL); parent != NULL && node != NULL;
       node = frond_xml_next (node, NULL))
    {
      g_autofree char *id = frond_xml_text (frond_xml_child (node, "InstanceID"));
      guint64 type = number_of (node, "ResourceType");

      if (g_strcmp0 (id, parent) == 0)
        return type == ITEM_IDE ? "ide" : type == ITEM_SCSI ? "scsi" : type == ITEM_SATA ? "sata" : "";
    }
  return "";
}

static void
read_item (FrondImport *self, xmlNode *root, xmlNode *hardware, xmlNode *item)
{
  g_autofree char *resource = NULL;
  g_autofree char *href = NULL;
  FrondImportRaw raw = FROND_IMPORT_RAW_NO;

  switch (number_of (item, "ResourceType"))
    {
    case ITEM_PROCESSOR:
      _frond_import_set_vcpus (self, number_of (item, "VirtualQuantity"));
      break;
    case ITEM_MEMORY:
      _frond_import_set_memory (self, number_of (item, "VirtualQuantity"), unit_of (item));
      break;
    case ITEM_DISK:
      resource = frond_xml_text (frond_xml_child (item, "HostResource"));
      href = resource != NULL ? resolve_disk (root, resource, &raw) : NULL;
      /* A disk without a file is an empty one that the other manager would have made. */
      if (href != NULL)
        _frond_import_add_disk (self, href, bus_of (hardware, item), raw);
      break;
    default:
      break;
    }
}

static void
read_hardware (FrondImport *self, xmlNode *root, xmlNode *hardware)
{
  for (xmlNode *node = frond_xml_child (hardware, NULL); node != NULL; node = frond_xml_next (node, NULL))
    {
      g_autofree char *key = NULL;
      g_autofree char *value = NULL;

      if (frond_xml_is (node, "Item") || frond_xml_is (node, "StorageItem"))
        read_item (self, root, hardware, node);
      if (!frond_xml_is (node, "Config"))
        continue;
      /* VMware's. */
      key = frond_xml_attribute (node, "key");
      value = frond_xml_attribute (node, "value");
      if (g_strcmp0 (key, "firmware") == 0)
        self->firmware = g_strcmp0 (value, "efi") == 0 ? FROND_FIRMWARE_UEFI : FROND_FIRMWARE_BIOS;
      else if (g_strcmp0 (key, "uefi.secureBoot.enabled") == 0 && g_strcmp0 (value, "true") == 0)
        self->firmware = FROND_FIRMWARE_UEFI_SECURE;
    }
}

/* VirtualBox writes its own description into the section; the rest of it says the same again. */
static void
read_machine (FrondImport *self, xmlNode *machine)
{
  g_autofree char *firmware =
      frond_xml_attribute (frond_xml_path (machine, "Hardware", "Firmware", NULL), "type");
  g_autofree char *other =
      frond_xml_attribute (frond_xml_path (machine, "Hardware", "BIOS", "Firmware", NULL), "type");

  if (machine == NULL)
    return;
  if (firmware == NULL)
    firmware = g_steal_pointer (&other);
  if (firmware != NULL)
    self->firmware = g_str_has_prefix (firmware, "EFI") ? FROND_FIRMWARE_UEFI : FROND_FIRMWARE_BIOS;
}

static void
read_system (FrondImport *self, xmlNode *section)
{
  g_autofree char *vmware = frond_xml_attribute (section, "osType");
  g_autofree char *virtualbox = frond_xml_text (frond_xml_child (section, "OSType"));
  g_autofree char *words = frond_xml_text (frond_xml_child (section, "Description"));

  g_set_str (&self->system, virtualbox != NULL ? virtualbox : vmware != NULL ? vmware : words);
}

static xmlNode *
find_system (xmlNode *root)
{
  xmlNode *collection = root;

  for (guint depth = 0; collection != NULL && depth < 4; depth++)
    {
      xmlNode *system = frond_xml_child (collection, "VirtualSystem");

      if (system != NULL)
        return system;
      collection = frond_xml_child (collection, "VirtualSystemCollection");
    }
  return NULL;
}

gboolean
_frond_import_read_ovf (FrondImport *self, xmlNode *root, GError **error)
{
  xmlNode *system = find_system (root);
  g_autofree char *name = frond_xml_text (frond_xml_child (system, "Name"));
  g_autofree char *id = frond_xml_attribute (system, "id");
  g_autofree char *notes = frond_xml_text (frond_xml_path (system, "AnnotationSection", "Annotation", NULL));

  if (system == NULL)
    {
      frond_set_error (error, FROND_ERROR_IMPORT_DAMAGED, NULL, "an OVF without a machine");
      return FALSE;
    }

  _frond_import_set_name (self, name != NULL && *name != '\0' ? name : id);
  _frond_import_set_notes (self, notes);
  read_system (self, frond_xml_child (system, "OperatingSystemSection"));
  read_hardware (self, root, frond_xml_child (system, "VirtualHardwareSection"));
  read_machine (self, frond_xml_child (system, "Machine"));
  _frond_import_read_ours (self, root, frond_xml_child (system, "FrondMachineSection"));
  if (frond_xml_next (system, "VirtualSystem") != NULL)
    self->problem = FROND_ERROR_IMPORT_TOO_MANY;
  return TRUE;
}
