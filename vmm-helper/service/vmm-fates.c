/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-fates.h"

struct _VmmFates
{
  GObject parent_instance;

  VmmHost *host;
  VmmPower *power;
  guint running[VMM_N_OCCASIONS];      /* guests that are being seen to */
  guint deadlines[VMM_N_OCCASIONS];    /* sources */
  GHashTable *paused[VMM_N_OCCASIONS]; /* VmmMachine: they go on when it is over */
  GPtrArray *leaving;                  /* Turn: guests that were asked to shut down */
};

G_DEFINE_FINAL_TYPE (VmmFates, vmm_fates, G_TYPE_OBJECT)

enum
{
  SETTLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* One guest on one occasion. */
typedef struct
{
  VmmFates *fates;
  VmmMachine *machine;
  VmmOccasion occasion;
  VmmFate fate;
} Turn;

static void
turn_free (gpointer data)
{
  Turn *turn = data;

  g_object_unref (turn->fates);
  g_object_unref (turn->machine);
  g_free (turn);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Turn, turn_free)

static void
vmm_fates_dispose (GObject *object)
{
  VmmFates *self = VMM_FATES (object);

  if (self->power != NULL)
    g_signal_handlers_disconnect_by_data (self->power, self);
  if (self->host != NULL)
    g_signal_handlers_disconnect_by_data (vmm_host_get_registry (self->host), self);
  for (gsize i = 0; i < VMM_N_OCCASIONS; i++)
    {
      g_clear_handle_id (&self->deadlines[i], g_source_remove);
      g_clear_pointer (&self->paused[i], g_hash_table_unref);
    }
  g_clear_pointer (&self->leaving, g_ptr_array_unref);
  g_clear_object (&self->power);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (vmm_fates_parent_class)->dispose (object);
}

static void
vmm_fates_class_init (VmmFatesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmm_fates_dispose;

  signals[SETTLED] = g_signal_new ("settled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
vmm_fates_init (VmmFates *self)
{
  self->leaving = g_ptr_array_new ();
  for (gsize i = 0; i < VMM_N_OCCASIONS; i++)
    self->paused[i] = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

VmmFate
vmm_fate_fallback (VmmOccasion occasion, VmmFate fate)
{
  if (fate != VMM_FATE_SAVE)
    return VMM_FATE_KEEP;
  return occasion == VMM_OCCASION_SUSPEND ? VMM_FATE_PAUSE : VMM_FATE_SHUTDOWN;
}

gboolean
vmm_fates_is_busy (VmmFates *self)
{
  for (gsize i = 0; i < VMM_N_OCCASIONS; i++)
    if (self->running[i] > 0)
      return TRUE;
  return FALSE;
}

/* Takes TURN. */
static void
end_turn (Turn *turn)
{
  g_autoptr (Turn) owned = turn;
  VmmFates *self = owned->fates;

  if (--self->running[owned->occasion] > 0)
    return;
  g_clear_handle_id (&self->deadlines[owned->occasion], g_source_remove);
  vmm_power_done (self->power, owned->occasion);
  g_signal_emit (self, signals[SETTLED], 0, owned->occasion);
}

static void take_step (Turn *turn);

/* Takes TURN. */
static void
fall_back (Turn *turn, const GError *error)
{
  g_message ("%s: %s", vmm_machine_get_uuid (turn->machine), error->message);
  turn->fate = vmm_fate_fallback (turn->occasion, turn->fate);
  take_step (turn);
}

static void
on_saved (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Turn *turn = user_data;
  g_autoptr (GError) error = NULL;

  if (vmm_host_save_finish (VMM_HOST (object), result, NULL, &error))
    end_turn (turn);
  else
    fall_back (turn, error);
}

static void
on_paused (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Turn *turn = user_data;
  g_autoptr (GError) error = NULL;

  if (!vmm_host_command_finish (VMM_HOST (object), result, &error))
    {
      fall_back (turn, error);
      return;
    }
  if (turn->occasion != VMM_OCCASION_LOGOUT)
    g_hash_table_add (turn->fates->paused[turn->occasion], g_object_ref (turn->machine));
  end_turn (turn);
}

/* A guest that was asked to shut down takes its time, and may not mean to. */
static void
on_asked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Turn *turn = user_data;
  g_autoptr (GError) error = NULL;

  if (!vmm_host_command_finish (VMM_HOST (object), result, &error))
    fall_back (turn, error);
  else if (!vmm_machine_is_active (turn->machine))
    end_turn (turn);
  else
    g_ptr_array_add (turn->fates->leaving, turn);
}

static void
ask_to_leave (Turn *turn)
{
  vmm_host_command_async (turn->fates->host, turn->machine, VMM_ENGINE_SHUTDOWN, NULL, on_asked, turn);
}

static void
on_resumed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Turn *turn = user_data;
  g_autoptr (GError) error = NULL;

  if (vmm_host_command_finish (VMM_HOST (object), result, &error))
    ask_to_leave (turn);
  else
    fall_back (turn, error);
}

/* Takes TURN, and ends it at some time. */
static void
take_step (Turn *turn)
{
  VmmHost *host = turn->fates->host;
  const gboolean paused = vmm_machine_get_state (turn->machine) == VMM_IPC_MACHINE_PAUSED;

  if (!vmm_machine_is_active (turn->machine))
    turn->fate = VMM_FATE_KEEP;
  switch (turn->fate)
    {
    case VMM_FATE_SAVE:
      vmm_host_save_async (host, turn->machine, NULL, NULL, on_saved, turn);
      break;
    case VMM_FATE_SHUTDOWN:
      /* What is paused hears nothing. */
      if (paused)
        vmm_host_command_async (host, turn->machine, VMM_ENGINE_RESUME, NULL, on_resumed, turn);
      else
        ask_to_leave (turn);
      break;
    case VMM_FATE_PAUSE:
      /* One that somebody has paused stays so after. */
      if (!paused)
        vmm_host_command_async (host, turn->machine, VMM_ENGINE_PAUSE, NULL, on_paused, turn);
      else
        end_turn (turn);
      break;
    case VMM_FATE_KEEP:
    default:
      end_turn (turn);
      break;
    }
}

gboolean
vmm_fates_begin (VmmFates *self, VmmOccasion occasion)
{
  GPtrArray *all = vmm_registry_get_machines (vmm_host_get_registry (self->host));
  g_autoptr (GPtrArray) turns = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    {
      VmmMachine *machine = g_ptr_array_index (all, i);
      const VmmFate fate = vmm_machine_get_spec (machine)->fates[occasion];
      Turn *turn;

      if (!vmm_machine_is_active (machine) || fate == VMM_FATE_KEEP)
        continue;
      turn = g_new0 (Turn, 1);
      turn->fates = g_object_ref (self);
      turn->machine = g_object_ref (machine);
      turn->occasion = occasion;
      turn->fate = fate;
      g_ptr_array_add (turns, turn);
    }

  /* All are counted before the first one may be done. */
  self->running[occasion] += turns->len;
  for (guint i = 0; i < turns->len; i++)
    take_step (g_ptr_array_index (turns, i));
  return turns->len > 0;
}

typedef struct
{
  VmmFates *fates; /* borrowed: the source goes with it */
  VmmOccasion occasion;
} Deadline;

/* What cannot be done in time goes on for as long as it may: asleep, a save goes on after, and systemd gives a helper that
 * is told to end the rest of its time (TimeoutStopSec). */
static gboolean
on_deadline (gpointer user_data)
{
  Deadline *deadline = user_data;
  VmmFates *self = deadline->fates;

  self->deadlines[deadline->occasion] = 0;
  g_warning ("The computer does not wait any longer for guests; %u are not done",
             self->running[deadline->occasion]);
  return G_SOURCE_REMOVE;
}

static void
on_begins (VmmPower *power, guint occasion, guint milliseconds, gpointer user_data)
{
  VmmFates *self = VMM_FATES (user_data);
  Deadline *deadline;

  if (!vmm_fates_begin (self, occasion))
    vmm_power_done (power, occasion);
  if (self->running[occasion] == 0 || milliseconds == 0 || self->deadlines[occasion] != 0)
    return;
  deadline = g_new0 (Deadline, 1);
  deadline->fates = self;
  deadline->occasion = occasion;
  self->deadlines[occasion] =
      g_timeout_add_full (G_PRIORITY_DEFAULT, milliseconds, on_deadline, deadline, g_free);
}

static void
on_gone_on (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmMachine) machine = user_data;
  g_autoptr (GError) error = NULL;

  if (vmm_host_command_finish (VMM_HOST (object), result, &error))
    vmm_host_set_clock (VMM_HOST (object), machine);
  else
    g_warning ("%s stays paused: %s", vmm_machine_get_uuid (machine), error->message);
}

/* What was paused for it goes on, and clocks that stood still while the computer slept are set. */
static void
on_ended (VmmPower *power, guint occasion, gpointer user_data)
{
  VmmFates *self = VMM_FATES (user_data);
  GPtrArray *all = vmm_registry_get_machines (vmm_host_get_registry (self->host));
  g_autoptr (GPtrArray) paused = g_hash_table_steal_all_keys (self->paused[occasion]);

  g_clear_handle_id (&self->deadlines[occasion], g_source_remove);
  for (guint i = 0; i < paused->len; i++)
    vmm_host_command_async (self->host, g_ptr_array_index (paused, i), VMM_ENGINE_RESUME, NULL, on_gone_on,
                            g_object_ref (g_ptr_array_index (paused, i)));

  for (guint i = 0; occasion == VMM_OCCASION_SUSPEND && i < all->len; i++)
    if (vmm_machine_get_state (g_ptr_array_index (all, i)) == VMM_IPC_MACHINE_RUNNING)
      vmm_host_set_clock (self->host, g_ptr_array_index (all, i));
}

static void
watch (VmmFates *self)
{
  GPtrArray *all = vmm_registry_get_machines (vmm_host_get_registry (self->host));
  gboolean delayed[VMM_N_OCCASIONS] = { FALSE };
  gboolean any = FALSE;

  for (guint i = 0; i < all->len; i++)
    {
      VmmMachine *machine = g_ptr_array_index (all, i);

      if (!vmm_machine_is_active (machine))
        continue;
      any = TRUE;
      for (gsize k = 0; k < VMM_N_OCCASIONS; k++)
        delayed[k] = delayed[k] || vmm_machine_get_spec (machine)->fates[k] != VMM_FATE_KEEP;
    }
  vmm_power_watch (self->power, any, delayed);
}

static void
on_machine_changed (VmmRegistry *registry, VmmMachine *machine, gpointer user_data)
{
  VmmFates *self = VMM_FATES (user_data);
  const VmmIpcMachineState state = vmm_machine_get_state (machine);
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();

  for (gsize i = 0; state != VMM_IPC_MACHINE_PAUSED && i < VMM_N_OCCASIONS; i++)
    g_hash_table_remove (self->paused[i], machine);
  for (guint i = self->leaving->len; i > 0; i--)
    {
      Turn *turn = g_ptr_array_index (self->leaving, i - 1);

      /* Running again: it did not heed the request. */
      if (turn->machine == machine && state != VMM_IPC_MACHINE_STOPPING)
        g_ptr_array_add (gone, g_ptr_array_remove_index_fast (self->leaving, i - 1));
    }
  watch (self);
  for (guint i = 0; i < gone->len; i++)
    end_turn (g_ptr_array_index (gone, i));
}

VmmFates *
vmm_fates_new (VmmHost *host, VmmPower *power)
{
  VmmFates *self = g_object_new (VMM_TYPE_FATES, NULL);

  self->host = g_object_ref (host);
  self->power = g_object_ref (power);
  g_signal_connect (power, "begins", G_CALLBACK (on_begins), self);
  g_signal_connect (power, "ended", G_CALLBACK (on_ended), self);
  g_signal_connect (vmm_host_get_registry (host), "machine-changed", G_CALLBACK (on_machine_changed), self);
  return self;
}
