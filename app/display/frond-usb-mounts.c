/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-usb-mounts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number in the file NAME of FOLDER, or -1. */
static int
read_number (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  FILE *file = fopen (path, "re");
  int number = -1;

  if (file == NULL)
    return -1;
  if (fscanf (file, "%d", &number) != 1)
    number = -1;
  fclose (file);

  return number;
}

/* Of the folders of the devices that a disk hangs on, one is that of the USB device. */
static gboolean
hangs_on (const char *disk, const char *root, int bus, int address)
{
  g_autofree char *folder = g_strdup (disk);

  while (strlen (folder) > strlen (root) && strlen (folder) > 1)
    {
      g_autofree char *parent = NULL;

      if (read_number (folder, "busnum") == bus && read_number (folder, "devnum") == address)
        return TRUE;
      parent = g_path_get_dirname (folder);
      g_free (folder);
      folder = g_steal_pointer (&parent);
    }

  return FALSE;
}

gboolean
frond_usb_mounts_has_in (const char *root, const char *mounts, int bus, int address)
{
  g_auto (GStrv) lines = g_strsplit (mounts, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], " ", 4);
      g_autofree char *link = NULL;
      char *disk;
      gboolean found;

      /* Major 0 is no disk. */
      if (g_strv_length (fields) < 3 || g_str_has_prefix (fields[2], "0:"))
        continue;
      link = g_build_filename (root, "sys/dev/block", fields[2], NULL);
      disk = realpath (link, NULL);
      if (disk == NULL)
        continue;
      found = hangs_on (disk, root, bus, address);
      free (disk);
      if (found)
        return TRUE;
    }

  return FALSE;
}

gboolean
frond_usb_mounts_has (FrondUsbDevice *device)
{
  g_autoptr (GString) mounts = g_string_new (NULL);
  char piece[4096];
  FILE *file;
  size_t n;

  g_return_val_if_fail (FROND_IS_USB_DEVICE (device), FALSE);

  if ((frond_usb_device_get_kinds (device) & FROND_USB_STORAGE) == 0)
    return FALSE;

  file = fopen ("/proc/self/mountinfo", "re");
  if (file == NULL)
    return FALSE;
  while ((n = fread (piece, 1, sizeof piece, file)) > 0)
    g_string_append_len (mounts, piece, (gssize) n);
  fclose (file);

  return frond_usb_mounts_has_in ("/", mounts->str, frond_usb_device_get_bus (device),
                                  frond_usb_device_get_address (device));
}
