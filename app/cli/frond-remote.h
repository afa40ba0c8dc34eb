/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Asks the Frond of this session that has windows, which is started if need be, for ACTION with the string PARAMETER. What
 * the desktop gave us to bring windows to the front (an activation token in the environment) goes along. */
void frond_remote_activate_async (const char *action, const char *parameter, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_remote_activate_finish (GAsyncResult *result, GError **error);

G_END_DECLS
