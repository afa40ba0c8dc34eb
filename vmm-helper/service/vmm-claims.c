/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-claims.h"

#include <unistd.h>

struct _VmmClaims
{
  GObject parent_instance;

  VmmQuota *quota;
  VmmHost *host;
  GQueue promised;   /* VmmClaim, borrowed */
  GHashTable *begun; /* uuid → VmmUse of the guest that runs, whatever its machine has become since */
};

struct _VmmClaim
{
  VmmClaims *claims;
  uid_t uid;
  char *uuid;
  VmmUse use;
};

G_DEFINE_FINAL_TYPE (VmmClaims, vmm_claims, G_TYPE_OBJECT)

static void
vmm_claims_dispose (GObject *object)
{
  VmmClaims *self = VMM_CLAIMS (object);

  if (self->host != NULL)
    g_signal_handlers_disconnect_by_data (vmm_host_get_registry (self->host), self);
  g_clear_object (&self->host);
  g_clear_object (&self->quota);
  g_clear_pointer (&self->begun, g_hash_table_unref);
  G_OBJECT_CLASS (vmm_claims_parent_class)->dispose (object);
}

static void
vmm_claims_class_init (VmmClaimsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmm_claims_dispose;
}

static void
vmm_claims_init (VmmClaims *self)
{
  self->begun = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
on_machine_changed (VmmRegistry *registry, VmmMachine *machine, gpointer user_data)
{
  VmmClaims *self = VMM_CLAIMS (user_data);

  if (!vmm_machine_is_active (machine))
    g_hash_table_remove (self->begun, vmm_machine_get_uuid (machine));
  else if (!g_hash_table_contains (self->begun, vmm_machine_get_uuid (machine)))
    {
      VmmSpec *spec = vmm_machine_get_spec (machine);
      VmmUse *use = g_new0 (VmmUse, 1);

      use->memory = spec->memory;
      use->vcpus = spec->vcpus;
      g_hash_table_insert (self->begun, g_strdup (vmm_machine_get_uuid (machine)), use);
    }
}

VmmClaims *
vmm_claims_new (VmmQuota *quota, VmmHost *host)
{
  VmmClaims *self = g_object_new (VMM_TYPE_CLAIMS, NULL);

  self->quota = g_object_ref (quota);
  self->host = g_object_ref (host);
  g_signal_connect (vmm_host_get_registry (host), "machine-changed", G_CALLBACK (on_machine_changed), self);
  return self;
}

static void
add_use (VmmUse *sum, const VmmUse *use)
{
  sum->machines += use->machines;
  sum->running += use->running;
  sum->memory += use->memory;
  sum->vcpus += use->vcpus;
  sum->disk_space += use->disk_space;
}

/* Whether the guest of UUID is there: then what was promised for it is what stands. */
static gboolean
has_guest (VmmClaims *self, const char *uuid)
{
  VmmMachine *machine = uuid != NULL ? vmm_registry_lookup (vmm_host_get_registry (self->host), uuid) : NULL;

  return machine != NULL && vmm_machine_is_active (machine);
}

static void
add_machine (VmmClaims *self, VmmUse *sum, VmmMachine *machine)
{
  const VmmUse *begun = g_hash_table_lookup (self->begun, vmm_machine_get_uuid (machine));

  sum->machines++;
  if (!vmm_machine_is_active (machine))
    return;
  sum->running++;
  sum->memory += begun != NULL ? begun->memory : vmm_machine_get_spec (machine)->memory;
  sum->vcpus += begun != NULL ? begun->vcpus : vmm_machine_get_spec (machine)->vcpus;
}

static void
add_standing (VmmClaims *self, uid_t uid, VmmUse *sum)
{
  GPtrArray *machines = vmm_registry_get_machines (vmm_host_get_registry (self->host));

  for (guint i = 0; i < machines->len; i++)
    {
      VmmMachine *machine = g_ptr_array_index (machines, i);

      if (uid == (uid_t) -1 || vmm_machine_get_owner (machine) == uid)
        add_machine (self, sum, machine);
    }
}

void
vmm_claims_get_standing (VmmClaims *self, uid_t uid, VmmUse *use)
{
  *use = (VmmUse) { 0 };
  add_standing (self, uid, use);
}

/* With what is promised; (uid_t) -1: everybody's. */
static VmmUse
sum_up (VmmClaims *self, uid_t uid)
{
  VmmUse sum = { 0 };

  add_standing (self, uid, &sum);
  for (GList *link = self->promised.head; link != NULL; link = link->next)
    {
      const VmmClaim *claim = link->data;

      if ((uid == (uid_t) -1 || claim->uid == uid) && !has_guest (self, claim->uuid))
        add_use (&sum, &claim->use);
    }
  return sum;
}

static guint64
get_host_memory (VmmClaims *self)
{
  g_autoptr (GVariant) known = vmm_engine_dup_capabilities (vmm_host_get_engine (self->host));
  guint64 memory = 0;

  /* A hypervisor that does not answer does not make the computer smaller. */
  if (!g_variant_lookup (known, VMM_IPC_CAP_HOST_MEMORY, "t", &memory))
    memory = (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE);
  return memory;
}

static guint64
get_host_cpus (VmmClaims *self)
{
  g_autoptr (GVariant) known = vmm_engine_dup_capabilities (vmm_host_get_engine (self->host));
  guint32 cpus = 0;

  if (!g_variant_lookup (known, VMM_IPC_CAP_HOST_CPUS, "u", &cpus))
    cpus = g_get_num_processors ();
  return cpus;
}

guint64
vmm_claims_get_limit (VmmClaims *self, uid_t uid, VmmLimit limit, guint64 whole)
{
  VmmAmount amount = vmm_quota_get_amount (self->quota, uid, limit);

  if (limit == VMM_LIMIT_MEMORY && amount.percent)
    whole = get_host_memory (self);
  else if (limit == VMM_LIMIT_VCPUS && amount.percent)
    whole = get_host_cpus (self);
  return vmm_amount_of (amount, whole);
}

/* 64 bits are enough for the sum of what passed, not for a sum with what did not. */
static gboolean
fits (guint64 standing, guint64 wanted, guint64 limit)
{
  return wanted == 0 || (standing <= limit && wanted <= limit - standing);
}

static gboolean
refuse (VmmLimit limit, guint64 there, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_QUOTA_EXCEEDED,
               "%s: this computer has %" G_GUINT64_FORMAT " for all", vmm_limit_get_name (limit), there);
  return FALSE;
}

