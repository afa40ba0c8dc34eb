/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* luks-disk FOLDER create NAME SIZE | import FORMAT SIZE FILE | check NAME | change NAME…: what the helper does with the
 * encrypted disks of one machine, for the tests in Python. Passphrases are the memfds at descriptors 3 and, to change to, 4.
 * Prints "ok MICROSECONDS [SIZE]" or "refused ERROR MESSAGE". */
#include "vmm-image-import.h"
#include "vmm-luks.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

static gboolean
import (int folder, char **argv, VmmPassphrase *passphrase, VmmImageResult *result, GError **error)
{
  g_autoptr (VmmImageSources) sources = vmm_image_sources_new ();
  VmmImageSource *source = &sources->disks[0];

  source->format = vmm_ipc_image_format_from_token (argv[0]);
  source->fds[source->n_fds++] = open (argv[2], O_RDONLY | O_CLOEXEC);
  return vmm_image_import (source, 0, g_ascii_strtoull (argv[1], NULL, 10), folder, -1, passphrase, NULL,
                           NULL, NULL, result, error);
}

static gboolean
run (int argc, char **argv, VmmImageResult *result, GError **error)
{
  int folder = open (argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autoptr (VmmPassphrase) passphrase = vmm_passphrase_new_from_fd (3, VMM_IPC_SLOT_SECRET, error);
  g_autoptr (VmmPassphrase) next = NULL;

  if (passphrase == NULL)
    return FALSE;
  if (g_str_equal (argv[2], "create"))
    return vmm_luks_create (folder, argv[3], "disk0", g_ascii_strtoull (argv[4], NULL, 10), passphrase, NULL,
                            error);
  if (g_str_equal (argv[2], "import"))
    return import (folder, argv + 3, passphrase, result, error);
  if (g_str_equal (argv[2], "check"))
    return vmm_luks_check (folder, argv[3], "disk0", passphrase, NULL, error);

  next = vmm_passphrase_new_from_fd (4, VMM_IPC_SLOT_SECRET, error);
  return next != NULL && vmm_luks_change (folder, (const char *const *) argv + 3, (guint) argc - 3,
                                          passphrase, next, NULL, error);
}

int
main (int argc, char **argv)
{
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  VmmImageResult result = { 0 };

  if (argc < 4)
    return 2;
  if (run (argc, argv, &result, &error))
    printf ("ok %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT "\n", g_get_monotonic_time () - begun, result.size);
  else
    {
      g_autofree char *name = g_dbus_error_encode_gerror (error);

      printf ("refused %s %s\n", strrchr (name, '.') + 1, error->message);
    }
  return 0;
}
