/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-devices-dialog.h"

#include "frond-details-dialog.h"
#include "frond-device-words.h"
#include "frond-dialog-size.h"
#include "frond-guest.h"
#include "frond-host-device.h"
#include "frond-machine-host.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

/* The two lists. */
enum
{
  USB,
  PCI,
  N_LISTS
};

struct _FrondDevicesDialog
{
  AdwDialog parent_instance;

  AdwToastOverlay *toasts;
  AdwPreferencesGroup *groups[N_LISTS];
  GPtrArray *rows[N_LISTS]; /* in the groups, borrowed */

  FrondGuest *guest;
  GCancellable *cancellable;
  guint n_listing;
  gboolean again;
};

G_DEFINE_FINAL_TYPE (FrondDevicesDialog, frond_devices_dialog, ADW_TYPE_DIALOG)

/* A device on its way to the machine or back. */
typedef struct
{
  FrondDevicesDialog *dialog;
  char *name;
} Assignment;

static void list (FrondDevicesDialog *self);

static const char *
uuid_of (FrondDevicesDialog *self)
{
  return frond_profile_get_machine_uuid (frond_guest_get_profile (self->guest));
}

static void
assigned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Assignment *assignment = user_data;
  FrondDevicesDialog *self = assignment->dialog;
  g_autoptr (GError) error = NULL;

  if (!frond_machine_host_assign_finish (FROND_MACHINE_HOST (source), result, &error) &&
      !g_cancellable_is_cancelled (self->cancellable))
    frond_details_toast (self->toasts, FROND_TASK_DEVICE, assignment->name, error);
  /* Whatever came of it. */
  list (self);
  g_object_unref (assignment->dialog);
  g_free (assignment->name);
  g_free (assignment);
}

static void
toggled_cb (GtkSwitch *toggle, GParamSpec *pspec, FrondDevicesDialog *self)
{
  const FrondHostDevice *device = g_object_get_data (G_OBJECT (toggle), "device");
  Assignment *assignment = g_new0 (Assignment, 1);

  assignment->dialog = g_object_ref (self);
  assignment->name = frond_device_words_name (device);
  gtk_widget_set_sensitive (GTK_WIDGET (toggle), FALSE);
  frond_machine_host_assign_async (frond_guest_get_host (self->guest), uuid_of (self), device->token,
                                   device->pci, gtk_switch_get_active (toggle), NULL, assigned_cb,
                                   assignment);
}

static void
add_device (FrondDevicesDialog *self, guint which, FrondHostDevice *device)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();
  const gboolean ours = g_str_equal (device->machine, uuid_of (self));
  const gboolean asleep = !device->pci && !frond_guest_is_on (self->guest);
  g_autofree char *name = frond_device_words_name (device);
  g_autofree char *state = ours     ? g_strdup (_ ("This machine has it"))
                           : asleep ? g_strdup (_ ("Only while the machine runs"))
                                    : frond_device_words_state (device);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), state);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (toggle), ours);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, state, -1);
  g_object_set_data_full (G_OBJECT (toggle), "device", device, (GDestroyNotify) frond_host_device_free);
  g_signal_connect (toggle, "notify::active", G_CALLBACK (toggled_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  gtk_widget_set_sensitive (row, ours || (!asleep && device->unavailable[0] == '\0'));
  adw_preferences_group_add (self->groups[which], row);
  g_ptr_array_add (self->rows[which], row);
}

static void
add_note (FrondDevicesDialog *self, guint which, const char *words)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (row, "dimmed");
  adw_preferences_group_add (self->groups[which], row);
  g_ptr_array_add (self->rows[which], row);
}

static void
fill (FrondDevicesDialog *self, guint which, GPtrArray *devices, const GError *error)
{
  for (guint i = 0; i < self->rows[which]->len; i++)
    adw_preferences_group_remove (self->groups[which], g_ptr_array_index (self->rows[which], i));
  g_ptr_array_set_size (self->rows[which], 0);

  if (devices == NULL)
    {
      g_autoptr (FrondMessage) message = frond_message_new (FROND_TASK_USB_LIST, NULL, error);

      add_note (self, which, message->body);
      return;
    }
  while (devices->len > 0)
    add_device (self, which, g_ptr_array_steal_index (devices, 0));
  if (self->rows[which]->len == 0)
    add_note (self, which, _ ("There are none"));
}

