/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-clipboard-kind.h"

G_BEGIN_DECLS

/* The requests to one guest for one selection. A guest's answers do not say what they are answers to, and an empty one
 * not even which kind was asked for: so one request is under way at a time. */
#define FROND_TYPE_SPICE_REQUESTS (frond_spice_requests_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceRequests, frond_spice_requests, FROND, SPICE_REQUESTS, GObject)

/* Sends a request for KIND. */
typedef void (*FrondSpiceAsk) (gpointer user_data, FrondClipboardKinds kind);
/* Bytes that have come from the guest so far, by any way: a large answer has no other sign of life. */
typedef guint64 (*FrondSpiceCount) (gpointer user_data);

/* USER_DATA outlives the object. */
FrondSpiceRequests *frond_spice_requests_new (FrondSpiceAsk ask, FrondSpiceCount count, gpointer user_data);

/* (transfer full) TASK is returned bytes (GBytes) as they came, or an error. */
void frond_spice_requests_add (FrondSpiceRequests *self, FrondClipboardKinds kind, GTask *task);

/* KIND is 0 when the guest has nothing after all. FALSE: nobody has asked for this. */
gboolean frond_spice_requests_is_awaited (FrondSpiceRequests *self, FrondClipboardKinds kind);
/* Only when awaited: DATA (NULL: nothing) or ERROR go to everybody who waits for it. */
void frond_spice_requests_answer (FrondSpiceRequests *self, GBytes *data, const GError *error);

/* The guest has copied something else: nobody wants the old content. */
void frond_spice_requests_outdate (FrondSpiceRequests *self);
/* Fails everything; nothing is under way any more. */
void frond_spice_requests_drop (FrondSpiceRequests *self);

G_END_DECLS
