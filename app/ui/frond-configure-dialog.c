/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-configure-dialog.h"

#include "frond-advanced-row.h"
#include "frond-catalogue-mark.h"
#include "frond-catalogue-use.h"
#include "frond-catalogue-words.h"
#include "frond-catalogue.h"
#include "frond-desktop-group.h"
#include "frond-details-dialog.h"
#include "frond-dialog-size.h"
#include "frond-encryption-group.h"
#include "frond-hardware-group.h"
#include "frond-host-capabilities.h"
#include "frond-machine-host.h"
#include "frond-name-group.h"
#include "frond-profile.h"

#include <glib/gstdio.h>

struct _FrondConfigureDialog
{
  AdwDialog parent_instance;

  /* Template widgets */
  GtkWidget *launch_button;
  GtkStack *stack;
  FrondCatalogueMark *mark;
  GtkLabel *system_label;
  GtkLabel *facts_label;
  FrondNameGroup *name_group;
  FrondDesktopGroup *desktop_group;
  FrondHardwareGroup *hardware_group;
  FrondEncryptionGroup *encryption_group;
  FrondAdvancedRow *advanced_row;

  /* Owned */
  FrondCatalogueEntry *entry;
  FrondHostCapabilities *capabilities; /* or NULL */
  FrondProfile *wishes;                /* NULL until it is known what suits */
  GCancellable *cancellable;           /* cancelled when the dialog goes */
  int passphrase;                      /* while the signal is out */
};

G_DEFINE_FINAL_TYPE (FrondConfigureDialog, frond_configure_dialog, ADW_TYPE_DIALOG)

enum
{
  LAUNCH,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
update_launch_cb (FrondConfigureDialog *self)
{
  gtk_widget_set_sensitive (self->launch_button,
                            self->wishes != NULL && frond_name_group_get_valid (self->name_group) &&
                                frond_encryption_group_get_valid (self->encryption_group));
}

static void
desktop_changed_cb (FrondConfigureDialog *self)
{
  frond_hardware_group_set_profile (self->hardware_group, self->wishes, self->capabilities);
}

static void
suggested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondConfigureDialog) self = user_data;
  g_autoptr (FrondProfile) wishes =
      frond_catalogue_entry_suggest_finish (FROND_CATALOGUE_ENTRY (source), result, NULL);

  /* Only a dialog that has gone gets none. */
  if (wishes == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;

  self->wishes = g_steal_pointer (&wishes);
  if (frond_catalogue_entry_get_kind (self->entry) == FROND_CATALOGUE_CLOUD_IMAGE)
    frond_desktop_group_set_profile (self->desktop_group, self->wishes, self->capabilities);
  desktop_changed_cb (self);
  frond_advanced_row_set_profile (self->advanced_row, self->wishes, self->capabilities);
  gtk_stack_set_visible_child_name (self->stack, "form");
  update_launch_cb (self);
  adw_dialog_set_focus (ADW_DIALOG (self), self->launch_button);
}

static void
launch_clicked_cb (FrondConfigureDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autofd int passphrase = frond_encryption_group_seal (self->encryption_group, &error);
  g_autoptr (FrondMessage) message = NULL;

  frond_profile_set_name (self->wishes, frond_name_group_get_text (self->name_group));
  if (error != NULL)
    {
      /* Never in the clear for want of memory. */
      message = frond_message_new (FROND_TASK_LAUNCH, frond_profile_get_name (self->wishes), error);
      frond_details_dialog_present_message (message, GTK_WIDGET (self));
      return;
    }
  self->passphrase = g_steal_fd (&passphrase);
  g_signal_emit (self, signals[LAUNCH], 0, self->entry, self->wishes);
  g_clear_fd (&self->passphrase, NULL);
  adw_dialog_close (ADW_DIALOG (self));
}

int
frond_configure_dialog_steal_passphrase (FrondConfigureDialog *self, gboolean *remember)
{
  g_return_val_if_fail (FROND_IS_CONFIGURE_DIALOG (self), -1);

  *remember = frond_encryption_group_get_remember (self->encryption_group);
  return g_steal_fd (&self->passphrase);
}

