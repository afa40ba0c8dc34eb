/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-display-opener.h"

G_DEFINE_INTERFACE (FrondDisplayOpener, frond_display_opener, G_TYPE_OBJECT)

static void
frond_display_opener_default_init (FrondDisplayOpenerInterface *iface)
{
}

void
frond_display_opener_open_async (FrondDisplayOpener *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_DISPLAY_OPENER (self));

  FROND_DISPLAY_OPENER_GET_IFACE (self)->open_async (self, cancellable, callback, user_data);
}

int
frond_display_opener_open_finish (FrondDisplayOpener *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_DISPLAY_OPENER (self), -1);

  return FROND_DISPLAY_OPENER_GET_IFACE (self)->open_finish (self, result, error);
}
