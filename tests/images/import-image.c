/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* import-image FORMAT SIZE own|shared FOLDER BASES FILE…: what the helper does with one disk's source, for the tests in
 * Python. Prints "ok FORMAT BASE SIZE MICROSECONDS" or "refused ERROR MESSAGE". BASES may be "-". */
#include "vmm-image-import.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

static int
open_folder (const char *path)
{
  return g_str_equal (path, "-") ? -1 : open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void
on_progress (guint permille, gpointer user_data)
{
  guint *last = user_data;

  g_assert_cmpuint (permille, <=, 1000);
  g_assert_cmpuint (permille, >=, *last);
  *last = permille;
}

int
main (int argc, char **argv)
{
  g_autoptr (VmmImageSources) sources = vmm_image_sources_new ();
  VmmImageSource *source = &sources->disks[0];
  g_autoptr (GError) error = NULL;
  VmmImageResult result;
  gint64 begun;
  guint last = 0;

  if (argc < 7)
    return 2;
  source->format = vmm_ipc_image_format_from_token (argv[1]);
  source->shared = g_str_equal (argv[3], "shared");
  for (int i = 6; i < argc && source->n_fds < VMM_IPC_MAX_EXTENTS; i++)
    source->fds[source->n_fds++] = open (argv[i], O_RDONLY | O_CLOEXEC);

  begun = g_get_monotonic_time ();
  if (vmm_image_import (source, 0, g_ascii_strtoull (argv[2], NULL, 10), open_folder (argv[4]),
                        open_folder (argv[5]), NULL, on_progress, &last, NULL, &result, &error))
    printf ("ok %s %s %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT "\n",
            vmm_ipc_image_format_to_token (result.format),
            result.base != VMM_IPC_IMAGE_NONE ? vmm_ipc_image_format_to_token (result.base) : "none",
            result.size, g_get_monotonic_time () - begun);
  else
    {
      g_autofree char *name = g_dbus_error_encode_gerror (error);

      printf ("refused %s %s\n", strrchr (name, '.') + 1, error->message);
    }
  return 0;
}
