/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A passphrase on its way to a helper: memory behind a descriptor that nobody can change any more. Frond keeps
 * passphrases in no other form outside of password entries. */
#define FROND_SECRET_MAX 1024

/* TEXT, 1 to FROND_SECRET_MAX bytes; the caller closes the descriptor. -1: the error is set. */
int frond_secret_seal (const char *text, GError **error);

/* The text of one that was sealed so, at most LENGTH - 1 bytes; wipe it. FALSE: it is none. */
gboolean frond_secret_read (int fd, char *text, gsize length);

G_END_DECLS
