/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-import-dialog.h"

#include "frond-create-dialog.h"
#include "frond-details-dialog.h"
#include "frond-dialog-size.h"
#include "frond-encryption-group.h"
#include "frond-error.h"
#include "frond-guest-picture.h"
#include "frond-guest.h"
#include "frond-hardware-group.h"
#include "frond-host-capabilities.h"
#include "frond-import-job.h"
#include "frond-import-words.h"
#include "frond-import.h"
#include "frond-machine-host.h"
#include "frond-media-chooser.h"
#include "frond-message.h"
#include "frond-name-group.h"
#include "frond-profile.h"
#include "frond-unlock.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* What is known sooner needs no page that says "looking". */
#define PATIENCE_MS 400

struct _FrondImportDialog
{
  AdwDialog parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkWidget *cancel_button;
  GtkWidget *import_button;
  AdwBanner *problem_banner;
  FrondGuestPicture *picture;
  GtkLabel *title_label;
  GtkLabel *system_label;
  FrondNameGroup *name_group;
  FrondHardwareGroup *hardware_group;
  FrondEncryptionGroup *encryption_group;
  AdwPreferencesGroup *disks_group;
  AdwSwitchRow *start_row;
  GtkProgressBar *progress_bar;
  AdwStatusPage *error_page;
  GtkBox *error_box;
  GtkWidget *another_button;
  GtkWidget *error_details;

  /* Owned */
  FrondLibrary *library;
  GtkWidget *over; /* what it is presented over */
  GFile *file;
  FrondImport *import;
  FrondProfile *profile;
  FrondMessage *problem;
  GPtrArray *disk_rows;
  GCancellable *cancellable; /* of looking at the file; cancelled when the dialog goes */
  GCancellable *importing;   /* NULL while it is not */
  guint timer;
  gboolean presented;
};

G_DEFINE_FINAL_TYPE (FrondImportDialog, frond_import_dialog, ADW_TYPE_DIALOG)

static void
present (FrondImportDialog *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->presented || self->over == NULL)
    return;
  self->presented = TRUE;
  adw_dialog_present (ADW_DIALOG (self), self->over);
}

static void
patience_cb (gpointer user_data)
{
  FrondImportDialog *self = user_data;

  self->timer = 0;
  present (self);
}

static void
update_import_cb (FrondImportDialog *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);

  gtk_widget_set_visible (self->import_button, g_strcmp0 (page, "form") == 0);
  gtk_widget_set_sensitive (self->import_button,
                            frond_name_group_get_valid (self->name_group) &&
                                frond_encryption_group_get_valid (self->encryption_group));
}

static void
show_page (FrondImportDialog *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  adw_dialog_set_can_close (ADW_DIALOG (self), !g_str_equal (name, "importing"));
  update_import_cb (self);
}

static char *
file_name (FrondImportDialog *self)
{
  g_autofree char *name = g_file_get_basename (self->file);

  return g_filename_display_name (name);
}

static void
show_error (FrondImportDialog *self, FrondTask task, const char *subject, const GError *error)
{
  g_autoptr (FrondMessage) message = frond_message_new (task, subject, error);
  g_autofree char *title = g_markup_escape_text (message->title, -1);

  adw_status_page_set_title (self->error_page, title);
  adw_status_page_set_description (self->error_page, message->body);
  if (self->error_details != NULL)
    gtk_box_remove (self->error_box, self->error_details);
  self->error_details = frond_details_expander_new (message->detail);
  gtk_box_append (self->error_box, self->error_details);
  show_page (self, "error");
  present (self);
  gtk_widget_grab_focus (self->another_button);
}

/* --- the form --------------------------------------------------------------------------------------------------- */

static void
fill_disks (FrondImportDialog *self)
{
  for (guint i = 0; i < self->disk_rows->len; i++)
    adw_preferences_group_remove (self->disks_group, g_ptr_array_index (self->disk_rows, i));
  g_ptr_array_set_size (self->disk_rows, 0);

  for (guint i = 0; i < frond_import_get_n_disks (self->import); i++)
    {
      const FrondImportDisk *disk = frond_import_get_disk (self->import, i);
      g_autofree char *words = frond_import_words_disk (disk);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), disk->name);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("drive-harddisk-symbolic"));
      adw_preferences_group_add (self->disks_group, row);
      g_ptr_array_add (self->disk_rows, row);
    }
}

static void
show_room (FrondImportDialog *self, guint64 free)
{
  g_autofree char *words = frond_import_words_copy (self->import, free);
  g_autofree char *left = frond_import_words_left (self->import);
  g_autofree char *all = left != NULL ? g_strjoin ("\n", words, left, NULL) : g_strdup (words);
  g_autofree char *warning = NULL;

  adw_preferences_group_set_description (self->disks_group, all);
  if (free == 0 || frond_import_get_room (self->import) <= free)
    return;
  warning = frond_import_words_room (self->import, free);
  adw_banner_set_title (self->problem_banner, warning);
  adw_banner_set_button_label (self->problem_banner, NULL);
  adw_banner_set_revealed (self->problem_banner, TRUE);
}

