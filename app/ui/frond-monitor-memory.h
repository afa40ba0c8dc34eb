/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-profile.h"

G_BEGIN_DECLS

/* How the window of a further monitor was last. */
typedef struct
{
  gboolean open;
  int width; /* application pixels; 0 while nobody knows */
  int height;
  gboolean maximized;
  gboolean fullscreen;
  char *connector; /* of the host's monitor that it filled, or NULL */
} FrondMonitorPlace;

/* What a profile keeps of the windows of its further monitors: one line for each,
 *   NUMBER open|closed WIDTHxHEIGHT window|maximized|fullscreen [CONNECTOR] */
typedef struct
{
  FrondMonitorPlace places[FROND_PROFILE_MAX_HEADS - 1];
} FrondMonitorMemory;

/* What cannot be read is left out: a text of another version costs a window's place and no more. */
FrondMonitorMemory *frond_monitor_memory_new (const char *text);
void frond_monitor_memory_free (FrondMonitorMemory *self);

/* NUMBER is 2 to FROND_PROFILE_MAX_HEADS. Owned by SELF; to be changed in place. */
FrondMonitorPlace *frond_monitor_memory_get (FrondMonitorMemory *self, guint number);

/* Caller frees. */
char *frond_monitor_memory_to_text (FrondMonitorMemory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondMonitorMemory, frond_monitor_memory_free)

G_END_DECLS
