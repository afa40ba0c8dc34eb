/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-host-capabilities.h"
#include "frond-check.h"
#include "frond-machine-host.h"

G_BEGIN_DECLS

#define FROND_TYPE_TEST_HOST (frond_test_host_get_type ())
G_DECLARE_FINAL_TYPE (FrondTestHost, frond_test_host, FROND, TEST_HOST, GObject)

/* A host whose machines only say that they run. It starts out ready, with KVM. */
FrondTestHost *frond_test_host_new (void);
FrondTestHost *frond_test_host_new_for (FrondHostMode mode);

/* The disk that every machine gets that is made from sources. */
#define FROND_TEST_HOST_IMAGE_SIZE (7 * 1024 * 1024 * G_GUINT64_CONSTANT (1024))

/* Makes the host unavailable with CODE; -1: ready again. */
void frond_test_host_set_unavailable (FrondTestHost *self, int code);

/* A helper that does not answer; FALSE: it does. */
void frond_test_host_set_silent (FrondTestHost *self, gboolean silent);

/* Software emulation for REASON; NULL: KVM. */
void frond_test_host_set_software (FrondTestHost *self, const char *reason);

/* A part of machines that the host lacks for REASON. */
void frond_test_host_add_left_out (FrondTestHost *self, const char *feature, const char *reason);

/* No backend for REASON; NULL: there is one. */
void frond_test_host_set_backend_error (FrondTestHost *self, const char *reason);

/* The machine of PROFILE, which needs a machine-uuid, as an earlier life made it. */
void frond_test_host_put (FrondTestHost *self, FrondProfile *profile, FrondGuestState state,
                          FrondGuestReason reason);

/* What the machine with UUID does from now on, told to whom it concerns. */
void frond_test_host_set_state (FrondTestHost *self, const char *uuid, FrondGuestState state,
                                FrondGuestReason reason);
FrondGuestState frond_test_host_get_state (FrondTestHost *self, const char *uuid);

/* The next creation, or start, fails with CODE. */
void frond_test_host_fail_create (FrondTestHost *self, int code);
void frond_test_host_fail_start (FrondTestHost *self, int code);

/* The next copy to another host fails with CODE; or it waits until it is cancelled or released. */
void frond_test_host_fail_copy (FrondTestHost *self, int code);
void frond_test_host_hold_copy (FrondTestHost *self);
void frond_test_host_release_copy (FrondTestHost *self);

/* The passphrase of the machines' disks, and what it was changed to. */
void frond_test_host_set_passphrase (FrondTestHost *self, const char *passphrase);
const char *frond_test_host_get_passphrase (FrondTestHost *self);

/* The computer has no bridges any more; and the name of the device that a machine has, or NULL. */
void frond_test_host_remove_bridges (FrondTestHost *self);
const char *frond_test_host_get_assigned (FrondTestHost *self);

/* What screenshots are from now on; without it they are not supported. */
void frond_test_host_set_picture (FrondTestHost *self, GBytes *png);

/* What runs the machines hangs, or goes on; and how often it was asked. */
void frond_test_host_set_hanging (FrondTestHost *self, gboolean hanging);
guint frond_test_host_get_n_questions (FrondTestHost *self);

/* Consoles cannot be opened, for CODE; -1: they can. */
void frond_test_host_fail_console (FrondTestHost *self, int code);

/* The guest's end of the console that was opened last: a stream socket that does not block; -1: there is none. Stays
 * the host's. */
int frond_test_host_get_console (FrondTestHost *self);
void frond_test_host_close_console (FrondTestHost *self);

/* Machines that are neither in the trash nor gone. */
/* What the doctor is told. CHECK is taken. */
void frond_test_host_add_check (FrondTestHost *self, FrondCheck *check);
void frond_test_host_clear_checks (FrondTestHost *self);

guint frond_test_host_count (FrondTestHost *self);

/* Whether the machine UUID, which is there or in the trash, refuses to start. */
gboolean frond_test_host_is_kept_off (FrondTestHost *self, const char *uuid);

/* The next COMMAND fails, and has not come to pass. */
void frond_test_host_fail_command (FrondTestHost *self, FrondCommand command);

/* How many machines were removed for good, and how often a retry was asked for. */
guint frond_test_host_get_n_purged (FrondTestHost *self);
guint frond_test_host_get_n_retries (FrondTestHost *self);

G_END_DECLS
