/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-launcher.h"

#include "frond-config.h"
#include "frond-launch-file.h"
#include "frond-launch-private.h"
#include "frond-library.h"
#include "frond-profile.h"

struct _FrondLauncher
{
  GObject parent_instance;

  FrondLibrary *library;
  FrondLaunchSteps *steps;
  char *path;
  GPtrArray *launches; /* (element-type FrondLaunch) */
  gboolean writing;
  gboolean dirty;     /* since the last write began */
  GPtrArray *flushes; /* (element-type GTask): done when everything is written */
};

static void frond_launcher_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondLauncher, frond_launcher, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, frond_launcher_list_model_init))

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void save (FrondLauncher *self);

static GType
frond_launcher_get_item_type (GListModel *model)
{
  return FROND_TYPE_LAUNCH;
}

static guint
frond_launcher_get_n_items (GListModel *model)
{
  return FROND_LAUNCHER (model)->launches->len;
}

static gpointer
frond_launcher_get_item (GListModel *model, guint position)
{
  FrondLauncher *self = FROND_LAUNCHER (model);

  return position < self->launches->len ? g_object_ref (g_ptr_array_index (self->launches, position)) : NULL;
}

static void
frond_launcher_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = frond_launcher_get_item_type;
  iface->get_n_items = frond_launcher_get_n_items;
  iface->get_item = frond_launcher_get_item;
}

static void
finish_flushes (FrondLauncher *self)
{
  g_autoptr (GPtrArray) done = self->flushes;

  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < done->len; i++)
    g_task_return_boolean (g_ptr_array_index (done, i), TRUE);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondLauncher) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_launch_file_write_finish (result, &error))
    g_warning ("The list of launches was not written: %s", error->message);
  self->writing = FALSE;
  if (self->dirty)
    save (self);
  else
    finish_flushes (self);
}

static void
save (FrondLauncher *self)
{
  g_autoptr (GKeyFile) file = NULL;

  self->dirty = TRUE;
  if (self->writing)
    return;

  file = g_key_file_new ();
  for (guint i = 0; i < self->launches->len; i++)
    _frond_launch_save (g_ptr_array_index (self->launches, i), file);
  self->writing = TRUE;
  self->dirty = FALSE;
  frond_launch_file_write_async (self->path, g_key_file_to_data (file, NULL, NULL), NULL, written_cb,
                                 g_object_ref (self));
}

static void
launch_changed_cb (FrondLauncher *self, FrondLaunch *launch)
{
  guint position;

  if (!frond_launch_is_pending (launch) && g_ptr_array_find (self->launches, launch, &position))
    {
      g_object_ref (launch);
      g_ptr_array_remove_index (self->launches, position);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
      g_object_unref (launch);
    }
  save (self);
}

static void
state_changed_cb (FrondLauncher *self, GParamSpec *pspec, FrondLaunch *launch)
{
  g_signal_emit (self, signals[CHANGED], 0, launch);
}

