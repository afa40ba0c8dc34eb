/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-reader.h"

#include "frond-error.h"

void
frond_spice_reader_init (FrondSpiceReader *reader, const guint8 *body, gsize have, gsize length)
{
  *reader = (FrondSpiceReader) { .body = body, .have = have, .length = length };
}

gboolean
frond_spice_reader_is_fine (const FrondSpiceReader *reader)
{
  return reader->fault == NULL && reader->wanted == 0;
}

static void
fail (FrondSpiceReader *reader, const char *what, guint64 number, gboolean unsupported)
{
  if (!frond_spice_reader_is_fine (reader))
    return;
  reader->fault = what;
  reader->number = number;
  reader->unsupported = unsupported;
}

void
frond_spice_reader_demand (FrondSpiceReader *reader, gboolean sane, const char *what, guint64 number)
{
  if (!sane)
    fail (reader, what, number, FALSE);
}

void
frond_spice_reader_support (FrondSpiceReader *reader, gboolean known, const char *what, guint64 number)
{
  if (!known)
    fail (reader, what, number, TRUE);
}

guint64
frond_spice_reader_take (FrondSpiceReader *reader, guint bytes)
{
  guint64 value = 0;

  frond_spice_reader_demand (reader, bytes <= reader->length - reader->at, "half a message", reader->length);
  if (!frond_spice_reader_is_fine (reader))
    return 0;
  if (reader->at + bytes > reader->have)
    {
      reader->wanted = reader->at + bytes;
      return 0;
    }

  for (guint i = 0; i < bytes; i++)
    value |= (guint64) reader->body[reader->at + i] << (8 * i);
  reader->at += bytes;
  return value;
}

gint32
frond_spice_reader_take_int (FrondSpiceReader *reader)
{
  return (gint32) frond_spice_reader_take (reader, 4);
}

void
frond_spice_reader_skip (FrondSpiceReader *reader, guint64 bytes)
{
  frond_spice_reader_demand (reader, bytes <= reader->length - reader->at, "half a message", reader->length);
  if (frond_spice_reader_is_fine (reader))
    reader->at += bytes;
}

void
frond_spice_reader_seek (FrondSpiceReader *reader, gsize at)
{
  frond_spice_reader_demand (reader, at <= reader->length, "a pointer to nowhere", at);
  if (frond_spice_reader_is_fine (reader))
    reader->at = at;
}

void
frond_spice_reader_set_error (const FrondSpiceReader *reader, GError **error)
{
  if (reader->unsupported)
    frond_set_error (error, FROND_ERROR_UNSUPPORTED, NULL,
                     "The machine's display sent %s (%" G_GUINT64_FORMAT "), which is not taken",
                     reader->fault, reader->number);
  else
    frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, NULL,
                     "The machine's display sent %s that cannot be right (%" G_GUINT64_FORMAT ")",
                     reader->fault, reader->number);
}
