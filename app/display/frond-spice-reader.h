/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A message of which a beginning has come. What is read after a fault, or after the end of what has come, is 0, so that a
 * reading goes through to its end and is judged there. */
typedef struct
{
  const guint8 *body;
  gsize have;
  gsize length; /* of the whole body */
  gsize at;

  gsize wanted;      /* this much has to come before there can be a judgement; 0: there is one */
  const char *fault; /* what cannot be right, or NULL */
  guint64 number;
  gboolean unsupported; /* the fault is ours: somebody could mean that */
} FrondSpiceReader;

void frond_spice_reader_init (FrondSpiceReader *reader, const guint8 *body, gsize have, gsize length);
gboolean frond_spice_reader_is_fine (const FrondSpiceReader *reader);

/* A number of up to 8 bytes, little endian. */
guint64 frond_spice_reader_take (FrondSpiceReader *reader, guint bytes);
gint32 frond_spice_reader_take_int (FrondSpiceReader *reader);
/* Bytes that nobody looks at have to be part of the message, and need not have come. */
void frond_spice_reader_skip (FrondSpiceReader *reader, guint64 bytes);
/* Goes on somewhere else: messages have pointers. */
void frond_spice_reader_seek (FrondSpiceReader *reader, gsize at);

/* Unless SANE, WHAT (with NUMBER) is the fault; the first one counts. */
void frond_spice_reader_demand (FrondSpiceReader *reader, gboolean sane, const char *what, guint64 number);
/* Likewise, for what an honest server may say, and nobody needs. */
void frond_spice_reader_support (FrondSpiceReader *reader, gboolean known, const char *what, guint64 number);

/* Sets the error of the fault: out of range or unsupported. */
void frond_spice_reader_set_error (const FrondSpiceReader *reader, GError **error);

G_END_DECLS
