/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-worker-progress.h"

/* A main loop has better things to do than to hear of every block. */
#define STEPS 200

typedef struct
{
  GTask *task;
  double fraction;
  FrondProgressFunc func;
  gpointer user_data;
} Told;

static gboolean
tell (gpointer data)
{
  Told *told = data;

  if (!g_task_get_completed (told->task))
    told->func (told->fraction, told->user_data);
  return G_SOURCE_REMOVE;
}

static void
told_free (gpointer data)
{
  Told *told = data;

  g_object_unref (told->task);
  g_free (told);
}

void
frond_worker_progress (GTask *task, double fraction, int *step, FrondProgressFunc func, gpointer user_data)
{
  Told *told;

  if (func == NULL || (int) (fraction * STEPS) == *step)
    return;

  *step = (int) (fraction * STEPS);
  told = g_new (Told, 1);
  *told = (Told) { g_object_ref (task), fraction, func, user_data };
  g_main_context_invoke_full (g_task_get_context (task), G_PRIORITY_DEFAULT, tell, told, told_free);
}
