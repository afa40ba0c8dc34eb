/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-create-dialog.h"

#include "frond-advanced-row.h"
#include "frond-details-dialog.h"
#include "frond-dialog-size.h"
#include "frond-encryption-group.h"
#include "frond-error.h"
#include "frond-guest-picture.h"
#include "frond-guest-words.h"
#include "frond-guest.h"
#include "frond-hardware-group.h"
#include "frond-host-capabilities.h"
#include "frond-install-group.h"
#include "frond-machine-host.h"
#include "frond-machine-sources.h"
#include "frond-media-chooser.h"
#include "frond-media.h"
#include "frond-message.h"
#include "frond-name-group.h"
#include "frond-profile.h"
#include "frond-unlock.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

struct _FrondCreateDialog
{
  AdwDialog parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkWidget *cancel_button;
  GtkButton *start_button;
  GtkWidget *creating_spinner;
  AdwBanner *problem_banner;
  FrondGuestPicture *picture;
  GtkLabel *system_label;
  GtkLabel *file_label;
  GtkWidget *boot_label;
  FrondNameGroup *name_group;
  FrondInstallGroup *install_group;
  FrondEncryptionGroup *encryption_group;
  FrondHardwareGroup *hardware_group;
  FrondAdvancedRow *advanced_row;
  AdwStatusPage *error_page;
  GtkBox *error_box;
  GtkWidget *another_button;
  GtkWidget *error_details;

  /* Owned */
  FrondLibrary *library;
  GFile *file;
  FrondProfile *profile;
  FrondMessage *problem;
  GCancellable *cancellable; /* cancelled when the dialog goes */
  gboolean creating;
};

G_DEFINE_FINAL_TYPE (FrondCreateDialog, frond_create_dialog, ADW_TYPE_DIALOG)

static void detect (FrondCreateDialog *self, GFile *file);

static void
update_start_cb (FrondCreateDialog *self)
{
  gboolean form = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "form") == 0;

  gtk_widget_set_sensitive (GTK_WIDGET (self->start_button),
                            form && !self->creating && frond_name_group_get_valid (self->name_group) &&
                                frond_install_group_get_valid (self->install_group) &&
                                frond_encryption_group_get_valid (self->encryption_group));
  gtk_widget_set_visible (GTK_WIDGET (self->start_button), !self->creating);
  gtk_widget_set_visible (self->creating_spinner, self->creating);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), !self->creating);
  /* A machine that is half made cannot be left: it takes a moment. */
  gtk_widget_set_sensitive (self->cancel_button, !self->creating);
  adw_dialog_set_can_close (ADW_DIALOG (self), !self->creating);
}

static char *
file_name (FrondCreateDialog *self)
{
  g_autofree char *name = g_file_get_basename (self->file);

  return g_filename_display_name (name);
}

static void
show_page (FrondCreateDialog *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  update_start_cb (self);
}

static void
show_media_error (FrondCreateDialog *self, const GError *error)
{
  g_autofree char *name = file_name (self);
  g_autoptr (FrondMessage) message = frond_message_new (FROND_TASK_DETECT, name, error);
  g_autofree char *title = g_markup_escape_text (message->title, -1);

  adw_status_page_set_title (self->error_page, title);
  adw_status_page_set_description (self->error_page, message->body);
  if (self->error_details != NULL)
    gtk_box_remove (self->error_box, self->error_details);
  self->error_details = frond_details_expander_new (message->detail);
  gtk_box_append (self->error_box, self->error_details);
  show_page (self, "error");
  gtk_widget_grab_focus (self->another_button);
}