static void
listed (FrondDevicesDialog *self, GObject *source, GAsyncResult *result, guint which)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices =
      frond_machine_host_list_devices_finish (FROND_MACHINE_HOST (source), result, &error);

  self->n_listing--;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  fill (self, which, devices, error);
  if (self->n_listing == 0 && self->again)
    list (self);
}

static void
usb_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondDevicesDialog) self = user_data;

  listed (self, source, result, USB);
}

static void
pci_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondDevicesDialog) self = user_data;

  listed (self, source, result, PCI);
}

static void
list (FrondDevicesDialog *self)
{
  FrondMachineHost *host = self->guest != NULL ? frond_guest_get_host (self->guest) : NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  self->again = self->n_listing > 0;
  if (self->again)
    return;
  self->n_listing = N_LISTS;
  frond_machine_host_list_devices_async (host, FALSE, self->cancellable, usb_listed_cb, g_object_ref (self));
  frond_machine_host_list_devices_async (host, TRUE, self->cancellable, pci_listed_cb, g_object_ref (self));
}

static void
frond_devices_dialog_closed (AdwDialog *dialog)
{
  FrondDevicesDialog *self = FROND_DEVICES_DIALOG (dialog);

  g_cancellable_cancel (self->cancellable);
  if (ADW_DIALOG_CLASS (frond_devices_dialog_parent_class)->closed != NULL)
    ADW_DIALOG_CLASS (frond_devices_dialog_parent_class)->closed (dialog);
}

static void
frond_devices_dialog_dispose (GObject *object)
{
  FrondDevicesDialog *self = FROND_DEVICES_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->guest);
  G_OBJECT_CLASS (frond_devices_dialog_parent_class)->dispose (object);
}

static void
frond_devices_dialog_finalize (GObject *object)
{
  FrondDevicesDialog *self = FROND_DEVICES_DIALOG (object);

  for (guint i = 0; i < N_LISTS; i++)
    g_ptr_array_unref (self->rows[i]);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (frond_devices_dialog_parent_class)->finalize (object);
}

static void
frond_devices_dialog_class_init (FrondDevicesDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = frond_devices_dialog_dispose;
  object_class->finalize = frond_devices_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = frond_devices_dialog_closed;
}

static void
frond_devices_dialog_init (FrondDevicesDialog *self)
{
  const char *const titles[] = { [USB] = _ ("USB"), [PCI] = _ ("Cards in Its Slots (PCI)") };
  const char *const texts[] = {
    [USB] = _ ("A device goes back to the computer when it is switched off here, or the machine ends."),
    [PCI] = _ ("For the next time that the machine runs, or at once where it can. Then it comes back."),
  };
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();

  self->cancellable = g_cancellable_new ();
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Devices of This Computer"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 480);
  adw_dialog_set_content_height (ADW_DIALOG (self), 560);
  frond_dialog_size_follow_text (ADW_DIALOG (self));
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, -1);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toast_overlay_set_child (self->toasts, page);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->toasts));
  adw_dialog_set_child (ADW_DIALOG (self), view);
  for (guint i = 0; i < N_LISTS; i++)
    {
      self->rows[i] = g_ptr_array_new ();
      self->groups[i] = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
      adw_preferences_group_set_title (self->groups[i], titles[i]);
      adw_preferences_group_set_description (self->groups[i], texts[i]);
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), self->groups[i]);
    }
}

AdwDialog *
frond_devices_dialog_new (FrondGuest *guest)
{
  FrondDevicesDialog *self = g_object_new (FROND_TYPE_DEVICES_DIALOG, NULL);

  self->guest = g_object_ref (guest);
  g_signal_connect_object (guest, "notify::state", G_CALLBACK (list), self, G_CONNECT_SWAPPED);
  list (self);
  return ADW_DIALOG (self);
}
