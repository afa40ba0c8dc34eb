/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-image-source.h"

G_BEGIN_DECLS

/* Shared images, in a folder on the file system of the machines. A base is one file with several names: one here, by
 * which the next machine finds it, and one in the folder of every machine over it. So a machine's folder is complete by
 * itself, and the space is free when the last machine is gone: then the name here is the only one, and goes too.
 *
 * It is found by what the caller's file was when it was copied: file system, inode, size, the times of the last change
 * of its data and of itself, and the format that it was read as. The last change time is the kernel's and no program
 * sets it, so a file that was written to since, or another one in its place, is another base. Contents are not
 * compared: a hash of a gigabyte takes longer than all the rest. Nobody but the owner of both is concerned. */

/* The name of the base of SOURCE; NULL when its files cannot be looked at. */
char *vmm_image_base_dup_key (const VmmImageSource *source);

/* Links the base KEY to NAME in the folder DIR_FD. FALSE: there is none (yet). */
gboolean vmm_image_base_take (int bases_fd, const char *key, int dir_fd, const char *name);

/* Keeps NAME of DIR_FD as the base KEY. When another one was faster, that is the base of both. */
void vmm_image_base_keep (int bases_fd, const char *key, int dir_fd, const char *name);

/* Removes the bases that no machine has any more. */
void vmm_image_base_sweep (int bases_fd);

G_END_DECLS
