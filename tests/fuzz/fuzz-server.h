/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display-opener.h"

#include <spice/enums.h>

G_BEGIN_DECLS

#define FUZZ_TYPE_SERVER (fuzz_server_get_type ())
G_DECLARE_FINAL_TYPE (FuzzServer, fuzz_server, FUZZ, SERVER, GObject)

/* A SPICE server in this process that links every channel properly and then says what it is told. It is the opener of
 * the session under test: each call is one more channel. Belongs to the main thread. */
FuzzServer *fuzz_server_new (void);

/* The N-th channel of TYPE (SPICE_CHANNEL_MAIN and so on) is linked. */
gboolean fuzz_server_has (FuzzServer *self, int type, guint n);

/* One message with the header that belongs to it. Nothing happens when there is no such channel. */
void fuzz_server_send (FuzzServer *self, int type, guint n, guint16 message, const guint8 *body,
                       gsize length);
/* Bytes as they are; FD travels with the first unless it is -1. */
void fuzz_server_send_raw (FuzzServer *self, int type, guint n, const guint8 *bytes, gsize length, int fd);
void fuzz_server_cut (FuzzServer *self, int type, guint n);
/* Ends all channels. */
void fuzz_server_stop (FuzzServer *self);

/* Dispatches what is ready. */
void fuzz_server_pump (void);

G_END_DECLS
