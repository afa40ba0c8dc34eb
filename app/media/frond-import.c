/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-private.h"

#include "frond-error.h"
#include "frond-import-image.h"
#include "frond-media-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define MIB (1024ULL * 1024)

G_DEFINE_FINAL_TYPE (FrondImport, frond_import, G_TYPE_OBJECT)

enum
{
  PROP_KIND = 1,
  PROP_NAME,
  PROP_PROBLEM,
  PROP_FILE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
disk_free (gpointer data)
{
  FrondImportDisk *disk = data;

  g_free (disk->name);
  g_free (disk->path);
  g_clear_pointer (&disk->extents, g_ptr_array_unref);
  g_free (disk);
}

static void
frond_import_finalize (GObject *object)
{
  FrondImport *self = FROND_IMPORT (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->place, frond_import_place_unref);
  g_clear_pointer (&self->facts, frond_os_facts_free);
  g_clear_pointer (&self->disks, g_ptr_array_unref);
  g_free (self->name);
  g_free (self->system);
  g_free (self->notes);
  g_free (self->variables[FALSE]);
  g_free (self->variables[TRUE]);
  g_clear_pointer (&self->settings, g_hash_table_unref);
  G_OBJECT_CLASS (frond_import_parent_class)->finalize (object);
}

static void
frond_import_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondImport *self = FROND_IMPORT (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_int (value, (int) self->kind);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_PROBLEM:
      g_value_set_int (value, frond_import_get_problem (self));
      break;
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_import_class_init (FrondImportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = frond_import_finalize;
  object_class->get_property = frond_import_get_property;

  properties[PROP_KIND] = g_param_spec_int ("kind", NULL, NULL, FROND_IMPORT_DISC, FROND_IMPORT_VIRTUALBOX,
                                            FROND_IMPORT_DISC, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_PROBLEM] = g_param_spec_int ("problem", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frond_import_init (FrondImport *self)
{
  self->disks = g_ptr_array_new_with_free_func (disk_free);
}

FrondImport *
_frond_import_new (FrondImportKind kind, GFile *file, FrondImportPlace *place)
{
  FrondImport *self = g_object_new (FROND_TYPE_IMPORT, NULL);

  self->kind = kind;
  self->file = g_object_ref (file);
  self->place = place != NULL ? frond_import_place_ref (place) : NULL;
  return self;
}

void
_frond_import_set_memory (FrondImport *self, guint64 count, guint64 unit)
{
  if (count > 0 && unit > 0 && count <= (16ULL << 40) / unit)
    self->memory = count * unit;
}

void
_frond_import_set_vcpus (FrondImport *self, guint64 count)
{
  if (count > 0 && count <= 1024)
    self->vcpus = (guint) count;
}

void
_frond_import_set_name (FrondImport *self, const char *name)
{
  g_autofree char *tidied = name != NULL ? _frond_media_tidy_name (name) : NULL;

  if (tidied != NULL && *tidied != '\0')
    g_set_str (&self->name, tidied);
}

void
_frond_import_set_notes (FrondImport *self, const char *notes)
{
  g_autofree char *valid = notes != NULL ? g_utf8_make_valid (notes, -1) : NULL;

  if (valid == NULL)
    return;
  if (g_utf8_strlen (valid, -1) > FROND_IMPORT_MAX_NOTES)
    *g_utf8_offset_to_pointer (valid, FROND_IMPORT_MAX_NOTES) = '\0';
  for (char *p = valid; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) && *p != '\n')
      *p = ' ';
  g_set_str (&self->notes, g_strstrip (valid));
}

/* --- disks ------------------------------------------------------------------------------------------------------ */

static const char *
known_bus (const char *words)
{
  static const struct
  {
    const char *word;
    const char *bus;
  } known[] = {
    { "virtio", "virtio" }, { "nvme", "nvme" }, { "usb", "usb" },  { "sata", "sata" },
    { "ahci", "sata" },     { "scsi", "scsi" }, { "lsi", "scsi" }, { "sas", "scsi" },
    { "ide", "ide" },       { "piix", "ide" },  { "ich6", "ide" },
  };
  g_autofree char *lower = words != NULL ? g_ascii_strdown (words, -1) : NULL;

  for (guint i = 0; lower != NULL && i < G_N_ELEMENTS (known); i++)
    if (strstr (lower, known[i].word) != NULL)
      return known[i].bus;
  return "";
}

static int
code_of (const GError *error, int otherwise)
{
  return error != NULL && error->domain == FROND_ERROR && error->code != 0 ? error->code : otherwise;
}

/* Whoever writes to an image has it locked: QEMU locks single bytes, docs in block/file-posix.c. */
static gboolean
is_in_use (int fd)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 100, .l_len = 200 };

  return fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

static void
add_extents (FrondImport *self, FrondImportDisk *disk, GPtrArray *extents)
{
  g_autofree char *folder = g_path_get_dirname (disk->path);
  FrondImportArchive *archive = frond_import_place_get_archive (self->place);

  disk->extents = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < extents->len && disk->problem == 0; i++)
    {
      const char *name = g_ptr_array_index (extents, i);
      g_autofree char *path = NULL;
      g_autoptr (GError) error = NULL;
      g_autofd int fd = -1;
      struct stat st;

      /* Beside their descriptor and nowhere else, whatever place it is. */
      if (!frond_import_name_is_safe (name) || strchr (name, '/') != NULL || archive != NULL)
        {
          disk->problem = archive != NULL ? FROND_ERROR_IMPORT_NO_DISK : FROND_ERROR_IMPORT_UNSAFE;
          return;
        }
      path = g_str_equal (folder, ".") ? g_strdup (name) : g_build_filename (folder, name, NULL);
      fd = frond_import_place_open (self->place, path, &error);
      if (fd < 0 || fstat (fd, &st) < 0)
        disk->problem = code_of (error, FROND_ERROR_IMPORT_MISSING);
      else
        disk->stored += (guint64) st.st_blocks * 512;
      g_ptr_array_add (disk->extents, g_steal_pointer (&path));
    }
}

static void
apply_image (FrondImport *self, FrondImportDisk *disk, const FrondImportReader *reader, FrondImportRaw raw)
{
  FrondImportImage image;

  frond_import_image_read (&image, reader, raw);
  disk->format = image.format;
  disk->size = image.size;
  disk->encrypted = image.encrypted;
  disk->problem = image.format == NULL ? FROND_ERROR_IMPORT_UNKNOWN : image.problem;
  if (disk->problem == 0)
    disk->boot = frond_import_image_get_boot (&image, reader);
  if (disk->problem == 0 && image.extents != NULL)
    add_extents (self, disk, image.extents);
  frond_import_image_clear (&image);
}

static void
look_into_archive (FrondImport *self, FrondImportDisk *disk, FrondImportRaw raw)
{
  const FrondImportMember *member = frond_import_place_find (self->place, disk->path);
  FrondImportReader reader = { .fd = -1 };

  disk->packed = TRUE;
  if (member == NULL || member->head == NULL)
    {
      disk->problem = member == NULL ? FROND_ERROR_IMPORT_MISSING : FROND_ERROR_IMPORT_UNKNOWN;
      return;
    }
  reader.head = g_bytes_get_data (member->head, &reader.head_length);
  reader.size = member->size > 0 ? (guint64) member->size : 0;
  disk->unpacked = reader.size;
  apply_image (self, disk, &reader, raw);
}

static void
look_into_folder (FrondImport *self, FrondImportDisk *disk, FrondImportRaw raw)
{
  g_autoptr (GError) error = NULL;
  g_autofd int fd = frond_import_place_open (self->place, disk->path, &error);
  FrondImportReader reader = { .fd = fd };
  struct stat st;

  if (fd < 0 || fstat (fd, &st) < 0)
    {
      disk->problem = code_of (error, FROND_ERROR_MEDIA_UNREADABLE);
      return;
    }
  if (st.st_size == 0)
    {
      disk->problem = FROND_ERROR_MEDIA_EMPTY;
      return;
    }
  reader.size = (guint64) st.st_size;
  disk->stored = MIN ((guint64) st.st_blocks * 512, reader.size);
  apply_image (self, disk, &reader, raw);
  if (disk->problem == 0 && is_in_use (fd))
    disk->problem = FROND_ERROR_BUSY;
}

void
_frond_import_add_disk (FrondImport *self, const char *path, const char *bus, FrondImportRaw raw)
{
  FrondImportDisk *disk;

  if (self->disks->len >= FROND_IMPORT_MAX_DISKS)
    {
      self->problem = FROND_ERROR_IMPORT_TOO_MANY;
      return;
    }

  disk = g_new0 (FrondImportDisk, 1);
  disk->path = g_strdup (path);
  disk->raw = (int) raw;
  disk->name = g_filename_display_basename (path);
  disk->bus = known_bus (bus);
  g_ptr_array_add (self->disks, disk);
  if (frond_import_place_get_archive (self->place) != NULL)
    look_into_archive (self, disk, raw);
  else
    look_into_folder (self, disk, raw);
}

/* What the description does not say, the first disk may. */
static FrondFirmware
firmware_of_disk (FrondImport *self)
{
  const FrondImportDisk *disk = self->disks->len > 0 ? g_ptr_array_index (self->disks, 0) : NULL;

  if (disk != NULL && disk->boot == FROND_IMPORT_BOOT_BIOS)
    return FROND_FIRMWARE_BIOS;
  if (disk != NULL && disk->boot == FROND_IMPORT_BOOT_UEFI)
    return FROND_FIRMWARE_UEFI;
  return FROND_FIRMWARE_AUTO;
}

/* "debian.qcow2.xz" is called "debian". */
static char *
name_of_file (GFile *file)
{
  static const char *const endings[] = { ".xz",   ".gz",   ".zst",  ".bz2",  ".zip",   ".tar", ".ova",
                                         ".ovf",  ".utm",  ".vbox", ".conf", ".qcow2", ".raw", ".img",
                                         ".vmdk", ".vhdx", ".vhd",  ".vdi",  ".xml" };
  g_autofree char *base = g_file_get_basename (file);

  for (gboolean found = TRUE; base != NULL && found;)
    {
      found = FALSE;
      for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
        if (g_str_has_suffix (base, endings[i]) && strlen (base) > strlen (endings[i]))
          {
            base[strlen (base) - strlen (endings[i])] = '\0';
            found = TRUE;
          }
    }
  return _frond_media_tidy_name (base != NULL ? base : "");
}

void
_frond_import_complete (FrondImport *self)
{
  g_autofree char *base = NULL;

  if (self->firmware == FROND_FIRMWARE_AUTO)
    self->firmware = firmware_of_disk (self);
  if (self->problem == 0 && self->disks->len == 0 && self->kind != FROND_IMPORT_DISC)
    self->problem = FROND_ERROR_IMPORT_NO_DISK;

  base = g_file_get_basename (self->file);
  self->facts = _frond_import_identify (self->system != NULL ? self->system : self->name);
  if (self->facts->name[0] == '\0' && self->system == NULL && base != NULL)
    {
      g_clear_pointer (&self->facts, frond_os_facts_free);
      self->facts = _frond_import_identify (base);
    }
  if (self->name == NULL)
    {
      g_autofree char *name = name_of_file (self->file);

      g_set_str (&self->name, *name != '\0' ? name : "?");
    }
}

/* --- what others see -------------------------------------------------------------------------------------------- */

FrondImportKind
frond_import_get_kind (FrondImport *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), FROND_IMPORT_DISC);

  return self->kind;
}

