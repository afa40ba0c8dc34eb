/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-answers.h"
#include "frond-media.h"

G_BEGIN_DECLS

#define FROND_TYPE_SEED (frond_seed_get_type ())
G_DECLARE_FINAL_TYPE (FrondSeed, frond_seed, FROND, SEED, GObject)

/* What a machine is given so that it sets itself up: a small disc, and for most installers their kernel and initrd
 * taken out of their disc. Everything is in files without a name, which go when this goes. Immutable. */

/* The disc: a read-only descriptor of a regular file, owned by the seed; -1 when there is none. */
int frond_seed_get_disc (FrondSeed *self);

/* The installer's kernel and initrd, likewise; -1: it starts from its medium. */
int frond_seed_get_kernel (FrondSeed *self);
int frond_seed_get_initrd (FrondSeed *self);

/* The helper's word for the installer, or NULL: a ready-made system. */
const char *frond_seed_get_installer (FrondSeed *self);

/* Whether the installer on this medium can be answered for. */
gboolean frond_seed_can_install (FrondMedia *media);

/* Whether the account's password has to be on the disc as it is, and not as a hash: Windows. */
gboolean frond_seed_tells_password (FrondMedia *media);

/* For a ready-made system (a "cloud image") of the libosinfo id OS_ID (or ""), which looks for a disc labelled cidata.
 * ANSWERS are copied. Fails with FROND_ERROR_INVALID_VALUE as frond_answers_validate(). */
void frond_seed_new_cloud_async (const FrondAnswers *answers, const char *os_id, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);

/* For the installer on MEDIA. DRIVERS is a disc with Windows' drivers for virtual machines, or NULL. Fails with
 * FROND_ERROR_UNSUPPORTED where frond_seed_can_install() says no, FROND_ERROR_NOT_FOUND and FROND_ERROR_MEDIA_* where
 * the disc is not what it seems. */
void frond_seed_new_installer_async (const FrondAnswers *answers, FrondMedia *media, GFile *drivers,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);

FrondSeed *frond_seed_new_finish (GAsyncResult *result, GError **error);

G_END_DECLS
