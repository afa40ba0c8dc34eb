/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Small things that a machine is set up with, made in memory. All of it is for a worker. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As the helper's VMM_IPC_MAX_SEED, and what an installer's kernel and initrd may have. */
#define FROND_SEED_MAX        (64 * 1024 * 1024)
#define FROND_SEED_MAX_KERNEL (64 * 1024 * 1024)
#define FROND_SEED_MAX_INITRD (512 * 1024 * 1024)

typedef struct
{
  char *path; /* relative, with slashes */
  GBytes *content;
} FrondSeedFile;

FrondSeedFile *frond_seed_file_new (const char *path, GBytes *content);
void frond_seed_file_free (FrondSeedFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondSeedFile, frond_seed_file_free)

/* A disc with FILES (element-type FrondSeedFile) and that label, in ISO 9660 with Joliet and Rock Ridge. A descriptor of
 * a file without a name, at its start; -1 on failure. */
int frond_seed_image_write (const char *label, GPtrArray *files, GError **error);

/* The file PATH of the disc behind FD as a file without a name, at its start; FROND_ERROR_NOT_FOUND, or
 * FROND_ERROR_OUT_OF_RANGE when it has more than MAX bytes. FD is read anew from its start. */
int frond_seed_image_extract (int fd, const char *path, gsize max, GCancellable *cancellable, GError **error);

/* The files of the disc below the folders of PREFIXES (NULL-terminated, "viostor/w11/amd64/"), each under INTO and its own
 * name, at most MAX bytes in all, added to FILES. How many; -1 on failure. */
int frond_seed_image_collect (int fd, const char *const *prefixes, const char *into, gsize max,
                              GPtrArray *files, GCancellable *cancellable, GError **error);

/* Adds FILES to the initrd behind FD: the kernel unpacks one archive after the other. */
gboolean frond_seed_image_append (int fd, GPtrArray *files, GError **error);

G_END_DECLS