GFile *
frond_import_get_file (FrondImport *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), NULL);

  return self->file;
}

const char *
frond_import_get_name (FrondImport *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), NULL);

  return self->name;
}

const char *
frond_import_get_os_id (FrondImport *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), NULL);

  return self->facts->id;
}

const char *
frond_import_get_os_name (FrondImport *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), NULL);

  return self->facts->name;
}

guint64
frond_import_get_memory (FrondImport *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), 0);

  return self->memory;
}

guint
frond_import_get_vcpus (FrondImport *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), 0);

  return self->vcpus;
}

FrondFirmware
frond_import_get_firmware (FrondImport *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), FROND_FIRMWARE_AUTO);

  return self->firmware;
}

gboolean
frond_import_get_tpm (FrondImport *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), FALSE);

  return self->tpm;
}

const char *
frond_import_get_notes (FrondImport *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), NULL);

  return self->notes != NULL ? self->notes : "";
}

gboolean
frond_import_get_encrypted (FrondImport *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), FALSE);

  for (guint i = 0; i < self->disks->len; i++)
    if (((const FrondImportDisk *) g_ptr_array_index (self->disks, i))->encrypted)
      return TRUE;
  return FALSE;
}

guint
frond_import_get_n_disks (FrondImport *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), 0);

  return self->disks->len;
}

