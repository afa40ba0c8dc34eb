/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-service-row.h"

#include "frond-error.h"
#include "frond-host-advice.h"
#include "frond-host-capabilities.h"
#include "frond-machine-host.h"

#include <glib/gi18n.h>

struct _FrondServiceRow
{
  AdwActionRow parent_instance;

  GtkWidget *copy_button;
  FrondMachineHost *host; /* or NULL */
  char *command;          /* or NULL */
};

G_DEFINE_FINAL_TYPE (FrondServiceRow, frond_service_row, ADW_TYPE_ACTION_ROW)

static char *
dup_missing_words (FrondServiceRow *self, FrondPlatform *platform)
{
  self->command = frond_platform_dup_install_command (platform, FROND_PIECE_SERVICE);
  if (self->command == NULL)
    return g_strdup_printf (
        /* Translators: %s is the name of a package */
        _ ("Not installed. Install %s to have networks of this computer, machines that start with it, and "
           "its "
           "devices."),
        frond_platform_piece_name (FROND_PIECE_SERVICE));
  return g_strdup_printf (
      /* Translators: %s is a line for a terminal */
      _ ("Not installed. This line installs it, for networks of this computer, machines that start with it, "
         "and "
         "its devices: %s"),
      self->command);
}

static char *
dup_words (FrondServiceRow *self)
{
  g_autoptr (FrondPlatform) platform = frond_platform_new ();
  g_autoptr (FrondHostCapabilities) capabilities = NULL;
  g_autoptr (FrondHostAdvice) advice = NULL;
  g_autoptr (GError) error = NULL;

  if (self->host == NULL)
    return dup_missing_words (self, platform);
  if (frond_machine_host_get_state (self->host) == FROND_HOST_CONNECTING)
    return g_strdup (_ ("Looking…"));

  error = frond_machine_host_dup_error (self->host);
  if (g_error_matches (error, FROND_ERROR, FROND_ERROR_HELPER_MISSING))
    return dup_missing_words (self, platform);

  capabilities = frond_machine_host_dup_capabilities (self->host);
  advice = frond_host_advice_new_for_backend (error, capabilities, platform);
  return g_strdup (advice != NULL ? advice->title : _ ("Runs"));
}

static void
update (FrondServiceRow *self)
{
  g_autofree char *words = NULL;

  g_clear_pointer (&self->command, g_free);
  words = dup_words (self);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), words);
  gtk_widget_set_visible (self->copy_button, self->command != NULL);
}

static void
copy_clicked_cb (FrondServiceRow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->command);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Copied"), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
frond_service_row_dispose (GObject *object)
{
  FrondServiceRow *self = FROND_SERVICE_ROW (object);

  g_clear_object (&self->host);
  g_clear_pointer (&self->command, g_free);
  G_OBJECT_CLASS (frond_service_row_parent_class)->dispose (object);
}

static void
frond_service_row_class_init (FrondServiceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_service_row_dispose;
}

static void
frond_service_row_init (FrondServiceRow *self)
{
  self->copy_button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  gtk_widget_set_valign (self->copy_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->copy_button, "flat");
  gtk_widget_set_tooltip_text (self->copy_button, _ ("Copy the Line"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Copy the line"), -1);
  g_signal_connect_object (self->copy_button, "clicked", G_CALLBACK (copy_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->copy_button);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("This Computer’s Service"));
}

GtkWidget *
frond_service_row_new (FrondMachineHost *host)
{
  FrondServiceRow *self = g_object_new (FROND_TYPE_SERVICE_ROW, NULL);

  if (g_set_object (&self->host, host))
    {
      g_signal_connect_object (host, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (host, "notify::capabilities", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  update (self);
  return GTK_WIDGET (self);
}
