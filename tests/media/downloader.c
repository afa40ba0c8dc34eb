/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A download in a process of its own, for test-download-kill.c to kill: CACHE URI DIGEST. */

#include "frond-download-private.h"

int
main (int argc, char **argv)
{
  g_autoptr (FrondCache) cache = NULL;
  g_autoptr (FrondDownloads) downloads = NULL;
  g_autoptr (FrondDownloadSource) source = NULL;
  const FrondDownloadTuning tuning = { .timeout = 5, .back_off = 10, .block = 64 * 1024 };
  const char *const uris[] = { argc > 3 ? argv[2] : "", NULL };
  FrondDownload *download;

  if (argc != 4)
    return 2;

  cache = frond_cache_new (argv[1]);
  downloads = frond_downloads_new (cache);
  _frond_downloads_tune (downloads, &tuning);
  source = g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "uris", uris, "kind", FROND_IMAGE_KIND_ISO, "digest",
                         argv[3], NULL);
  download = frond_downloads_add (downloads, source);
  while (frond_download_is_active (download))
    g_main_context_iteration (NULL, TRUE);
  if (frond_download_get_error (download) != NULL)
    g_printerr ("%s\n", frond_download_get_error (download)->message);
  return frond_download_get_state (download) == FROND_DOWNLOAD_DONE ? 0 : 1;
}
