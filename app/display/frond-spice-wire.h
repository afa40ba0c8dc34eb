/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one channel of a SPICE server may say before spice-glib reads it. The library takes sizes, strings and pixels on
 * trust, and the guest writes some of them itself: its agent's messages come through as they are.
 *
 * Knows the channels that we connect: main, display, cursor, inputs, playback, record and USB. */
typedef struct _FrondSpiceWire FrondSpiceWire;

typedef struct
{
  guint16 type;
  guint8 *body;        /* may be changed */
  gsize have;          /* bytes of the body that have come */
  gsize length;        /* of all of the body */
  gsize wanted;        /* with MORE: how many have to come */
  gboolean descriptor; /* with PASS: a byte and a descriptor come behind it */
} FrondSpiceMessage;

typedef enum
{
  FROND_SPICE_WIRE_PASS,   /* and with it what has not come yet */
  FROND_SPICE_WIRE_MORE,   /* cannot be judged yet */
  FROND_SPICE_WIRE_DROP,   /* not worth the connection: the library does not see it */
  FROND_SPICE_WIRE_REFUSE, /* nobody sane says this: the connection ends */
} FrondSpiceVerdict;

/* The longest message of a guest's agent, and so of its clipboard; bytes. */
#define FROND_SPICE_WIRE_MAX_AGENT (128u << 20)

/* CHANNEL_TYPE is one of spice/enums.h. */
FrondSpiceWire *frond_spice_wire_new (int channel_type);
void frond_spice_wire_free (FrondSpiceWire *self);

/* The longest body that check() is to be asked about. */
gsize frond_spice_wire_get_max_length (FrondSpiceWire *self);

/* NOW is monotonic, microseconds: sound has a speed. ERROR (out of range or unsupported) is set with REFUSE. Where there is MORE to come the
 * same message is asked about again, and nothing else before. */
FrondSpiceVerdict frond_spice_wire_check (FrondSpiceWire *self, FrondSpiceMessage *message, gint64 now,
                                          GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondSpiceWire, frond_spice_wire_free)

G_END_DECLS
