/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-ipc.h"

G_BEGIN_DECLS

/* A passphrase in a page of its own, that is not swapped where the system lets us, is in no core file and is wiped at
 * the end. Immutable; reference counted, from any thread. */
typedef struct _VmmPassphrase VmmPassphrase;

/* Takes a copy of LENGTH bytes, 1 to VMM_IPC_MAX_SECRET. NULL: there is no memory for it. */
VmmPassphrase *vmm_passphrase_new (const guint8 *value, gsize length);

/* Reads the sealed memfd FD, which never waits for anybody: what is no memfd, or may still be changed, is
 * VMM_IPC_ERROR_BAD_FD; an empty or too long one VMM_IPC_ERROR_BAD_SECRET. Messages begin with SLOT. */
VmmPassphrase *vmm_passphrase_new_from_fd (int fd, const char *slot, GError **error);

VmmPassphrase *vmm_passphrase_ref (VmmPassphrase *self);
void vmm_passphrase_unref (VmmPassphrase *self);

const guint8 *vmm_passphrase_get (const VmmPassphrase *self, gsize *length);
gboolean vmm_passphrase_equal (const VmmPassphrase *a, const VmmPassphrase *b);

/* The end of a pipe that has the passphrase in it and nobody who writes: it can be read once, and is in no file and not
 * swapped. -1: errno says why. */
int vmm_passphrase_open_pipe (const VmmPassphrase *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmmPassphrase, vmm_passphrase_unref)

G_END_DECLS
