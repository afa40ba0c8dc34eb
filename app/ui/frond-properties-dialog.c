/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-properties-dialog.h"

#include "frond-advanced-row.h"
#include "frond-combo-words.h"
#include "frond-details-dialog.h"
#include "frond-dialog-size.h"
#include "frond-fates-group.h"
#include "frond-gl-words.h"
#include "frond-guest-words.h"
#include "frond-hardware-group.h"
#include "frond-host-capabilities.h"
#include "frond-machine-host.h"
#include "frond-machine-rules.h"
#include "frond-media-chooser.h"
#include "frond-models.h"
#include "frond-move-dialog.h"
#include "frond-name-group.h"
#include "frond-network-row.h"
#include "frond-place-group.h"
#include "frond-profile.h"
#include "frond-sharing-group.h"

#include <glib/gi18n.h>

#define MAX_NOTES_BYTES 1024

struct _FrondPropertiesDialog
{
  AdwPreferencesDialog parent_instance;

  /* Template widgets */
  AdwPreferencesPage *page;
  FrondNameGroup *name_group;
  FrondHardwareGroup *hardware_group;
  GtkWidget *devices_group;
  FrondFatesGroup *fates_group;
  FrondSharingGroup *sharing_group;
  AdwComboRow *accel_row;
  AdwSwitchRow *gl_row;
  AdwSpinRow *screens_row;
  FrondNetworkRow *network_row;
  FrondPlaceGroup *place_group;
  FrondAdvancedRow *advanced_row;
  AdwActionRow *disk_row;
  AdwActionRow *media_row;
  GtkWidget *eject_button;
  AdwSwitchRow *boot_media_row;
  GtkTextView *notes_view;

  /* Owned */
  FrondLibrary *library;
  FrondGuest *guest;
  FrondProfile *changed; /* a copy that the rows edit */
  gboolean filling;
  gboolean dirty;
};

G_DEFINE_FINAL_TYPE (FrondPropertiesDialog, frond_properties_dialog, ADW_TYPE_PREFERENCES_DIALOG)

/* What the update outlives the dialog with. */
typedef struct
{
  GtkWidget *parent;
  char *name;
} Update;

static void
mark_dirty (FrondPropertiesDialog *self)
{
  self->dirty = self->dirty || !self->filling;
}

static gboolean
is_changed_by_person (FrondPropertiesDialog *self)
{
  return self->changed != NULL && !self->filling;
}

static void
name_changed_cb (FrondPropertiesDialog *self)
{
  if (!is_changed_by_person (self) || !frond_name_group_get_valid (self->name_group))
    return;

  frond_profile_set_name (self->changed, frond_name_group_get_text (self->name_group));
  mark_dirty (self);
}

static void
hardware_changed_cb (FrondPropertiesDialog *self)
{
  mark_dirty (self);
}

/* What was changed is written when this dialog closes, and then the machine moves as it is. */
static void
move_requested_cb (FrondPropertiesDialog *self)
{
  GtkWidget *parent = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  AdwDialog *dialog = frond_move_dialog_new (self->library, self->guest);

  adw_dialog_close (ADW_DIALOG (self));
  adw_dialog_present (dialog, parent);
}

static void
accel_changed_cb (FrondPropertiesDialog *self)
{
  if (!is_changed_by_person (self))
    return;

  g_object_set (self->changed, "accel", adw_combo_row_get_selected (self->accel_row), NULL);
  mark_dirty (self);
}

static void
gl_changed_cb (FrondPropertiesDialog *self)
{
  if (!is_changed_by_person (self))
    return;

  g_object_set (self->changed, "gl", adw_switch_row_get_active (self->gl_row), NULL);
  mark_dirty (self);
}

static void
screens_changed_cb (FrondPropertiesDialog *self)
{
  if (!is_changed_by_person (self))
    return;

  g_object_set (self->changed, "heads", (guint) adw_spin_row_get_value (self->screens_row), NULL);
  mark_dirty (self);
}

