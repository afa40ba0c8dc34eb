/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-move-dialog.h"

#include "frond-details-dialog.h"
#include "frond-dialog-size.h"
#include "frond-error.h"
#include "frond-guest.h"
#include "frond-library.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

struct _FrondMoveDialog
{
  AdwDialog parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkButton *back_button;
  GtkButton *main_button;
  GtkLabel *question_label;
  AdwPreferencesGroup *meaning_group;
  AdwStatusPage *moving_page;
  GtkWidget *progress_bar;
  AdwStatusPage *done_page;

  /* Owned */
  FrondLibrary *library;
  FrondGuest *guest;
  FrondHostMode to;
  GCancellable *cancellable; /* of the move that is under way, or NULL */
  gboolean moved;
};

G_DEFINE_FINAL_TYPE (FrondMoveDialog, frond_move_dialog, ADW_TYPE_DIALOG)

static FrondHostMode
other_place (FrondGuest *guest)
{
  return frond_guest_get_mode (guest) == FROND_HOST_MODE_SYSTEM ? FROND_HOST_MODE_SESSION
                                                                : FROND_HOST_MODE_SYSTEM;
}

const char *
frond_move_dialog_get_action_words (FrondGuest *guest)
{
  return other_place (guest) == FROND_HOST_MODE_SYSTEM ? _ ("_Move to This Computer’s Service…")
                                                       : _ ("_Move to My Account…");
}

static const char *
name_of (FrondMoveDialog *self)
{
  return frond_profile_get_name (frond_guest_get_profile (self->guest));
}

static void
add_meaning (FrondMoveDialog *self, const char *icon, const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_preferences_group_add (self->meaning_group, row);
}

static void
add_common (FrondMoveDialog *self)
{
  add_meaning (self, "object-select-symbolic", _ ("It Stays the Same Computer"),
               _ ("Disks, security chip (TPM), firmware settings, name and network address go along. An "
                  "encrypted disk "
                  "keeps its passphrase."));
}

static void
fill (FrondMoveDialog *self)
{
  g_autofree char *title = NULL;

  if (self->to == FROND_HOST_MODE_SYSTEM)
    {
      /* Translators: %s is the name of a machine */
      title = g_strdup_printf (_ ("Move “%s” to this computer’s service?"), name_of (self));
      add_common (self);
      add_meaning (self, "computer-symbolic", _ ("It Can Go on Without You"),
                   _ ("It can run when you are logged out, start with the computer, and use the computer’s "
                      "networks and devices. Its files are the service’s then."));
    }
  else
    {
      /* Translators: %s is the name of a machine */
      title = g_strdup_printf (_ ("Move “%s” to your account?"), name_of (self));
      add_common (self);
      add_meaning (self, "avatar-default-symbolic", _ ("It Is Only for You"),
                   _ ("It ends when you log out. It has the shared network, and does not start with the "
                      "computer."));
    }
  gtk_label_set_label (self->question_label, title);
}

static void
show (FrondMoveDialog *self, const char *page, const char *back, const char *main)
{
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (GTK_WIDGET (self->main_button), main != NULL);
  gtk_button_set_label (self->back_button, back);
  if (main != NULL)
    gtk_button_set_label (self->main_button, main);
  adw_dialog_set_can_close (ADW_DIALOG (self), self->cancellable == NULL);
  adw_dialog_set_focus (ADW_DIALOG (self),
                        main != NULL ? GTK_WIDGET (self->main_button) : GTK_WIDGET (self->back_button));
}

static void
show_moving (FrondMoveDialog *self, const char *title)
{
  adw_status_page_set_title (self->moving_page, title);
  show (self, "moving", _ ("_Cancel"), NULL);
}

static void
tell (FrondMoveDialog *self, const GError *error)
{
  GtkWidget *parent = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autoptr (FrondMessage) message = NULL;

  adw_dialog_force_close (ADW_DIALOG (self));
  if (frond_error_is_cancelled (error) || parent == NULL)
    return;
  message = frond_message_new (FROND_TASK_MOVE, name_of (self), error);
  frond_details_dialog_present_message (message, parent);
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondMoveDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;

  g_clear_object (&self->cancellable);
  if (!frond_library_move_finish (FROND_LIBRARY (source), result, &error))
    {
      tell (self, error);
      return;
    }
  self->moved = TRUE;
  title = g_strdup_printf (self->to == FROND_HOST_MODE_SYSTEM
                               /* Translators: %s is the name of a machine */
                               ? _ ("“%s” Is on This Computer’s Service Now")
                               /* Translators: %s is the name of a machine */
                               : _ ("“%s” Is Only for You Now"),
                           name_of (self));
  adw_status_page_set_title (self->done_page, title);
  show (self, "done", _ ("_Undo"), _ ("_Done"));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), title, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondMoveDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->cancellable);
  if (frond_library_move_finish (FROND_LIBRARY (source), result, &error))
    adw_dialog_force_close (ADW_DIALOG (self));
  else
    tell (self, error);
}

