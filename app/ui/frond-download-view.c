/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-download-view.h"

#include "frond-download-words.h"

#include <glib/gi18n.h>

/* Words that change more often cannot be read. */
#define WORDS_USEC G_USEC_PER_SEC

struct _FrondDownloadView
{
  AdwBin parent_instance;

  GtkProgressBar *progress_bar;
  GtkLabel *state_label;
  GtkLabel *pace_label;
  GtkBox *buttons;
  GtkButton *pause_button;
  GtkButton *resume_button;
  GtkButton *cancel_button;

  FrondDownload *download;
  gboolean compact;
  gint64 worded;
};

enum
{
  PROP_DOWNLOAD = 1,
  PROP_COMPACT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (FrondDownloadView, frond_download_view, ADW_TYPE_BIN)

static void
name_button (GtkButton *button, const char *icon, const char *words)
{
  if (icon != NULL)
    gtk_button_set_icon_name (button, icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
update_words (FrondDownloadView *self)
{
  g_autofree char *state = frond_download_words_for_state (self->download);
  g_autofree char *pace = frond_download_words_for_pace (self->download);
  gboolean running = frond_download_get_state (self->download) == FROND_DOWNLOAD_RUNNING;

  self->worded = g_get_monotonic_time ();
  gtk_label_set_label (self->state_label, state);
  /* Its line stays while it runs: the row does not change its height. */
  gtk_label_set_label (self->pace_label, pace != NULL ? pace : "");
  gtk_widget_set_visible (GTK_WIDGET (self->pace_label), running && !self->compact);
}

static void
update_bar (FrondDownloadView *self)
{
  double fraction = frond_download_get_fraction (self->download);

  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress_bar, fraction);
  else if (frond_download_get_received (self->download) > 0)
    gtk_progress_bar_pulse (self->progress_bar);
}

static void
update_resume_button (FrondDownloadView *self, FrondDownloadState state)
{
  if (state == FROND_DOWNLOAD_FAILED)
    name_button (self->resume_button, "view-refresh-symbolic", _ ("Try Again"));
  else if (state == FROND_DOWNLOAD_WAITING)
    name_button (self->resume_button, "media-playback-start-symbolic", _ ("Download Anyway"));
  else
    name_button (self->resume_button, "media-playback-start-symbolic", _ ("Resume"));
  gtk_widget_set_visible (GTK_WIDGET (self->resume_button), state == FROND_DOWNLOAD_PAUSED ||
                                                                state == FROND_DOWNLOAD_FAILED ||
                                                                frond_download_get_metered (self->download));
}

static void
state_changed_cb (FrondDownloadView *self)
{
  FrondDownloadState state = frond_download_get_state (self->download);
  gboolean failed = frond_download_get_error (self->download) != NULL;
  gboolean goes_on =
      state != FROND_DOWNLOAD_FAILED && state != FROND_DOWNLOAD_DONE && state != FROND_DOWNLOAD_CANCELLED;

  update_resume_button (self, state);
  gtk_widget_set_visible (GTK_WIDGET (self->buttons), !self->compact);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), goes_on && !failed);
  gtk_widget_set_visible (GTK_WIDGET (self->pause_button),
                          state == FROND_DOWNLOAD_RUNNING || state == FROND_DOWNLOAD_QUEUED ||
                              (state == FROND_DOWNLOAD_WAITING &&
                               !frond_download_get_metered (self->download)));
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), goes_on);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_label),
                              (const char *[]) { "caption", "numeric", failed ? "error" : "dimmed", NULL });
  update_words (self);
  update_bar (self);
}

static void
received_changed_cb (FrondDownloadView *self)
{
  update_bar (self);
  if (g_get_monotonic_time () - self->worded >= WORDS_USEC)
    update_words (self);
}

/* The button that was pressed goes: the keyboard stays with the one that takes its place. */
static void
keep_focus (FrondDownloadView *self, GtkButton *pressed, GtkButton *next)
{
  if (gtk_widget_has_focus (GTK_WIDGET (pressed)))
    gtk_widget_grab_focus (GTK_WIDGET (next));
}

static void
pause_clicked_cb (FrondDownloadView *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->resume_button), TRUE);
  keep_focus (self, self->pause_button, self->resume_button);
  frond_download_pause (self->download);
}

static void
resume_clicked_cb (FrondDownloadView *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->pause_button), TRUE);
  keep_focus (self, self->resume_button, self->pause_button);
  frond_download_resume (self->download);
}

static void
cancel_clicked_cb (FrondDownloadView *self)
{
  g_autoptr (FrondDownload) download = g_object_ref (self->download);

  frond_download_cancel (download);
}

static void
frond_download_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondDownloadView *self = FROND_DOWNLOAD_VIEW (object);

  if (prop_id == PROP_DOWNLOAD)
    g_value_set_object (value, self->download);
  else if (prop_id == PROP_COMPACT)
    g_value_set_boolean (value, self->compact);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
frond_download_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  FrondDownloadView *self = FROND_DOWNLOAD_VIEW (object);

  if (prop_id == PROP_DOWNLOAD)
    frond_download_view_set_download (self, g_value_get_object (value));
  else if (prop_id == PROP_COMPACT)
    {
      self->compact = g_value_get_boolean (value);
      if (self->download != NULL)
        state_changed_cb (self);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
frond_download_view_dispose (GObject *object)
{
  FrondDownloadView *self = FROND_DOWNLOAD_VIEW (object);

  if (self->download != NULL)
    g_signal_handlers_disconnect_by_data (self->download, self);
  g_clear_object (&self->download);
  gtk_widget_dispose_template (GTK_WIDGET (object), FROND_TYPE_DOWNLOAD_VIEW);
  G_OBJECT_CLASS (frond_download_view_parent_class)->dispose (object);
}

static void
frond_download_view_class_init (FrondDownloadViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = frond_download_view_dispose;
  object_class->get_property = frond_download_view_get_property;
  object_class->set_property = frond_download_view_set_property;

  properties[PROP_DOWNLOAD] = g_param_spec_object ("download", NULL, NULL, FROND_TYPE_DOWNLOAD, flags);
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-download-view.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadView, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadView, state_label);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadView, pace_label);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadView, buttons);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadView, pause_button);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadView, resume_button);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadView, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, pause_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, resume_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
}

static void
frond_download_view_init (FrondDownloadView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
frond_download_view_set_download (FrondDownloadView *self, FrondDownload *download)
{
  g_return_if_fail (FROND_IS_DOWNLOAD_VIEW (self));

  if (self->download == download)
    return;
  if (self->download != NULL)
    g_signal_handlers_disconnect_by_data (self->download, self);
  g_set_object (&self->download, download);
  gtk_widget_set_visible (GTK_WIDGET (self), download != NULL);
  if (download == NULL)
    return;

  g_signal_connect_object (download, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (download, "notify::error", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (download, "notify::metered", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (download, "notify::received", G_CALLBACK (received_changed_cb), self,
                           G_CONNECT_SWAPPED);
  state_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DOWNLOAD]);
}

GtkWidget *
frond_download_view_new (FrondDownload *download)
{
  return g_object_new (FROND_TYPE_DOWNLOAD_VIEW, "download", download, NULL);
}
