/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

#define FROND_TYPE_DISPLAY_OPENER (frond_display_opener_get_type ())
G_DECLARE_INTERFACE (FrondDisplayOpener, frond_display_opener, FROND, DISPLAY_OPENER, GObject)

/* Gives a screen its connections: a guest does it through its helper, tests and benches with a unix socket. Each
 * call yields a new connected stream socket that speaks the display protocol without authentication; the caller
 * of finish owns the descriptor; -1 and the error on failure. */
struct _FrondDisplayOpenerInterface
{
  GTypeInterface parent_iface;

  void (*open_async) (FrondDisplayOpener *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data);
  int (*open_finish) (FrondDisplayOpener *self, GAsyncResult *result, GError **error);
};

void frond_display_opener_open_async (FrondDisplayOpener *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
int frond_display_opener_open_finish (FrondDisplayOpener *self, GAsyncResult *result, GError **error);

G_END_DECLS
