/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-search"

#include "frond-search-states.h"

#include "frond-guest-words.h"
#include "frond-helper-client.h"
#include "frond-machine-host.h"
#include "frond-machine-info.h"

/* A person types meanwhile. */
#define PATIENCE_MS 500

struct _FrondSearchStates
{
  GObject parent_instance;

  FrondMachineHost *hosts[2];
  GHashTable *words; /* uuid → words, owned by gettext */
};

G_DEFINE_FINAL_TYPE (FrondSearchStates, frond_search_states, G_TYPE_OBJECT)

typedef struct
{
  guint waiting; /* for hosts */
  GCancellable *cancellable;
  guint timer;
} Refresh;

static void
refresh_free (gpointer data)
{
  Refresh *refresh = data;

  g_clear_handle_id (&refresh->timer, g_source_remove);
  g_object_unref (refresh->cancellable);
  g_free (refresh);
}

static void
frond_search_states_finalize (GObject *object)
{
  FrondSearchStates *self = FROND_SEARCH_STATES (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->hosts); i++)
    g_clear_object (&self->hosts[i]);
  g_clear_pointer (&self->words, g_hash_table_unref);
  G_OBJECT_CLASS (frond_search_states_parent_class)->finalize (object);
}

static void
frond_search_states_class_init (FrondSearchStatesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_search_states_finalize;
}

static void
frond_search_states_init (FrondSearchStates *self)
{
  self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->hosts); i++)
    self->hosts[i] = frond_helper_client_new_quiet (i);
}

FrondSearchStates *
frond_search_states_new (void)
{
  return g_object_new (FROND_TYPE_SEARCH_STATES, NULL);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondSearchStates *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);
  g_autoptr (GPtrArray) infos = frond_machine_host_list_finish (FROND_MACHINE_HOST (source), result, NULL);

  for (guint i = 0; infos != NULL && i < infos->len; i++)
    {
      FrondMachineInfo *info = g_ptr_array_index (infos, i);

      g_hash_table_insert (self->words, g_strdup (frond_machine_info_get_uuid (info)),
                           (gpointer) frond_guest_words_state_of (frond_machine_info_get_state (info),
                                                                  frond_machine_info_get_reason (info)));
    }
  if (--refresh->waiting == 0)
    {
      g_clear_handle_id (&refresh->timer, g_source_remove);
      g_task_return_boolean (task, TRUE);
    }
}

static void
late_cb (gpointer user_data)
{
  Refresh *refresh = user_data;

  refresh->timer = 0;
  g_cancellable_cancel (refresh->cancellable);
}

void
frond_search_states_refresh_async (FrondSearchStates *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Refresh *refresh = g_new0 (Refresh, 1);

  refresh->cancellable = g_cancellable_new ();
  refresh->timer = g_timeout_add_once (PATIENCE_MS, late_cb, refresh);
  refresh->waiting = G_N_ELEMENTS (self->hosts);
  g_task_set_source_tag (task, frond_search_states_refresh_async);
  g_task_set_task_data (task, refresh, refresh_free);
  g_hash_table_remove_all (self->words);
  for (guint i = 0; i < G_N_ELEMENTS (self->hosts); i++)
    frond_machine_host_list_async (self->hosts[i], refresh->cancellable, listed_cb, g_object_ref (task));
}

void
frond_search_states_refresh_finish (FrondSearchStates *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  (void) g_task_propagate_boolean (G_TASK (result), NULL);
}

const char *
frond_search_states_get_words (FrondSearchStates *self, const char *uuid)
{
  g_return_val_if_fail (FROND_IS_SEARCH_STATES (self), NULL);

  return uuid != NULL ? g_hash_table_lookup (self->words, uuid) : NULL;
}
