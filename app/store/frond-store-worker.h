/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-store-schema-private.h"

G_BEGIN_DECLS

/* The thread that owns the library's connection, and the queue to it. */
typedef struct _FrondStoreWorker FrondStoreWorker;

typedef enum
{
  FROND_STORE_JOB_LOAD,         /* returns a pointer: the GPtrArray of profiles */
  FROND_STORE_JOB_LOAD_PICTURE, /* the task's data is the id; returns a pointer: the GBytes, or NULL */
  FROND_STORE_JOB_SAVE,         /* the task's data is a FrondStoreSave; returns a boolean */
  FROND_STORE_JOB_REMOVE,       /* the task's data is the id; returns a boolean */
  FROND_STORE_JOB_STOP,
} FrondStoreJobKind;

typedef struct
{
  FrondProfile *profile; /* the caller's own: only on its thread */
  FrondProfile *copy;    /* that is written */
} FrondStoreSave;

/* SCHEMA has to outlive it. */
FrondStoreWorker *frond_store_worker_start (const char *path, const FrondStoreSchema *schema);

/* Queues a job. TASK returns in its own context; its last reference is dropped there as well, so that its source
 * object never ends on the worker's thread. */
void frond_store_worker_push (FrondStoreWorker *self, FrondStoreJobKind kind, GTask *task);

/* Does what is queued, closes the file, waits for the thread and frees SELF. Not from the thread itself. */
void frond_store_worker_stop (FrondStoreWorker *self);

G_END_DECLS
