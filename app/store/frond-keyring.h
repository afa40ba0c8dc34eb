/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Passphrases of machines in the keyring of the session (the Secret Service; inside Flatpak a file that is encrypted with
 * the portal's secret). All of it is asynchronous; where there is no keyring, or it stays locked, the error says so and
 * nobody is worse off than without one. */

/* Keeps the passphrase behind FD (frond_secret_seal(), borrowed) for the machine UUID, which people call NAME. */
void frond_keyring_store_async (const char *uuid, const char *name, int fd, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_keyring_store_finish (GAsyncResult *result, GError **error);

/* The passphrase of UUID, sealed; the caller closes it. -1: there is none, or ERROR is set. */
void frond_keyring_lookup_async (const char *uuid, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
int frond_keyring_lookup_finish (GAsyncResult *result, GError **error);

/* Forgets it. That there was none is a success. */
void frond_keyring_clear_async (const char *uuid, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean frond_keyring_clear_finish (GAsyncResult *result, GError **error);

G_END_DECLS
