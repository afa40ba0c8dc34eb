/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-grid-entries.h"

#include "frond-grid-entry.h"
#include "frond-guest.h"
#include "frond-profile.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <libportal-gtk4/portal-gtk4.h>

/* Files that others read: no more than that. */
#define MODE_FILE   0644
#define MODE_FOLDER 0700

struct _FrondGridEntries
{
  GObject parent_instance;

  FrondLibrary *library;
  FrondSettings *settings;
  gboolean through_portal;
  XdpPortal *portal;
  GThreadPool *worker; /* one thread: what is asked first is done first */
  GHashTable *ids;     /* of the profiles with an entry */
  GHashTable *away;    /* of those whose entry went with the machine into the trash */
  GHashTable *leaving; /* of those whose entry somebody has asked to remove, until it is gone */
};

G_DEFINE_FINAL_TYPE (FrondGridEntries, frond_grid_entries, G_TYPE_OBJECT)

/* What the worker does, with copies of its own. */
typedef struct
{
  gboolean add;
  XdpPortal *portal; /* NULL: files */
  char *id;          /* of the entry */
  char *profile_id;
  char *name;
  char *token; /* the portal's leave to add */
  GBytes *icon;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->portal);
  g_free (job->id);
  g_free (job->profile_id);
  g_free (job->name);
  g_free (job->token);
  g_clear_pointer (&job->icon, g_bytes_unref);
  g_free (job);
}

static char *
dup_desktop_path (Job *job)
{
  g_autofree char *name = g_strconcat (job->id, ".desktop", NULL);

  return g_build_filename (g_get_user_data_dir (), "applications", name, NULL);
}

/* Not in an icon theme: desktops read those anew when they like. */
static char *
dup_icon_path (Job *job)
{
  g_autofree char *name = g_strconcat (job->id, ".png", NULL);

  return g_build_filename (g_get_user_data_dir (), "frond", "icons", name, NULL);
}

static gboolean
write_file (const char *path, const char *data, gsize size, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, MODE_FOLDER) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", folder, g_strerror (code));
      return FALSE;
    }

  return g_file_set_contents_full (path, data, (gssize) size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, MODE_FILE,
                                   error);
}

static gboolean
remove_file (const char *path, GError **error)
{
  int code;

  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;

  code = errno;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", path, g_strerror (code));
  return FALSE;
}

/* The entry is there only while its icon is. */
static gboolean
change_files (Job *job, GError **error)
{
  g_autofree char *desktop = dup_desktop_path (job);
  g_autofree char *icon = dup_icon_path (job);
  g_autofree char *program = NULL;
  g_autofree char *text = NULL;

  if (!job->add)
    return remove_file (desktop, error) && remove_file (icon, error);

  program = frond_grid_entry_dup_program ();
  text = frond_grid_entry_text (job->profile_id, job->name, icon, program);

  return write_file (icon, g_bytes_get_data (job->icon, NULL), g_bytes_get_size (job->icon), error) &&
         write_file (desktop, text, strlen (text), error);
}

static gboolean
ask_portal (Job *job, GError **error)
{
  g_autofree char *file = g_strconcat (job->id, ".desktop", NULL);
  g_autofree char *text = NULL;

  if (!job->add)
    return xdp_portal_dynamic_launcher_uninstall (job->portal, file, error);

  /* The sandbox's own program: the portal makes it one that the desktop can start. */
  text = frond_grid_entry_text (job->profile_id, NULL, NULL, "frond");

  return xdp_portal_dynamic_launcher_install (job->portal, job->token, file, text, error);
}

