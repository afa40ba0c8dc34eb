/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

#define FROND_TYPE_GUEST (frond_guest_get_type ())
G_DECLARE_FINAL_TYPE (FrondGuest, frond_guest, FROND, GUEST, GObject)

/* A profile at run time. Made by the library only; implements FrondDisplayOpener.
 *
 * properties, all read-only and notified:
 *  profile   FrondProfile     construct-only; its own properties notify too
 *  state     FrondGuestState
 *  reason    FrondGuestReason
 *  busy      boolean          an operation of ours is under way (a start, a stop, a delete)
 *  error     GError or NULL   why the last operation failed, until the next begins or frond_guest_clear_error()
 *  title     string           the name of the profile
 *  answers   boolean          FALSE: when it was last asked, what runs the guest hung; TRUE again when its state changes
 *  mode      FrondHostMode    whose machine it is; changes when it moves
 *  progress  double           while it is CREATING or moves: how far that is, 0 to 1; else 0
 *
 * Every operation is allowed at any time; one that the state does not allow fails with FROND_ERROR_BUSY. */
FrondProfile *frond_guest_get_profile (FrondGuest *self);

/* Where its machine lives, or will be made. (transfer none) */
FrondMachineHost *frond_guest_get_host (FrondGuest *self);
FrondHostMode frond_guest_get_mode (FrondGuest *self);
FrondGuestState frond_guest_get_state (FrondGuest *self);
FrondGuestReason frond_guest_get_reason (FrondGuest *self);
gboolean frond_guest_get_busy (FrondGuest *self);
const GError *frond_guest_get_error (FrondGuest *self);
void frond_guest_clear_error (FrondGuest *self);
double frond_guest_get_progress (FrondGuest *self);

/* Whether there is something to look at: STARTING to STOPPING but for STOPPED. */
gboolean frond_guest_is_on (FrondGuest *self);

/* Off, and the next start goes on where it was. */
gboolean frond_guest_is_saved (FrondGuest *self);

/* Opens the profile's medium (when there is one), starts the machine and records last-used. A medium that
 * cannot be opened is FROND_ERROR_MEDIA_* when it is to be booted, and left out otherwise. */
/* The passphrase for the next start, taken: frond_secret_seal(). A machine with an encrypted disk fails with
 * FROND_ERROR_PASSPHRASE_NEEDED without one, and _WRONG with another. */
void frond_guest_set_passphrase (FrondGuest *self, int fd);

void frond_guest_start_async (FrondGuest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean frond_guest_start_finish (FrondGuest *self, GAsyncResult *result, GError **error);

void frond_guest_shutdown_async (FrondGuest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
void frond_guest_force_off_async (FrondGuest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
void frond_guest_reset_async (FrondGuest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
void frond_guest_pause_async (FrondGuest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
void frond_guest_resume_async (FrondGuest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
void frond_guest_save_async (FrondGuest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
void frond_guest_discard_async (FrondGuest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
/* For the five above. */
gboolean frond_guest_command_finish (FrondGuest *self, GAsyncResult *result, GError **error);

/* Replaces the medium of the profile, and of the drive when the guest runs. FILE NULL: ejects it. */
void frond_guest_set_media_async (FrondGuest *self, GFile *file, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_guest_set_media_finish (FrondGuest *self, GAsyncResult *result, GError **error);

gboolean frond_guest_get_answers (FrondGuest *self);

/* Asks what runs the guest, which has PATIENCE_MS to answer, and sets the property. */
void frond_guest_check_answer_async (FrondGuest *self, guint patience_ms, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_guest_check_answer_finish (FrondGuest *self, GAsyncResult *result, GError **error);

/* The guest's first serial port, see frond_machine_host_open_console_async(). The caller of finish owns the
 * descriptor; -1 and the error on failure. */
void frond_guest_open_console_async (FrondGuest *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
int frond_guest_open_console_finish (FrondGuest *self, GAsyncResult *result, GError **error);

/* The last picture of its screen, a PNG: (transfer full); NULL without an error: there is none. It stays in the library's
 * file until somebody wants to see it. */
void frond_guest_load_picture_async (FrondGuest *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
GBytes *frond_guest_load_picture_finish (FrondGuest *self, GAsyncResult *result, GError **error);

/* The guest's screen as PNG, from the host. */
void frond_guest_screenshot_async (FrondGuest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
GBytes *frond_guest_screenshot_finish (FrondGuest *self, GAsyncResult *result, GError **error);

/* Copies of what the machine is made of, see frond_machine_host_export_async(); the guest is busy meanwhile. It has to be off
 * and not saved. (transfer full) */
void frond_guest_export_async (FrondGuest *self, FrondProgressFunc progress, gpointer progress_data,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
FrondMachineExport *frond_guest_export_finish (FrondGuest *self, GAsyncResult *result, GError **error);

G_END_DECLS
