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
  SECONDS = 3 /* where the answers are there and the command line says nothing */
};

static const char *const answers[] = { "/preseed.cfg", "/ks.cfg" };

static bool
has_answers (void)
{
  return access (answers[0], F_OK) == 0 || access (answers[1], F_OK) == 0;
}

/* What a real installer would take from them, as far as a test wants to know. */
static void
report_line (const char *line)
{
  char name[64];

  if (sscanf (line, "d-i passwd/username string %63s", name) == 1)
    kms_say ("INSTALL user %s", name);
  else if (sscanf (line, "d-i netcfg/get_hostname string %63s", name) == 1)
    kms_say ("INSTALL host %s", name);
  else if (sscanf (line, "d-i debian-installer/locale string %63s", name) == 1)
    kms_say ("INSTALL locale %s", name);
}

static void
report_answers (void)
{
  static char line[65536];
  struct stat info;

  for (int i = 0; i < 2; i++)
    {
      FILE *file = fopen (answers[i], "re");

      if (file == NULL)
        continue;
      if (fstat (fileno (file), &info) == 0)
        kms_say ("INSTALL answers %lld", (long long) info.st_size);
      while (fgets (line, sizeof line, file) != NULL)
        report_line (line);
      fclose (file);
      return;
    }
  kms_say ("INSTALL answers 0");
}

/* A disk that starts by itself: from UEFI one with a boot loader that says so, else the 512 bytes. */
static bool
write_disk (const char *path)
{
  static char block[65536];
  const bool uefi = access ("/sys/firmware/efi", F_OK) == 0;
  int from = open (uefi ? "/installed.img" : "/bootsec.img", O_RDONLY | O_CLOEXEC);
  int to = open (path, O_WRONLY | O_CLOEXEC);
  bool written = from >= 0 && to >= 0;
  ssize_t got = 0;

  while (written && (got = read (from, block, sizeof block)) > 0)
    written = write (to, block, (size_t) got) == got;
  written = written && got == 0 && fsync (to) == 0;
  if (from >= 0)
    close (from);
  if (to >= 0)
    close (to);
  return written;
}

static void
finish (void)
{
  if (!write_disk ("/dev/vda") && !write_disk ("/dev/sda"))
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
  int seconds = kms_option_int ("g.install", has_answers () ? SECONDS : 0), percent;
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