/* In the worker's thread: libportal's functions for this, and files, block. */
static void
work (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (job->portal != NULL ? ask_portal (job, &error) : change_files (job, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
keep (FrondGridEntries *self)
{
  g_autofree const char **ids = (const char **) g_hash_table_get_keys_as_array (self->ids, NULL);

  if (self->settings == NULL)
    return;
  frond_settings_set_grid_entries (self->settings, ids);
}

static Job *
job_new (FrondGridEntries *self, const char *profile_id, gboolean add)
{
  Job *job = g_new0 (Job, 1);

  job->add = add;
  job->id = frond_grid_entry_id (profile_id);
  job->profile_id = g_strdup (profile_id);
  if (self->through_portal)
    g_set_object (&job->portal, self->portal);

  return job;
}

static gboolean
need_portal (FrondGridEntries *self, GError **error)
{
  /* GApplication has the bus by now: this only takes another reference. */
  if (self->through_portal && self->portal == NULL)
    self->portal = xdp_portal_initable_new (error);

  return !self->through_portal || self->portal != NULL;
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondGridEntries *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) answer =
      xdp_portal_dynamic_launcher_prepare_install_finish (XDP_PORTAL (source), result, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else if (!g_variant_lookup (answer, "token", "s", &job->token))
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The portal gave no token");
  else
    g_thread_pool_push (self->worker, g_steal_pointer (&task), NULL);
}

static void
prepare (GTask *task, GtkWindow *window)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr (GIcon) icon = g_bytes_icon_new (job->icon);
  g_autoptr (GVariant) serialized = g_icon_serialize (icon);
  XdpParent *parent = window != NULL ? xdp_parent_new_gtk (window) : NULL;

  xdp_portal_dynamic_launcher_prepare_install (job->portal, parent, job->name, serialized,
                                               XDP_LAUNCHER_APPLICATION, NULL, FALSE, FALSE, NULL,
                                               prepared_cb, g_object_ref (task));
  g_clear_pointer (&parent, xdp_parent_free);
}

void
frond_grid_entries_add_async (FrondGridEntries *self, FrondGuest *guest, GtkWindow *parent,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  FrondProfile *profile;
  GError *error = NULL;
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (FROND_IS_GRID_ENTRIES (self));
  g_return_if_fail (FROND_IS_GUEST (guest));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, frond_grid_entries_add_async);
  if (!need_portal (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  profile = frond_guest_get_profile (guest);
  g_hash_table_remove (self->leaving, frond_profile_get_id (profile));
  job = job_new (self, frond_profile_get_id (profile), TRUE);
  job->name = g_strdup (frond_profile_get_name (profile));
  job->icon = frond_grid_entry_draw_icon (job->name);
  g_task_set_task_data (task, job, job_free);
  if (self->through_portal)
    prepare (task, parent);
  else
    g_thread_pool_push (self->worker, g_steal_pointer (&task), NULL);
}

static void renamed_cb (FrondGridEntries *self, GParamSpec *pspec, FrondGuest *guest);
static void remove_orphans (FrondGridEntries *self);

static void
follow (FrondGridEntries *self, FrondGuest *guest)
{
  g_signal_handlers_disconnect_by_func (guest, renamed_cb, self);
  g_signal_connect_object (guest, "notify::title", G_CALLBACK (renamed_cb), self, G_CONNECT_SWAPPED);
}

gboolean
frond_grid_entries_add_finish (FrondGridEntries *self, GAsyncResult *result, GError **error)
{
  FrondGuest *guest;
  Job *job;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  job = g_task_get_task_data (G_TASK (result));
  g_hash_table_add (self->ids, g_strdup (job->profile_id));
  keep (self);
  if (self->library == NULL)
    return TRUE;

  guest = frond_library_find (self->library, job->profile_id);
  if (guest != NULL)
    follow (self, guest);
  else
    /* The machine went while its entry was made. */
    remove_orphans (self);

  return TRUE;
}

void
frond_grid_entries_remove_async (FrondGridEntries *self, const char *profile_id, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GError *error = NULL;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FROND_IS_GRID_ENTRIES (self));
  g_return_if_fail (g_uuid_string_is_valid (profile_id));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, frond_grid_entries_remove_async);
  if (!need_portal (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_hash_table_add (self->leaving, g_strdup (profile_id));
  g_task_set_task_data (task, job_new (self, profile_id, FALSE), job_free);
  g_thread_pool_push (self->worker, g_steal_pointer (&task), NULL);
}

gboolean
frond_grid_entries_remove_finish (FrondGridEntries *self, GAsyncResult *result, GError **error)
{
  Job *job;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  job = g_task_get_task_data (G_TASK (result));
  if (job != NULL)
    g_hash_table_remove (self->leaving, job->profile_id);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  if (g_hash_table_remove (self->ids, job->profile_id))
    keep (self);

  return TRUE;
}

gboolean
frond_grid_entries_has (FrondGridEntries *self, const char *profile_id)
{
  g_return_val_if_fail (FROND_IS_GRID_ENTRIES (self), FALSE);

  return g_hash_table_contains (self->ids, profile_id);
}

static void
followed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FrondGridEntries *self = FROND_GRID_ENTRIES (source);
  gboolean add = g_task_get_source_tag (G_TASK (result)) == frond_grid_entries_add_async;
  g_autoptr (GError) error = NULL;

  if (!(add ? frond_grid_entries_add_finish (self, result, &error)
            : frond_grid_entries_remove_finish (self, result, &error)))
    g_message ("The application grid: %s", error->message);
}

static void
renamed_cb (FrondGridEntries *self, GParamSpec *pspec, FrondGuest *guest)
{
  const char *id = frond_profile_get_id (frond_guest_get_profile (guest));

  /* The new name would bring back what is about to go. */
  if (frond_grid_entries_has (self, id) && !g_hash_table_contains (self->leaving, id))
    frond_grid_entries_add_async (self, guest, NULL, followed_cb, NULL);
}

/* Their machines went, in this life or in an earlier one that was cut off. */
static void
remove_orphans (FrondGridEntries *self)
{
  GHashTableIter iter;
  gpointer key;

  if (!frond_library_get_loaded (self->library))
    return;

  g_hash_table_iter_init (&iter, self->ids);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (frond_library_find (self->library, key) == NULL && !g_hash_table_contains (self->away, key))
      {
        g_hash_table_add (self->away, g_strdup (key));
        frond_grid_entries_remove_async (self, key, followed_cb, NULL);
      }
}

static void
items_changed_cb (FrondGridEntries *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (self->library), i);
      const char *id = frond_profile_get_id (frond_guest_get_profile (guest));

      if (frond_grid_entries_has (self, id))
        follow (self, guest);
      /* The portal would ask for something that nobody thinks of now. */
      if (g_hash_table_remove (self->away, id) && !self->through_portal)
        frond_grid_entries_add_async (self, guest, NULL, followed_cb, NULL);
    }
  if (removed > 0)
    remove_orphans (self);
}

