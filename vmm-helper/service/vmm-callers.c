/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-callers.h"

#include "vmm-ipc.h"

#define BUS_NAME      "org.freedesktop.DBus"
#define BUS_PATH      "/org/freedesktop/DBus"
#define BUS_INTERFACE "org.freedesktop.DBus"

/* Who calls before the bus has said who it is waits; how much of that there may be. A bus lets a connection wait for
 * 128 answers at a time, and most of them are for polkit's. */
#define MAX_WAITING_CALLS 32
#define MAX_QUESTIONS     16

struct _VmmCallers
{
  GObject parent_instance;

  GDBusConnection *connection;
  GHashTable *known; /* name → Caller */
  guint
      subscription; /* one for all: a bus lets a connection have 512, and users have more connections together */
  GQueue unasked; /* names, those the bus was not asked about yet */
  guint n_questions;
};

typedef struct
{
  GPtrArray *waiting; /* GTask; NULL once it is known whose the name is */
  uid_t uid;
  guint n_calls;
} Caller;

G_DEFINE_FINAL_TYPE (VmmCallers, vmm_callers, G_TYPE_OBJECT)

enum
{
  VANISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
caller_free (Caller *caller)
{
  for (guint i = 0; caller->waiting != NULL && i < caller->waiting->len; i++)
    g_task_return_new_error (g_ptr_array_index (caller->waiting, i), VMM_IPC_ERROR,
                             VMM_IPC_ERROR_NOT_AUTHORIZED, "It is not known who asks");
  g_clear_pointer (&caller->waiting, g_ptr_array_unref);
  g_free (caller);
}

static void
vmm_callers_finalize (GObject *object)
{
  VmmCallers *self = VMM_CALLERS (object);

  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  g_queue_clear_full (&self->unasked, g_free);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (vmm_callers_parent_class)->finalize (object);
}

static void
vmm_callers_class_init (VmmCallersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_callers_finalize;

  signals[VANISHED] = g_signal_new ("vanished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vmm_callers_init (VmmCallers *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) caller_free);
}

VmmCallers *
vmm_callers_new (GDBusConnection *connection)
{
  VmmCallers *self = g_object_new (VMM_TYPE_CALLERS, NULL);

  self->connection = g_object_ref (connection);
  return self;
}

/* Nobody is waited for when nobody is known: then the helper sleeps through what happens on the bus. */
static void
forget (VmmCallers *self, const char *name)
{
  g_hash_table_remove (self->known, name);
  if (g_hash_table_size (self->known) == 0 && self->subscription != 0)
    {
      g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
      self->subscription = 0;
    }
}

static void
on_name_owner_changed (GDBusConnection *connection, const char *sender, const char *path,
                       const char *interface, const char *member, GVariant *parameters, gpointer user_data)
{
  VmmCallers *self = VMM_CALLERS (user_data);
  const char *name, *new_owner;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sss)")))
    return;
  g_variant_get (parameters, "(&s&s&s)", &name, NULL, &new_owner);
  if (new_owner[0] != '\0' || !g_hash_table_contains (self->known, name))
    return;
  forget (self, name);
  g_signal_emit (self, signals[VANISHED], 0, name);
}

static Caller *
find_identified (VmmCallers *self, const char *name)
{
  Caller *caller = g_hash_table_lookup (self->known, name);

  return caller != NULL && caller->waiting == NULL ? caller : NULL;
}

gboolean
vmm_callers_peek (VmmCallers *self, const char *name, uid_t *uid)
{
  Caller *caller = find_identified (self, name);

  if (caller == NULL)
    return FALSE;
  *uid = caller->uid;
  return TRUE;
}

/* What the bus itself has from the kernel; nothing else of the credentials decides anything. */
static gboolean
read_uid (GVariant *reply, uid_t *uid)
{
  g_autoptr (GVariant) credentials = g_variant_get_child_value (reply, 0);
  guint32 value;

  if (!g_variant_lookup (credentials, "UnixUserID", "u", &value) || value == (guint32) -1)
    return FALSE;
  *uid = value;
  return TRUE;
}

static void
tell (Caller *caller, uid_t uid)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&caller->waiting);

  caller->uid = uid;
  for (guint i = 0; i < waiting->len; i++)
    g_task_return_int (g_ptr_array_index (waiting, i), (gssize) uid);
}

