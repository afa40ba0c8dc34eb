/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Keeps what the fuzzer invents a conversation: records are put in, taken out, moved and changed inside. */
#include "fuzz-grammar.h"
#include "fuzz-script.h"
#include "fuzz-target.h"

#define HEADER_SIZE 4

static void
append_slice (GByteArray *out, const uint8_t *data, gsize from, gsize to)
{
  if (to > from)
    g_byte_array_append (out, data + from, to - from);
}

/* Changes one record's inside, and its length. */
static void
append_changed (GByteArray *out, const FuzzRecord *record, const uint8_t *header, GRand *random)
{
  guint8 body[4096];
  gsize length = MIN (record->length, sizeof (body) - 64);
  guint8 head[HEADER_SIZE];

  memcpy (head, header, sizeof (head));
  memcpy (body, record->data, length);
  if (g_rand_int_range (random, 0, 8) == 0)
    length = length > 0 ? g_rand_int_range (random, 0, length + 1) : 0;
  else
    length = LLVMFuzzerMutate (body, length, MIN (sizeof (body), length + 16));
  head[2] = length & 0xff;
  head[3] = length >> 8;
  g_byte_array_append (out, head, sizeof (head));
  g_byte_array_append (out, body, length);
}

static void
mutate (GByteArray *out, const uint8_t *data, gsize size, GRand *random)
{
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  FuzzRecord record = { 0 };
  gsize offset = 0, start, victim;

  for (start = 0; fuzz_record_read (data, size, &offset, &record); start = offset)
    g_array_append_val (starts, start);
  if (starts->len == 0 || g_rand_int_range (random, 0, 3) == 0)
    {
      gsize at =
          starts->len > 0 ? g_array_index (starts, gsize, g_rand_int_range (random, 0, starts->len)) : 0;

      if (g_rand_boolean (random))
        at = offset;
      append_slice (out, data, 0, at);
      fuzz_grammar_append (out, random);
      append_slice (out, data, at, offset);
      return;
    }

  victim = g_array_index (starts, gsize, g_rand_int_range (random, 0, starts->len));
  start = victim;
  fuzz_record_read (data, size, &start, &record);
  append_slice (out, data, 0, victim);
  switch (g_rand_int_range (random, 0, 4))
    {
    case 0: /* gone */
      append_slice (out, data, start, offset);
      break;
    case 1: /* twice */
      append_slice (out, data, victim, start);
      append_slice (out, data, victim, offset);
      break;
    default:
      append_changed (out, &record, data + victim, random);
      append_slice (out, data, start, offset);
    }
}

size_t
LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_byte_array_append (out, data, size);
  for (guint i = g_rand_int_range (random, 1, 4); i > 0; i--)
    {
      g_autoptr (GByteArray) in = g_steal_pointer (&out);

      out = g_byte_array_new ();
      mutate (out, in->data, in->len, random);
    }
  size = MIN (out->len, max_size);
  if (size > 0)
    memcpy (data, out->data, size);
  return size;
}
