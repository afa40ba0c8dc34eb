/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  FUZZ_POINTER_IMAGE,
  FUZZ_POINTER_MASK,
  FUZZ_POINTER_PALETTE,
} FuzzPointer;

/* Writes one message: fields, and behind them what they point at. */
typedef struct
{
  GByteArray *out;
  GRand *random;
  gboolean sane;
  gsize start; /* of the body */

  struct
  {
    FuzzPointer kind;
    gsize at;
    guint n_colors;
  } pointers[8];
  guint n_pointers;
} FuzzWriter;

void fuzz_writer_put (FuzzWriter *writer, guint64 value, guint bytes);
/* Most numbers are at most SMALL; the others are where things break. */
guint32 fuzz_writer_number (FuzzWriter *writer, guint32 small);

/* A pointer to something that finish() writes. */
void fuzz_writer_point (FuzzWriter *writer, FuzzPointer kind);
void fuzz_writer_finish (FuzzWriter *writer);

G_END_DECLS
