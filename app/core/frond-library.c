/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-library-private.h"

#include "frond-error.h"
#include "frond-guest-private.h"
#include "frond-host-capabilities.h"
#include "frond-machine-info.h"
#include "frond-profile.h"

#define WRITE_DELAY_MS 500

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondLibrary, frond_library, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_LOADED,
  PROP_HOST,
  PROP_LOAD_ERROR,
  PROP_NEW_MACHINES,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint undone_signal;
static guint changed_signal;
static guint notify_signal;

static void
frond_library_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FrondLibrary *self = FROND_LIBRARY (object);

  switch (id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    case PROP_HOST:
      g_value_set_object (value, frond_library_get_host (self));
      break;
    case PROP_LOAD_ERROR:
      g_value_set_boxed (value, self->load_error);
      break;
    case PROP_NEW_MACHINES:
      g_value_set_string (value, self->new_machines);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frond_library_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FrondLibrary *self = FROND_LIBRARY (object);

  if (id != PROP_NEW_MACHINES)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (g_set_str (&self->new_machines, g_value_get_string (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
frond_library_dispose (GObject *object)
{
  FrondLibrary *self = FROND_LIBRARY (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->write_source, g_source_remove);
  G_OBJECT_CLASS (frond_library_parent_class)->dispose (object);
}

static void
frond_library_finalize (GObject *object)
{
  FrondLibrary *self = FROND_LIBRARY (object);

  g_clear_pointer (&self->dirty, g_hash_table_unref);
  g_clear_pointer (&self->kept, g_hash_table_unref);
  g_clear_pointer (&self->settling, g_hash_table_unref);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->trashed, g_hash_table_unref);
  g_clear_pointer (&self->guests, g_ptr_array_unref);
  g_clear_pointer (&self->flushes, g_ptr_array_unref);
  g_clear_error (&self->load_error);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  g_clear_pointer (&self->hosts, g_ptr_array_unref);
  g_clear_pointer (&self->new_machines, g_free);
  G_OBJECT_CLASS (frond_library_parent_class)->finalize (object);
}

static void
frond_library_class_init (FrondLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = frond_library_get_property;
  object_class->set_property = frond_library_set_property;
  object_class->dispose = frond_library_dispose;
  object_class->finalize = frond_library_finalize;

  props[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  props[PROP_HOST] = g_param_spec_object ("host", NULL, NULL, FROND_TYPE_MACHINE_HOST, flags);
  props[PROP_LOAD_ERROR] = g_param_spec_boxed ("load-error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_NEW_MACHINES] =
      g_param_spec_string ("new-machines", NULL, NULL, "auto", flags | G_PARAM_WRITABLE);
  g_object_class_install_properties (object_class, N_PROPS, props);

  undone_signal = g_signal_new ("creation-undone", FROND_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, FROND_TYPE_PROFILE);
  notify_signal = g_signal_new ("guest-notify", FROND_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, FROND_TYPE_GUEST, G_TYPE_PARAM);
  changed_signal = g_signal_new ("guests-changed", FROND_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

void
_frond_library_tell_changed (FrondLibrary *self)
{
  g_signal_emit (self, changed_signal, 0);
}

void
_frond_library_tell_guest (FrondLibrary *self, FrondGuest *guest, GParamSpec *pspec)
{
  g_signal_emit (self, notify_signal, 0, guest, pspec);
}

void
_frond_library_tell_undone (FrondLibrary *self, FrondProfile *profile)
{
  g_signal_emit (self, undone_signal, 0, profile);
}

static void
guest_free (gpointer guest)
{
  _frond_guest_set_library (guest, NULL);
  g_object_unref (guest);
}

static void
library_host_free (gpointer data)
{
  FrondLibraryHost *at = data;

  g_signal_handlers_disconnect_by_data (at->host, at);
  g_object_unref (at->host);
  g_free (at);
}

static void
frond_library_init (FrondLibrary *self)
{
  self->hosts = g_ptr_array_new_with_free_func (library_host_free);
  self->new_machines = g_strdup ("auto");
  self->guests = g_ptr_array_new_with_free_func (guest_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->trashed = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->dirty = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->kept = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->settling = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

static GType
get_item_type (GListModel *model)
{
  return FROND_TYPE_GUEST;
}

static guint
get_n_items (GListModel *model)
{
  return FROND_LIBRARY (model)->guests->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  FrondLibrary *self = FROND_LIBRARY (model);

  return position < self->guests->len ? g_object_ref (g_ptr_array_index (self->guests, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* The items. */

static FrondGuest *
make_guest (FrondLibrary *self, FrondProfile *profile)
{
  FrondGuest *guest = _frond_guest_new (profile, _frond_library_host_of (self, profile));

  _frond_guest_set_library (guest, self);
  if (_frond_library_is_creating (profile))
    _frond_guest_set_state (guest, FROND_GUEST_CREATING, FROND_GUEST_REASON_NONE);

  g_ptr_array_add (self->guests, guest);
  g_hash_table_insert (self->by_id, (gpointer) frond_profile_get_id (profile), guest);
  return guest;
}

FrondGuest *
_frond_library_add (FrondLibrary *self, FrondProfile *profile)
{
  FrondGuest *guest = make_guest (self, profile);

  g_list_model_items_changed (G_LIST_MODEL (self), self->guests->len - 1, 0, 1);
  return guest;
}

void
_frond_library_remove (FrondLibrary *self, FrondGuest *guest)
{
  guint position;

  if (!g_ptr_array_find (self->guests, guest, &position))
    return;

  g_hash_table_remove (self->dirty, guest);
  g_hash_table_remove (self->kept, guest);
  g_hash_table_remove (self->by_id, frond_profile_get_id (frond_guest_get_profile (guest)));
  g_ptr_array_remove_index (self->guests, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

FrondGuest *
_frond_library_find_machine (FrondLibrary *self, const char *uuid, const char *request_id)
{
  for (guint i = 0; i < self->guests->len; i++)
    {
      FrondGuest *guest = g_ptr_array_index (self->guests, i);
      FrondProfile *profile = frond_guest_get_profile (guest);

      if (g_strcmp0 (frond_profile_get_machine_uuid (profile), uuid) == 0)
        return guest;
      if (frond_profile_get_machine_uuid (profile) == NULL &&
          g_strcmp0 (frond_profile_get_request_id (profile), request_id) == 0)
        return guest;
    }

  return NULL;
}

FrondGuest *
frond_library_find (FrondLibrary *self, const char *profile_id)
{
  g_return_val_if_fail (FROND_IS_LIBRARY (self), NULL);

  return g_hash_table_lookup (self->by_id, profile_id);
}

GPtrArray *
frond_library_dup_trashed (FrondLibrary *self)
{
  GPtrArray *profiles;
  GHashTableIter iter;
  gpointer profile;

  g_return_val_if_fail (FROND_IS_LIBRARY (self), NULL);

  profiles = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->trashed);
  while (g_hash_table_iter_next (&iter, NULL, &profile))
    g_ptr_array_add (profiles, g_object_ref (profile));
  return profiles;
}

static gboolean
name_is_taken (FrondLibrary *self, const char *name)
{
  for (guint i = 0; i < self->guests->len; i++)
    {
      FrondProfile *profile = frond_guest_get_profile (g_ptr_array_index (self->guests, i));

      if (g_strcmp0 (frond_profile_get_name (profile), name) == 0)
        return TRUE;
    }

  return FALSE;
}

char *
frond_library_suggest_name (FrondLibrary *self, const char *name)
{
  g_return_val_if_fail (FROND_IS_LIBRARY (self), NULL);

  for (guint i = 1;; i++)
    {
      g_autofree char *candidate = i == 1 ? g_strdup (name) : g_strdup_printf ("%s %u", name, i);

      if (!name_is_taken (self, candidate))
        return g_steal_pointer (&candidate);
    }
}

/* Writing. */

static void
finish_flushes (FrondLibrary *self)
{
  g_autoptr (GPtrArray) done = NULL;

  if (self->writes > 0)
    return;

  done = g_steal_pointer (&self->flushes);
  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < done->len; i++)
    g_task_return_boolean (g_ptr_array_index (done, i), TRUE);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondLibrary) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_profile_store_save_finish (FROND_PROFILE_STORE (source), result, &error))
    g_warning ("A profile was not written: %s", error->message);

  self->writes--;
  finish_flushes (self);
}

void
_frond_library_write (FrondLibrary *self, FrondProfile *profile)
{
  self->writes++;
  frond_profile_store_save_async (self->store, profile, NULL, written_cb, g_object_ref (self));
}

static void
write_dirty (FrondLibrary *self)
{
  GHashTableIter iter;
  gpointer guest;

  g_clear_handle_id (&self->write_source, g_source_remove);
  g_hash_table_iter_init (&iter, self->dirty);
  while (g_hash_table_iter_next (&iter, &guest, NULL))
    {
      _frond_library_write (self, frond_guest_get_profile (guest));
      g_hash_table_iter_remove (&iter);
    }
}

static void
write_timeout (gpointer data)
{
  FrondLibrary *self = data;

  self->write_source = 0;
  write_dirty (self);
}

void
frond_library_touch (FrondLibrary *self, FrondGuest *guest)
{
  g_return_if_fail (FROND_IS_LIBRARY (self));

  /* One that is leaving writes its own row. */
  if (frond_library_find (self, frond_profile_get_id (frond_guest_get_profile (guest))) != guest)
    return;

  g_hash_table_add (self->dirty, g_object_ref (guest));
  if (self->write_source == 0)
    self->write_source = g_timeout_add_once (WRITE_DELAY_MS, write_timeout, self);
}

void
frond_library_flush_async (FrondLibrary *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FROND_IS_LIBRARY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_library_flush_async);
  g_ptr_array_add (self->flushes, task);
  write_dirty (self);
  finish_flushes (self);
}

gboolean
frond_library_flush_finish (FrondLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What the hosts say. */

static void
machine_changed_cb (FrondLibraryHost *at, FrondMachineInfo *info)
{
  const char *uuid = frond_machine_info_get_uuid (info);
  FrondGuest *guest = _frond_library_find_machine (at->library, uuid, NULL);

  if (guest != NULL && frond_guest_get_host (guest) == at->host)
    {
      _frond_guest_apply (guest, info);
      _frond_library_tell_changed (at->library);
    }
  else
    _frond_library_join_host (at);
}

static void
machine_removed_cb (FrondLibraryHost *at, const char *uuid)
{
  if (_frond_library_find_machine (at->library, uuid, NULL) != NULL)
    _frond_library_join_host (at);
}

static void
host_state_cb (FrondLibraryHost *at)
{
  FrondLibrary *self = at->library;

  if (frond_machine_host_get_state (at->host) == FROND_HOST_READY)
    {
      _frond_library_join_host (at);
      return;
    }

  for (guint i = 0; i < self->guests->len; i++)
    {
      FrondGuest *guest = g_ptr_array_index (self->guests, i);

      if (frond_guest_get_host (guest) == at->host && frond_guest_get_state (guest) != FROND_GUEST_CREATING)
        _frond_guest_set_state (guest, FROND_GUEST_UNKNOWN, FROND_GUEST_REASON_NONE);
    }
}

FrondLibrary *
frond_library_new (FrondProfileStore *store, FrondMachineHost *host)
{
  FrondLibrary *self = g_object_new (FROND_TYPE_LIBRARY, NULL);

  self->store = g_object_ref (store);
  frond_library_add_host (self, host);
  return self;
}

void
frond_library_add_host (FrondLibrary *self, FrondMachineHost *host)
{
  FrondLibraryHost *at;

  g_return_if_fail (FROND_IS_LIBRARY (self));
  g_return_if_fail (!self->loaded);

  at = g_new0 (FrondLibraryHost, 1);
  at->library = self;
  at->host = g_object_ref (host);
  g_ptr_array_add (self->hosts, at);
  g_signal_connect_swapped (host, "machine-changed", G_CALLBACK (machine_changed_cb), at);
  g_signal_connect_swapped (host, "machine-removed", G_CALLBACK (machine_removed_cb), at);
  g_signal_connect_swapped (host, "reset", G_CALLBACK (_frond_library_join_host), at);
  g_signal_connect_swapped (host, "notify::state", G_CALLBACK (host_state_cb), at);
}

void
frond_library_set_visiting (FrondLibrary *self, gboolean visiting)
{
  g_return_if_fail (FROND_IS_LIBRARY (self));
  g_return_if_fail (!self->loaded);

  self->visiting = visiting;
}

static FrondMachineHost *
nth_host (FrondLibrary *self, guint i)
{
  return ((FrondLibraryHost *) g_ptr_array_index (self->hosts, i))->host;
}

FrondMachineHost *
frond_library_get_host (FrondLibrary *self)
{
  g_return_val_if_fail (FROND_IS_LIBRARY (self), NULL);

  return nth_host (self, 0);
}

FrondMachineHost *
frond_library_find_host (FrondLibrary *self, FrondHostMode mode)
{
  g_return_val_if_fail (FROND_IS_LIBRARY (self), NULL);

  for (guint i = 0; i < self->hosts->len; i++)
    if (frond_machine_host_get_mode (nth_host (self, i)) == mode)
      return nth_host (self, i);

  return NULL;
}

FrondMachineHost *
_frond_library_named_host (FrondLibrary *self, const char *helper)
{
  if (g_strcmp0 (helper, "session") == 0)
    return frond_library_find_host (self, FROND_HOST_MODE_SESSION);
  if (g_strcmp0 (helper, "system") == 0)
    return frond_library_find_host (self, FROND_HOST_MODE_SYSTEM);
  return NULL;
}

FrondMachineHost *
_frond_library_host_of (FrondLibrary *self, FrondProfile *profile)
{
  FrondMachineHost *host = _frond_library_named_host (self, frond_profile_get_helper (profile));

  return host != NULL ? host : nth_host (self, 0);
}

static gboolean
works (FrondMachineHost *host)
{
  g_autoptr (FrondHostCapabilities) capabilities = frond_machine_host_dup_capabilities (host);

  return frond_machine_host_get_state (host) == FROND_HOST_READY && capabilities != NULL &&
         capabilities->backend;
}

FrondMachineHost *
frond_library_choose_host (FrondLibrary *self, const char *helper)
{
  FrondMachineHost *host;
  FrondMachineHost *system;

  g_return_val_if_fail (FROND_IS_LIBRARY (self), NULL);

  host = _frond_library_named_host (self, helper);
  if (host == NULL)
    host = _frond_library_named_host (self, self->new_machines);
  if (host != NULL)
    return host;

  system = frond_library_find_host (self, FROND_HOST_MODE_SYSTEM);
  return system != NULL && works (system) ? system : nth_host (self, 0);
}

gboolean
frond_library_get_loaded (FrondLibrary *self)
{
  g_return_val_if_fail (FROND_IS_LIBRARY (self), FALSE);

  return self->loaded;
}

gboolean
frond_library_get_joining (FrondLibrary *self)
{
  g_return_val_if_fail (FROND_IS_LIBRARY (self), FALSE);

  for (guint i = 0; i < self->hosts->len; i++)
    if (((FrondLibraryHost *) g_ptr_array_index (self->hosts, i))->joining)
      return TRUE;
  return FALSE;
}

static void
take_profiles (FrondLibrary *self, GPtrArray *profiles)
{
  const guint before = self->guests->len;

  for (guint i = 0; i < profiles->len; i++)
    {
      FrondProfile *profile = g_ptr_array_index (profiles, i);

      if (frond_profile_get_stage (profile) == FROND_PROFILE_TRASHED)
        g_hash_table_insert (self->trashed, (gpointer) frond_profile_get_id (profile),
                             g_object_ref (profile));
      else if (frond_library_find (self, frond_profile_get_id (profile)) == NULL)
        make_guest (self, profile);
    }

  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->guests->len - before);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondLibrary *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles =
      frond_profile_store_load_finish (FROND_PROFILE_STORE (source), result, &error);

  g_clear_error (&self->load_error);
  if (profiles == NULL)
    {
      self->load_error = g_error_copy (error);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOAD_ERROR]);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  take_profiles (self, profiles);
  self->loaded = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOAD_ERROR]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADED]);
  _frond_library_join (self);
  g_task_return_boolean (task, TRUE);
}

void
frond_library_load_async (FrondLibrary *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FROND_IS_LIBRARY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_library_load_async);
  frond_profile_store_load_async (self->store, cancellable, loaded_cb, task);
}

gboolean
frond_library_load_finish (FrondLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
