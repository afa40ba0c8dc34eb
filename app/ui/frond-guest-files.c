/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-files.h"

#include "frond-details-dialog.h"
#include "frond-drop-hint.h"
#include "frond-error.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

/* Who sent last through a FrondFileTransfers: no reference, only to be compared. */
#define SENDER "frond-guest-files-sender"

struct _FrondGuestFiles
{
  GObject parent_instance;

  FrondGuest *guest;
  AdwToastOverlay *toasts; /* not owned, NULL once it is gone */
  FrondFileTransfers *transfers;
  GdkClipboard *clipboard;
  GCancellable *cancellable; /* cancelled when this goes */
  gboolean can_paste;
};

enum
{
  PROP_0,
  PROP_CAN_PASTE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (FrondGuestFiles, frond_guest_files, G_TYPE_OBJECT)

static const char *
guest_name (FrondGuestFiles *self)
{
  return frond_profile_get_name (frond_guest_get_profile (self->guest));
}

static gboolean
check (FrondGuestFiles *self, GError **error)
{
  if (self->transfers != NULL)
    return frond_file_transfers_check (self->transfers, error);

  frond_set_error (error, FROND_ERROR_FILES_NO_AGENT, NULL, "The guest is not connected");
  return FALSE;
}

static void
tell_refusal (FrondGuestFiles *self, const GError *error)
{
  if (self->toasts != NULL)
    frond_details_toast (self->toasts, FROND_TASK_SEND, guest_name (self), error);
}

static gboolean
send (FrondGuestFiles *self, GListModel *files)
{
  g_autoptr (GError) error = NULL;

  if (check (self, &error) && frond_file_transfers_send (self->transfers, files, &error))
    {
      g_object_set_data (G_OBJECT (self->transfers), SENDER, self);
      return TRUE;
    }

  tell_refusal (self, error);
  return FALSE;
}

static gboolean
send_list (FrondGuestFiles *self, GdkFileList *list)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (list);
  g_autoptr (GListStore) store = g_list_store_new (G_TYPE_FILE);

  for (GSList *l = files; l != NULL; l = l->next)
    g_list_store_append (store, l->data);

  return files != NULL && send (self, G_LIST_MODEL (store));
}

static void
add_toast (FrondGuestFiles *self, const char *words)
{
  AdwToast *toast = adw_toast_new (words);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
tell_sent (FrondGuestFiles *self, guint n_sent, const char *name)
{
  g_autofree char *words = NULL;

  if (n_sent == 1)
    /* Translators: the first %s is a file, the second a machine */
    words = g_strdup_printf (_ ("“%s” was sent to “%s”"), name, guest_name (self));
  else
    /* Translators: %s is a machine */
    words = g_strdup_printf (ngettext ("%u file was sent to “%s”", "%u files were sent to “%s”", n_sent),
                             n_sent, guest_name (self));
  add_toast (self, words);
}

/* A guest with several monitors has several of us; the person looks at the one that sent last. */
static gboolean
is_told_elsewhere (FrondGuestFiles *self)
{
  gpointer sender = g_object_get_data (G_OBJECT (self->transfers), SENDER);

  return sender != NULL && sender != self;
}

/* One word for all that were sent together; what failed comes first. */
static void
active_changed_cb (FrondGuestFiles *self)
{
  GListModel *list = G_LIST_MODEL (self->transfers);
  g_autoptr (FrondFileTransfer) failed = NULL;
  g_autoptr (FrondFileTransfer) sent = NULL;
  guint n_sent = 0;

  if (frond_file_transfers_get_n_active (self->transfers) > 0 || self->toasts == NULL ||
      is_told_elsewhere (self))
    return;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (FrondFileTransfer) transfer = g_list_model_get_item (list, i);
      FrondFileState state = frond_file_transfer_get_state (transfer);

      if (state == FROND_FILE_FAILED && failed == NULL)
        failed = g_object_ref (transfer);
      n_sent += state == FROND_FILE_SENT;
      if (state == FROND_FILE_SENT)
        g_set_object (&sent, transfer);
    }

  if (failed != NULL)
    frond_details_toast (self->toasts, FROND_TASK_SEND_FILE, frond_file_transfer_get_name (failed),
                         frond_file_transfer_get_error (failed));
  else if (n_sent > 0)
    tell_sent (self, n_sent, frond_file_transfer_get_name (sent));
}

static void
show_hint (FrondGuestFiles *self, FrondDropHint *hint)
{
  g_autoptr (GError) error = NULL;

  if (check (self, &error))
    frond_drop_hint_show_target (hint, guest_name (self), frond_guest_files_place (self->guest));
  else
    frond_drop_hint_show_refusal (hint, guest_name (self), error);
}

static GdkDragAction
drag_enter_cb (GtkDropTarget *target, double x, double y, FrondDropHint *hint)
{
  show_hint (g_object_get_data (G_OBJECT (target), "frond-guest-files"), hint);
  return GDK_ACTION_COPY;
}

static void
drag_leave_cb (FrondDropHint *hint)
{
  frond_drop_hint_hide (hint);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, FrondDropHint *hint)
{
  FrondGuestFiles *self = g_object_get_data (G_OBJECT (target), "frond-guest-files");

  frond_drop_hint_hide (hint);
  return send_list (self, g_value_get_boxed (value));
}