static void
fill_form (FrondCreateDialog *self, FrondMedia *media)
{
  FrondMachineHost *host = frond_library_choose_host (self->library, NULL);
  g_autoptr (FrondHostCapabilities) capabilities = frond_machine_host_dup_capabilities (host);
  g_autofree char *file = file_name (self);
  g_autofree char *name = NULL;
  GtkWidget *first;

  g_clear_object (&self->profile);
  self->profile = frond_media_suggest_profile (media, capabilities);
  name = frond_library_suggest_name (self->library, frond_profile_get_name (self->profile));

  frond_guest_picture_set_placeholder (self->picture, frond_profile_get_os_name (self->profile));
  gtk_label_set_label (self->system_label, frond_guest_words_system (self->profile));
  gtk_label_set_label (self->file_label, file);
  gtk_widget_set_visible (self->boot_label, !frond_media_get_bootable (media));
  frond_name_group_set_text (self->name_group, name);
  frond_install_group_set_media (self->install_group, media);
  frond_hardware_group_set_profile (self->hardware_group, self->profile, capabilities);
  frond_advanced_row_set_profile (self->advanced_row, self->profile, capabilities);

  show_page (self, "form");
  first = frond_install_group_get_first (self->install_group);
  adw_dialog_set_focus (ADW_DIALOG (self), first != NULL ? first : GTK_WIDGET (self->start_button));
}

static void
detected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondCreateDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondMedia) media = frond_media_detect_finish (result, &error);

  if (frond_error_is_cancelled (error) || self->library == NULL)
    return;

  if (media == NULL)
    show_media_error (self, error);
  else
    fill_form (self, media);
}

static void
detect (FrondCreateDialog *self, GFile *file)
{
  g_set_object (&self->file, file);
  show_page (self, "detecting");
  frond_media_detect_async (file, self->cancellable, detected_cb, g_object_ref (self));
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondCreateDialog) self = user_data;
  g_autoptr (GFile) file = frond_media_chooser_finish (result, NULL);

  if (file != NULL && self->library != NULL)
    detect (self, file);
}

static void
another_clicked_cb (FrondCreateDialog *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  frond_media_chooser_async (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->cancellable, chosen_cb,
                             g_object_ref (self));
}