static void ask_next (VmmCallers *self);

typedef struct
{
  VmmCallers *callers;
  char *name;
} Asked;

static void
on_identified (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Asked *asked = user_data;
  g_autoptr (VmmCallers) self = asked->callers;
  g_autofree char *name = asked->name;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
  Caller *caller = g_hash_table_lookup (self->known, name);
  uid_t uid;

  self->n_questions--;
  if (caller != NULL && reply != NULL && read_uid (reply, &uid))
    tell (caller, uid);
  else
    forget (self, name);
  ask_next (self);
}

static void
ask_next (VmmCallers *self)
{
  while (self->n_questions < MAX_QUESTIONS && !g_queue_is_empty (&self->unasked))
    {
      g_autofree char *name = g_queue_pop_head (&self->unasked);
      Asked *asked;

      if (!g_hash_table_contains (self->known, name))
        continue;
      asked = g_new0 (Asked, 1);
      asked->callers = g_object_ref (self);
      asked->name = g_strdup (name);
      self->n_questions++;
      g_dbus_connection_call (self->connection, BUS_NAME, BUS_PATH, BUS_INTERFACE, "GetConnectionCredentials",
                              g_variant_new ("(s)", name), G_VARIANT_TYPE ("(a{sv})"),
                              G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, on_identified, asked);
    }
}

/* The watch comes before the question, so that a name which ends meanwhile is not kept. */
static Caller *
add (VmmCallers *self, const char *name)
{
  Caller *caller = g_new0 (Caller, 1);

  if (self->subscription == 0)
    self->subscription =
        g_dbus_connection_signal_subscribe (self->connection, BUS_NAME, BUS_INTERFACE, "NameOwnerChanged",
                                            BUS_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_name_owner_changed,
                                            self, NULL);
  caller->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_insert (self->known, g_strdup (name), caller);
  g_queue_push_tail (&self->unasked, g_strdup (name));
  return caller;
}

void
vmm_callers_identify_async (VmmCallers *self, const char *name, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Caller *caller = g_hash_table_lookup (self->known, name);

  g_task_set_source_tag (task, vmm_callers_identify_async);
  if (caller != NULL && caller->waiting == NULL)
    {
      g_task_return_int (task, (gssize) caller->uid);
      return;
    }
  if (caller == NULL)
    caller = add (self, name);
  if (caller->waiting->len < MAX_WAITING_CALLS)
    g_ptr_array_add (caller->waiting, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, VMM_IPC_ERROR, VMM_IPC_ERROR_QUOTA_EXCEEDED, "At most %d calls at a time",
                             MAX_WAITING_CALLS);
  ask_next (self);
}

gboolean
vmm_callers_identify_finish (VmmCallers *self, GAsyncResult *result, uid_t *uid, GError **error)
{
  g_autoptr (GError) local = NULL;
  gssize value = g_task_propagate_int (G_TASK (result), &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *uid = (uid_t) value;
  return TRUE;
}

gboolean
vmm_callers_take_call (VmmCallers *self, const char *name, guint64 limit, GError **error)
{
  Caller *caller = find_identified (self, name);

  if (caller == NULL)
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_AUTHORIZED, "Whoever asked is gone");
      return FALSE;
    }
  if (caller->n_calls >= limit)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_QUOTA_EXCEEDED,
                   "At most %" G_GUINT64_FORMAT " calls of one program at a time", limit);
      return FALSE;
    }
  caller->n_calls++;
  return TRUE;
}

void
vmm_callers_give_back_call (VmmCallers *self, const char *name)
{
  Caller *caller = find_identified (self, name);

  if (caller != NULL && caller->n_calls > 0)
    caller->n_calls--;
}
