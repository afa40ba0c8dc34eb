/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-usb-dialog.h"

#include "frond-details-dialog.h"
#include "frond-dialog-size.h"
#include "frond-media-chooser.h"
#include "frond-message.h"
#include "frond-usb-group.h"

#include <glib/gi18n.h>

struct _FrondUsbDialog
{
  AdwDialog parent_instance;

  AdwToastOverlay *toasts;
  AdwBanner *full_banner;
  GtkStack *stack;
  AdwPreferencesPage *page;
  AdwPreferencesGroup *disc_group;
  AdwStatusPage *error_page;

  FrondUsbKeeper *keeper;
  FrondUsb *usb;
  GPtrArray *groups; /* FrondUsbGroup, as the devices are in the list */
};

G_DEFINE_FINAL_TYPE (FrondUsbDialog, frond_usb_dialog, ADW_TYPE_DIALOG)

static const char *
choose_page (FrondUsbDialog *self)
{
  if (frond_usb_get_error (self->usb) != NULL)
    return "error";
  if (!frond_usb_get_ready (self->usb))
    return "off";

  return self->groups->len > 0 ? "devices" : "empty";
}

static void
update (FrondUsbDialog *self)
{
  const GError *error = frond_usb_get_error (self->usb);
  const char *page = choose_page (self);
  gboolean full = frond_usb_get_free_channels (self->usb) == 0;

  if (error != NULL)
    {
      g_autoptr (FrondMessage) message = frond_message_new (FROND_TASK_USB_LIST, NULL, error);

      adw_status_page_set_description (self->error_page, message->body);
    }
  gtk_stack_set_visible_child_name (self->stack, page);
  adw_banner_set_revealed (self->full_banner, full && g_str_equal (page, "devices"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "usb.share-disc",
                                 frond_usb_get_ready (self->usb) && !full);
}

/* A page only appends; the group with the button stays the last one. */
static void
insert_group (FrondUsbDialog *self, guint position)
{
  g_autoptr (FrondUsbDevice) device = g_list_model_get_item (G_LIST_MODEL (self->usb), position);
  GtkWidget *group = frond_usb_group_new (self->keeper, device);

  g_ptr_array_insert (self->groups, (int) position, group);
  adw_preferences_page_remove (self->page, self->disc_group);
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
  adw_preferences_page_add (self->page, self->disc_group);
}

static void
items_changed_cb (FrondUsbDialog *self, guint position, guint removed, guint added)
{
  for (guint i = 0; i < removed; i++)
    {
      adw_preferences_page_remove (self->page, g_ptr_array_index (self->groups, position));
      g_ptr_array_remove_index (self->groups, position);
    }

  g_object_ref (self->disc_group);
  for (guint i = 0; i < added; i++)
    insert_group (self, position + i);
  g_object_unref (self->disc_group);
  update (self);
}

static FrondUsbGroup *
find_group (FrondUsbDialog *self, FrondUsbDevice *device)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (frond_usb_group_get_device (g_ptr_array_index (self->groups, i)) == device)
      return g_ptr_array_index (self->groups, i);

  return NULL;
}

static void
disc_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondUsbDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondUsbDevice) device = frond_usb_add_disc_finish (FROND_USB (source), result, &error);
  FrondUsbGroup *group = device != NULL && self->usb != NULL ? find_group (self, device) : NULL;

  if (group != NULL)
    frond_usb_group_connect (group);
  else if (error != NULL && self->usb != NULL)
    frond_details_toast (self->toasts, FROND_TASK_USB_DISC, NULL, error);
}

void
frond_usb_dialog_share_disc (FrondUsbDialog *self, GFile *file)
{
  g_return_if_fail (FROND_IS_USB_DIALOG (self));
  g_return_if_fail (G_IS_FILE (file));

  frond_usb_add_disc_async (self->usb, file, NULL, disc_added_cb, g_object_ref (self));
}

static void
disc_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondUsbDialog) self = user_data;
  g_autoptr (GFile) file = frond_media_chooser_finish (result, NULL);

  if (file != NULL && self->usb != NULL)
    frond_usb_dialog_share_disc (self, file);
}

static void
share_disc_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  frond_media_chooser_async (GTK_WINDOW (gtk_widget_get_root (widget)), NULL, disc_chosen_cb,
                             g_object_ref (widget));
}

static void
frond_usb_dialog_dispose (GObject *object)
{
  FrondUsbDialog *self = FROND_USB_DIALOG (object);

  if (self->usb != NULL)
    g_signal_handlers_disconnect_by_data (self->usb, self);
  g_clear_object (&self->usb);
  g_clear_object (&self->keeper);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_USB_DIALOG);
  G_OBJECT_CLASS (frond_usb_dialog_parent_class)->dispose (object);
}

static void
frond_usb_dialog_class_init (FrondUsbDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_usb_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-usb-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondUsbDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, FrondUsbDialog, full_banner);
  gtk_widget_class_bind_template_child (widget_class, FrondUsbDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, FrondUsbDialog, page);
  gtk_widget_class_bind_template_child (widget_class, FrondUsbDialog, disc_group);
  gtk_widget_class_bind_template_child (widget_class, FrondUsbDialog, error_page);
  gtk_widget_class_install_action (widget_class, "usb.share-disc", NULL, share_disc_action);
}

static void
frond_usb_dialog_init (FrondUsbDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  frond_dialog_size_follow_text (ADW_DIALOG (self));
  self->groups = g_ptr_array_new ();
}

AdwDialog *
frond_usb_dialog_new (FrondUsbKeeper *keeper)
{
  FrondUsbDialog *self;

  g_return_val_if_fail (FROND_IS_USB_KEEPER (keeper), NULL);
  g_return_val_if_fail (frond_usb_keeper_get_usb (keeper) != NULL, NULL);

  self = g_object_new (FROND_TYPE_USB_DIALOG, NULL);
  self->keeper = g_object_ref (keeper);
  self->usb = g_object_ref (frond_usb_keeper_get_usb (keeper));
  frond_usb_start (self->usb);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self->usb)));
  g_signal_connect_object (self->usb, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->usb, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  return ADW_DIALOG (self);
}
