/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* The format of a disk that has none. Only Frond says that one is raw, so that it is whatever its guest has written. */
#define FROND_EXPORT_RAW_URI "urn:me.phyllo.Frond:raw-image"

/* The namespace of what only Frond says. */
#define FROND_EXPORT_NAMESPACE "urn:me.phyllo.Frond:machine"

/* Properties of a profile that a machine takes along; what is about this person or this computer stays. NULL-terminated. */
extern const char *const frond_export_settings[];

/* A file in the archive. */
typedef struct
{
  char name[32];
  char id[16];
  int fd; /* borrowed */
  guint64 bytes;
  const char *format; /* URI of a disk's; NULL: it is none */
  guint64 size;       /* of the disk */
  gboolean secure;    /* of a firmware's variables */
} FrondExportFile;

/* The description of the machine PROFILE with N_FILES FILES. (transfer full) */
GBytes *_frond_export_describe (FrondProfile *profile, const FrondExportFile *files, guint n_files);

G_END_DECLS
