/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-install-group.h"

#include "frond-answers.h"
#include "frond-application.h"
#include "frond-catalogue-words.h"
#include "frond-drivers-fetch.h"
#include "frond-drivers.h"
#include "frond-media-chooser.h"
#include "frond-seed.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>

struct _FrondInstallGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template widgets */
  AdwExpanderRow *install_row;
  AdwEntryRow *user_row;
  AdwPasswordEntryRow *password_row;
  GtkLabel *note_label;
  AdwActionRow *language_row;
  AdwSwitchRow *keys_row;
  AdwActionRow *drivers_row;
  AdwSwitchRow *download_row;

  FrondMedia *media;
  FrondAnswers *answers;               /* of the session; NULL until they are known */
  GFile *drivers;                      /* may be NULL */
  FrondDownloadSource *drivers_source; /* where they are to be had; may be NULL */
  GCancellable *cancellable;
  gboolean valid;
};

G_DEFINE_FINAL_TYPE (FrondInstallGroup, frond_install_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  PROP_0,
  PROP_VALID,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* NULL until it is in a window of the application. */
static FrondDownloads *
find_downloads (FrondInstallGroup *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkApplication *application = GTK_IS_WINDOW (root) ? gtk_window_get_application (GTK_WINDOW (root)) : NULL;

  return FROND_IS_APPLICATION (application)
             ? frond_application_get_downloads (FROND_APPLICATION (application))
             : NULL;
}

static gboolean
is_windows (FrondInstallGroup *self)
{
  return self->media != NULL && frond_media_get_os_family (self->media) == FROND_OS_WINDOWS;
}

static const char *
note_words (FrondInstallGroup *self, gboolean good_name, gboolean good_password)
{
  if (!good_name)
    return _ ("A user name has lower-case letters, digits, “-” and “_”, begins with a letter, and is not one "
              "that the system keeps for itself.");
  if (!good_password)
    return _ ("The password is too long, or has characters that cannot be typed.");
  if (gtk_editable_get_text (GTK_EDITABLE (self->password_row))[0] == '\0')
    return _ ("Without a password the machine logs in by itself. Whoever can open it here can use it.");
  if (frond_seed_tells_password (self->media))
    return _ (
        "Windows reads the password from a small disc that is not encrypted. The disc is deleted as soon as "
        "Windows is installed.");
  return _ ("Frond does not keep the password.");
}

static gboolean
password_is_good (FrondInstallGroup *self)
{
  g_autoptr (FrondAnswers) answers = frond_answers_new ();

  frond_answers_set_password (answers, gtk_editable_get_text (GTK_EDITABLE (self->password_row)));
  return frond_answers_validate (answers, NULL);
}

static void
mark (GtkWidget *row, gboolean good)
{
  if (good)
    gtk_widget_remove_css_class (row, "error");
  else
    gtk_widget_add_css_class (row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               good ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

static void
changed_cb (FrondInstallGroup *self)
{
  const gboolean good_name =
      frond_answers_user_name_is_valid (gtk_editable_get_text (GTK_EDITABLE (self->user_row)));
  const gboolean good_password = password_is_good (self);
  const gboolean valid =
      !frond_install_group_get_active (self) || (good_name && good_password && self->answers != NULL);

  if (self->media == NULL)
    return;
  mark (GTK_WIDGET (self->user_row), good_name);
  mark (GTK_WIDGET (self->password_row), good_password);
  gtk_label_set_label (self->note_label, note_words (self, good_name, good_password));
  if (valid == self->valid)
    return;
  self->valid = valid;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALID]);
}

/* Nobody who installs Windows knows that there are drivers to be had: they come by themselves, unless one says no. */
static void
show_download (FrondInstallGroup *self)
{
  gboolean offered = is_windows (self) && self->drivers == NULL && self->drivers_source != NULL &&
                     find_downloads (self) != NULL;
  g_autofree char *size = NULL;
  g_autofree char *words = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->download_row), offered);
  if (!offered)
    return;
  size = frond_catalogue_words_size (frond_download_source_get_size (self->drivers_source));
  words = g_strdup_printf (
      /* Translators: %s is an amount, like “700 MB” */
      _ ("About %s, once for all machines. Disk, network and screen are faster with them."), size);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->download_row), words);
}

static void
show_drivers (FrondInstallGroup *self)
{
  g_autofree char *name = self->drivers != NULL ? g_file_get_basename (self->drivers) : NULL;
  g_autofree char *shown = name != NULL ? g_filename_display_name (name) : NULL;

  adw_action_row_set_subtitle (self->drivers_row, shown != NULL ? shown : _ ("None on this computer"));
  show_download (self);
}

