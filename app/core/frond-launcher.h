/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-launch-steps.h"

G_BEGIN_DECLS

#define FROND_TYPE_LAUNCHER (frond_launcher_get_type ())
G_DECLARE_FINAL_TYPE (FrondLauncher, frond_launcher, FROND, LAUNCHER, GObject)

/* All machines that are being made of something from a catalogue: a GListModel of FrondLaunch, oldest first, without
 * those that are done or cancelled. They are kept in a small file: what a kill cuts off goes on in the next life.
 *
 * signals: changed (FrondLaunch): its state is another one */

/* PATH: the file; NULL: launches.ini in the user's folder of Frond's state. */
FrondLauncher *frond_launcher_new (FrondLibrary *library, FrondLaunchSteps *steps, const char *path);

/* Takes up what an earlier life left. The library has to be loaded. */
void frond_launcher_load_async (FrondLauncher *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean frond_launcher_load_finish (FrondLauncher *self, GAsyncResult *result, GError **error);

/* Begins to make a machine of the entry ENTRY_ID, which is called NAME, or that with a number. WISHES (may be NULL): a
 * profile whose hardware the machine is to have, whatever suits its system. (transfer none) */
FrondLaunch *frond_launcher_launch (FrondLauncher *self, const char *entry_id, const char *name,
                                    const char *mark_text, const char *mark_color, FrondProfile *wishes);

/* NAME, or the first of "NAME 2", "NAME 3"… that no machine has and none will have. (transfer full) */
char *frond_launcher_suggest_name (FrondLauncher *self, const char *name);

/* The latest launch of that entry, or NULL. (transfer none) */
FrondLaunch *frond_launcher_find_entry (FrondLauncher *self, const char *entry_id);

/* Those that were abandoned go on after all. */
void frond_launcher_resume (FrondLauncher *self);

/* All of them end where they are, for another life; done when the file is written. */
void frond_launcher_abandon_async (FrondLauncher *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_launcher_abandon_finish (FrondLauncher *self, GAsyncResult *result, GError **error);

G_END_DECLS