/* What nobody gets past. */
static gboolean
fits_host (VmmClaims *self, const VmmUse *use, const VmmSpace *space, GError **error)
{
  VmmConfig *config = vmm_quota_get_config (self->quota);
  guint64 machines = vmm_config_get_host_limit (config, VMM_HOST_LIMIT_MACHINES);
  guint64 memory = get_host_memory (self);
  guint64 reserve = vmm_config_get_reserve (config, VMM_HOST_LIMIT_MEMORY_RESERVE,
                                            VMM_HOST_LIMIT_MEMORY_RESERVE_SHARE, memory);
  VmmUse all = sum_up (self, (uid_t) -1);

  if (!fits (all.machines, use->machines, machines))
    return refuse (VMM_LIMIT_MACHINES, machines, error);
  if (!vmm_config_judges_resources (config))
    return TRUE;
  memory -= MIN (memory, reserve);
  if (!fits (all.memory, use->memory, memory))
    return refuse (VMM_LIMIT_MEMORY, memory, error);
  if (use->vcpus > get_host_cpus (self))
    return refuse (VMM_LIMIT_VCPUS, get_host_cpus (self), error);
  if (space == NULL)
    return TRUE;
  reserve = vmm_config_get_reserve (config, VMM_HOST_LIMIT_DISK_RESERVE, VMM_HOST_LIMIT_DISK_RESERVE_SHARE,
                                    space->whole);
  if (space->free > reserve && fits (all.disk_space, use->disk_space, space->free - reserve))
    return TRUE;
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NO_SPACE,
               "disk-space: no more than %" G_GUINT64_FORMAT
               " bytes are left for machines (%" G_GUINT64_FORMAT " bytes needed)",
               space->free - MIN (space->free, reserve), use->disk_space);
  return FALSE;
}

static gboolean
fits_limit (VmmClaims *self, uid_t uid, VmmLimit limit, guint64 standing, guint64 wanted, guint64 whole)
{
  return fits (standing, wanted, vmm_claims_get_limit (self, uid, limit, whole));
}

static gboolean
fits_owner (VmmClaims *self, uid_t uid, const VmmUse *use, const VmmSpace *space)
{
  VmmUse own = sum_up (self, uid);

  return fits_limit (self, uid, VMM_LIMIT_MACHINES, own.machines, use->machines, 0) &&
         fits_limit (self, uid, VMM_LIMIT_RUNNING, own.running, use->running, 0) &&
         fits_limit (self, uid, VMM_LIMIT_MEMORY, own.memory, use->memory, 0) &&
         fits_limit (self, uid, VMM_LIMIT_VCPUS, own.vcpus, use->vcpus, 0) &&
         fits_limit (self, uid, VMM_LIMIT_DISK_SIZE, 0, use->disk_size, 0) &&
         (space == NULL || fits_limit (self, uid, VMM_LIMIT_DISK_SPACE, space->used + own.disk_space,
                                       use->disk_space, space->whole));
}

VmmClaim *
vmm_claims_take (VmmClaims *self, uid_t uid, const char *uuid, const VmmUse *use, const VmmSpace *space,
                 VmmActions *more, GError **error)
{
  VmmClaim *claim;

  if (!fits_host (self, use, space, error))
    return NULL;
  if (!fits_owner (self, uid, use, space))
    *more |= VMM_ACTION_EXCEED_LIMITS;

  claim = g_new0 (VmmClaim, 1);
  claim->claims = g_object_ref (self);
  claim->uid = uid;
  claim->uuid = g_strdup (uuid);
  claim->use = *use;
  g_queue_push_tail (&self->promised, claim);
  return claim;
}

void
vmm_claim_free (VmmClaim *claim)
{
  g_queue_remove (&claim->claims->promised, claim);
  g_object_unref (claim->claims);
  g_free (claim->uuid);
  g_free (claim);
}