static void
session_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondInstallGroup) self = user_data;
  g_autoptr (FrondAnswers) answers = frond_answers_from_session_finish (result, NULL);
  g_autofree char *words = NULL;

  if (answers == NULL || self->media == NULL)
    return;
  if (gtk_editable_get_text (GTK_EDITABLE (self->user_row))[0] == '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->user_row), answers->user_name);
  words = g_strconcat (answers->locale, ", ", answers->x_layout, answers->x_variant[0] != '\0' ? " " : "",
                       answers->x_variant, NULL);
  adw_action_row_set_subtitle (self->language_row, words);
  gtk_widget_set_visible (GTK_WIDGET (self->keys_row), answers->ssh_keys[0] != NULL && !is_windows (self));
  self->answers = g_steal_pointer (&answers);
  changed_cb (self);
}

/* An earlier machine may have brought them. */
static void
cache_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondInstallGroup) self = user_data;
  FrondCache *cache = FROND_CACHE (source);
  FrondCacheEntry *entry;

  frond_cache_refresh_finish (cache, result, NULL);
  if (self->media == NULL || self->drivers != NULL)
    return;
  entry = frond_cache_find (cache, self->drivers_source);
  if (entry != NULL)
    {
      g_autofree char *path = frond_cache_dup_file_path (cache, entry);

      self->drivers = g_file_new_for_path (path);
    }
  show_drivers (self);
}

static void
drivers_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondInstallGroup) self = user_data;
  g_autoptr (FrondDownloadSource) from = NULL;
  g_autoptr (GFile) file = frond_drivers_find_finish (result, &from, NULL);
  FrondDownloads *downloads;

  if (self->media == NULL || self->drivers != NULL)
    return;
  g_set_object (&self->drivers, file);
  g_set_object (&self->drivers_source, from);
  downloads = find_downloads (self);
  if (file == NULL && from != NULL && downloads != NULL)
    frond_cache_refresh_async (frond_downloads_get_cache (downloads), self->cancellable, cache_ready_cb,
                               g_object_ref (self));
  else
    show_drivers (self);
}

static void
drivers_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondInstallGroup) self = user_data;
  g_autoptr (GFile) file = frond_media_chooser_finish (result, NULL);

  if (file == NULL || self->media == NULL)
    return;
  g_set_object (&self->drivers, file);
  show_drivers (self);
}

static void
drivers_clicked_cb (FrondInstallGroup *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  frond_media_chooser_async (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->cancellable,
                             drivers_chosen_cb, g_object_ref (self));
}

static void
frond_install_group_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_VALID:
      g_value_set_boolean (value, FROND_INSTALL_GROUP (object)->valid);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_install_group_dispose (GObject *object)
{
  FrondInstallGroup *self = FROND_INSTALL_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->media);
  g_clear_object (&self->drivers);
  g_clear_object (&self->drivers_source);
  g_clear_pointer (&self->answers, frond_answers_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_INSTALL_GROUP);
  G_OBJECT_CLASS (frond_install_group_parent_class)->dispose (object);
}

static void
frond_install_group_finalize (GObject *object)
{
  g_clear_object (&FROND_INSTALL_GROUP (object)->cancellable);
  G_OBJECT_CLASS (frond_install_group_parent_class)->finalize (object);
}

static void
frond_install_group_class_init (FrondInstallGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = frond_install_group_get_property;
  object_class->dispose = frond_install_group_dispose;
  object_class->finalize = frond_install_group_finalize;

  properties[PROP_VALID] =
      g_param_spec_boolean ("valid", NULL, NULL, TRUE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-install-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondInstallGroup, install_row);
  gtk_widget_class_bind_template_child (widget_class, FrondInstallGroup, user_row);
  gtk_widget_class_bind_template_child (widget_class, FrondInstallGroup, password_row);
  gtk_widget_class_bind_template_child (widget_class, FrondInstallGroup, note_label);
  gtk_widget_class_bind_template_child (widget_class, FrondInstallGroup, language_row);
  gtk_widget_class_bind_template_child (widget_class, FrondInstallGroup, keys_row);
  gtk_widget_class_bind_template_child (widget_class, FrondInstallGroup, drivers_row);
  gtk_widget_class_bind_template_child (widget_class, FrondInstallGroup, download_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, drivers_clicked_cb);
}