static void
boot_media_changed_cb (FrondPropertiesDialog *self)
{
  if (!is_changed_by_person (self))
    return;

  frond_profile_set_boot_media (self->changed, adw_switch_row_get_active (self->boot_media_row));
  mark_dirty (self);
}

/* At most as many bytes as a machine's notes may have, cut between two characters. */
static char *
dup_notes (FrondPropertiesDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->notes_view);
  g_autofree char *text = NULL;
  GtkTextIter start, end;
  const char *cut;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  if (strlen (text) <= MAX_NOTES_BYTES)
    return g_steal_pointer (&text);

  cut = g_utf8_find_prev_char (text, text + MAX_NOTES_BYTES + 1);
  return g_strndup (text, (gsize) (cut - text));
}

static void
notes_changed_cb (FrondPropertiesDialog *self)
{
  g_autofree char *notes = NULL;

  if (!is_changed_by_person (self))
    return;

  notes = dup_notes (self);
  g_object_set (self->changed, "notes", notes, NULL);
  mark_dirty (self);
}

static void
fill_media (FrondPropertiesDialog *self)
{
  const char *uri = frond_profile_get_media_uri (frond_guest_get_profile (self->guest));
  gboolean has_media = uri != NULL && *uri != '\0';
  g_autofree char *name = NULL;

  if (has_media)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uri);

      name = g_file_get_parse_name (file);
    }

  adw_action_row_set_subtitle (self->media_row, has_media ? name : C_ ("disc", "None"));
  gtk_widget_set_visible (self->eject_button, has_media);
  gtk_widget_set_sensitive (GTK_WIDGET (self->boot_media_row), has_media);
}

static void
tell_media_error (FrondPropertiesDialog *self, const GError *error)
{
  g_autoptr (FrondMessage) message =
      frond_message_new (FROND_TASK_MEDIA, frond_profile_get_name (frond_guest_get_profile (self->guest)),
                         error);

  frond_details_dialog_present_message (message, GTK_WIDGET (self));
}

static void
media_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondPropertiesDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = frond_guest_set_media_finish (FROND_GUEST (source), result, &error);

  if (self->guest == NULL)
    return;

  if (!ok)
    tell_media_error (self, error);

  /* The rest of the copy is kept; the medium is applied at once, since it is a thing one puts in and takes out. */
  frond_profile_set_media_uri (self->changed,
                               frond_profile_get_media_uri (frond_guest_get_profile (self->guest)));
  fill_media (self);
}

static void
set_media (FrondPropertiesDialog *self, GFile *file)
{
  frond_guest_set_media_async (self->guest, file, NULL, media_set_cb, g_object_ref (self));
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondPropertiesDialog) self = user_data;
  g_autoptr (GFile) file = frond_media_chooser_finish (result, NULL);

  if (file != NULL && self->guest != NULL)
    set_media (self, file);
}

static void
choose_clicked_cb (FrondPropertiesDialog *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  frond_media_chooser_async (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, chosen_cb,
                             g_object_ref (self));
}

static void
eject_clicked_cb (FrondPropertiesDialog *self)
{
  set_media (self, NULL);
}

/* What the machine's model is without the helper would refuse. */
static void
fill_by_model (FrondPropertiesDialog *self, FrondHostCapabilities *capabilities)
{
  const FrondModelRules *rules = frond_models_get (frond_machine_rules_resolve (self->changed));
  guint heads = frond_profile_get_heads (self->changed);

  frond_gl_words_fill_row (self->gl_row, self->changed, capabilities);
  if (!rules->gl)
    {
      adw_switch_row_set_active (self->gl_row, FALSE);
      gtk_widget_set_sensitive (GTK_WIDGET (self->gl_row), FALSE);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->gl_row), _ ("Not part of this machine model"));
    }

  gtk_adjustment_set_upper (adw_spin_row_get_adjustment (self->screens_row), MAX (rules->max_heads, heads));
  adw_spin_row_set_value (self->screens_row, heads);
  gtk_widget_set_sensitive (GTK_WIDGET (self->screens_row), rules->max_heads > 1 || heads > 1);
}

