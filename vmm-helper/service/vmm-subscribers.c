/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-subscribers.h"

#include "vmm-authority.h"
#include "vmm-ipc.h"

struct _VmmSubscribers
{
  GObject parent_instance;

  GDBusConnection *connection;
  VmmCallers *callers;
  VmmQuota *quota;
  GHashTable *devices; /* names, whether they are subscribers or not */
  GHashTable *names;   /* unique name → uid */
};

G_DEFINE_FINAL_TYPE (VmmSubscribers, vmm_subscribers, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
vmm_subscribers_dispose (GObject *object)
{
  VmmSubscribers *self = VMM_SUBSCRIBERS (object);

  if (self->callers != NULL)
    g_signal_handlers_disconnect_by_data (self->callers, self);
  g_clear_object (&self->callers);
  g_clear_object (&self->connection);
  g_clear_object (&self->quota);
  g_clear_pointer (&self->devices, g_hash_table_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  G_OBJECT_CLASS (vmm_subscribers_parent_class)->dispose (object);
}

static void
vmm_subscribers_class_init (VmmSubscribersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmm_subscribers_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
vmm_subscribers_init (VmmSubscribers *self)
{
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->devices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
on_vanished (VmmCallers *callers, const char *name, gpointer user_data)
{
  VmmSubscribers *self = VMM_SUBSCRIBERS (user_data);

  vmm_subscribers_remove (self, name);
  g_hash_table_remove (self->devices, name);
}

VmmSubscribers *
vmm_subscribers_new (GDBusConnection *connection, VmmCallers *callers, VmmQuota *quota)
{
  VmmSubscribers *self = g_object_new (VMM_TYPE_SUBSCRIBERS, NULL);

  self->connection = g_object_ref (connection);
  self->callers = g_object_ref (callers);
  self->quota = g_object_ref (quota);
  g_signal_connect (callers, "vanished", G_CALLBACK (on_vanished), self);
  return self;
}

gboolean
vmm_subscribers_add (VmmSubscribers *self, const char *name, uid_t uid, GError **error)
{
  if (g_hash_table_contains (self->names, name))
    return TRUE;
  if (!vmm_quota_take (self->quota, VMM_QUOTA_SUBSCRIBERS, uid, error))
    return FALSE;

  g_hash_table_insert (self->names, g_strdup (name), GUINT_TO_POINTER (uid));
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

void
vmm_subscribers_remove (VmmSubscribers *self, const char *name)
{
  gpointer uid;

  if (!g_hash_table_lookup_extended (self->names, name, NULL, &uid))
    return;
  vmm_quota_give_back (self->quota, VMM_QUOTA_SUBSCRIBERS, GPOINTER_TO_UINT (uid));
  g_hash_table_remove (self->names, name);
  g_signal_emit (self, signals[CHANGED], 0);
}

guint
vmm_subscribers_count (VmmSubscribers *self)
{
  return g_hash_table_size (self->names);
}

void
vmm_subscribers_emit (VmmSubscribers *self, uid_t owner, const char *member, GVariant *parameters)
{
  g_autoptr (GVariant) sunk = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;
  GHashTableIter iter;
  gpointer name, uid;

  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, &name, &uid))
    if (owner == VMM_OWNER_ANY || GPOINTER_TO_UINT (uid) == owner)
      g_dbus_connection_emit_signal (self->connection, name, VMM_IPC_ROOT_PATH, VMM_IPC_INTERFACE ".Manager",
                                     member, sunk, NULL);
}

/* A name that never subscribes is of no use here, but it may do so later. */
void
vmm_subscribers_set_devices (VmmSubscribers *self, const char *name)
{
  g_hash_table_add (self->devices, g_strdup (name));
}

void
vmm_subscribers_emit_devices (VmmSubscribers *self, const char *member, GVariant *parameters)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (parameters);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->devices);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_hash_table_contains (self->names, name))
      g_dbus_connection_emit_signal (self->connection, name, VMM_IPC_ROOT_PATH, VMM_IPC_INTERFACE ".Manager",
                                     member, sunk, NULL);
}