static void
cancel_clicked_cb (FrondConfigureDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
frond_configure_dialog_closed (AdwDialog *dialog)
{
  FrondConfigureDialog *self = FROND_CONFIGURE_DIALOG (dialog);

  g_cancellable_cancel (self->cancellable);
  if (ADW_DIALOG_CLASS (frond_configure_dialog_parent_class)->closed != NULL)
    ADW_DIALOG_CLASS (frond_configure_dialog_parent_class)->closed (dialog);
}

static void
frond_configure_dialog_dispose (GObject *object)
{
  FrondConfigureDialog *self = FROND_CONFIGURE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_CONFIGURE_DIALOG);
  G_OBJECT_CLASS (frond_configure_dialog_parent_class)->dispose (object);
}

static void
frond_configure_dialog_finalize (GObject *object)
{
  FrondConfigureDialog *self = FROND_CONFIGURE_DIALOG (object);

  g_clear_object (&self->entry);
  g_clear_object (&self->wishes);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->capabilities, frond_host_capabilities_unref);
  G_OBJECT_CLASS (frond_configure_dialog_parent_class)->finalize (object);
}

static void
frond_configure_dialog_class_init (FrondConfigureDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = frond_configure_dialog_dispose;
  object_class->finalize = frond_configure_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = frond_configure_dialog_closed;

  signals[LAUNCH] = g_signal_new ("launch", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, FROND_TYPE_CATALOGUE_ENTRY, FROND_TYPE_PROFILE);

  g_type_ensure (FROND_TYPE_CATALOGUE_MARK);
  g_type_ensure (FROND_TYPE_NAME_GROUP);
  g_type_ensure (FROND_TYPE_DESKTOP_GROUP);
  g_type_ensure (FROND_TYPE_HARDWARE_GROUP);
  g_type_ensure (FROND_TYPE_ADVANCED_ROW);
  g_type_ensure (FROND_TYPE_ENCRYPTION_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-configure-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondConfigureDialog, launch_button);
  gtk_widget_class_bind_template_child (widget_class, FrondConfigureDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, FrondConfigureDialog, mark);
  gtk_widget_class_bind_template_child (widget_class, FrondConfigureDialog, system_label);
  gtk_widget_class_bind_template_child (widget_class, FrondConfigureDialog, facts_label);
  gtk_widget_class_bind_template_child (widget_class, FrondConfigureDialog, name_group);
  gtk_widget_class_bind_template_child (widget_class, FrondConfigureDialog, desktop_group);
  gtk_widget_class_bind_template_child (widget_class, FrondConfigureDialog, hardware_group);
  gtk_widget_class_bind_template_child (widget_class, FrondConfigureDialog, encryption_group);
  gtk_widget_class_bind_template_child (widget_class, FrondConfigureDialog, advanced_row);
  gtk_widget_class_bind_template_callback (widget_class, update_launch_cb);
  gtk_widget_class_bind_template_callback (widget_class, desktop_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, launch_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
}

static void
frond_configure_dialog_init (FrondConfigureDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->passphrase = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  frond_dialog_size_follow_text (ADW_DIALOG (self));
}

AdwDialog *
frond_configure_dialog_new (FrondLibrary *library, FrondLauncher *launcher, FrondCatalogueEntry *entry)
{
  FrondConfigureDialog *self = g_object_new (FROND_TYPE_CONFIGURE_DIALOG, NULL);
  g_autofree char *name = frond_launcher_suggest_name (launcher, frond_catalogue_entry_get_name (entry));
  g_autofree char *facts = frond_catalogue_words_facts (entry, frond_catalogue_get_host_arch ());

  self->entry = g_object_ref (entry);
  self->capabilities = frond_machine_host_dup_capabilities (frond_library_choose_host (library, NULL));
  frond_catalogue_mark_set (self->mark, frond_catalogue_entry_get_mark_text (entry),
                            frond_catalogue_entry_get_mark_color (entry));
  gtk_label_set_label (self->system_label, frond_catalogue_entry_get_name (entry));
  gtk_label_set_label (self->facts_label, facts);
  frond_name_group_set_text (self->name_group, name);
  frond_catalogue_entry_suggest_async (entry, NULL, self->capabilities, self->cancellable, suggested_cb,
                                       g_object_ref (self));

  return ADW_DIALOG (self);
}
