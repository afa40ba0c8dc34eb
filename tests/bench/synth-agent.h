/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <spice.h>

/* A double of a guest's agent, and of nothing else: it speaks the agent's protocol with the client of the server, and
 * says what it hears on standard output, a line each:
 *   agent caps HEX            the client's capabilities
 *   agent grab SEL TYPE…      the client offers
 *   agent release SEL
 *   agent request SEL TYPE    the client asks; answered at once when there is content (see below)
 *   agent data SEL TYPE SIZE SHA256
 * Numbers are decimal but for capabilities; TYPE and SEL are those of the protocol. */
void synth_agent_start (SpiceServer *server);

/* The device of the guest is open or not. */
void synth_agent_set_present (gboolean present);

/* A message for the client, from another part of the double. */
void synth_agent_send (guint32 type, const void *data, gsize size);

/* Does what LINE says and returns TRUE, when it is one of
 *   agent-caps HEX            announce these capabilities, now and when a client asks for them
 *   agent-grab SEL TYPE…
 *   agent-release SEL
 *   agent-request SEL TYPE
 *   agent-content SEL TYPE FILE   from now on the answer to the client's requests; “-”: no answer
 *   agent-none SEL            an empty answer
 *   agent-data SEL TYPE FILE  a message nobody has asked for
 *   agent-claim TYPE SIZE N   a message that says it has SIZE bytes and brings N
 *   agent-flood N             N times: a grab of the clipboard with text
 *   agent-storm N             N times: a request for the clipboard's text
 *   agent-stall 0|1           whether it has stopped reading
 * or one of synth-agent-files.h. */
gboolean synth_agent_run (const char *line);