void
frond_guest_files_accept_drops (FrondGuestFiles *self, GtkOverlay *overlay)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  GtkWidget *hint = frond_drop_hint_new ();

  g_return_if_fail (FROND_IS_GUEST_FILES (self));

  gtk_overlay_add_overlay (overlay, hint);
  g_object_set_data_full (G_OBJECT (target), "frond-guest-files", g_object_ref (self), g_object_unref);
  g_signal_connect_object (target, "enter", G_CALLBACK (drag_enter_cb), hint, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (drag_leave_cb), hint, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), hint, 0);
  gtk_widget_add_controller (GTK_WIDGET (overlay), GTK_EVENT_CONTROLLER (target));
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondGuestFiles) self = user_data;
  g_autoptr (GListModel) files =
      gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (files != NULL && g_list_model_get_n_items (files) > 0)
    send (self, files);
}

void
frond_guest_files_choose (FrondGuestFiles *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GError) error = NULL;

  g_return_if_fail (FROND_IS_GUEST_FILES (self));

  if (self->toasts == NULL)
    return;
  /* Nobody chooses files to hear then that there is no way for them. */
  if (!check (self, &error))
    {
      tell_refusal (self, error);
      return;
    }
  gtk_file_dialog_set_title (dialog, _ ("Send Files"));
  gtk_file_dialog_set_accept_label (dialog, _ ("_Send"));
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self->toasts))),
                                 self->cancellable, chosen_cb, g_object_ref (self));
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondGuestFiles) self = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value != NULL)
    send_list (self, g_value_get_boxed (value));
  else
    tell_refusal (self, error);
}

void
frond_guest_files_paste (FrondGuestFiles *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (FROND_IS_GUEST_FILES (self));

  if (!check (self, &error))
    tell_refusal (self, error);
  else if (self->can_paste)
    gdk_clipboard_read_value_async (self->clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT,
                                    self->cancellable, pasted_cb, g_object_ref (self));
}

static void
clipboard_changed_cb (FrondGuestFiles *self)
{
  GdkContentFormats *formats = gdk_clipboard_get_formats (self->clipboard);
  gboolean can_paste = gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST) ||
                       gdk_content_formats_contain_mime_type (formats, "text/uri-list") ||
                       gdk_content_formats_contain_mime_type (formats, "application/vnd.portal.filetransfer");

  if (can_paste == self->can_paste)
    return;
  self->can_paste = can_paste;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_PASTE]);
}

static void
frond_guest_files_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CAN_PASTE)
    g_value_set_boolean (value, FROND_GUEST_FILES (object)->can_paste);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
frond_guest_files_finalize (GObject *object)
{
  FrondGuestFiles *self = FROND_GUEST_FILES (object);

  frond_guest_files_set_transfers (self, NULL);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->toasts);
  g_clear_object (&self->guest);
  G_OBJECT_CLASS (frond_guest_files_parent_class)->finalize (object);
}

static void
frond_guest_files_class_init (FrondGuestFilesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = frond_guest_files_get_property;
  object_class->finalize = frond_guest_files_finalize;
  props[PROP_CAN_PASTE] =
      g_param_spec_boolean ("can-paste", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
frond_guest_files_init (FrondGuestFiles *self)
{
  self->cancellable = g_cancellable_new ();
}

FrondGuestFiles *
frond_guest_files_new (FrondGuest *guest, AdwToastOverlay *toasts)
{
  FrondGuestFiles *self;

  g_return_val_if_fail (FROND_IS_GUEST (guest), NULL);

  self = g_object_new (FROND_TYPE_GUEST_FILES, NULL);
  self->guest = g_object_ref (guest);
  g_set_weak_pointer (&self->toasts, toasts);
  self->clipboard = gtk_widget_get_clipboard (GTK_WIDGET (toasts));
  g_signal_connect_object (self->clipboard, "changed", G_CALLBACK (clipboard_changed_cb), self,
                           G_CONNECT_SWAPPED);
  clipboard_changed_cb (self);
  return self;
}

void
frond_guest_files_set_transfers (FrondGuestFiles *self, FrondFileTransfers *transfers)
{
  g_return_if_fail (FROND_IS_GUEST_FILES (self));

  if (self->transfers != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->transfers, self);
      if (g_object_get_data (G_OBJECT (self->transfers), SENDER) == self)
        g_object_set_data (G_OBJECT (self->transfers), SENDER, NULL);
    }
  g_set_object (&self->transfers, transfers);
  if (transfers != NULL)
    g_signal_connect_object (transfers, "notify::n-active", G_CALLBACK (active_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

gboolean
frond_guest_files_get_can_paste (FrondGuestFiles *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_FILES (self), FALSE);

  return self->can_paste;
}

const char *
frond_guest_files_place (FrondGuest *guest)
{
  const char *os = frond_profile_get_os_id (frond_guest_get_profile (guest));

  /* So its agent does it. */
  if (os != NULL && g_str_has_prefix (os, "win"))
    return _ ("Files arrive on the guest’s desktop.");

  return _ ("Files arrive in the guest’s Downloads folder.");
}
