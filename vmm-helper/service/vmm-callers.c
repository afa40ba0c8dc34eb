/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-callers.h"

#include "vmm-ipc.h"

#define BUS_NAME      "org.freedesktop.DBus"
#define BUS_PATH      "/org/freedesktop/DBus"
#define BUS_INTERFACE "org.freedesktop.DBus"

struct _VmmCallers
{
  GObject parent_instance;

  GDBusConnection *connection;
  GHashTable *known; /* name → Caller */
};

typedef struct
{
  GDBusConnection *connection;
  guint subscription;
  gboolean identified;
  uid_t uid;
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
  g_dbus_connection_signal_unsubscribe (caller->connection, caller->subscription);
  g_object_unref (caller->connection);
  g_free (caller);
}

static void
vmm_callers_finalize (GObject *object)
{
  VmmCallers *self = VMM_CALLERS (object);

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

static void
on_name_owner_changed (GDBusConnection *connection, const char *sender, const char *path,
                       const char *interface, const char *member, GVariant *parameters, gpointer user_data)
{
  VmmCallers *self = VMM_CALLERS (user_data);
  const char *name, *new_owner;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sss)")))
    return;
  g_variant_get (parameters, "(&s&s&s)", &name, NULL, &new_owner);
  if (new_owner[0] == '\0' && g_hash_table_remove (self->known, name))
    g_signal_emit (self, signals[VANISHED], 0, name);
}

/* The watch comes before the question, so that a name which ends meanwhile is not kept. */
static Caller *
watch (VmmCallers *self, const char *name)
{
  Caller *caller = g_hash_table_lookup (self->known, name);

  if (caller != NULL)
    return caller;

  caller = g_new0 (Caller, 1);
  caller->connection = g_object_ref (self->connection);
  caller->subscription =
      g_dbus_connection_signal_subscribe (self->connection, BUS_NAME, BUS_INTERFACE, "NameOwnerChanged",
                                          BUS_PATH, name, G_DBUS_SIGNAL_FLAGS_NONE, on_name_owner_changed,
                                          self, NULL);
  g_hash_table_insert (self->known, g_strdup (name), caller);
  return caller;
}

gboolean
vmm_callers_peek (VmmCallers *self, const char *name, uid_t *uid)
{
  Caller *caller = g_hash_table_lookup (self->known, name);

  if (caller == NULL || !caller->identified)
    return FALSE;
  *uid = caller->uid;
  return TRUE;
}

static void
on_identified (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmCallers *self = g_task_get_source_object (task);
  const char *name = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  Caller *caller = g_hash_table_lookup (self->known, name);
  guint32 uid;

  if (reply == NULL)
    {
      g_hash_table_remove (self->known, name);
      g_task_return_error (task, error);
      return;
    }

  g_variant_get (reply, "(u)", &uid);
  if (caller != NULL)
    {
      caller->uid = uid;
      caller->identified = TRUE;
    }
  g_task_return_int (task, (gssize) uid);
}

void
vmm_callers_identify_async (VmmCallers *self, const char *name, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, vmm_callers_identify_async);
  g_task_set_task_data (task, g_strdup (name), g_free);
  watch (self, name);
  g_dbus_connection_call (self->connection, BUS_NAME, BUS_PATH, BUS_INTERFACE, "GetConnectionUnixUser",
                          g_variant_new ("(s)", name), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, on_identified, task);
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
