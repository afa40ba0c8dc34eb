/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-engine.h"

G_BEGIN_DECLS

/* Where the tests with a real libvirt run: folders of its own, a session daemon of its own, and an engine, whose
 * asynchronous calls are made here as if they were not. */
typedef struct
{
  char *root;
  VmmEngine *engine;
  GPtrArray *states; /* "UUID STATE REASON" in the order of arrival */
  guint resyncs;
  guint capability_changes;
} EngineRoom;

/* Before anything of GLib or libvirt looks at the environment. */
EngineRoom *engine_room_new (void);
/* Ends the daemon, too, and removes the folders. */
void engine_room_free (EngineRoom *self);

typedef gboolean (*EngineRoomCondition) (EngineRoom *self, gpointer user_data);

/* Runs the main loop until CONDITION; fails the test after SECONDS. */
void engine_room_wait (EngineRoom *self, EngineRoomCondition condition, gpointer user_data, guint seconds);
void engine_room_wait_backend (EngineRoom *self);
void engine_room_wait_state (EngineRoom *self, const char *uuid, VmmIpcMachineState state,
                             VmmIpcMachineReason reason);

gboolean engine_room_has_state (EngineRoom *self, const char *uuid, VmmIpcMachineState state,
                                VmmIpcMachineReason reason);

/* A new folder for a machine. */
char *engine_room_make_folder (EngineRoom *self, const char *name);

/* The process whose number libvirt keeps in FILE of its run-time folder. */
int engine_room_read_pid (EngineRoom *self, const char *file);

GVariant *engine_room_start (EngineRoom *self, const VmmEngineStart *start, GError **error);
gboolean engine_room_command (EngineRoom *self, const char *uuid, VmmEngineCommand command, GError **error);
int engine_room_open_display (EngineRoom *self, const char *uuid, GError **error);
int engine_room_open_console (EngineRoom *self, const char *uuid, GError **error);
int engine_room_screenshot (EngineRoom *self, const char *uuid, GError **error);
/* With a second to answer in. */
gboolean engine_room_answers (EngineRoom *self, const char *uuid);

/* Until it does: each question waits for a second, and slow machines need more. Aborts after sixty. */
void engine_room_wait_for_answer (EngineRoom *self, const char *uuid);
gboolean engine_room_change_media (EngineRoom *self, const char *uuid, int fd, GError **error);
GPtrArray *engine_room_list (EngineRoom *self, GError **error);

/* Reads FD until TEXT was there. */
void engine_room_expect_text (EngineRoom *self, int fd, const char *text, guint seconds);

G_END_DECLS