static void
frond_install_group_init (FrondInstallGroup *self)
{
  self->valid = TRUE;
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Windows asks for a quarter of an hour; whoever starts its medium wants it installed. The media of others are also
 * used to look around and to mend. */
void
frond_install_group_set_media (FrondInstallGroup *self, FrondMedia *media)
{
  const gboolean can = frond_seed_can_install (media);

  g_return_if_fail (FROND_IS_INSTALL_GROUP (self));

  g_set_object (&self->media, media);
  gtk_widget_set_visible (GTK_WIDGET (self), can);
  gtk_widget_set_visible (GTK_WIDGET (self->drivers_row), can && is_windows (self));
  adw_expander_row_set_enable_expansion (self->install_row, can && is_windows (self));
  adw_expander_row_set_expanded (self->install_row, can && is_windows (self));
  show_drivers (self);
  if (can && self->answers == NULL)
    frond_answers_from_session_async (self->cancellable, session_cb, g_object_ref (self));
  if (can && is_windows (self) && self->drivers == NULL)
    frond_drivers_find_async (self->cancellable, drivers_found_cb, g_object_ref (self));
  changed_cb (self);
}

gboolean
frond_install_group_get_valid (FrondInstallGroup *self)
{
  g_return_val_if_fail (FROND_IS_INSTALL_GROUP (self), FALSE);

  return self->valid;
}

gboolean
frond_install_group_get_active (FrondInstallGroup *self)
{
  g_return_val_if_fail (FROND_IS_INSTALL_GROUP (self), FALSE);

  return self->media != NULL && gtk_widget_get_visible (GTK_WIDGET (self)) &&
         adw_expander_row_get_enable_expansion (self->install_row);
}

GtkWidget *
frond_install_group_get_first (FrondInstallGroup *self)
{
  return frond_install_group_get_active (self) ? GTK_WIDGET (self->user_row) : NULL;
}

char *
frond_install_group_dup_note (FrondInstallGroup *self)
{
  const char *user = gtk_editable_get_text (GTK_EDITABLE (self->user_row));

  if (gtk_editable_get_text (GTK_EDITABLE (self->password_row))[0] == '\0')
    /* Translators: %s is a user name */
    return g_strdup_printf (_ ("The account “%s” has no password: the machine logs in by itself."), user);
  return g_strdup_printf (
      /* Translators: %s is a user name */
      _ ("The account is “%s”, with the password that was chosen when the machine was made."), user);
}

/* The seed keeps its own; these go to the helper with the machine. */
static int
duplicate (int fd)
{
  return fd >= 0 ? fcntl (fd, F_DUPFD_CLOEXEC, 3) : -1;
}

static void
seed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (FrondSeed) seed = frond_seed_new_finish (result, &error);
  FrondMachineSources *sources;

  if (seed == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  sources = frond_machine_sources_new ();
  if (frond_seed_get_disc (seed) >= 0)
    frond_machine_sources_set_seed (sources, duplicate (frond_seed_get_disc (seed)));
  frond_machine_sources_set_installer (sources, frond_seed_get_installer (seed),
                                       duplicate (frond_seed_get_kernel (seed)),
                                       duplicate (frond_seed_get_initrd (seed)));
  g_task_return_pointer (task, sources, g_object_unref);
}

static FrondAnswers *
collect_answers (FrondInstallGroup *self, const char *name)
{
  FrondAnswers *answers = frond_answers_copy (self->answers);

  g_set_str (&answers->user_name, gtk_editable_get_text (GTK_EDITABLE (self->user_row)));
  frond_answers_set_password (answers, gtk_editable_get_text (GTK_EDITABLE (self->password_row)));
  g_free (answers->host_name);
  answers->host_name = frond_answers_suggest_host_name (name);
  if (!adw_switch_row_get_active (self->keys_row))
    g_clear_pointer (&answers->ssh_keys, g_strfreev);
  if (answers->ssh_keys == NULL)
    answers->ssh_keys = g_new0 (char *, 1);
  return answers;
}

/* Takes TASK. */
static void
make_seed (GTask *task)
{
  FrondInstallGroup *self = g_task_get_source_object (task);

  frond_seed_new_installer_async (g_task_get_task_data (task), self->media,
                                  is_windows (self) ? self->drivers : NULL, g_task_get_cancellable (task),
                                  seed_cb, task);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondInstallGroup *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GFile) file = frond_drivers_fetch_finish (result, &error);

  if (error == NULL && self->media == NULL)
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the dialog has gone");
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_set_object (&self->drivers, file);
  show_drivers (self);
  make_seed (g_steal_pointer (&task));
}

void
frond_install_group_prepare_async (FrondInstallGroup *self, const char *name, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (FROND_IS_INSTALL_GROUP (self));
  g_return_if_fail (frond_install_group_get_active (self) && self->valid);

  g_task_set_source_tag (task, frond_install_group_prepare_async);
  g_task_set_task_data (task, collect_answers (self, name), (GDestroyNotify) frond_answers_free);
  if (gtk_widget_get_visible (GTK_WIDGET (self->download_row)) &&
      adw_switch_row_get_active (self->download_row))
    frond_drivers_fetch_async (find_downloads (self), self->drivers_source,
                               ADW_ACTION_ROW (self->download_row), cancellable, fetched_cb,
                               g_steal_pointer (&task));
  else
    make_seed (g_steal_pointer (&task));
}

FrondMachineSources *
frond_install_group_prepare_finish (FrondInstallGroup *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
