/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-downloads-watch.h"

#include "frond-message.h"

#include <glib/gi18n.h>

#define CAUSE "downloads"

struct _FrondDownloadsWatch
{
  GObject parent_instance;

  GtkApplication *application; /* borrowed: it owns this */
  FrondInhibitor *inhibitor;
  FrondDownloads *downloads;
  gboolean holds;
  guint n_told;
};

G_DEFINE_FINAL_TYPE (FrondDownloadsWatch, frond_downloads_watch, G_TYPE_OBJECT)

static gboolean
somebody_looks (FrondDownloadsWatch *self)
{
  for (GList *l = gtk_application_get_windows (self->application); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data))
      return TRUE;
  return FALSE;
}

static char *
id_for (FrondDownload *download)
{
  const char *const *uris = frond_download_source_get_uris (frond_download_get_source (download));

  return g_strconcat ("download-", uris != NULL ? uris[0] : "", NULL);
}

static GNotification *
notification_for (FrondDownload *download)
{
  const char *title = frond_download_get_title (download);
  g_autofree char *words = NULL;
  g_autoptr (FrondMessage) message = NULL;
  GNotification *notification;

  if (frond_download_get_error (download) == NULL)
    {
      /* Translators: %s is the name of a system, like “Debian 13” */
      words = g_strdup_printf (_ ("“%s” Has Been Downloaded"), title);
      return g_notification_new (words);
    }

  message = frond_message_new (FROND_TASK_DOWNLOAD, title, frond_download_get_error (download));
  notification = g_notification_new (message->title);
  g_notification_set_body (notification, message->body);
  g_notification_add_button_with_target (notification, _ ("Try Again"), "app.retry-download", "s",
                                         frond_download_source_get_uris (
                                             frond_download_get_source (download))[0]);
  g_notification_add_button (notification, _ ("Show Details"), "app.show-downloads");
  return notification;
}

static void
inhibit (FrondDownloadsWatch *self)
{
  frond_inhibitor_set (self->inhibitor, CAUSE,
                       GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND,
                       _ ("A system is being downloaded"));
  if (!self->holds)
    g_application_hold (G_APPLICATION (self->application));
  self->holds = TRUE;
}

static void
uninhibit (FrondDownloadsWatch *self)
{
  frond_inhibitor_set (self->inhibitor, CAUSE, 0, NULL);
  if (self->holds)
    g_application_release (G_APPLICATION (self->application));
  self->holds = FALSE;
}

/* One that waits for a network may do so for days: that keeps nothing awake. */
static gboolean
is_at_work (FrondDownload *download)
{
  FrondDownloadState state = frond_download_get_state (download);

  return state == FROND_DOWNLOAD_QUEUED || state == FROND_DOWNLOAD_RUNNING ||
         state == FROND_DOWNLOAD_CHECKING;
}

static void
update (FrondDownloadsWatch *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->downloads));
  gboolean work = FALSE;

  for (guint i = 0; i < n && !work; i++)
    {
      g_autoptr (FrondDownload) download = g_list_model_get_item (G_LIST_MODEL (self->downloads), i);

      work = is_at_work (download);
    }
  if (work)
    inhibit (self);
  else
    uninhibit (self);
}

static void
state_changed_cb (FrondDownloadsWatch *self, GParamSpec *pspec, FrondDownload *download)
{
  FrondDownloadState state = frond_download_get_state (download);
  gboolean stopped = state == FROND_DOWNLOAD_PAUSED && frond_download_get_error (download) != NULL;
  g_autofree char *id = id_for (download);
  g_autoptr (GNotification) notification = NULL;

  update (self);
  if (state != FROND_DOWNLOAD_DONE && state != FROND_DOWNLOAD_FAILED && !stopped)
    {
      g_application_withdraw_notification (G_APPLICATION (self->application), id);
      return;
    }
  if (somebody_looks (self))
    return;

  notification = notification_for (download);
  g_notification_set_default_action (notification, "app.show-downloads");
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
  self->n_told++;
}

static void
items_changed_cb (FrondDownloadsWatch *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (FrondDownload) download = g_list_model_get_item (G_LIST_MODEL (self->downloads), i);

      g_signal_connect_object (download, "notify::state", G_CALLBACK (state_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  update (self);
}

static void
frond_downloads_watch_dispose (GObject *object)
{
  FrondDownloadsWatch *self = FROND_DOWNLOADS_WATCH (object);

  if (self->downloads != NULL)
    uninhibit (self);
  g_clear_object (&self->downloads);
  g_clear_object (&self->inhibitor);
  G_OBJECT_CLASS (frond_downloads_watch_parent_class)->dispose (object);
}

static void
frond_downloads_watch_class_init (FrondDownloadsWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_downloads_watch_dispose;
}

static void
frond_downloads_watch_init (FrondDownloadsWatch *self)
{
}

FrondDownloadsWatch *
frond_downloads_watch_new (GtkApplication *application, FrondInhibitor *inhibitor, FrondDownloads *downloads)
{
  FrondDownloadsWatch *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (FROND_IS_INHIBITOR (inhibitor), NULL);
  g_return_val_if_fail (FROND_IS_DOWNLOADS (downloads), NULL);

  self = g_object_new (FROND_TYPE_DOWNLOADS_WATCH, NULL);
  self->application = application;
  self->inhibitor = g_object_ref (inhibitor);
  self->downloads = g_object_ref (downloads);
  g_signal_connect_object (downloads, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (downloads)));
  return self;
}

gboolean
frond_downloads_watch_get_inhibits (FrondDownloadsWatch *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOADS_WATCH (self), FALSE);

  return self->holds;
}

guint
frond_downloads_watch_get_n_told (FrondDownloadsWatch *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOADS_WATCH (self), 0);

  return self->n_told;
}
