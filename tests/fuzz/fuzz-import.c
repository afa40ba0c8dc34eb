/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The readers of what other managers write (app/media/frond-import*). The first byte chooses one. */
#include "frond-import-archive.h"
#include "frond-import-image.h"
#include "frond-import-plist.h"
#include "frond-import-private.h"
#include "frond-import-xml.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t length);

static FrondImport *
new_import (void)
{
  static FrondImportPlace *place;
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/machine.conf");

  if (place == NULL)
    {
      g_autofree char *folder = g_dir_make_tmp ("frond-fuzz-XXXXXX", NULL);

      place = frond_import_place_new_folder (folder, FROND_IMPORT_PLACE_GIVEN, NULL);
      rmdir (folder);
    }
  return _frond_import_new (FROND_IMPORT_DISK, file, place);
}

static void
read_xml (GBytes *bytes)
{
  g_autoptr (FrondXml) doc = frond_xml_parse (bytes, NULL);
  g_autoptr (FrondImport) import = new_import ();
  xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;

  if (frond_xml_is (root, "Envelope"))
    _frond_import_read_ovf (import, root, NULL);
  else if (frond_xml_is (root, "VirtualBox"))
    _frond_import_read_vbox (import, root, NULL);
  else if (root != NULL)
    _frond_import_read_domain (import, root, NULL);
}

static void
read_plist (GBytes *bytes)
{
  g_autoptr (FrondImport) import = new_import ();
  g_autoptr (GVariant) value = frond_plist_parse (bytes, NULL);

  if (value != NULL)
    g_assert_true (g_variant_is_normal_form (value));
  _frond_import_read_utm (import, bytes, NULL);
}

static void
read_quickemu (GBytes *bytes)
{
  g_autoptr (FrondImport) import = new_import ();

  if (_frond_import_is_quickemu (bytes))
    _frond_import_read_quickemu (import, bytes, NULL);
}

static void
read_image (const guint8 *data, gsize length, int fd)
{
  FrondImportReader reader = { fd, fd < 0 ? data : NULL, fd < 0 ? length : 0, length };
  FrondImportImage image;

  frond_import_image_read (&image, &reader, TRUE);
  frond_import_image_get_boot (&image, &reader);
  frond_import_image_clear (&image);
}

/* The archive's table, or an image that is a file. */
static void
read_file (const guint8 *data, gsize length, gboolean archive)
{
  g_autofd int fd = memfd_create ("fuzz", MFD_CLOEXEC);
  g_autoptr (FrondImportArchive) table = NULL;

  if (fd < 0 || pwrite (fd, data, length, 0) != (ssize_t) length)
    return;
  if (archive)
    table = frond_import_archive_read (fd, "a.img.xz", NULL, NULL);
  else
    read_image (data, length, fd);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t length)
{
  g_autoptr (GBytes) bytes = length > 0 ? g_bytes_new (data + 1, length - 1) : NULL;

  if (bytes == NULL)
    return 0;
  switch (data[0] % 6)
    {
    case 0:
      read_xml (bytes);
      break;
    case 1:
      read_plist (bytes);
      break;
    case 2:
      read_quickemu (bytes);
      break;
    case 3:
      read_image (data + 1, length - 1, -1);
      break;
    case 4:
      read_file (data + 1, length - 1, FALSE);
      break;
    default:
      read_file (data + 1, length - 1, TRUE);
    }
  return 0;
}
