/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-types.h"

G_BEGIN_DECLS

/* Reading closed dictionaries of the contract. All of them say no with VMM_IPC_ERROR and "FIELD: reason". */

/* Returns FALSE. */
gboolean vmm_dict_refuse (GError **error, VmmIpcError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Takes the values of the a{sv} DICT by their NAMES into VALUES (all NULL before; to be unreferenced by the caller,
 * also on failure). Keys that are unknown or there twice are refused. PREFIX is put before a key in messages. */
gboolean vmm_dict_take (GVariant *dict, const char *prefix, const char *const *names, gsize n_names,
                        GVariant **values, GError **error);

gboolean vmm_dict_check_type (const char *field, GVariant *value, const char *type, GError **error);

/* The place of the string VALUE among TOKENS. */
gboolean vmm_dict_parse_token (const char *field, GVariant *value, const char *const *tokens, gsize n_tokens,
                               guint *chosen, GError **error);

/* Bytes, whole MiB, so that nobody has to round. */
gboolean vmm_dict_parse_size (const char *field, GVariant *value, guint64 min, guint64 max, guint64 *size,
                              GError **error);

/* 1 to MAX. */
gboolean vmm_dict_parse_count (const char *field, GVariant *value, guint max, guint *count, GError **error);

G_END_DECLS
