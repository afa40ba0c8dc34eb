/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fuzz-server.h"

G_BEGIN_DECLS

/* What a fuzzer's input means: records of one byte of kind, one byte of channel, two bytes of length (little endian)
 * and that many bytes. The last one may be cut short. */
typedef enum
{
  FUZZ_MESSAGE, /* u16 type and a body: a message with an honest header */
  FUZZ_AGENT,   /* u32 type and a body: a message of the guest's agent, with an honest header */
  FUZZ_PARTS,   /* likewise, in pieces of 7 bytes, and the header's size field is the first u32 of the body */
  FUZZ_SCANOUT, /* a body: a GL scanout with a descriptor of memory */
  FUZZ_RAW,     /* bytes on the channel */
  FUZZ_CUT,     /* the channel's connection ends */
  FUZZ_INPUT,   /* the person does something: for the consumer of the script */
  FUZZ_AGAIN,   /* the person disconnects and connects again: likewise */
  FUZZ_N_KINDS
} FuzzKind;

typedef struct
{
  FuzzKind kind;
  guint8 channel;
  const guint8 *data;
  gsize length;
} FuzzRecord;

/* Reads the record at *OFFSET and moves it on; FALSE at the end. */
gboolean fuzz_record_read (const guint8 *input, gsize size, gsize *offset, FuzzRecord *record);

/* The kind of channel (and which of that kind) that CHANNEL of a record means. */
int fuzz_record_channel (const FuzzRecord *record, guint *n);

/* What the server has to do for a record. */
void fuzz_script_play (FuzzServer *server, const FuzzRecord *record);
/* The beginning of all conversations: main channel, then one of each kind and a second display. FALSE when it does not
 * come about. */
gboolean fuzz_script_start (FuzzServer *server);

G_END_DECLS