/* Takes LAUNCH. */
static void
add (FrondLauncher *self, FrondLaunch *launch)
{
  g_signal_connect_object (launch, "changed", G_CALLBACK (launch_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (launch, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->launches, launch);
  g_list_model_items_changed (G_LIST_MODEL (self), self->launches->len - 1, 0, 1);
}

static FrondLaunch *
find (FrondLauncher *self, const char *id)
{
  for (guint i = 0; i < self->launches->len; i++)
    if (g_strcmp0 (frond_launch_get_id (g_ptr_array_index (self->launches, i)), id) == 0)
      return g_ptr_array_index (self->launches, i);
  return NULL;
}

/* The library has undone what an earlier life was about to make: it is made again. */
static void
creation_undone_cb (FrondLauncher *self, FrondProfile *profile)
{
  FrondLaunch *launch = find (self, frond_profile_get_id (profile));

  if (launch != NULL)
    _frond_launch_run (launch);
}

static void
library_changed_cb (FrondLauncher *self)
{
  for (guint i = 0; i < self->launches->len; i++)
    {
      FrondLaunch *launch = g_ptr_array_index (self->launches, i);

      if (frond_library_find (self->library, frond_launch_get_id (launch)) == NULL)
        _frond_launch_lose (launch);
    }
}

static void
frond_launcher_finalize (GObject *object)
{
  FrondLauncher *self = FROND_LAUNCHER (object);

  g_clear_object (&self->library);
  g_clear_object (&self->steps);
  g_ptr_array_unref (self->launches);
  g_ptr_array_unref (self->flushes);
  g_free (self->path);
  G_OBJECT_CLASS (frond_launcher_parent_class)->finalize (object);
}

static void
frond_launcher_class_init (FrondLauncherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_launcher_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, FROND_TYPE_LAUNCH);
}

static void
frond_launcher_init (FrondLauncher *self)
{
  self->launches = g_ptr_array_new_with_free_func (g_object_unref);
  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
}

FrondLauncher *
frond_launcher_new (FrondLibrary *library, FrondLaunchSteps *steps, const char *path)
{
  FrondLauncher *self = g_object_new (FROND_TYPE_LAUNCHER, NULL);

  self->library = g_object_ref (library);
  self->steps = g_object_ref (steps);
  self->path = path != NULL ? g_strdup (path)
                            : g_build_filename (g_get_user_state_dir (),
                                                FROND_DEVEL ? "frond-devel" : "frond", "launches.ini", NULL);
  g_signal_connect_object (library, "creation-undone", G_CALLBACK (creation_undone_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "items-changed", G_CALLBACK (library_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return self;
}

static void
take_up (FrondLauncher *self, FrondLaunch *launch)
{
  FrondGuest *guest = frond_library_find (self->library, frond_launch_get_id (launch));

  add (self, launch);
  if (guest != NULL)
    _frond_launch_adopt (launch, guest);
  else
    _frond_launch_run (launch);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondLauncher *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GKeyFile) file = frond_launch_file_read_finish (result, &error);
  g_auto (GStrv) groups = NULL;

  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      FrondLaunch *launch = NULL;

      if (find (self, groups[i]) == NULL)
        launch = _frond_launch_new_from_key_file (self->library, self->steps, file, groups[i]);
      if (launch != NULL)
        take_up (self, launch);
    }
  g_task_return_boolean (task, TRUE);
}

void
frond_launcher_load_async (FrondLauncher *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FROND_IS_LAUNCHER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_launcher_load_async);
  frond_launch_file_read_async (self->path, cancellable, read_cb, g_steal_pointer (&task));
}

gboolean
frond_launcher_load_finish (FrondLauncher *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
name_is_taken (FrondLauncher *self, const char *name)
{
  g_autofree char *free_name = frond_library_suggest_name (self->library, name);

  for (guint i = 0; i < self->launches->len; i++)
    if (g_str_equal (frond_launch_get_name (g_ptr_array_index (self->launches, i)), name))
      return TRUE;
  return !g_str_equal (free_name, name);
}

char *
frond_launcher_suggest_name (FrondLauncher *self, const char *name)
{
  g_return_val_if_fail (FROND_IS_LAUNCHER (self), NULL);

  for (guint i = 1;; i++)
    {
      g_autofree char *candidate = i == 1 ? g_strdup (name) : g_strdup_printf ("%s %u", name, i);

      if (!name_is_taken (self, candidate))
        return g_steal_pointer (&candidate);
    }
}

FrondLaunch *
frond_launcher_launch (FrondLauncher *self, const char *entry_id, const char *name, const char *mark_text,
                       const char *mark_color, FrondProfile *wishes)
{
  g_autofree char *own_name = NULL;
  FrondLaunch *launch;

  g_return_val_if_fail (FROND_IS_LAUNCHER (self), NULL);

  own_name = frond_launcher_suggest_name (self, name);
  launch = _frond_launch_new (self->library, self->steps, entry_id, own_name, mark_text, mark_color, wishes);
  add (self, launch);
  save (self);
  _frond_launch_run (launch);
  return launch;
}

FrondLaunch *
frond_launcher_find_entry (FrondLauncher *self, const char *entry_id)
{
  g_return_val_if_fail (FROND_IS_LAUNCHER (self), NULL);

  for (guint i = self->launches->len; i > 0; i--)
    if (g_str_equal (frond_launch_get_entry_id (g_ptr_array_index (self->launches, i - 1)), entry_id))
      return g_ptr_array_index (self->launches, i - 1);
  return NULL;
}

void
frond_launcher_resume (FrondLauncher *self)
{
  g_return_if_fail (FROND_IS_LAUNCHER (self));

  for (guint i = 0; i < self->launches->len; i++)
    _frond_launch_take_up (g_ptr_array_index (self->launches, i));
}

void
frond_launcher_abandon_async (FrondLauncher *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FROND_IS_LAUNCHER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_launcher_abandon_async);
  for (guint i = 0; i < self->launches->len; i++)
    _frond_launch_abandon (g_ptr_array_index (self->launches, i));
  if (self->writing)
    g_ptr_array_add (self->flushes, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
frond_launcher_abandon_finish (FrondLauncher *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