const FrondImportDisk *
frond_import_get_disk (FrondImport *self, guint index)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), NULL);
  g_return_val_if_fail (index < self->disks->len, NULL);

  return g_ptr_array_index (self->disks, index);
}

int
frond_import_get_problem (FrondImport *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT (self), 0);

  for (guint i = 0; self->problem == 0 && i < self->disks->len; i++)
    {
      const FrondImportDisk *disk = g_ptr_array_index (self->disks, i);

      if (disk->problem != 0)
        return disk->problem;
    }
  return self->problem;
}

guint64
frond_import_get_room (FrondImport *self)
{
  guint64 room = 0;

  g_return_val_if_fail (FROND_IS_IMPORT (self), 0);

  /* Unpacked first and then copied: for a while it is there twice. */
  for (guint i = 0; i < self->disks->len; i++)
    {
      const FrondImportDisk *disk = g_ptr_array_index (self->disks, i);
      gboolean compressed = disk->packed && disk->size > disk->unpacked;

      room +=
          disk->packed ? 2 * (compressed ? disk->unpacked : MAX (disk->unpacked, disk->size)) : disk->stored;
    }
  return room;
}

FrondProfile *
frond_import_suggest_profile (FrondImport *self, FrondHostCapabilities *capabilities)
{
  const FrondImportDisk *disk;
  FrondImportWishes wishes;
  FrondProfile *profile;

  g_return_val_if_fail (FROND_IS_IMPORT (self), NULL);

  disk = self->disks->len > 0 ? g_ptr_array_index (self->disks, 0) : NULL;
  wishes = (FrondImportWishes) { self->name,
                                 self->notes,
                                 self->memory,
                                 self->vcpus,
                                 disk != NULL ? disk->size : 0,
                                 self->firmware,
                                 disk != NULL ? disk->bus : "" };
  profile = _frond_media_suggest_imported (self->facts, &wishes, capabilities);
  _frond_import_apply_ours (self, profile);
  return profile;
}