static void
show_problem (FrondCreateDialog *self, const GError *error)
{
  g_clear_pointer (&self->problem, frond_message_free);
  self->problem = frond_message_new (FROND_TASK_CREATE, frond_profile_get_name (self->profile), error);
  adw_banner_set_title (self->problem_banner, self->problem->body);
  adw_banner_set_revealed (self->problem_banner, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), self->problem->body,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
problem_clicked_cb (FrondCreateDialog *self)
{
  if (self->problem != NULL)
    frond_details_dialog_present_message (self->problem, GTK_WIDGET (self));
}

/* SOURCES (may be NULL; taken) with the passphrase that was typed, or NULL with ERROR. */
static FrondMachineSources *
add_passphrase (FrondCreateDialog *self, FrondMachineSources *sources, GError **error)
{
  g_autoptr (FrondMachineSources) all = sources;
  int fd = frond_encryption_group_seal (self->encryption_group, error);

  if (fd >= 0 && all == NULL)
    all = frond_machine_sources_new ();
  if (fd >= 0)
    frond_machine_sources_set_passphrase (all, fd);
  return g_steal_pointer (&all);
}

/* The machine's name for the keyring is its uuid, which it has just got. */
static void
remember (FrondCreateDialog *self, FrondProfile *profile)
{
  g_autofd int fd = frond_encryption_group_get_remember (self->encryption_group)
                        ? frond_encryption_group_seal (self->encryption_group, NULL)
                        : -1;

  if (fd >= 0)
    frond_unlock_remember (profile, fd);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondCreateDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = frond_library_create_finish (FROND_LIBRARY (source), result, &error);

  self->creating = FALSE;
  if (self->library == NULL)
    return;

  if (guest == NULL)
    {
      update_start_cb (self);
      if (!frond_error_is_cancelled (error))
        show_problem (self, error);
      return;
    }

  remember (self, frond_guest_get_profile (guest));
  gtk_widget_activate_action (GTK_WIDGET (self), "app.start-guest", "s",
                              frond_profile_get_id (frond_guest_get_profile (guest)));
  adw_dialog_force_close (ADW_DIALOG (self));
}

/* A copy under new ids, so that a second try after a failure is not taken for the first. */
static void
create (FrondCreateDialog *self, FrondMachineSources *made)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondMachineSources) sources =
      add_passphrase (self, made != NULL ? g_object_ref (made) : NULL, &error);
  g_autoptr (FrondProfile) profile = frond_profile_copy_as_new (self->profile);
  g_autofree char *note = made != NULL ? frond_install_group_dup_note (self->install_group) : NULL;

  if (error != NULL)
    {
      self->creating = FALSE;
      update_start_cb (self);
      show_problem (self, error);
      return;
    }
  if (note != NULL)
    g_object_set (profile, "notes", note, NULL);
  frond_library_create_async (self->library, profile, sources, NULL, created_cb, g_object_ref (self));
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondCreateDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondMachineSources) sources =
      frond_install_group_prepare_finish (FROND_INSTALL_GROUP (source), result, &error);

  if (self->library == NULL)
    return;
  if (sources != NULL)
    {
      create (self, sources);
      return;
    }
  self->creating = FALSE;
  update_start_cb (self);
  /* Who would rather wait knows why nothing was made. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_problem (self, error);
}

static void
start_clicked_cb (FrondCreateDialog *self)
{
  adw_banner_set_revealed (self->problem_banner, FALSE);
  frond_profile_set_name (self->profile, frond_name_group_get_text (self->name_group));
  self->creating = TRUE;
  update_start_cb (self);

  if (frond_install_group_get_active (self->install_group))
    frond_install_group_prepare_async (self->install_group, frond_profile_get_name (self->profile),
                                       self->cancellable, prepared_cb, g_object_ref (self));
  else
    create (self, NULL);
}

static void
cancel_clicked_cb (FrondCreateDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
frond_create_dialog_closed (AdwDialog *dialog)
{
  FrondCreateDialog *self = FROND_CREATE_DIALOG (dialog);

  g_cancellable_cancel (self->cancellable);
  if (ADW_DIALOG_CLASS (frond_create_dialog_parent_class)->closed != NULL)
    ADW_DIALOG_CLASS (frond_create_dialog_parent_class)->closed (dialog);
}

static void
frond_create_dialog_dispose (GObject *object)
{
  FrondCreateDialog *self = FROND_CREATE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->library);
  g_clear_object (&self->file);
  g_clear_object (&self->profile);
  g_clear_pointer (&self->problem, frond_message_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_CREATE_DIALOG);
  G_OBJECT_CLASS (frond_create_dialog_parent_class)->dispose (object);
}

static void
frond_create_dialog_finalize (GObject *object)
{
  FrondCreateDialog *self = FROND_CREATE_DIALOG (object);

  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (frond_create_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, start_button);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, creating_spinner);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, problem_banner);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, picture);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, system_label);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, file_label);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, boot_label);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, name_group);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, install_group);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, encryption_group);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, hardware_group);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, advanced_row);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, error_page);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, FrondCreateDialog, another_button);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_start_cb);
  gtk_widget_class_bind_template_callback (widget_class, problem_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, another_clicked_cb);
}

static void
frond_create_dialog_class_init (FrondCreateDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = frond_create_dialog_dispose;
  object_class->finalize = frond_create_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = frond_create_dialog_closed;

  g_type_ensure (FROND_TYPE_GUEST_PICTURE);
  g_type_ensure (FROND_TYPE_NAME_GROUP);
  g_type_ensure (FROND_TYPE_INSTALL_GROUP);
  g_type_ensure (FROND_TYPE_ENCRYPTION_GROUP);
  g_type_ensure (FROND_TYPE_HARDWARE_GROUP);
  g_type_ensure (FROND_TYPE_ADVANCED_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-create-dialog.ui");
  bind_template (widget_class);
}

static void
frond_create_dialog_init (FrondCreateDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  frond_dialog_size_follow_text (ADW_DIALOG (self));
}

AdwDialog *
frond_create_dialog_new (FrondLibrary *library, GFile *file)
{
  FrondCreateDialog *self = g_object_new (FROND_TYPE_CREATE_DIALOG, NULL);

  self->library = g_object_ref (library);
  detect (self, file);

  return ADW_DIALOG (self);
}
