/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* A small SPICE agent on the virtio port com.redhat.spice.0: it takes the pointer and the clipboard. It offers
 * "hello from the kms guest" first; whatever text the client then puts there is offered back reversed.
 *   AGENT up                      the port was opened
 *   AGENT clipboard <text>        what came from the client
 *   AGENT sent <bytes>            the client has fetched the guest's text */

/* Opens the port when it is there. */
void kms_agent_open (void);

/* The descriptor to poll, or -1 while there is no port or no client behind it. */
int kms_agent_get_fd (void);

/* To be called with what poll found. */
void kms_agent_read (short revents);

/* Milliseconds until it wants to look for a client again, or -1; and the look. */
int kms_agent_retry (void);
