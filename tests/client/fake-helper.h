/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-ipc.h"

G_BEGIN_DECLS

#define FAKE_HELPER_NAME    "me.phyllo.Frond.Fake.VmmHelper1"
#define FAKE_HELPER_MACHINE "11111111-2222-4333-8444-555555555555"

/* A double of the helper for what the real one does not do: be old, hang, die at the right moment, answer nonsense. */
typedef struct
{
  GDBusConnection *bus;
  VmmIpcManager *manager;
  VmmIpcMachine *machine;
  VmmIpcJob *job;
  guint owner;
  guint n_machines; /* that ListMachines tells */
  guint n_lists;    /* calls of ListMachines */
  guint n_starts;   /* calls of Start */
  guint job_state;  /* of the job at GetResult */
  const char *job_error;
  const char *job_message;
  gboolean interactive; /* the last OpenConsole allowed that a person is asked */
  int console_error;    /* a VmmIpcError that OpenConsole answers, or -1 */
  gboolean hang;        /* Subscribe is never answered */
  gboolean mute_start;  /* Start is never answered */
  gboolean unsealed;    /* the screenshot can still be written */
  char medium[16];      /* the first bytes of what Start was given */
} FakeHelper;

/* On a connection of its own; speaks VERSION of the contract. */
FakeHelper *fake_helper_new (guint version);

/* Its connection closes, as by kill -9. */
void fake_helper_free (FakeHelper *self);

/* Tells the subscriber (everybody, here) that the job is over. */
void fake_helper_end_job (FakeHelper *self, VmmIpcJobState state);

G_END_DECLS
