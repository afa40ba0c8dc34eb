/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-engine.h"

G_BEGIN_DECLS

/* A monitor that only remembers: for tests, in test programs alone. Every answer comes from a later turn of the main
 * loop, as a real one's would. */
#define VMM_TYPE_TEST_ENGINE (vmm_test_engine_get_type ())
G_DECLARE_FINAL_TYPE (VmmTestEngine, vmm_test_engine, VMM, TEST_ENGINE, GObject)

VmmTestEngine *vmm_test_engine_new (void);

/* A guest that runs before anybody asked. */
void vmm_test_engine_add_guest (VmmTestEngine *self, const char *uuid, VmmIpcMachineState state);
gboolean vmm_test_engine_has_guest (VmmTestEngine *self, const char *uuid);

/* What a guest does by itself; STOPPED ends it. */
void vmm_test_engine_guest_does (VmmTestEngine *self, const char *uuid, VmmIpcMachineState state,
                                 VmmIpcMachineReason reason);

/* The guest is gone and nothing is told. */
void vmm_test_engine_lose_guest (VmmTestEngine *self, const char *uuid);

/* The next start fails with CODE. */
void vmm_test_engine_fail_start (VmmTestEngine *self, VmmIpcError code);

/* Starts do not end before they are let go. */
void vmm_test_engine_hold_starts (VmmTestEngine *self);
void vmm_test_engine_release_starts (VmmTestEngine *self);

/* 0: no maximum. */
void vmm_test_engine_set_max_memory (VmmTestEngine *self, guint64 max_memory);

/* How often the engine was asked to start something, and for anything else. */
guint vmm_test_engine_count_starts (VmmTestEngine *self);
guint vmm_test_engine_count_commands (VmmTestEngine *self);

/* The size of the medium in the drive; -1: empty. */
gint64 vmm_test_engine_get_media_size (VmmTestEngine *self, const char *uuid);

G_END_DECLS
