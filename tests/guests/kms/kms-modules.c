/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "kms-modules.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kms-log.h"

static bool
load_module (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  bool loaded;

  if (fd < 0)
    {
      kms_say ("MODULE %s: %s", path, strerror (errno));
      return false;
    }
  loaded = syscall (SYS_finit_module, fd, "", 0) == 0 || errno == EEXIST;
  if (!loaded)
    kms_say ("MODULE %s: %s", path, strerror (errno));
  close (fd);
  return loaded;
}

void
kms_modules_load (void (*loaded) (void))
{
  FILE *list = fopen ("/mods.list", "re");
  char path[256];
  unsigned count = 0;

  if (list == NULL)
    return;
  while (fgets (path, sizeof path, list) != NULL)
    {
      path[strcspn (path, "\n")] = '\0';
      if (*path != '\0' && load_module (path))
        {
          count++;
          loaded ();
        }
    }
  fclose (list);
  kms_say ("MODULES %u", count);
}
