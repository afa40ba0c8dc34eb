/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one channel of a SPICE server may say before spice-glib reads it. The library takes sizes, strings and pixels on
 * trust, and the guest writes some of them itself: its agent's messages come through as they are.
 *
 * Knows the main, cursor, inputs, playback and record channels. */
typedef struct _FrondSpiceWire FrondSpiceWire;

typedef enum
{
  FROND_SPICE_WIRE_PASS,
  FROND_SPICE_WIRE_DROP,   /* not worth the connection: the library does not see it */
  FROND_SPICE_WIRE_REFUSE, /* nobody sane says this: the connection ends */
} FrondSpiceVerdict;

/* The longest message of a guest's agent, and so of its clipboard; bytes. */
#define FROND_SPICE_WIRE_MAX_AGENT (128u << 20)

gboolean frond_spice_wire_knows (int channel_type);
/* CHANNEL_TYPE is one of spice/enums.h. */
FrondSpiceWire *frond_spice_wire_new (int channel_type);
void frond_spice_wire_free (FrondSpiceWire *self);

/* The longest body that check() is to be asked about. */
gsize frond_spice_wire_get_max_length (FrondSpiceWire *self);

/* BODY is all of the message after its header, and may be changed. NOW is monotonic, microseconds: sound has a speed. ERROR (out of range
 * or unsupported) is set with REFUSE. */
FrondSpiceVerdict frond_spice_wire_check (FrondSpiceWire *self, guint16 message, guint8 *body, gsize length,
                                          gint64 now, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondSpiceWire, frond_spice_wire_free)

G_END_DECLS