/* The model decides what else there can be. */
static void
model_changed_cb (FrondPropertiesDialog *self)
{
  g_autoptr (FrondHostCapabilities) capabilities =
      frond_machine_host_dup_capabilities (frond_guest_get_host (self->guest));

  if (!is_changed_by_person (self))
    return;
  mark_dirty (self);
  self->filling = TRUE;
  fill_by_model (self, capabilities);
  self->filling = FALSE;
}

/* What was saved goes on with what it had: its host says no to anything else. */
static void
hold_hardware (FrondPropertiesDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->hardware_group), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->devices_group), FALSE);
}

static void
fill (FrondPropertiesDialog *self)
{
  FrondMachineHost *host = frond_guest_get_host (self->guest);
  g_autoptr (FrondHostCapabilities) capabilities = frond_machine_host_dup_capabilities (host);
  FrondProfile *profile = self->changed;
  g_autofree char *disk = frond_guest_words_size (frond_profile_get_disk_size (profile));
  const char *notes = frond_profile_get_notes (profile);

  self->filling = TRUE;
  frond_name_group_set_text (self->name_group, frond_profile_get_name (profile));
  frond_hardware_group_set_profile (self->hardware_group, profile, capabilities);
  frond_fates_group_set_profile (self->fates_group, profile, frond_guest_get_mode (self->guest));
  adw_combo_row_set_selected (self->accel_row, frond_profile_get_accel (profile));
  fill_by_model (self, capabilities);
  frond_advanced_row_set_profile (self->advanced_row, profile, capabilities);
  frond_network_row_set_profile (self->network_row, profile, host);
  adw_action_row_set_subtitle (self->disk_row,
                               frond_profile_get_disk_size (profile) > 0 ? disk : C_ ("disk", "None"));
  adw_switch_row_set_active (self->boot_media_row, frond_profile_get_boot_media (profile));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->notes_view), notes != NULL ? notes : "", -1);
  fill_media (self);
  if (frond_guest_is_on (self->guest))
    adw_preferences_page_set_description (
        self->page, _ ("The machine is running. Changes of its hardware apply at its next "
                       "start."));
  else if (frond_guest_is_saved (self->guest))
    {
      hold_hardware (self);
      adw_preferences_page_set_description (
          self->page,
          _ ("The machine is saved with its hardware, which can be changed when it has been shut down."));
    }
  self->filling = FALSE;
}

static void
updated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Update *update = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_library_update_finish (FROND_LIBRARY (source), result, &error))
    {
      g_autoptr (FrondMessage) message = frond_message_new (FROND_TASK_CHANGE, update->name, error);

      frond_details_dialog_present_message (message, update->parent);
    }

  g_object_unref (update->parent);
  g_free (update->name);
  g_free (update);
}

static void
frond_properties_dialog_closed (AdwDialog *dialog)
{
  FrondPropertiesDialog *self = FROND_PROPERTIES_DIALOG (dialog);

  if (self->dirty)
    {
      Update *update = g_new0 (Update, 1);

      update->parent = g_object_ref (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))));
      update->name = g_strdup (frond_profile_get_name (frond_guest_get_profile (self->guest)));
      self->dirty = FALSE;
      frond_library_update_async (self->library, self->guest, self->changed, NULL, updated_cb, update);
    }

  if (ADW_DIALOG_CLASS (frond_properties_dialog_parent_class)->closed != NULL)
    ADW_DIALOG_CLASS (frond_properties_dialog_parent_class)->closed (dialog);
}

