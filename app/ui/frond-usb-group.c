/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-usb-group.h"

#include "frond-message.h"
#include "frond-usb-mounts.h"

#include <glib/gi18n.h>

struct _FrondUsbGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *row;
  GtkSwitch *toggle;
  GtkWidget *spinner;
  AdwSwitchRow *always;

  FrondUsbKeeper *keeper;
  FrondUsbDevice *device;
};

G_DEFINE_FINAL_TYPE (FrondUsbGroup, frond_usb_group, ADW_TYPE_PREFERENCES_GROUP)

static char *
dup_subtitle (FrondUsbGroup *self)
{
  const GError *error = frond_usb_device_get_error (self->device);
  FrondUsbKinds kinds = frond_usb_device_get_kinds (self->device);

  if (error != NULL)
    {
      g_autoptr (FrondMessage) message =
          frond_message_new (FROND_TASK_USB, frond_usb_device_get_name (self->device), error);

      return g_strdup (message->body);
    }
  if (frond_usb_device_get_connected (self->device))
    return g_strdup (_ ("Connected to the machine"));
  if ((kinds & FROND_USB_DISC) != 0)
    return g_strdup (_ ("Disc image"));
  if ((kinds & FROND_USB_INPUT) != 0)
    return g_strdup (_ ("Keyboard, mouse or other input device"));

  return g_strdup (frond_usb_device_get_id (self->device));
}

static void
update (FrondUsbGroup *self)
{
  g_autofree char *subtitle = dup_subtitle (self);
  gboolean connected = frond_usb_device_get_connected (self->device);
  gboolean busy = frond_usb_device_get_busy (self->device);
  gboolean failed = frond_usb_device_get_error (self->device) != NULL;
  const char *id = frond_usb_device_get_id (self->device);
  gboolean remembered = frond_usb_keeper_remembers (self->keeper, id);

  adw_action_row_set_subtitle (self->row, subtitle);
  if (failed)
    gtk_widget_add_css_class (GTK_WIDGET (self->row), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->row), "warning");
  gtk_widget_set_visible (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->toggle), !busy);
  if (!busy)
    gtk_switch_set_active (self->toggle, connected);
  gtk_switch_set_state (self->toggle, connected);
  gtk_widget_set_visible (GTK_WIDGET (self->always),
                          *id != '\0' && (connected || remembered) &&
                              (frond_usb_device_get_kinds (self->device) & FROND_USB_DISC) == 0);
  adw_switch_row_set_active (self->always, remembered);
}

/* The device tells how it went. */
static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondUsbGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_usb_connect_finish (FROND_USB (source), result, &error))
    g_message ("USB: %s", error->message);
  if (self->device != NULL)
    update (self);
}

void
frond_usb_group_connect (FrondUsbGroup *self)
{
  FrondUsb *usb;

  g_return_if_fail (FROND_IS_USB_GROUP (self));

  usb = frond_usb_keeper_get_usb (self->keeper);
  if (usb != NULL)
    frond_usb_connect_async (usb, self->device, NULL, moved_cb, g_object_ref (self));
}

static void
give_back (FrondUsbGroup *self)
{
  FrondUsb *usb = frond_usb_keeper_get_usb (self->keeper);

  if (usb != NULL)
    frond_usb_disconnect_async (usb, self->device, NULL, moved_cb, g_object_ref (self));
}

static void
asked_cb (FrondUsbGroup *self, const char *response)
{
  if (self->device == NULL)
    return;

  if (g_str_equal (response, "connect"))
    frond_usb_group_connect (self);
  else
    update (self);
}

/* What this computer would lose, or NULL. */
static const char *
find_warning (FrondUsbGroup *self)
{
  if (frond_usb_mounts_has (self->device))
    return _ ("It is in use on this computer. What has not been written to it may be lost: eject it in Files "
              "first.");
  if ((frond_usb_device_get_kinds (self->device) & FROND_USB_INPUT) != 0)
    return _ ("This computer will not hear it any more until it is disconnected from the machine. If it is "
              "your only keyboard or mouse, you can take it back only by unplugging it.");

  return NULL;
}

static void
ask (FrondUsbGroup *self, const char *warning)
{
  const char *name = frond_usb_device_get_name (self->device);
  /* Translators: %s is the name of a USB device */
  g_autofree char *heading = g_strdup_printf (_ ("Connect “%s”?"), name);
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, warning));

  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "connect", _ ("C_onnect"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "connect", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (asked_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static gboolean
state_set_cb (FrondUsbGroup *self, gboolean on)
{
  const char *warning;

  if (on == frond_usb_device_get_connected (self->device) || frond_usb_device_get_busy (self->device))
    return GDK_EVENT_STOP;

  warning = on ? find_warning (self) : NULL;
  if (warning != NULL)
    ask (self, warning);
  else if (on)
    frond_usb_group_connect (self);
  else
    give_back (self);

  return GDK_EVENT_STOP;
}

static void
always_changed_cb (FrondUsbGroup *self)
{
  frond_usb_keeper_remember (self->keeper, frond_usb_device_get_id (self->device),
                             adw_switch_row_get_active (self->always));
}

static void
frond_usb_group_dispose (GObject *object)
{
  FrondUsbGroup *self = FROND_USB_GROUP (object);

  if (self->device != NULL)
    g_signal_handlers_disconnect_by_data (self->device, self);
  g_clear_object (&self->device);
  g_clear_object (&self->keeper);
  G_OBJECT_CLASS (frond_usb_group_parent_class)->dispose (object);
}

static void
frond_usb_group_class_init (FrondUsbGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_usb_group_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-usb-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondUsbGroup, row);
  gtk_widget_class_bind_template_child (widget_class, FrondUsbGroup, toggle);
  gtk_widget_class_bind_template_child (widget_class, FrondUsbGroup, spinner);
  gtk_widget_class_bind_template_child (widget_class, FrondUsbGroup, always);
}

static void
frond_usb_group_init (FrondUsbGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
frond_usb_group_new (FrondUsbKeeper *keeper, FrondUsbDevice *device)
{
  FrondUsbGroup *self = g_object_new (FROND_TYPE_USB_GROUP, NULL);
  const char *name = frond_usb_device_get_name (device);

  self->keeper = g_object_ref (keeper);
  self->device = g_object_ref (device);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  update (self);
  g_signal_connect_object (device, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->toggle, "state-set", G_CALLBACK (state_set_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->always, "notify::active", G_CALLBACK (always_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

FrondUsbDevice *
frond_usb_group_get_device (FrondUsbGroup *self)
{
  g_return_val_if_fail (FROND_IS_USB_GROUP (self), NULL);

  return self->device;
}
