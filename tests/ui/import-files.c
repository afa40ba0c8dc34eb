/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "import-files.h"

#include <string.h>

#define SECURED                                                                                              \
  "<Hardware><Firmware type='EFI'/><TrustedPlatformModule type='v2_0'/>" /* in place of <Hardware> */

#define GIB (1024ULL * 1024 * 1024)

#define VBOX                                                                                                 \
  "<VirtualBox xmlns='http://www.virtualbox.org/' version='1.19-linux'>"                                     \
  "<Machine uuid='{1}' name='%s' OSType='Debian12_64'><MediaRegistry><HardDisks>"                            \
  "<HardDisk uuid='{aa}' location='%s' format='VDI'/></HardDisks></MediaRegistry>"                           \
  "<Hardware><CPU count='2'/><Memory RAMSize='4096'/><StorageControllers>"                                   \
  "<StorageController name='SATA' type='AHCI'><AttachedDevice type='HardDisk'><Image uuid='{aa}'/>"          \
  "</AttachedDevice></StorageController></StorageControllers></Hardware></Machine></VirtualBox>"

static void
put32 (guint8 *at, guint32 value)
{
  for (guint i = 0; i < 4; i++)
    at[i] = (guint8) (value >> (8 * i));
}

static void
write_file (const char *folder, const char *name, const void *data, gssize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, data, length, NULL));
}

static void
write_vdi (const char *folder, const char *name)
{
  guint8 header[4096] = { 0 };
  const guint64 size = 64 * GIB;

  put32 (header + 0x40, 0xbeda107f);
  put32 (header + 0x44, 0x00010001);
  put32 (header + 0x4c, 1);
  put32 (header + 0x154, 512);
  put32 (header + 0x158, 4096);
  put32 (header + 0x170, (guint32) size);
  put32 (header + 0x174, (guint32) (size >> 32));
  put32 (header + 0x178, 1024 * 1024);
  put32 (header + 512, 0xffffffff);
  write_file (folder, name, header, sizeof header);
}

static GFile *
write_machine (const char *folder, const char *machine, const char *disk)
{
  g_autofree char *text = g_strdup_printf (VBOX, machine, disk);
  g_autofree char *name = g_strconcat (machine, ".vbox", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  write_file (folder, name, text, -1);
  return g_file_new_for_path (path);
}

GFile *
import_files_make_virtualbox (UiFixture *f)
{
  write_vdi (f->dir, "Work laptop.vdi");
  return write_machine (f->dir, "Work laptop", "Work laptop.vdi");
}

GFile *
import_files_make_secured (UiFixture *f)
{
  g_autoptr (GFile) file = import_files_make_virtualbox (f);
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *secured = NULL;

  g_assert_true (g_file_load_contents (file, NULL, &text, NULL, NULL, NULL));
  parts = g_strsplit (text, "<Hardware>", 2);
  secured = g_strjoinv (SECURED, parts);
  g_assert_true (g_file_set_contents (g_file_peek_path (file), secured, -1, NULL));
  return g_steal_pointer (&file);
}

GFile *
import_files_make_incomplete (UiFixture *f)
{
  return write_machine (f->dir, "Old server", "Old server.vdi");
}

GFile *
import_files_make_disk (UiFixture *f)
{
  g_autofree guint8 *disk = g_malloc0 (1024 * 1024);
  g_autofree char *path = g_build_filename (f->dir, "router.img.gz", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) raw = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL);
  g_autoptr (GConverter) gzip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  g_autoptr (GOutputStream) packed = g_converter_output_stream_new (G_OUTPUT_STREAM (raw), gzip);

  disk[0] = 0xeb;
  disk[1] = 0xfe;
  disk[510] = 0x55;
  disk[511] = 0xaa;
  g_assert_true (g_output_stream_write_all (packed, disk, 1024 * 1024, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (packed, NULL, NULL));
  return g_steal_pointer (&file);
}

void
import_files_make_home (const char *folder)
{
  static const char registry[] =
      "<VirtualBox xmlns='http://www.virtualbox.org/'><Global><MachineRegistry><MachineEntry src='Work "
      "laptop.vbox'/>"
      "<MachineEntry src='Old server.vbox'/><MachineEntry "
      "src='Tiny.vbox'/></MachineRegistry></Global></VirtualBox>";

  write_file (folder, "VirtualBox.xml", registry, -1);
  write_vdi (folder, "Work laptop.vdi");
  write_vdi (folder, "Tiny.vdi");
  g_object_unref (write_machine (folder, "Work laptop", "Work laptop.vdi"));
  g_object_unref (write_machine (folder, "Tiny", "Tiny.vdi"));
  g_object_unref (write_machine (folder, "Old server", "Old server.vdi"));
  g_setenv ("VBOX_USER_HOME", folder, TRUE);
}
