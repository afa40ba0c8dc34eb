/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-helper-client.h"

#include "vmm-ipc.h"

G_BEGIN_DECLS

/* Beside the disks, the variables of the two firmwares and the state of the TPM. */
#define FROND_HELPER_MAX_PARTS (VMM_IPC_MAX_DISKS + 3)

typedef struct
{
  char slot[16]; /* the contract's name for it */
  gboolean disk;
  gboolean encrypted;
  int fd; /* -1: the machine does not have it, or its helper keeps it */
  char format[8];
  guint64 size; /* of the disk */
} FrondHelperPart;

/* A machine of a helper in files without a name, which are gone with this whatever happens. */
typedef struct
{
  GVariant *spec; /* the machine's, as GetConfig has it */
  FrondHelperPart parts[FROND_HELPER_MAX_PARTS];
  guint n_parts;
} FrondHelperParts;

void frond_helper_parts_free (FrondHelperParts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondHelperParts, frond_helper_parts_free)

/* Has CLIENT export the machine at the object PATH, part for part; with TPM the state of its TPM first, where it has one: that
 * it cannot go along is an error then. (transfer full) */
void frond_helper_parts_async (FrondHelperClient *client, const char *path, gboolean tpm,
                               FrondProgressFunc progress, gpointer progress_data, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
FrondHelperParts *frond_helper_parts_finish (FrondHelperClient *client, GAsyncResult *result, GError **error);

/* The disks of SPEC. NULL: it has none. (transfer full) */
GVariant *frond_helper_parts_get_disks (GVariant *spec);

/* What GetConfig of a machine answered. NULL: TASK has its error. (transfer full) */
GVariant *frond_helper_parts_take_config (GTask *task, GObject *source, GAsyncResult *result,
                                          guint64 *generation);

/* TASK ends as the helper answered WHAT in a form that it has not. */
void frond_helper_parts_return_old (GTask *task, const char *what);

/* The object of the machine UUID. Caller frees. */
char *frond_helper_parts_dup_path (const char *uuid);

G_END_DECLS