static void
frond_properties_dialog_dispose (GObject *object)
{
  FrondPropertiesDialog *self = FROND_PROPERTIES_DIALOG (object);

  g_clear_object (&self->library);
  g_clear_object (&self->guest);
  g_clear_object (&self->changed);
  /* libadwaita 1.7 does not free what is in a dialog that was closed, and parts of this hold the library and the guest. */
  if (self->page != NULL)
    adw_preferences_dialog_remove (ADW_PREFERENCES_DIALOG (self), self->page);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_PROPERTIES_DIALOG);
  G_OBJECT_CLASS (frond_properties_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, page);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, name_group);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, hardware_group);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, fates_group);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, sharing_group);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, accel_row);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, gl_row);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, screens_row);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, network_row);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, advanced_row);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, devices_group);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, place_group);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, disk_row);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, media_row);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, eject_button);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, boot_media_row);
  gtk_widget_class_bind_template_child (widget_class, FrondPropertiesDialog, notes_view);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, hardware_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, accel_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, gl_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, screens_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, model_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, move_requested_cb);
  gtk_widget_class_bind_template_callback (widget_class, boot_media_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, eject_clicked_cb);
}

static void
frond_properties_dialog_class_init (FrondPropertiesDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = frond_properties_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = frond_properties_dialog_closed;

  g_type_ensure (FROND_TYPE_NAME_GROUP);
  g_type_ensure (FROND_TYPE_HARDWARE_GROUP);
  g_type_ensure (FROND_TYPE_FATES_GROUP);
  g_type_ensure (FROND_TYPE_SHARING_GROUP);
  g_type_ensure (FROND_TYPE_NETWORK_ROW);
  g_type_ensure (FROND_TYPE_ADVANCED_ROW);
  g_type_ensure (FROND_TYPE_PLACE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/me/phyllo/Frond/ui/frond-properties-dialog.ui");
  bind_template (widget_class);
}

static void
frond_properties_dialog_init (FrondPropertiesDialog *self)
{
  const char *const accels[] = { frond_guest_words_accel (FROND_ACCEL_AUTO),
                                 frond_guest_words_accel (FROND_ACCEL_KVM),
                                 frond_guest_words_accel (FROND_ACCEL_SOFTWARE), NULL };
  g_autoptr (GtkStringList) names = gtk_string_list_new (accels);

  gtk_widget_init_template (GTK_WIDGET (self));
  frond_dialog_size_follow_text (ADW_DIALOG (self));
  adw_combo_row_set_model (self->accel_row, G_LIST_MODEL (names));
  frond_advanced_row_set_for_machine (self->advanced_row);
  g_signal_connect_object (gtk_text_view_get_buffer (self->notes_view), "changed",
                           G_CALLBACK (notes_changed_cb), self, G_CONNECT_SWAPPED);
}

AdwDialog *
frond_properties_dialog_new (FrondLibrary *library, FrondGuest *guest)
{
  FrondPropertiesDialog *self = g_object_new (FROND_TYPE_PROPERTIES_DIALOG, NULL);

  self->library = g_object_ref (library);
  self->guest = g_object_ref (guest);
  self->changed = frond_profile_copy (frond_guest_get_profile (guest));
  frond_sharing_group_set_guest (self->sharing_group, library, guest);
  /* What is shared applies at once; the rest of the copy does not take it back. */
  for (const char *const *name =
           (const char *const[]) { "clipboard", "share-selection", "sound", "microphone", NULL };
       *name != NULL; name++)
    g_object_bind_property (frond_guest_get_profile (guest), *name, self->changed, *name, G_BINDING_DEFAULT);
  frond_place_group_set_guest (self->place_group, library, guest, self->changed);
  fill (self);

  return ADW_DIALOG (self);
}

void
frond_properties_dialog_set_session (FrondPropertiesDialog *self, FrondSession *session)
{
  g_return_if_fail (FROND_IS_PROPERTIES_DIALOG (self));

  frond_sharing_group_set_session (self->sharing_group, session);
}
