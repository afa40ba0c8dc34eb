/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-lanes.h"

struct _VmmLanes
{
  GObject parent_instance;

  GHashTable *lanes; /* key → GQueue of Entry; the head has its turn */
};

typedef struct
{
  VmmLanes *lanes;
  char *key;
  GTask *task;
  VmmLaneTurn turn;
} Entry;

G_DEFINE_FINAL_TYPE (VmmLanes, vmm_lanes, G_TYPE_OBJECT)

static void
entry_free (Entry *entry)
{
  g_free (entry->key);
  g_clear_object (&entry->task);
  g_clear_object (&entry->lanes);
  g_free (entry);
}

static void
queue_free (GQueue *queue)
{
  g_queue_free_full (queue, (GDestroyNotify) entry_free);
}

static void
vmm_lanes_finalize (GObject *object)
{
  VmmLanes *self = VMM_LANES (object);

  g_clear_pointer (&self->lanes, g_hash_table_unref);
  G_OBJECT_CLASS (vmm_lanes_parent_class)->finalize (object);
}

static void
vmm_lanes_class_init (VmmLanesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_lanes_finalize;
}

static void
vmm_lanes_init (VmmLanes *self)
{
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) queue_free);
}

VmmLanes *
vmm_lanes_new (void)
{
  return g_object_new (VMM_TYPE_LANES, NULL);
}

static void begin (Entry *entry);

static void
on_completed (GTask *task, GParamSpec *pspec, gpointer user_data)
{
  Entry *entry = user_data;
  g_autoptr (VmmLanes) self = g_object_ref (entry->lanes);
  g_autofree char *key = g_strdup (entry->key);
  GQueue *queue = g_hash_table_lookup (self->lanes, key);

  g_signal_handlers_disconnect_by_func (task, on_completed, entry);
  g_assert (queue != NULL && g_queue_peek_head (queue) == entry);
  entry_free (g_queue_pop_head (queue));

  if (g_queue_is_empty (queue))
    g_hash_table_remove (self->lanes, key);
  else
    begin (g_queue_peek_head (queue));
}

static void
begin (Entry *entry)
{
  GError *error = NULL;

  g_signal_connect (entry->task, "notify::completed", G_CALLBACK (on_completed), entry);
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (entry->task), &error))
    g_task_return_error (entry->task, error);
  else
    entry->turn (entry->task);
}

void
vmm_lanes_push (VmmLanes *self, const char *key, GTask *task, VmmLaneTurn turn)
{
  GQueue *queue = g_hash_table_lookup (self->lanes, key);
  Entry *entry = g_new0 (Entry, 1);

  entry->lanes = g_object_ref (self);
  entry->key = g_strdup (key);
  entry->task = g_object_ref (task);
  entry->turn = turn;

  if (queue == NULL)
    {
      queue = g_queue_new ();
      g_hash_table_insert (self->lanes, g_strdup (key), queue);
    }
  g_queue_push_tail (queue, entry);
  if (queue->length == 1)
    begin (entry);
}

gboolean
vmm_lanes_is_busy (VmmLanes *self, const char *key)
{
  return g_hash_table_contains (self->lanes, key);
}

gboolean
vmm_lanes_is_empty (VmmLanes *self)
{
  return g_hash_table_size (self->lanes) == 0;
}
