/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "kms-devices.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kms-log.h"

enum
{
  /* Of the primary volume descriptor of ISO 9660. */
  VOLUME_ID_OFFSET = 16 * 2048 + 40,
  VOLUME_ID_LENGTH = 32,
};

static struct
{
  bool drive; /* one came and its disc was not read yet */
  char line[256];
  size_t n_line;
} devices;

/* The value of NAME in a uevent, or NULL. */
static const char *
find_value (const char *event, long length, const char *name)
{
  size_t n_name = strlen (name);

  for (const char *entry = event; entry < event + length; entry += strlen (entry) + 1)
    if (strncmp (entry, name, n_name) == 0 && entry[n_name] == '=')
      return entry + n_name + 1;
  return NULL;
}

void
kms_devices_take_uevent (const char *event, long length)
{
  const char *action = find_value (event, length, "ACTION");
  const char *type = find_value (event, length, "DEVTYPE");
  const char *product = find_value (event, length, "PRODUCT");
  const char *name = find_value (event, length, "DEVNAME");
  unsigned vendor, model;

  if (action == NULL || type == NULL)
    return;
  if (strcmp (type, "usb_device") == 0 && product != NULL &&
      sscanf (product, "%x/%x", &vendor, &model) == 2 &&
      (strcmp (action, "add") == 0 || strcmp (action, "remove") == 0))
    kms_say ("USB %s %04x:%04x", action, vendor, model);
  if (strcmp (type, "disk") == 0 && name != NULL && strncmp (name, "sr", 2) == 0)
    devices.drive = strcmp (action, "remove") != 0;
}

/* The drive that the machine has of itself is sr0 and on another bus, and has no driver here. */
void
kms_devices_look (void)
{
  char volume[VOLUME_ID_LENGTH + 1] = "";
  int fd;

  if (!devices.drive)
    return;
  fd = open ("/dev/sr0", O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return;
  if (pread (fd, volume, VOLUME_ID_LENGTH, VOLUME_ID_OFFSET) == VOLUME_ID_LENGTH)
    {
      for (int i = VOLUME_ID_LENGTH; i > 0 && volume[i - 1] == ' '; i--)
        volume[i - 1] = '\0';
      kms_say ("DISC %s", volume);
      devices.drive = false;
    }
  close (fd);
}

int
kms_devices_get_console_fd (void)
{
  return kms_log_get_console ();
}

void
kms_devices_read_console (void)
{
  char byte;

  while (read (kms_log_get_console (), &byte, 1) == 1)
    {
      if (byte != '\n' && devices.n_line < sizeof devices.line - 1)
        {
          devices.line[devices.n_line++] = byte;
          continue;
        }
      devices.line[devices.n_line] = '\0';
      kms_say ("TYPED %s", devices.line);
      devices.n_line = 0;
    }
}