static void
room_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondImportDialog) self = user_data;
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info_finish (G_FILE (source), result, NULL);

  if (info != NULL && self->import != NULL)
    show_room (self, g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE));
}

static void
ask_room (FrondImportDialog *self)
{
  g_autoptr (GFile) folder = g_file_new_for_path (g_get_user_data_dir ());

  adw_banner_set_revealed (self->problem_banner, FALSE);
  show_room (self, 0);
  g_file_query_filesystem_info_async (folder, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, G_PRIORITY_DEFAULT,
                                      self->cancellable, room_cb, g_object_ref (self));
}

static void
fill_form (FrondImportDialog *self)
{
  FrondMachineHost *host = frond_library_choose_host (self->library, NULL);
  g_autoptr (FrondHostCapabilities) capabilities = frond_machine_host_dup_capabilities (host);
  g_autofree char *title = frond_import_words_title (self->import);
  g_autofree char *name = NULL;

  g_clear_object (&self->profile);
  self->profile = frond_import_suggest_profile (self->import, capabilities);
  name = frond_library_suggest_name (self->library, frond_profile_get_name (self->profile));

  frond_guest_picture_set_placeholder (self->picture, frond_profile_get_os_name (self->profile));
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->system_label, frond_import_get_os_name (self->import));
  gtk_widget_set_visible (GTK_WIDGET (self->system_label), *frond_import_get_os_name (self->import) != '\0');
  frond_name_group_set_text (self->name_group, name);
  frond_hardware_group_set_profile (self->hardware_group, self->profile, capabilities);
  /* One that is encrypted stays so. */
  gtk_widget_set_visible (GTK_WIDGET (self->encryption_group), !frond_import_get_encrypted (self->import));
  fill_disks (self);
  ask_room (self);

  show_page (self, "form");
  present (self);
  adw_dialog_set_focus (ADW_DIALOG (self), self->import_button);
}

/* --- looking ---------------------------------------------------------------------------------------------------- */

static void
hand_over (FrondImportDialog *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->over != NULL)
    adw_dialog_present (frond_create_dialog_new (self->library, self->file), self->over);
  if (self->presented)
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
detected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondImport) import = frond_import_detect_finish (result, &error);
  g_autofree char *name = NULL;

  if (frond_error_is_cancelled (error) || self->library == NULL)
    return;

  name = file_name (self);
  g_set_object (&self->import, import);
  if (import == NULL)
    show_error (self, FROND_TASK_DETECT, name, error);
  else if (frond_import_get_kind (import) == FROND_IMPORT_DISC)
    hand_over (self);
  else if (frond_import_get_problem (import) != 0)
    {
      frond_set_error (&error, (FrondError) frond_import_get_problem (import), "disks", "%s", name);
      show_error (self, FROND_TASK_IMPORT, frond_import_get_name (import), error);
    }
  else
    fill_form (self);
}

static void
detect (FrondImportDialog *self, GFile *file)
{
  g_set_object (&self->file, file);
  show_page (self, "detecting");
  frond_import_detect_async (file, self->cancellable, detected_cb, g_object_ref (self));
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondImportDialog) self = user_data;
  g_autoptr (GFile) file = frond_media_chooser_finish (result, NULL);

  if (file != NULL && self->library != NULL)
    detect (self, file);
}

static void
another_clicked_cb (FrondImportDialog *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  frond_media_chooser_async (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->cancellable, chosen_cb,
                             g_object_ref (self));
}

/* --- importing -------------------------------------------------------------------------------------------------- */

static void
progress_cb (double fraction, gpointer user_data)
{
  FrondImportDialog *self = user_data;

  /* Its window may be gone before the import has heard that it is to stop. */
  if (self->library != NULL)
    gtk_progress_bar_set_fraction (self->progress_bar, fraction);
}

