/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FROND_SPICE_AGENT_HEADER 20

/* The messages of a guest's agent, which come in pieces of any length, checked as their headers and first words come:
 * the library subtracts from their sizes without asking. All zero at first. */
typedef struct
{
  guint8 head[FROND_SPICE_AGENT_HEADER + 8]; /* and the words that a verdict needs */
  guint n_head;
  guint32 left; /* bytes of it that have not come, once its header has */
  guint32 caps; /* that the agent has ever said it has: the library does not forget them all */
} FrondSpiceAgentWire;

/* The agent went in the middle of a message. */
void frond_spice_agent_wire_reset (FrondSpiceAgentWire *self);

/* FALSE and ERROR (out of range) when a message that begins in BYTES is too long or too short for what it is. Takes one
 * capability out of BYTES: for a guest that wants to know the volume the library opens the microphone, unasked. */
gboolean frond_spice_agent_wire_check (FrondSpiceAgentWire *self, guint8 *bytes, gsize length,
                                       GError **error);

G_END_DECLS
