/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-luks.h"

G_BEGIN_DECLS

/* qemu-img's words for it. The child has the passphrases at the first descriptors after the standard ones
 * (vmm-image-child.h). */
#define VMM_LUKS_KEY    "s0"
#define VMM_LUKS_SECRET "secret,id=" VMM_LUKS_KEY ",file=/proc/self/fd/3"
#define VMM_LUKS_OTHER  "secret,id=s1,file=/proc/self/fd/4"
#define VMM_LUKS_PARAMETERS                                                                                  \
  "encrypt.cipher-alg=aes-256,encrypt.cipher-mode=xts,encrypt.ivgen-alg=plain64,encrypt.hash-alg=sha256,"    \
  "encrypt.iter-time=1000"
#define VMM_LUKS_CREATE "encrypt.format=luks,encrypt.key-secret=" VMM_LUKS_KEY "," VMM_LUKS_PARAMETERS
#define VMM_LUKS_ADD    "encrypt.state=active,encrypt.new-secret=s1,encrypt.iter-time=1000"
#define VMM_LUKS_ERASE  "encrypt.state=inactive,encrypt.old-secret=s1"

/* --image-opts for the encrypted image NAME, one of our own names. (transfer full) */
char *vmm_luks_dup_options (const char *name);

/* The gate for what has to be encrypted. */
gboolean vmm_luks_gate (int fd, const char *field, guint64 *virtual_size, GError **error);

G_END_DECLS