static void
move (FrondMoveDialog *self)
{
  g_autofree char *title = NULL;

  /* Translators: %s is the name of a machine */
  title = g_strdup_printf (_ ("Moving “%s”"), name_of (self));
  self->cancellable = g_cancellable_new ();
  show_moving (self, title);
  frond_library_move_async (self->library, self->guest, self->to, self->cancellable, moved_cb,
                            g_object_ref (self));
}

static void
main_clicked_cb (FrondMoveDialog *self)
{
  if (self->moved)
    adw_dialog_close (ADW_DIALOG (self));
  else
    move (self);
}

static void
back_clicked_cb (FrondMoveDialog *self)
{
  if (self->cancellable != NULL)
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self->back_button), FALSE);
      g_cancellable_cancel (self->cancellable);
    }
  else if (self->moved)
    {
      self->moved = FALSE;
      self->cancellable = g_cancellable_new ();
      show_moving (self, _ ("Moving Back"));
      gtk_widget_set_sensitive (GTK_WIDGET (self->back_button), FALSE);
      frond_library_undo_move_async (self->library, self->guest, NULL, undone_cb, g_object_ref (self));
    }
  else
    adw_dialog_close (ADW_DIALOG (self));
}

static void
close_attempt_cb (FrondMoveDialog *self)
{
  if (self->cancellable != NULL && gtk_widget_get_sensitive (GTK_WIDGET (self->back_button)))
    back_clicked_cb (self);
}

static void
frond_move_dialog_closed (AdwDialog *dialog)
{
  FrondMoveDialog *self = FROND_MOVE_DIALOG (dialog);

  if (self->moved)
    frond_library_settle_move (self->library, self->guest);
  self->moved = FALSE;
  if (ADW_DIALOG_CLASS (frond_move_dialog_parent_class)->closed != NULL)
    ADW_DIALOG_CLASS (frond_move_dialog_parent_class)->closed (dialog);
}

static void
frond_move_dialog_dispose (GObject *object)
{
  FrondMoveDialog *self = FROND_MOVE_DIALOG (object);

  g_clear_object (&self->library);
  g_clear_object (&self->guest);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_MOVE_DIALOG);
  G_OBJECT_CLASS (frond_move_dialog_parent_class)->dispose (object);
}

static void
frond_move_dialog_class_init (FrondMoveDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = frond_move_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = frond_move_dialog_closed;

  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-move-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondMoveDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, FrondMoveDialog, back_button);
  gtk_widget_class_bind_template_child (widget_class, FrondMoveDialog, main_button);
  gtk_widget_class_bind_template_child (widget_class, FrondMoveDialog, question_label);
  gtk_widget_class_bind_template_child (widget_class, FrondMoveDialog, meaning_group);
  gtk_widget_class_bind_template_child (widget_class, FrondMoveDialog, moving_page);
  gtk_widget_class_bind_template_child (widget_class, FrondMoveDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondMoveDialog, done_page);
  gtk_widget_class_bind_template_callback (widget_class, main_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_clicked_cb);
}

static void
frond_move_dialog_init (FrondMoveDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  frond_dialog_size_follow_text (ADW_DIALOG (self));
  g_signal_connect (self, "close-attempt", G_CALLBACK (close_attempt_cb), NULL);
}

AdwDialog *
frond_move_dialog_new (FrondLibrary *library, FrondGuest *guest)
{
  FrondMoveDialog *self = g_object_new (FROND_TYPE_MOVE_DIALOG, NULL);

  self->library = g_object_ref (library);
  self->guest = g_object_ref (guest);
  self->to = other_place (guest);
  g_object_bind_property (guest, "progress", self->progress_bar, "fraction", G_BINDING_SYNC_CREATE);
  fill (self);
  return ADW_DIALOG (self);
}
