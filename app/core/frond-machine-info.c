/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-machine-info.h"

#include "frond-profile.h"

struct _FrondMachineInfo
{
  gatomicrefcount ref_count;
  char *uuid;
  char *request_id;
  guint64 generation;
  FrondGuestState state;
  FrondGuestReason reason;
  FrondProfile *profile;
  gboolean kept_off;
};

G_DEFINE_BOXED_TYPE (FrondMachineInfo, frond_machine_info, frond_machine_info_ref, frond_machine_info_unref)

FrondMachineInfo *
frond_machine_info_new (const char *uuid, const char *request_id, guint64 generation, FrondGuestState state,
                        FrondGuestReason reason, FrondProfile *profile)
{
  FrondMachineInfo *self = g_new0 (FrondMachineInfo, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->uuid = g_strdup (uuid);
  self->request_id = g_strdup (request_id != NULL ? request_id : "");
  self->generation = generation;
  self->state = state;
  self->reason = reason;
  g_set_object (&self->profile, profile);
  return self;
}

FrondMachineInfo *
frond_machine_info_ref (FrondMachineInfo *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
frond_machine_info_unref (FrondMachineInfo *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->uuid);
  g_free (self->request_id);
  g_clear_object (&self->profile);
  g_free (self);
}

const char *
frond_machine_info_get_uuid (FrondMachineInfo *self)
{
  return self->uuid;
}

const char *
frond_machine_info_get_request_id (FrondMachineInfo *self)
{
  return self->request_id;
}

guint64
frond_machine_info_get_generation (FrondMachineInfo *self)
{
  return self->generation;
}

FrondGuestState
frond_machine_info_get_state (FrondMachineInfo *self)
{
  return self->state;
}

FrondGuestReason
frond_machine_info_get_reason (FrondMachineInfo *self)
{
  return self->reason;
}

void
frond_machine_info_set_kept_off (FrondMachineInfo *self, gboolean kept_off)
{
  self->kept_off = kept_off;
}

gboolean
frond_machine_info_get_kept_off (FrondMachineInfo *self)
{
  return self->kept_off;
}

FrondProfile *
frond_machine_info_get_profile (FrondMachineInfo *self)
{
  return self->profile;
}
