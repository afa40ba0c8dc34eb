/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "shots.h"

#include "frond-cache-index.h"
#include "frond-download-private.h"
#include "frond-error.h"
#include "frond-preferences-dialog.h"

#define MB G_GUINT64_CONSTANT (1000000)

static FrondDownload *
add (UiFixture *f, const char *title, FrondDownloadState state, guint64 received, guint64 total,
     guint64 speed, FrondError code)
{
  g_autofree char *uri = g_strdup_printf ("https://images.example/%s.iso", title);
  g_autofree char *encoded = g_uri_escape_string (uri, ":/", FALSE);
  const char *const uris[] = { encoded, NULL };
  g_autoptr (FrondDownloadSource) source = g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "title", title, "uris",
                                                         uris, "kind", FROND_IMAGE_KIND_ISO, NULL);
  FrondDownload *download = frond_downloads_add (f->downloads, source);
  FrondDownloadProgress progress = { received, total, speed, FALSE };
  GError *error = NULL;

  if (code != FROND_ERROR_FAILED)
    frond_set_error (&error, code, NULL, "as it may be");
  _frond_download_show (download, state, &progress, error);
  return download;
}

static GtkWindow *
open_list (GtkWindow *window)
{
  frond_library_window_show_downloads (FROND_LIBRARY_WINDOW (window));
  return window;
}

GtkWindow *
shots_open_downloads (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  const FrondDownloadProgress progress = { 812 * MB, 2400 * MB, 24 * MB, FALSE };
  FrondDownload *running;

  running = add (f, "Debian 13", FROND_DOWNLOAD_RUNNING, 0, 0, 0, FROND_ERROR_FAILED);
  add (f, "Fedora Workstation 44", FROND_DOWNLOAD_PAUSED, 312 * MB, 2100 * MB, 0, FROND_ERROR_FAILED);
  add (f, "Ubuntu 26.04 LTS", FROND_DOWNLOAD_WAITING, 0, 0, 0, FROND_ERROR_FAILED);
  add (f, "Alpine Linux 3.22", FROND_DOWNLOAD_CHECKING, 150 * MB, 200 * MB, 0, FROND_ERROR_FAILED);
  /* The last one: every new one has the network looked at, which there is none of. */
  _frond_download_show (running, FROND_DOWNLOAD_RUNNING, &progress, NULL);
  return open_list (window);
}

GtkWindow *
shots_open_downloads_failed (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);

  add (f, "Debian 13", FROND_DOWNLOAD_FAILED, 0, 0, 0, FROND_ERROR_DOWNLOAD_WEB_PAGE);
  add (f, "Fedora Workstation 44 with a rather long name", FROND_DOWNLOAD_PAUSED, 312 * MB, 2100 * MB, 0,
       FROND_ERROR_NO_SPACE);
  add (f, "Ubuntu 26.04 LTS", FROND_DOWNLOAD_DONE, 900 * MB, 900 * MB, 0, FROND_ERROR_FAILED);
  return open_list (window);
}

static void
put (UiFixture *f, const char *title, char digit, gsize length)
{
  g_autofree char *text = g_strnfill (length, digit);
  g_autofree char *hex = g_strnfill (64, digit);
  g_autofree char *digest = g_strconcat ("sha256:", hex, NULL);
  g_autoptr (GFile) file = ui_fixture_make_file (f, "image", text);
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (FrondCacheEntry) named =
      g_object_new (FROND_TYPE_CACHE_ENTRY, "digest", digest, "source-digest", digest, "title", title, "kind",
                    FROND_IMAGE_KIND_ISO, NULL);
  g_autoptr (FrondCacheEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  entry = frond_cache_index_put (frond_cache_get_path (frond_downloads_get_cache (f->downloads)), path, named,
                                 &error);
  g_assert_no_error (error);
}

GtkWindow *
shots_open_preferences_downloads (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  GtkWidget *dialog = NULL;

  g_mkdir_with_parents (frond_cache_get_path (frond_downloads_get_cache (f->downloads)), 0700);
  put (f, "Debian 13", 'a', 3000000);
  put (f, "Fedora Workstation 44", 'b', 2000000);
  gtk_window_present (window);
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "preferences", NULL);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_PREFERENCES_DIALOG, NULL, NULL)) != NULL);
  adw_preferences_dialog_set_visible_page_name (ADW_PREFERENCES_DIALOG (dialog), "downloads");
  ui_wait_until (ui_has_text (dialog, "Fedora Workstation 44"));
  return window;
}
