/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "kms-installer.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kms-log.h"
#include "kms-screen.h"

enum
{
  SECTOR = 512
};

static void
report_answers (void)
{
  static const char *const files[] = { "/preseed.cfg", "/ks.cfg" };
  struct stat info;

  for (int i = 0; i < 2; i++)
    if (stat (files[i], &info) == 0)
      {
        kms_say ("INSTALL answers %lld", (long long) info.st_size);
        return;
      }
  kms_say ("INSTALL answers 0");
}

static bool
write_boot_sector (const char *path)
{
  char sector[SECTOR];
  int from = open ("/bootsec.img", O_RDONLY | O_CLOEXEC);
  int to = open (path, O_WRONLY | O_CLOEXEC);
  bool written = from >= 0 && to >= 0 && read (from, sector, SECTOR) == SECTOR &&
                 write (to, sector, SECTOR) == SECTOR && fsync (to) == 0;

  if (from >= 0)
    close (from);
  if (to >= 0)
    close (to);
  return written;
}

static void
finish (void)
{
  if (!write_boot_sector ("/dev/vda") && !write_boot_sector ("/dev/sda"))
    {
      kms_say ("INSTALL failed: no disk");
      return;
    }
  kms_say ("INSTALL done");
  kms_log_drain ();
  sync ();
  reboot (kms_option_flag ("g.poweroff") ? RB_POWER_OFF : RB_AUTOBOOT);
}

int
kms_installer_step (void)
{
  static double started;
  static int last = -1;
  int seconds = kms_option_int ("g.install", 0), percent;
  char status[32];

  if (seconds <= 0 || last == 100)
    return -1;
  if (last < 0)
    {
      started = kms_now ();
      report_answers ();
    }
  percent = (int) ((kms_now () - started) * 100 / seconds);
  percent = percent < 100 ? percent : 100;
  if (percent / 10 != last / 10 || last < 0)
    kms_say ("INSTALL %d%%", percent);
  last = percent;
  snprintf (status, sizeof status, "INSTALLING %d", percent);
  kms_screen_set_status (status, false);
  if (percent == 100)
    finish ();
  return 100;
}
