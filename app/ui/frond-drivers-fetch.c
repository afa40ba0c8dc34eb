/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-drivers-fetch.h"

#include "frond-download-words.h"

#include <glib/gi18n.h>

#define WITHOUT "without"
#define STOP    "stop"

typedef struct
{
  FrondDownloads *downloads;
  FrondDownload *download;
  AdwActionRow *row;
  AdwDialog *question; /* while it is asked; owned by its window */
  GSource *cancelled;  /* owned; or NULL */
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_clear_weak_pointer (&fetch->question);
  g_clear_pointer (&fetch->cancelled, g_source_unref);
  g_clear_object (&fetch->download);
  g_clear_object (&fetch->downloads);
  g_clear_object (&fetch->row);
  g_free (fetch);
}

static void changed_cb (FrondDownload *download, GParamSpec *pspec, GTask *task);

/* Takes FILE and ERROR. */
static void
fetch_return (GTask *task, GFile *file, GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GTask) kept = g_object_ref (task);

  g_signal_handlers_disconnect_by_func (fetch->download, changed_cb, task);
  if (fetch->cancelled != NULL)
    g_source_destroy (fetch->cancelled);
  if (fetch->question != NULL)
    adw_dialog_force_close (fetch->question);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, file, g_object_unref);
}

/* What has come of them stays for the next time. */
static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  g_clear_weak_pointer (&fetch->question);
  if (g_task_get_completed (task))
    return;
  frond_download_pause (fetch->download);
  if (g_str_equal (answer, WITHOUT))
    fetch_return (task, NULL, NULL);
  else
    fetch_return (task, NULL, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the person would rather wait"));
}

/* While it is asked the download goes on, where it can: if it is done first, nobody needs to answer. */
static void
ask (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *state = frond_download_words_for_state (fetch->download);
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Install Without Drivers?"), NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  adw_alert_dialog_format_body (
      alert,
      /* Translators: %s is what the download does: “Waiting for a network” or what went wrong */
      _ ("The drivers cannot be downloaded now: %s\n\nWindows works without them, with a slower disk and a "
         "picture that "
         "does not follow its window. They can be installed later."),
      state);
  adw_alert_dialog_add_responses (alert, STOP, _ ("_Not Now"), WITHOUT, _ ("Install _Without"), NULL);
  adw_alert_dialog_set_default_response (alert, WITHOUT);
  adw_alert_dialog_set_close_response (alert, STOP);
  g_set_weak_pointer (&fetch->question, dialog);
  adw_alert_dialog_choose (alert, GTK_WIDGET (fetch->row), g_task_get_cancellable (task), answered_cb,
                           g_object_ref (task));
}

static void
finish_with_entry (GTask *task, Fetch *fetch)
{
  FrondCacheEntry *entry = frond_download_get_entry (fetch->download);
  g_autofree char *path = frond_cache_dup_file_path (frond_downloads_get_cache (fetch->downloads), entry);

  fetch_return (task, g_file_new_for_path (path), NULL);
}

static void
changed_cb (FrondDownload *download, GParamSpec *pspec, GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *words = frond_download_words_for_state (download);
  FrondDownloadState state = frond_download_get_state (download);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      frond_download_pause (download);
      fetch_return (task, NULL, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
      return;
    }

  adw_action_row_set_subtitle (fetch->row, words);
  if (state == FROND_DOWNLOAD_DONE && frond_download_get_entry (download) != NULL)
    finish_with_entry (task, fetch);
  else if (fetch->question == NULL &&
           (state == FROND_DOWNLOAD_WAITING || state == FROND_DOWNLOAD_FAILED ||
            state == FROND_DOWNLOAD_CANCELLED ||
            (state == FROND_DOWNLOAD_PAUSED && frond_download_get_error (download) != NULL)))
    ask (task);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  Fetch *fetch = g_task_get_task_data (task);

  if (!g_task_get_completed (task))
    changed_cb (fetch->download, NULL, task);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (GTask *task, Fetch *fetch)
{
  if (g_task_get_cancellable (task) == NULL)
    return;
  fetch->cancelled = g_cancellable_source_new (g_task_get_cancellable (task));
  g_source_set_callback (fetch->cancelled, G_SOURCE_FUNC (cancelled_cb), g_object_ref (task), g_object_unref);
  g_source_attach (fetch->cancelled, NULL);
}

void
frond_drivers_fetch_async (FrondDownloads *downloads, FrondDownloadSource *source, AdwActionRow *row,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);

  g_task_set_source_tag (task, frond_drivers_fetch_async);
  fetch->downloads = g_object_ref (downloads);
  fetch->row = g_object_ref (row);
  g_task_set_task_data (task, fetch, fetch_free);
  fetch->download = g_object_ref (frond_downloads_add (downloads, source));
  g_signal_connect_data (fetch->download, "notify", G_CALLBACK (changed_cb), g_object_ref (task),
                         (GClosureNotify) (void (*) (void)) g_object_unref, 0);
  watch_cancellable (task, fetch);
  changed_cb (fetch->download, NULL, task);
}

GFile *
frond_drivers_fetch_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
