/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One lane per machine: what changes it happens one after another. The next turn begins when the task of the one
 * before has returned, so an operation cannot forget to leave its lane. Main thread only. */
#define VMM_TYPE_LANES (vmm_lanes_get_type ())
G_DECLARE_FINAL_TYPE (VmmLanes, vmm_lanes, VMM, LANES, GObject)

/* Begins the work of TASK and, at some time, returns it. */
typedef void (*VmmLaneTurn) (GTask *task);

VmmLanes *vmm_lanes_new (void);

/* Calls TURN when KEY's lane is free: now or later. A task that was cancelled while it waited is returned. */
void vmm_lanes_push (VmmLanes *self, const char *key, GTask *task, VmmLaneTurn turn);

gboolean vmm_lanes_is_busy (VmmLanes *self, const char *key);
gboolean vmm_lanes_is_empty (VmmLanes *self);

G_END_DECLS
