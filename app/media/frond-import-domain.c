/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-private.h"

#include "frond-error.h"
#include "frond-import-xml.h"

#include <string.h>

/* libvirt's formatdomain, for QEMU and KVM. */
#define BOXES_NAMESPACE "gnome.org/Apps/Boxes"

static guint64
unit_of (const char *unit)
{
  static const struct
  {
    const char *name;
    guint64 bytes;
  } units[] = {
    { "b", 1 },           { "bytes", 1 },       { "KB", 1000 },     { "MB", 1000000 },
    { "GB", 1000000000 }, { "MiB", 1 << 20 },   { "M", 1 << 20 },   { "GiB", 1 << 30 },
    { "G", 1 << 30 },     { "TiB", 1LL << 40 }, { "T", 1LL << 40 },
  };

  for (guint i = 0; unit != NULL && i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i].name, unit))
      return units[i].bytes;
  return 1024;
}

static void
read_size (FrondImport *self, xmlNode *root)
{
  xmlNode *memory = frond_xml_child (root, "memory");
  g_autofree char *amount = frond_xml_text (memory);
  g_autofree char *unit = frond_xml_attribute (memory, "unit");
  g_autofree char *vcpus = frond_xml_text (frond_xml_child (root, "vcpu"));

  _frond_import_set_memory (self, amount != NULL ? g_ascii_strtoull (amount, NULL, 10) : 0, unit_of (unit));
  _frond_import_set_vcpus (self, vcpus != NULL ? g_ascii_strtoull (vcpus, NULL, 10) : 0);
}

static void
read_firmware (FrondImport *self, xmlNode *root)
{
  xmlNode *os = frond_xml_child (root, "os");
  xmlNode *loader = frond_xml_child (os, "loader");
  g_autofree char *firmware = frond_xml_attribute (os, "firmware");
  g_autofree char *type = frond_xml_attribute (loader, "type");
  g_autofree char *secure = frond_xml_attribute (loader, "secure");

  self->firmware = FROND_FIRMWARE_BIOS;
  if (g_strcmp0 (firmware, "efi") == 0 || g_strcmp0 (type, "pflash") == 0)
    self->firmware = g_strcmp0 (secure, "yes") == 0 ? FROND_FIRMWARE_UEFI_SECURE : FROND_FIRMWARE_UEFI;
  self->tpm = frond_xml_path (root, "devices", "tpm", NULL) != NULL;
}

/* libosinfo's id in the metadata; Boxes adds its own. */
static void
read_metadata (FrondImport *self, xmlNode *metadata)
{
  for (xmlNode *node = frond_xml_child (metadata, NULL); node != NULL; node = frond_xml_next (node, NULL))
    {
      const char *href = node->ns != NULL ? (const char *) node->ns->href : "";

      if (frond_xml_is (node, "libosinfo"))
        {
          g_autofree char *id = frond_xml_attribute (frond_xml_child (node, "os"), "id");

          g_set_str (&self->system, id);
        }
      if (strstr (href, BOXES_NAMESPACE) != NULL)
        self->kind = FROND_IMPORT_BOXES;
    }
}

static void
read_disk (FrondImport *self, xmlNode *disk)
{
  g_autofree char *device = frond_xml_attribute (disk, "device");
  g_autofree char *type = frond_xml_attribute (disk, "type");
  g_autofree char *file = frond_xml_attribute (frond_xml_child (disk, "source"), "file");
  g_autofree char *bus = frond_xml_attribute (frond_xml_child (disk, "target"), "bus");
  g_autofree char *format = frond_xml_attribute (frond_xml_child (disk, "driver"), "type");

  if (device != NULL && !g_str_equal (device, "disk"))
    return;
  /* On a block device, in a pool or on the network: no file that could be copied. */
  if (file == NULL || g_strcmp0 (type, "file") != 0)
    self->problem = FROND_ERROR_IMPORT_NO_FILE;
  else
    _frond_import_add_disk (self, file, bus, g_strcmp0 (format, "raw") == 0);
}

static int
check_machine (xmlNode *root)
{
  g_autofree char *type = frond_xml_attribute (root, "type");
  g_autofree char *arch = frond_xml_attribute (frond_xml_path (root, "os", "type", NULL), "arch");

  if (g_strcmp0 (type, "kvm") != 0 && g_strcmp0 (type, "qemu") != 0)
    return FROND_ERROR_IMPORT_FOREIGN;
  if (arch != NULL && !g_str_equal (arch, "x86_64") && !g_str_equal (arch, "i686"))
    return FROND_ERROR_IMPORT_ARCH;
  return 0;
}

gboolean
_frond_import_read_domain (FrondImport *self, xmlNode *root, GError **error)
{
  xmlNode *devices = frond_xml_child (root, "devices");
  g_autofree char *name = frond_xml_text (frond_xml_child (root, "name"));
  g_autofree char *title = frond_xml_text (frond_xml_child (root, "title"));
  g_autofree char *notes = frond_xml_text (frond_xml_child (root, "description"));

  if (name == NULL || devices == NULL)
    {
      frond_set_error (error, FROND_ERROR_IMPORT_DAMAGED, NULL, "no machine of libvirt's");
      return FALSE;
    }

  self->problem = check_machine (root);
  _frond_import_set_name (self, title != NULL && *title != '\0' ? title : name);
  _frond_import_set_notes (self, notes);
  read_size (self, root);
  read_firmware (self, root);
  read_metadata (self, frond_xml_child (root, "metadata"));
  for (xmlNode *disk = frond_xml_child (devices, "disk"); disk != NULL; disk = frond_xml_next (disk, "disk"))
    read_disk (self, disk);
  return TRUE;
}
