/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-ipc.h"

#include <sys/types.h>

G_BEGIN_DECLS

/* The gate for descriptors from callers (helper-security 2.4, steps 3 to 6): no I/O on the descriptor, never
 * reopened. FIELD names it in errors (VMM_IPC_ERROR_BAD_FD, "FIELD: reason"). */

/* A read-only medium: not O_PATH, opened O_RDONLY, a regular file of 1 byte to MAX_SIZE on a real file system
 * (procfs, sysfs, debugfs and their like are refused; FUSE and network file systems are allowed). Returns a new
 * descriptor with close-on-exec, or -1. */
int vmm_fd_gate_medium (int fd, guint64 max_size, const char *field, GError **error);

/* The same for what is copied at once and then not needed any more: it may be a file without a name, one that was deleted
 * or never had one. */
int vmm_fd_gate_source (int fd, guint64 max_size, const char *field, GError **error);

/* Where a part of a machine of OWNER is written to: not O_PATH, opened for reading and writing, not for appending, an
 * empty regular file of OWNER's on a real file system, with a name or without. IN_MEMORY: one that is in memory is allowed,
 * as it is the same user's. */
int vmm_fd_gate_target (int fd, uid_t owner, gboolean in_memory, const char *field, GError **error);

/* Whether the medium behind FD looks like something to boot or mount: an ISO 9660 or UDF volume descriptor, or a
 * disk image with a partition table or boot sector. Reads at most 64 kB with pread; run it in a worker, FUSE may
 * hang. VMM_IPC_ERROR_BAD_IMAGE: empty, too short for what its header says, or nothing that we know. */
gboolean vmm_medium_check (int fd, const char *field, GError **error);

G_END_DECLS