/* On the main thread; what follows may be the worker's. */
static void
frond_grid_entries_dispose (GObject *object)
{
  FrondGridEntries *self = FROND_GRID_ENTRIES (object);

  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (self->library, self);
  g_clear_object (&self->library);
  g_clear_object (&self->settings);
  g_clear_object (&self->portal);
  G_OBJECT_CLASS (frond_grid_entries_parent_class)->dispose (object);
}

static void
frond_grid_entries_finalize (GObject *object)
{
  FrondGridEntries *self = FROND_GRID_ENTRIES (object);

  /* Its tasks hold this, so nothing is left to do by now. */
  g_thread_pool_free (self->worker, FALSE, FALSE);
  g_hash_table_unref (self->ids);
  g_hash_table_unref (self->away);
  g_hash_table_unref (self->leaving);
  G_OBJECT_CLASS (frond_grid_entries_parent_class)->finalize (object);
}

static void
frond_grid_entries_class_init (FrondGridEntriesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_grid_entries_dispose;
  G_OBJECT_CLASS (klass)->finalize = frond_grid_entries_finalize;
}

static void
frond_grid_entries_init (FrondGridEntries *self)
{
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->away = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->leaving = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->worker = g_thread_pool_new (work, NULL, 1, FALSE, NULL);
}

FrondGridEntries *
frond_grid_entries_new (FrondLibrary *library, FrondSettings *settings, gboolean through_portal)
{
  FrondGridEntries *self;
  g_auto (GStrv) ids = NULL;

  g_return_val_if_fail (FROND_IS_LIBRARY (library), NULL);
  g_return_val_if_fail (FROND_IS_SETTINGS (settings), NULL);

  self = g_object_new (FROND_TYPE_GRID_ENTRIES, NULL);
  self->library = g_object_ref (library);
  self->settings = g_object_ref (settings);
  self->through_portal = through_portal;
  ids = frond_settings_dup_grid_entries (settings);
  for (guint i = 0; ids[i] != NULL; i++)
    if (g_uuid_string_is_valid (ids[i]))
      g_hash_table_add (self->ids, g_strdup (ids[i]));
  g_signal_connect_object (library, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "notify::loaded", G_CALLBACK (remove_orphans), self, G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (library)));
  remove_orphans (self);

  return self;
}
