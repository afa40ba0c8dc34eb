/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-passphrase.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Encrypted disks: qcow2 images whose content is LUKS (aes-256-xts, sha256; the passphrase is stretched for a second of
 * processor time with PBKDF2: millions of rounds). qemu-img does all of it, confined: a system that cannot confine it has
 * no encrypted disks, VMM_IPC_ERROR_UNSUPPORTED. NAME is a file of the folder DIR_FD. All block for seconds. */

/* Makes the empty disk NAME of SIZE bytes. FIELD: what errors begin with ("disk0"). */
gboolean vmm_luks_create (int dir_fd, const char *name, const char *field, guint64 size,
                          VmmPassphrase *passphrase, GCancellable *cancellable, GError **error);

/* Whether PASSPHRASE opens the disk NAME, which the gate judges first: it must be one of ours. A passphrase that does not
 * is VMM_IPC_ERROR_BAD_SECRET, "secret: wrong: text". */
gboolean vmm_luks_check (int dir_fd, const char *name, const char *field, VmmPassphrase *passphrase,
                         GCancellable *cancellable, GError **error);

/* From here on NEXT opens the N disks NAMES, and PASSPHRASE does not. Each has its new key before any loses the old one,
 * so that one of the two opens them all wherever this is cut off; done again with both, it goes on from there. */
gboolean vmm_luks_change (int dir_fd, const char *const *names, guint n, VmmPassphrase *passphrase,
                          VmmPassphrase *next, GCancellable *cancellable, GError **error);

G_END_DECLS
