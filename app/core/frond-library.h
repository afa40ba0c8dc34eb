/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

#define FROND_TYPE_LIBRARY (frond_library_get_type ())
G_DECLARE_FINAL_TYPE (FrondLibrary, frond_library, FROND, LIBRARY, GObject)

/* Every guest of the user: a GListModel of FrondGuest that joins the store's profiles with the host's machines and
 * finishes what an earlier life left half done. Trashed profiles are not items.
 *
 * Machines live at one host or at several (the person's own helper, the computer's service); a guest is at the host that
 * lists its machine, and its row's "helper" remembers which.
 *
 * properties: loaded (boolean), host (FrondMachineHost, the first), load-error (GError or NULL), new-machines (string):
 *             where they are made, "auto", "session" or "system"
 * signals:    creation-undone (FrondProfile): an earlier life began to make this machine from sources and was cut off;
 *             nothing of it is left. To be told to the person.
 *             guests-changed: names, groups or states of items may be others now
 *             guest-notify (FrondGuest, GParamSpec): as "notify" of any item, for who follows them all */
FrondLibrary *frond_library_new (FrondProfileStore *store, FrondMachineHost *host);
FrondMachineHost *frond_library_get_host (FrondLibrary *self);

/* A further host, of another mode. Before the library is loaded. */
void frond_library_add_host (FrondLibrary *self, FrondMachineHost *host);

/* This process is not the one that looks after the library: what rows and machines say that an earlier life left half
 * done may be the work of another process at this moment, and is neither finished nor undone here. Before the library is
 * loaded. */
void frond_library_set_visiting (FrondLibrary *self, gboolean visiting);

/* The host of MODE, or NULL. (transfer none) */
FrondMachineHost *frond_library_find_host (FrondLibrary *self, FrondHostMode mode);

/* Where a machine is made whose profile's "helper" is HELPER (NULL: "auto"): what that says, or the wish of the property
 * new-machines, or, when both leave it open, the computer's service where that answers and works. (transfer none) */
FrondMachineHost *frond_library_choose_host (FrondLibrary *self, const char *helper);
gboolean frond_library_get_loaded (FrondLibrary *self);

/* Whether a host that answers is still to list its machines. */
gboolean frond_library_get_joining (FrondLibrary *self);

/* Reads the store, then the host. Done when the profiles are items; their states follow. */
void frond_library_load_async (FrondLibrary *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean frond_library_load_finish (FrondLibrary *self, GAsyncResult *result, GError **error);

/* The guest of a profile, or NULL. (transfer none) */
FrondGuest *frond_library_find (FrondLibrary *self, const char *profile_id);

/* The profiles in the trash, which an earlier life left there: (transfer full) (element-type FrondProfile). */
GPtrArray *frond_library_dup_trashed (FrondLibrary *self);

/* NAME, or the first of "NAME 2", "NAME 3"… that no profile has. (transfer full) */
char *frond_library_suggest_name (FrondLibrary *self, const char *name);

/* A name for another machine like GUEST: "Fern 3" for "Fern 2", where there is a "Fern". (transfer full) */
char *frond_library_suggest_duplicate (FrondLibrary *self, FrondGuest *guest);

/* Validates PROFILE, writes it (stage creating, or filling with SOURCES), has the machine made from SOURCES (NULL: with
 * an empty disk), marks it ready. The guest is an item from the first moment; its state is CREATING and its progress
 * tells how far it is. When it fails or is cancelled, nothing is left behind. (transfer none)
 *
 * Without sources a creation that a kill cut off is finished by the next start. With sources it is undone there, unless
 * the machine exists by then: see the signal creation-undone. */
void frond_library_create_async (FrondLibrary *self, FrondProfile *profile, FrondMachineSources *sources,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
FrondGuest *frond_library_create_finish (FrondLibrary *self, GAsyncResult *result, GError **error);

/* Makes another machine called NAME with the disks that GUEST, which is off, has now: an item from the first moment, as in
 * create, whose finish ends it. Both are busy meanwhile. Cancelled, failed or cut off, nothing is left behind. */
void frond_library_duplicate_async (FrondLibrary *self, FrondGuest *guest, const char *name,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);

/* Gives GUEST the values of CHANGED (a copy of its profile that was edited): row and machine. */
void frond_library_update_async (FrondLibrary *self, FrondGuest *guest, FrondProfile *changed,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_library_update_finish (FrondLibrary *self, GAsyncResult *result, GError **error);

/* Moves the machine of GUEST, which is off, to the host of MODE: the same computer with the same disks, and the same item.
 * The guest is busy meanwhile, and its progress tells how far it is. Cancelled, failed or cut off it is where it was. What
 * it was made of is in the trash of its old place until one of the two below, or the next start. */
void frond_library_move_async (FrondLibrary *self, FrondGuest *guest, FrondHostMode mode,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_library_move_finish (FrondLibrary *self, GAsyncResult *result, GError **error);

/* Takes back a move: what GUEST did since is lost. frond_library_move_finish() ends it. */
void frond_library_undo_move_async (FrondLibrary *self, FrondGuest *guest, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);

/* Nobody wants to take it back: what is at the old place is deleted for good. */
void frond_library_settle_move (FrondLibrary *self, FrondGuest *guest);

/* Writes what the window remembers of GUEST (size, picture, last use); coalesced, errors are only logged. */
void frond_library_touch (FrondLibrary *self, FrondGuest *guest);

/* Everything that touch put off is written when this is done: call it before the application ends. */
void frond_library_flush_async (FrondLibrary *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean frond_library_flush_finish (FrondLibrary *self, GAsyncResult *result, GError **error);

/* Moves GUEST to the trash: it is no item any more. Its profile id brings it back or removes it for good. */
void frond_library_trash_async (FrondLibrary *self, FrondGuest *guest, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_library_trash_finish (FrondLibrary *self, GAsyncResult *result, GError **error);

void frond_library_restore_async (FrondLibrary *self, const char *profile_id, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_library_restore_finish (FrondLibrary *self, GAsyncResult *result, GError **error);

void frond_library_purge_async (FrondLibrary *self, const char *profile_id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_library_purge_finish (FrondLibrary *self, GAsyncResult *result, GError **error);

G_END_DECLS