static void
show_problem (FrondImportDialog *self, const GError *error)
{
  g_clear_pointer (&self->problem, frond_message_free);
  self->problem = frond_message_new (FROND_TASK_IMPORT, frond_profile_get_name (self->profile), error);
  adw_banner_set_title (self->problem_banner, self->problem->body);
  adw_banner_set_button_label (self->problem_banner, _ ("_Details"));
  adw_banner_set_revealed (self->problem_banner, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), self->problem->body,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
problem_clicked_cb (FrondImportDialog *self)
{
  if (self->problem != NULL)
    frond_details_dialog_present_message (self->problem, GTK_WIDGET (self));
}

/* The machine's name for the keyring is its uuid, which it has just got. */
static void
remember (FrondImportDialog *self, FrondProfile *profile)
{
  g_autofd int fd = frond_encryption_group_get_remember (self->encryption_group)
                        ? frond_encryption_group_seal (self->encryption_group, NULL)
                        : -1;

  if (fd >= 0)
    frond_unlock_remember (profile, fd);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = frond_import_job_finish (result, &error);

  g_clear_object (&self->importing);
  if (self->library == NULL)
    return;

  if (guest == NULL)
    {
      show_page (self, "form");
      gtk_widget_set_sensitive (self->cancel_button, TRUE);
      if (!frond_error_is_cancelled (error))
        show_problem (self, error);
      return;
    }

  remember (self, frond_guest_get_profile (guest));
  if (adw_switch_row_get_active (self->start_row))
    gtk_widget_activate_action (GTK_WIDGET (self), "app.start-guest", "s",
                                frond_profile_get_id (frond_guest_get_profile (guest)));
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
import_clicked_cb (FrondImportDialog *self)
{
  g_autoptr (FrondProfile) profile = NULL;
  g_autoptr (GError) error = NULL;
  g_autofd int passphrase = frond_encryption_group_seal (self->encryption_group, &error);

  adw_banner_set_revealed (self->problem_banner, FALSE);
  frond_profile_set_name (self->profile, frond_name_group_get_text (self->name_group));
  if (error != NULL)
    {
      /* Never in the clear for want of memory. */
      show_problem (self, error);
      return;
    }
  /* A copy under new ids, so that a second try after a failure is not taken for the first. */
  profile = frond_profile_copy_as_new (self->profile);
  self->importing = g_cancellable_new ();
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  show_page (self, "importing");
  frond_import_job_async (self->library, self->import, profile, g_steal_fd (&passphrase), progress_cb, self,
                          self->importing, imported_cb, g_object_ref (self));
}

/* The first press stops the import, and says so by going back to the form. */
static void
cancel_clicked_cb (FrondImportDialog *self)
{
  if (self->importing == NULL)
    {
      adw_dialog_close (ADW_DIALOG (self));
      return;
    }
  gtk_widget_set_sensitive (self->cancel_button, FALSE);
  g_cancellable_cancel (self->importing);
}

static void
frond_import_dialog_close_attempt (AdwDialog *dialog)
{
  cancel_clicked_cb (FROND_IMPORT_DIALOG (dialog));
}

static void
frond_import_dialog_closed (AdwDialog *dialog)
{
  FrondImportDialog *self = FROND_IMPORT_DIALOG (dialog);

  g_cancellable_cancel (self->cancellable);
  if (ADW_DIALOG_CLASS (frond_import_dialog_parent_class)->closed != NULL)
    ADW_DIALOG_CLASS (frond_import_dialog_parent_class)->closed (dialog);
}

static void
frond_import_dialog_dispose (GObject *object)
{
  FrondImportDialog *self = FROND_IMPORT_DIALOG (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->importing != NULL)
    g_cancellable_cancel (self->importing);
  g_clear_object (&self->library);
  g_clear_weak_pointer (&self->over);
  g_clear_object (&self->file);
  g_clear_object (&self->import);
  g_clear_object (&self->profile);
  g_clear_pointer (&self->problem, frond_message_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_IMPORT_DIALOG);
  G_OBJECT_CLASS (frond_import_dialog_parent_class)->dispose (object);
}

static void
frond_import_dialog_finalize (GObject *object)
{
  FrondImportDialog *self = FROND_IMPORT_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->importing);
  g_clear_pointer (&self->disk_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (frond_import_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, import_button);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, problem_banner);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, picture);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, title_label);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, system_label);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, name_group);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, hardware_group);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, encryption_group);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, disks_group);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, start_row);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, error_page);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, FrondImportDialog, another_button);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_import_cb);
  gtk_widget_class_bind_template_callback (widget_class, problem_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, another_clicked_cb);
}

static void
frond_import_dialog_class_init (FrondImportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = frond_import_dialog_dispose;
  object_class->finalize = frond_import_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = frond_import_dialog_closed;
  ADW_DIALOG_CLASS (klass)->close_attempt = frond_import_dialog_close_attempt;

  g_type_ensure (FROND_TYPE_GUEST_PICTURE);
  g_type_ensure (FROND_TYPE_NAME_GROUP);
  g_type_ensure (FROND_TYPE_HARDWARE_GROUP);
  g_type_ensure (FROND_TYPE_ENCRYPTION_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-import-dialog.ui");
  bind_template (widget_class);
}

static void
frond_import_dialog_init (FrondImportDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->disk_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  frond_dialog_size_follow_text (ADW_DIALOG (self));
}

void
frond_import_dialog_open (FrondLibrary *library, GFile *file, GtkWidget *parent)
{
  /* Whoever waits for the file holds it until it is presented. */
  g_autoptr (FrondImportDialog) self = g_object_ref_sink (g_object_new (FROND_TYPE_IMPORT_DIALOG, NULL));

  self->library = g_object_ref (library);
  g_set_weak_pointer (&self->over, parent);
  self->timer = g_timeout_add_once (PATIENCE_MS, patience_cb, self);
  detect (self, file);
}
