/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Starts GUEST. Where its disk is encrypted, the passphrase comes from the keyring, or from whoever sits at PARENT: asked
 * for until it is right or nobody wants to any more, which is G_IO_ERROR_CANCELLED. */
void frond_unlock_start_async (FrondGuest *guest, GtkWidget *parent, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_unlock_start_finish (GAsyncResult *result, GError **error);

/* The keyring gets the passphrase behind FD (borrowed) of the machine of PROFILE, or forgets it. What fails is in the log:
 * the next start asks. */
void frond_unlock_remember (FrondProfile *profile, int fd);
void frond_unlock_forget (const char *machine_uuid);

G_END_DECLS
