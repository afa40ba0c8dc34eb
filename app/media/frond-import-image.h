/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-import.h"

G_BEGIN_DECLS

/* The formats of disk images: the contract's tokens for a disk's source. */
#define FROND_IMPORT_RAW   "raw"
#define FROND_IMPORT_QCOW2 "qcow2"
#define FROND_IMPORT_VMDK  "vmdk"
#define FROND_IMPORT_VDI   "vdi"
#define FROND_IMPORT_VHDX  "vhdx"
#define FROND_IMPORT_VPC   "vpc"

/* An image as bytes: a file, or the beginning of one that is still packed. */
typedef struct
{
  int fd;             /* -1: there is only the head */
  const guint8 *head; /* or NULL */
  gsize head_length;
  guint64 size; /* of the whole file, 0: not known */
} FrondImportReader;

/* Reads exactly LENGTH bytes at OFFSET; FALSE where they are not there. */
gboolean frond_import_reader_get (const FrondImportReader *self, guint64 offset, void *buffer, gsize length);

/* What an image's header says. Only for showing, and for choosing a firmware: the helper decides itself. */
typedef struct
{
  const char *format; /* NULL: it is none */
  guint64 size;       /* bytes that a guest sees */
  int problem;        /* a FROND_ERROR_IMPORT_*, or 0 */
  gboolean encrypted; /* with LUKS, as the helper's disks are */
  GPtrArray *extents; /* (element-type utf8): names of the files that a VMDK descriptor names, or NULL */
  guint64 data;       /* where the guest's first bytes are, 0: somewhere that is not known */
  gsize data_length;  /* and how many, when they are compressed */
  gboolean data_here; /* DATA is known */
  int data_deflated;  /* 0: as they are, 1: zlib, -1: deflate without a header */
} FrondImportImage;

/* How raw an image is said to be that may have no header. */
typedef enum
{
  FROND_IMPORT_RAW_NO = FALSE,
  FROND_IMPORT_RAW_MAYBE = TRUE, /* a file without any header is a disk, too, if it could be one */
  FROND_IMPORT_RAW_SURE,         /* whatever it begins with: that is its guest's to write */
} FrondImportRaw;

/* Never fails: what it cannot make anything of has
 * no format. Call frond_import_image_clear() afterwards. */
void frond_import_image_read (FrondImportImage *self, const FrondImportReader *reader, FrondImportRaw raw);
void frond_import_image_clear (FrondImportImage *self);

/* What the guest's firmware would find in the first 8 kB of the disk. */
FrondImportBoot frond_import_image_get_boot (const FrondImportImage *self, const FrondImportReader *reader);

/* In -vmdk.c, the longest of the formats. */
void _frond_import_image_read_vmdk (FrondImportImage *self, const FrondImportReader *reader);
gboolean _frond_import_image_is_vmdk (const guint8 *head, gsize length);

G_END_DECLS
