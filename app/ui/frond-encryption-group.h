/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_ENCRYPTION_GROUP (frond_encryption_group_get_type ())
G_DECLARE_FINAL_TYPE (FrondEncryptionGroup, frond_encryption_group, FROND, ENCRYPTION_GROUP,
                      AdwPreferencesGroup)

/* Whether the disk of a new machine is to be encrypted, and the passphrase, twice.
 *
 * properties: valid (boolean, read-only) */
gboolean frond_encryption_group_get_valid (FrondEncryptionGroup *self);

/* For another passphrase of a disk that is encrypted: there is nothing to switch on. */
void frond_encryption_group_set_for_change (FrondEncryptionGroup *self);

/* The passphrase, sealed (frond_secret_seal()); the caller closes it. -1: no encryption, or ERROR is set. */
int frond_encryption_group_seal (FrondEncryptionGroup *self, GError **error);

/* Whether the keyring of this computer shall know it. */
gboolean frond_encryption_group_get_remember (FrondEncryptionGroup *self);

G_END_DECLS
