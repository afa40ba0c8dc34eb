/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* What a new machine is made from: the images of its disks and a seed, as descriptors (one that can be written too is opened again for
 * reading only). The
 * helper copies and judges them; nothing is read here. A profile says the rest of the machine.
 *
 * The disks here are the machine's disks, in this order; without any, the profile's disk-size says whether there is an
 * empty one. The first disk is grown to the profile's disk-size when that is more than the image has. */
#define FROND_TYPE_MACHINE_SOURCES (frond_machine_sources_get_type ())
G_DECLARE_FINAL_TYPE (FrondMachineSources, frond_machine_sources, FROND, MACHINE_SOURCES, GObject)

/* The most that the contract takes. */
#define FROND_MACHINE_SOURCES_MAX_DISKS     8
#define FROND_MACHINE_SOURCES_MAX_EXTENTS   16
#define FROND_MACHINE_SOURCES_MAX_FDS       16
#define FROND_MACHINE_SOURCES_MAX_VARIABLES (16 * 1024 * 1024)

FrondMachineSources *frond_machine_sources_new (void);

/* A disk made from the image of FORMAT behind FD (taken: it is closed with the sources), of at least SIZE bytes (0: the
 * image's own). SHARED: the file never changes and more machines will be made from it, as from a catalogue's image: then
 * the second machine takes no time and hardly any room. Returns the disk's index. */
guint frond_machine_sources_add_disk (FrondMachineSources *self, FrondImageFormat format, int fd,
                                      guint64 size, gboolean shared);

/* An empty disk of SIZE bytes among the others. */
guint frond_machine_sources_add_empty_disk (FrondMachineSources *self, guint64 size);

/* The image of disk INDEX is a qcow2 disk that is encrypted already, and stays so: its passphrase is not needed, its size is
 * its own. */
void frond_machine_sources_set_encrypted (FrondMachineSources *self, guint index);
gboolean frond_machine_sources_get_encrypted (FrondMachineSources *self, guint index);

/* The variables of the machine's firmware, of the one with Secure Boot or of the one without: at most
 * FROND_MACHINE_SOURCES_MAX_VARIABLES bytes. Takes FD. */
void frond_machine_sources_set_variables (FrondMachineSources *self, gboolean secure, int fd);

/* The next extent of the last disk, whose own descriptor is then the VMDK's descriptor file; in the order in which that
 * names them. Takes FD. */
void frond_machine_sources_add_extent (FrondMachineSources *self, int fd);

/* A medium of at most 64 MiB that the guest sees beside its disks until its installation is done. Takes FD. */
void frond_machine_sources_set_seed (FrondMachineSources *self, int fd);

/* The installer with which the machine is started first, by the helper's word for it, so that it installs itself; its own
 * KERNEL and INITRD (taken; -1: it starts from its medium). They are no sources: the first start hands them over. */
void frond_machine_sources_set_installer (FrondMachineSources *self, const char *installer, int kernel,
                                          int initrd);

/* NULL: none. The descriptors are borrowed. */
const char *frond_machine_sources_get_installer (FrondMachineSources *self, int *kernel, int *initrd);

/* Takes FD, the passphrase (frond_secret_seal()) of all disks, which are encrypted then; in place of one from before. */
void frond_machine_sources_set_passphrase (FrondMachineSources *self, int fd);

/* Borrowed; -1: nothing is encrypted. */
int frond_machine_sources_get_passphrase (FrondMachineSources *self);

guint frond_machine_sources_get_n_disks (FrondMachineSources *self);

/* Disk INDEX; each out argument may be NULL. FALSE: an empty disk, and only SIZE is set. */
gboolean frond_machine_sources_get_disk (FrondMachineSources *self, guint index, FrondImageFormat *format,
                                         guint64 *size, gboolean *shared);

/* Every descriptor with the contract's name for its place ("disk0", "disk0.1", "seed"). NAME and FD are borrowed; FALSE
 * when there are no more. */
gboolean frond_machine_sources_get_slot (FrondMachineSources *self, guint n, const char **name, int *fd);

G_END_DECLS
