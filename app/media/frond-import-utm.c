/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-private.h"

#include "frond-error.h"
#include "frond-import-plist.h"

#include <string.h>

/* config.plist of UTM: version 4, and 2 and 3 of older ones, which have other names for nearly everything. */
#define MIB        (1024ULL * 1024)
#define FIRST_NEW  4
#define OLD_IMAGES "Images"
#define IMAGES     "Data"

static GVariant *
dict_of (GVariant *dict, const char *key)
{
  return dict != NULL ? g_variant_lookup_value (dict, key, G_VARIANT_TYPE_VARDICT) : NULL;
}

static char *
text_of (GVariant *dict, const char *key)
{
  char *text = NULL;

  if (dict != NULL)
    g_variant_lookup (dict, key, "s", &text);
  return text;
}

static gint64
number_of (GVariant *dict, const char *key)
{
  gint64 number = 0;

  if (dict != NULL)
    g_variant_lookup (dict, key, "x", &number);
  return MAX (number, 0);
}

static gboolean
flag_of (GVariant *dict, const char *key)
{
  gboolean flag = FALSE;

  if (dict != NULL)
    g_variant_lookup (dict, key, "b", &flag);
  return flag;
}

static void
read_drive (FrondImport *self, GVariant *drive, gboolean old)
{
  g_autofree char *image = text_of (drive, old ? "ImagePath" : "ImageName");
  g_autofree char *type = text_of (drive, "ImageType");
  g_autofree char *bus = text_of (drive, old ? "InterfaceType" : "Interface");
  g_autofree char *path = NULL;

  /* What has no image is a drive that the person puts discs into. */
  if (image == NULL || flag_of (drive, "Removable") ||
      (type != NULL && g_ascii_strcasecmp (type, "Disk") != 0) || g_str_equal (image, "efi_vars.fd"))
    return;
  if (strchr (image, '/') != NULL)
    {
      self->problem = FROND_ERROR_IMPORT_UNSAFE;
      return;
    }
  path = g_build_filename (old ? OLD_IMAGES : IMAGES, image, NULL);
  _frond_import_add_disk (self, path, bus,
                          g_str_has_suffix (image, ".raw") || g_str_has_suffix (image, ".img"));
}

static void
read_drives (FrondImport *self, GVariant *config, gboolean old)
{
  g_autoptr (GVariant) drives =
      g_variant_lookup_value (config, old ? "Drives" : "Drive", G_VARIANT_TYPE ("av"));
  GVariantIter iter;
  GVariant *boxed;

  if (drives == NULL)
    return;
  g_variant_iter_init (&iter, drives);
  while (g_variant_iter_next (&iter, "v", &boxed))
    {
      if (g_variant_is_of_type (boxed, G_VARIANT_TYPE_VARDICT))
        read_drive (self, boxed, old);
      g_variant_unref (boxed);
    }
}

static void
read_system (FrondImport *self, GVariant *config, gboolean old)
{
  g_autoptr (GVariant) system = dict_of (config, "System");
  g_autoptr (GVariant) qemu = dict_of (config, "QEMU");
  g_autofree char *arch = text_of (system, "Architecture");
  gboolean uefi = old ? flag_of (system, "BootUefi") : flag_of (qemu, "UEFIBoot");

  if (arch != NULL && !g_str_equal (arch, "x86_64") && !g_str_equal (arch, "i386"))
    self->problem = FROND_ERROR_IMPORT_ARCH;
  _frond_import_set_memory (self, (guint64) number_of (system, old ? "Memory" : "MemorySize"), MIB);
  _frond_import_set_vcpus (self, (guint64) number_of (system, "CPUCount"));
  self->firmware = uefi ? FROND_FIRMWARE_UEFI : FROND_FIRMWARE_BIOS;
  self->tpm = flag_of (qemu, "TPMDevice");
}

gboolean
_frond_import_read_utm (FrondImport *self, GBytes *plist, GError **error)
{
  g_autoptr (GVariant) config = frond_plist_parse (plist, error);
  g_autoptr (GVariant) information = NULL;
  g_autofree char *backend = NULL;
  g_autofree char *name = NULL;
  g_autofree char *notes = NULL;
  gboolean old;

  if (config == NULL)
    return FALSE;
  if (!g_variant_is_of_type (config, G_VARIANT_TYPE_VARDICT) ||
      (!g_variant_lookup (config, "System", "@a{sv}", NULL)))
    {
      frond_set_error (error, FROND_ERROR_IMPORT_UNKNOWN, NULL, "a property list of something else");
      return FALSE;
    }

  backend = text_of (config, "Backend");
  if (g_strcmp0 (backend, "Apple") == 0)
    {
      frond_set_error (error, FROND_ERROR_IMPORT_APPLE, NULL, "UTM's Apple backend");
      return FALSE;
    }

  old = number_of (config, "ConfigurationVersion") < FIRST_NEW;
  information = dict_of (config, old ? "Info" : "Information");
  name = text_of (information, "Name");
  notes = text_of (information, "Notes");
  _frond_import_set_name (self, name);
  _frond_import_set_notes (self, notes);
  read_system (self, config, old);
  if (self->problem == 0)
    read_drives (self, config, old);
  return TRUE;
}
