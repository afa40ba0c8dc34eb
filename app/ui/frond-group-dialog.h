/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks over PARENT for one of GROUPS (NULL-terminated), a new one, or none. CURRENT is chosen first; NULL: nothing is, as
 * the machines are in several. */
void frond_group_dialog_choose_async (GtkWidget *parent, const char *const *groups, const char *current,
                                      GAsyncReadyCallback callback, gpointer user_data);

/* The name, "" for none; NULL where nobody chose. Caller frees. */
char *frond_group_dialog_choose_finish (GAsyncResult *result, GError **error);

G_END_DECLS
