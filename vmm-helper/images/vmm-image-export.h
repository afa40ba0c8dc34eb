/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-image-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A disk of a machine as it is in its folder. */
typedef struct
{
  const char *field; /* "disk0" */
  const char *name;  /* "disk0.qcow2" */
  const char *base;  /* of the shared image beneath it, or NULL */
  guint64 size;      /* of the disk */
} VmmImageExport;

/* Copies the disk SELF of the folder DIR_FD, which nobody changes meanwhile, into the empty file TARGET, and writes that
 * out. One that lies over a shared image is made a qcow2 image by itself, for which the folder has to have room, too. What
 * a disk holds is not looked at: the one who makes a machine of it judges it. Returns the bytes of TARGET, or 0. Blocks. */
guint64 vmm_image_export (const VmmImageExport *self, int dir_fd, int target, VmmImageProgress progress,
                          gpointer user_data, GCancellable *cancellable, GError **error);

/* The same for the file NAME that is no disk, of at most MAX bytes. VMM_IPC_ERROR_NOT_FOUND when it is not there, or may
 * not be read. */
guint64 vmm_image_export_file (int dir_fd, const char *name, guint64 max, int target, const char *field,
                               GCancellable *cancellable, GError **error);

/* Deletes what a life that ended in the middle has left in the folder. */
void vmm_image_export_sweep (int dir_fd);

G_END_DECLS
