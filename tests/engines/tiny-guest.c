/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "tiny-guest.h"

#include <fcntl.h>
#include <string.h>

#define SECTOR    512
#define DISK_SIZE (1024 * 1024)

static const guint8 code[] = {
  0xfa, 0x31, 0xc0, 0x8e, 0xd8, 0x8e, 0xd0, /* cli; ds = ss = 0 */
  0xbc, 0x00, 0x7c, 0xfb,                   /* sp = 0x7c00; sti */
  0xba, 0xfb, 0x03, 0xb0, 0x03, 0xee,       /* serial port: 8 bits, no parity */
  0xbe, 0x43, 0x7c,                         /* again: si = text */
  0xac, 0x08, 0xc0, 0x74, 0x10, 0x50,       /* next: al = *si++; at its end go to listen */
  0xba, 0xfd, 0x03, 0xec, 0xa8, 0x20,       /* wait until the port can send */
  0x74, 0xfb, 0x58, 0xba, 0xf8, 0x03, 0xee, /* send al */
  0xeb, 0xeb,                               /* go to next */
  0xba, 0xfd, 0x03, 0xec, 0xa8, 0x01,       /* listen: nothing received, go to idle */
  0x74, 0x0f, 0xba, 0xf8, 0x03, 0xec,       /* al = what was received */
  0x3c, 0x71, 0x75, 0x07,                   /* not a q, go to idle */
  0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef, /* ACPI: soft off */
  0xf4, 0xeb, 0xce,                         /* idle: until the next tick; go to again */
  'H',  'E',  'L',  'L',  'O',  '\r', '\n', '\0',
};

static void
fill_sector (guint8 *sector)
{
  memset (sector, 0, SECTOR);
  memcpy (sector, code, sizeof code);
  sector[SECTOR - 2] = 0x55;
  sector[SECTOR - 1] = 0xaa;
}

void
tiny_guest_write_disk (const char *path)
{
  g_autofree guint8 *disk = g_malloc0 (DISK_SIZE);
  g_autoptr (GError) error = NULL;

  fill_sector (disk);
  g_file_set_contents (path, (const char *) disk, DISK_SIZE, &error);
  g_assert_no_error (error);
}

int
tiny_guest_open_disc (const char *folder)
{
  g_autofree char *stage = g_build_filename (folder, "disc", NULL);
  g_autofree char *sector_path = g_build_filename (stage, "boot.img", NULL);
  g_autofree char *disc = g_build_filename (folder, "tiny.iso", NULL);
  const char *command[] = {
    "xorriso", "-as",      "mkisofs",       "-quiet",          "-R", "-V", "TINY", "-b",  "boot.img",
    "-c",      "boot.cat", "-no-emul-boot", "-boot-load-size", "1",  "-o", disc,   stage, NULL
  };
  guint8 sector[SECTOR];
  g_autoptr (GError) error = NULL;
  int status, fd;

  fill_sector (sector);
  g_assert_cmpint (g_mkdir_with_parents (stage, 0700), ==, 0);
  g_file_set_contents (sector_path, (const char *) sector, SECTOR, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) command, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);

  fd = open (disc, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  return fd;
}
